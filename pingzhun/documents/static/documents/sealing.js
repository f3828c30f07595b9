// 盖章: a form with data-seal opens a key file in this page, has the server draw the seal, signs what it asks for, and gives the
// signature back. The private key and the password stay here. pingzhun/documents/seals/exchange.py is the other side.
//
//   <form data-seal data-prepare="URL" data-complete="URL"> around the fields of `KeyForm` (which belong to no form), the button
//   [data-signs], disabled until this script has come, [data-error] and [data-progress]; a button with data-plain is left alone;
//   every other field of it goes with both requests.
//
// The answer to the second request is {"location": …}, where to go on, or {"html": …, "pdf": …, "name": …}: what to show in
// [data-result] and the sealed PDF for its link [data-download].
import { openKeyFile, SignerError, toBase64 } from "../certificates/signer.js";

class Refused extends Error {}

export function startSealing(root = document) {
  for (const form of root.querySelectorAll("form[data-seal]")) {
    form.addEventListener("submit", (event) => start(event, form));
    form.querySelector("[data-signs]").disabled = false; // until now the browser would have sent the bare form
  }
}

async function start(event, form) {
  if (event.submitter?.hasAttribute("data-plain")) return; // another button of the same form, sent as usual
  event.preventDefault();
  event.stopPropagation(); // not sent as it is, so `submission.js` has nothing to guard
  if (form.hasAttribute("data-busy")) return;
  form.toggleAttribute("data-busy", true);
  tell(form, "progress", "正在盖章，请稍候…");
  tell(form, "error", "");
  try {
    show(form, await seal(form, event.submitter));
  } catch (error) {
    tell(form, "error", error instanceof SignerError || error instanceof Refused ? error.message : "网络或浏览器出错，没有盖上。请刷新页面后重试。");
    if (!(error instanceof SignerError || error instanceof Refused)) throw error;
  } finally {
    tell(form, "progress", "");
    form.toggleAttribute("data-busy", false);
  }
}

async function seal(form, submitter) {
  const key = form.querySelector("[name=key]").files[0];
  if (!key) throw new Refused("请先选择证书文件。");
  const signer = await openKeyFile(key, form.querySelector("[name=password]").value);
  const fields = [...new FormData(form, submitter)];
  const offered = await post(form.dataset.prepare, fields, {
    certificate: signer.chain.map((der) => new Blob([der])),
  });
  const signature = await signer.sign(bytes(offered.to_sign));
  return post(form.dataset.complete, [...fields, ["token", offered.token], ["signature", toBase64(signature)]], {
    pdf: [new Blob([bytes(offered.pdf)], { type: "application/pdf" })],
  });
}

async function post(url, pairs, files) {
  const body = new FormData();
  for (const [name, value] of pairs) body.append(name, value);
  for (const [name, blobs] of Object.entries(files)) for (const blob of blobs) body.append(name, blob, name);
  const response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw new Refused("登录已失效或页面已过期。请刷新页面后重试。");
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.message);
  return answer;
}

function show(form, answer) {
  if (answer.location) {
    location.assign(answer.location);
    return;
  }
  const result = document.querySelector("[data-result]");
  result.innerHTML = answer.html; // our own template, rendered by the server
  const link = result.querySelector("[data-download]");
  link.href = URL.createObjectURL(new Blob([bytes(answer.pdf)], { type: "application/pdf" }));
  link.download = answer.name;
  result.focus();
}

function tell(form, name, text) {
  const place = form.querySelector(`[data-${name}]`);
  place.querySelector("[data-text]").textContent = text;
  place.hidden = !text;
}

function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

startSealing();
