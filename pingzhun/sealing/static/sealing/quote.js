// A form with a sealed part, [data-seal]: before it is submitted, what stands in the fields [data-sealed] is looked at and
// sealed here, and only the envelope goes along. These fields have no names, so the browser sends nothing of them.
import { parseAmount } from "../ui/money.js";
import { seal } from "./envelope.js";

const part = document.querySelector("[data-seal]");
const form = part?.closest("form");
let sealed = false;

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

// The value to seal, or null after telling the person what is wrong with it.
function valueOf(field) {
  const typed = (field.value.toWellFormed?.() ?? field.value).trim();
  let value = typed;
  let wrong = field.required && !typed ? "请填写此项。" : "";
  if ("money" in field.dataset && typed) {
    const fen = parseAmount(typed);
    if (fen === null) wrong = "金额格式不正确，请填写如 98000、98,000.00 或 9.8万元。";
    else value = `${fen / 100n}.${(fen % 100n).toString().padStart(2, "0")}`;
  }
  say(field, wrong);
  return wrong ? null : value;
}

async function sealThenSubmit(submitter) {
  const fields = [...part.querySelectorAll("[data-sealed]")];
  const values = fields.map(valueOf);
  const wrong = values.indexOf(null);
  if (wrong >= 0) {
    fields[wrong].focus();
    return;
  }
  const payload = Object.fromEntries(fields.map((field, index) => [field.dataset.sealed, values[index]]));
  submitter.setAttribute("aria-busy", "true");
  try {
    form.elements.envelope.value = await seal(payload, JSON.parse(part.dataset.seal));
  } catch (error) {
    say(fields[0], `加密没有成功，没有提交。请换用新版浏览器重试。（${error.message}）`);
    return;
  } finally {
    submitter.removeAttribute("aria-busy");
  }
  sealed = true;
  form.requestSubmit(submitter);
}

form?.addEventListener("submit", (event) => {
  if (event.submitter?.value !== "submit" || sealed) return;
  event.preventDefault();
  sealThenSubmit(event.submitter);
});
if (part) part.disabled = false; // until this script runs nothing can be typed there
addEventListener("pageshow", () => {
  sealed = false;
});
