// A form that is sent with a signature (`data-signing`): opens the key in this page, signs the server's challenge, posts the
// proof. With `data-result` nothing is signed: the certificates are posted, and the fragment that comes back is shown there.
import { openKeyFile, rememberedSigners, SignerError, toBase64 } from "./signer.js";

const AGAIN = "网络不通或服务器没有应答，请稍后再试。";
const ELSEWHERE = "要签名的内容不是本网站的，请不要继续，并联系平台运维。";

class Told extends Error {} // its message is a sentence for the person

function signerOf(form) {
  const kind = form.querySelector("#signer-kind").value;
  if (kind) return rememberedSigners.get(kind).open();
  const [file] = form.querySelector("#key-file").files;
  if (!file) throw new Told("请选择证书文件。");
  return openKeyFile(file, form.querySelector("#key-password").value);
}

async function post(url, body) {
  let response;
  try {
    response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    throw new Told(AGAIN);
  }
  if (response.redirected) throw new Told("登录已过期，请刷新页面后重试。");
  if (!response.ok) throw new Told(response.status === 403 ? "页面已过期，请刷新页面后重试。" : AGAIN);
  return response;
}

async function sign(form, signer, body) {
  const { nonce, text } = await (await post(form.dataset.challenge, body)).json();
  if (!text.split("\n").includes(`网站：${location.origin}`)) throw new Told(ELSEWHERE);
  body.set("nonce", nonce);
  body.set("signature", toBase64(await signer.sign(new TextEncoder().encode(text))));
}

async function send(form) {
  const signer = await signerOf(form);
  const body = new FormData(form);
  body.set("chain", signer.chain.map(toBase64).join(","));
  if (form.dataset.result) {
    const place = document.getElementById(form.dataset.result);
    place.innerHTML = await (await post(form.action, body)).text();
    place.scrollIntoView({ block: "nearest" });
    return;
  }
  await sign(form, signer, body);
  const answer = await (await post(form.action, body)).json();
  if (answer.refused) throw new Told(answer.refused);
  location.assign(answer.to);
  await new Promise(() => {}); // the button stays at rest until the next page is there
}

function tell(form, error) {
  const box = form.querySelector("[data-signing-error]");
  box.textContent = error instanceof Told || error instanceof SignerError ? error.message : AGAIN;
  box.hidden = false;
  box.focus();
  if (error.code === "wrong-password") form.querySelector("#key-password").select();
  if (!(error instanceof Told || error instanceof SignerError)) console.error(error);
}

async function submit(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("[data-signs]");
  if (button.disabled) return;
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  form.querySelector("[data-signing-error]").hidden = true;
  try {
    await send(form);
  } catch (error) {
    tell(form, error);
  }
  button.disabled = false;
  button.removeAttribute("aria-busy");
}

function offerOthers(form) {
  const choice = form.querySelector("[data-signer-choice]");
  const select = choice.querySelector("select");
  for (const [key, { title }] of rememberedSigners) select.add(new Option(title, key));
  choice.hidden = rememberedSigners.size === 0;
  select.addEventListener("change", () => {
    for (const field of form.querySelectorAll("[data-key-fields]")) field.hidden = select.value !== "";
  });
}

for (const form of document.querySelectorAll("form[data-signing]")) {
  offerOthers(form);
  form.addEventListener("submit", submit);
  form.querySelector("[data-signs]").disabled = false; // until now the browser would have sent the bare form
}
