// 开启密钥: a key is made here, its file is kept by the person, and only its public half is sent.
import { makeKey } from "./keyfile.js";

const LEAST = 10; // characters of a passphrase
const form = document.querySelector("[data-make-key]");
const [passphrase, again] = form.querySelectorAll("input[type=password]");
const status = form.querySelector("[data-status]");
const made = form.querySelector("[data-made]");
const start = form.querySelector("[data-make]");
const confirmation = form.querySelector("[data-kept]");
const send = form.querySelector("[data-register]");

function say(sentence, tone = "bad") {
  status.hidden = !sentence;
  status.dataset.tone = tone;
  status.querySelector(".pz-notice__body").textContent = sentence;
}

async function make() {
  if ([...passphrase.value].length < LEAST) return say(`口令至少 ${LEAST} 个字符。`);
  if (passphrase.value !== again.value) return say("两次输入的口令不一致。");
  start.disabled = true;
  say("正在生成，请稍候……", "info");
  const key = await makeKey(passphrase.value, form.dataset.makeKey);
  form.elements.public_key.value = key.publicKey;
  const link = made.querySelector("a");
  link.href = URL.createObjectURL(new Blob([key.file], { type: "application/json" }));
  link.download = `开启密钥-${key.fingerprint.slice(0, 8)}.json`;
  made.querySelector("[data-fingerprint]").textContent = key.fingerprint;
  made.hidden = false;
  passphrase.value = again.value = "";
  form.querySelector("[data-making]").hidden = true;
  form.querySelector(".pz-form").hidden = true;
  say("密钥已在本机生成，尚未启用。请先下载密钥文件并妥善保管，再点击启用。", "info");
  link.focus();
}

start.addEventListener("click", () => {
  make()
    .catch((error) => say(`生成没有成功，请换用新版浏览器重试。（${error.message}）`))
    .finally(() => {
      start.disabled = false;
    });
});
start.disabled = false; // until now a click would have done nothing
confirmation.addEventListener("change", () => {
  send.disabled = !confirmation.checked;
});
