// 报价开启: the holder's shares are opened here with their key file, and only the shares are sent.
import { opensWith, openShare } from "./envelope.js";
import { openKey, WrongFile } from "./keyfile.js";

const form = document.querySelector("[data-open-box]");
const status = form.querySelector("[data-status]");
const button = form.querySelector("button");
let warned = false;

function say(sentence, tone = "bad") {
  status.hidden = !sentence;
  status.dataset.tone = tone;
  status.querySelector(".pz-notice__body").textContent = sentence;
}

async function open() {
  const [file] = form.querySelector("input[type=file]").files;
  const passphrase = form.querySelector("input[type=password]");
  if (!file) return say("请选择密钥文件。");
  if (!passphrase.value) return say("请输入密钥文件的口令。");
  button.disabled = true;
  say("正在开启，请稍候……", "info");
  const answer = await fetch(form.dataset.openBox, { headers: { Accept: "application/json" } });
  const sealed = await answer.json();
  if (!answer.ok) throw new WrongFile(sealed.message);
  const key = await openKey(await file.text(), passphrase.value, {
    fingerprint: sealed.fingerprint,
    publicKey: sealed.public_key,
  });
  if (!(await opensWith(key))) throw new WrongFile("密钥文件不完整，请使用另一份备份。");
  const shares = {};
  for (const share of sealed.shares) {
    shares[share.number] = await openShare(key, sealed.fingerprint, sealed.box, share);
  }
  const unreadable = Object.values(shares).filter((share) => share === null).length;
  if (unreadable && !warned) {
    warned = true;
    say(`有 ${unreadable} 份报价的份额与封存时的承诺不符，将按信封损坏上报，提交后不能更改。确认请再次点击“开启”。`, "warn");
    return;
  }
  passphrase.value = "";
  form.elements.shares.value = JSON.stringify(shares);
  form.submit();
}

button.addEventListener("click", () => {
  open()
    .catch((error) => say(error instanceof WrongFile ? error.message : `开启没有成功，请刷新页面后重试。（${error.message}）`))
    .finally(() => {
      button.disabled = false;
    });
});
button.disabled = false; // until now a click would have done nothing
