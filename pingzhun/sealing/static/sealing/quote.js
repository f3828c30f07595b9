// A form with a sealed part, [data-seal]: before it is submitted, what stands in the fields [data-sealed] is looked at and
// sealed here, and only the envelope goes along. These fields have no names, so the browser sends nothing of them. Files are
// sealed to the same identity, as soon as they are chosen.
import { parseAmount, toUppercase } from "../ui/money.js";
import { newIdentity, seal } from "./envelope.js";
import { SealedFiles } from "./files.js";

const EXPIRED = "没有提交，登录可能已过期。请在新窗口登录后回到本页，再次提交。";
const part = document.querySelector("[data-seal]");
const form = part?.closest("form");
const identity = part && newIdentity();
const place = part?.querySelector("[data-sealed-files]");
const files = place && new SealedFiles(place, identity);

function say(field, sentence) {
  const id = `${field.id}_error`;
  document.getElementById(id)?.remove();
  field.toggleAttribute("aria-invalid", Boolean(sentence));
  if (!sentence) return;
  field.setAttribute("aria-invalid", "true");
  const note = document.createElement("div");
  note.className = "pz-error";
  note.id = id;
  note.setAttribute("role", "alert");
  note.textContent = sentence;
  field.closest(".pz-field").append(note);
}

function outOfBounds(fen, least, ceiling) {
  if (least && fen < parseAmount(least)) return `金额不能低于 ${least} 元。`;
  if (ceiling && fen > parseAmount(ceiling)) return `金额超过最高限价 ${ceiling} 元，超过的投标无效。`;
  return "";
}

// The value to seal, or null after telling the person what is wrong with it.
function valueOf(field) {
  if (field.type === "checkbox") return field.checked ? "on" : "";
  const typed = (field.value.toWellFormed?.() ?? field.value).trim();
  let value = typed;
  let wrong = field.required && !typed ? "请填写此项。" : "";
  if ("money" in field.dataset && typed) {
    const fen = parseAmount(typed);
    if (fen === null) wrong = "金额格式不正确，请填写如 98000、98,000.00 或 9.8万元。";
    else value = `${fen / 100n}.${(fen % 100n).toString().padStart(2, "0")}`;
    if (fen !== null) wrong = outOfBounds(fen, field.dataset.least, part.querySelector("[data-ceiling]")?.dataset.ceiling);
  }
  if (field.dataset.capitalsOf && typed) {
    const amount = parseAmount(part.querySelector(`[data-sealed="${field.dataset.capitalsOf}"]`).value);
    if (amount !== null && typed !== toUppercase(amount)) wrong = `与小写金额不一致，应为“${toUppercase(amount)}”。`;
  }
  say(field, wrong);
  return wrong ? null : value;
}

// Says why the server refused, and returns whether it took the filing. The page stays, with everything that was typed and chosen.
async function send(envelope) {
  form.elements.envelope.value = envelope;
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "submit");
  const answer = await fetch(location.href, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(EXPIRED);
  const { url, refusals = [], errors = {} } = await answer.json();
  if (url) {
    form.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
    location.assign(url);
    return;
  }
  for (const field of form.elements) if (field.name && field.closest(".pz-field")) say(field, errors[field.name]?.[0] ?? "");
  refuse(refusals);
  const wrong = form.querySelector("[aria-invalid=true]");
  if (wrong && !refusals.length) wrong.focus();
}

function refuse(sentences) {
  const notice = form.querySelector("[data-refusals]");
  const list = notice.querySelector("ul");
  list.replaceChildren(
    ...sentences.map((sentence) => {
      const item = document.createElement("li");
      item.textContent = sentence;
      return item;
    }),
  );
  notice.hidden = !sentences.length;
  if (sentences.length) notice.focus();
}

async function sealThenSend() {
  const fields = [...part.querySelectorAll("[data-sealed]")];
  const values = fields.map(valueOf);
  const wrong = values.indexOf(null);
  if (wrong >= 0) {
    fields[wrong].focus();
    return;
  }
  files?.complain(files.fault);
  if (files?.fault) return;
  const payload = Object.fromEntries(fields.map((field, index) => [field.dataset.sealed, values[index]]));
  let envelope;
  try {
    envelope = await seal(payload, JSON.parse(part.dataset.seal), await identity, files?.declared);
  } catch (error) {
    say(fields[0], `加密没有成功，没有提交。请换用新版浏览器重试。（${error.message}）`);
    return;
  }
  try {
    await send(envelope);
  } catch (error) {
    refuse([error instanceof TypeError ? "网络不通，没有提交。请检查网络后再次提交。" : error.message]);
  }
}

// The capitals follow the figures; whoever writes them otherwise is told before anything is sealed.
part?.addEventListener("input", ({ target }) => {
  const capitals = part.querySelector(`[data-capitals-of="${target.dataset.sealed}"]`);
  if (!capitals) return;
  const amount = parseAmount(target.value);
  capitals.value = amount === null ? "" : toUppercase(amount);
});

form?.addEventListener("submit", (event) => {
  if (event.submitter?.value !== "submit") return;
  event.preventDefault();
  const { submitter } = event;
  if (submitter.hasAttribute("aria-busy")) return;
  submitter.setAttribute("aria-busy", "true");
  refuse([]);
  sealThenSend().finally(() => submitter.removeAttribute("aria-busy"));
});
if (part) part.disabled = false; // until this script runs nothing can be typed there
