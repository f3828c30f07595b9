// Gives the ALTCHA widget its worker as a file, as the CSP wants it, and lets the buttons that need a proof wait for one.
const WORKER = new URL("../vendor/altcha/workers/sha.js", import.meta.url).href;
const PAUSE = 60; // seconds between two codes, as the server has it

globalThis.$altcha.algorithms.set("SHA-256", () => new Worker(WORKER));

function ready(widget, proved) {
  const button = widget.closest("form").querySelector("[data-needs-proof], [data-code-button]");
  button.dataset.proved = proved ? "1" : "";
  allow(button);
}

function allow(button) {
  button.disabled = !button.dataset.proved || Number(button.dataset.pause || 0) > 0;
}

function count(button, label, seconds) {
  button.dataset.pause = seconds;
  button.textContent = seconds > 0 ? `${seconds} 秒后可重新获取` : label;
  allow(button);
  if (seconds > 0) setTimeout(() => count(button, label, seconds - 1), 1000);
}

function renew(widget) {
  ready(widget, false);
  widget.reset();
  widget.verify();
}

for (const widget of document.querySelectorAll("altcha-widget")) {
  widget.addEventListener("statechange", (event) => ready(widget, event.detail.state === "verified"));
}

// A proof serves once, so with every request the next one is begun.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.matches("[data-code-button]")) event.detail.elt.disabled = true;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const button = event.detail.elt;
  if (!button.matches("[data-code-button]")) return;
  renew(button.closest("form").querySelector("altcha-widget"));
  if (event.detail.target.querySelector("[data-code-sent]")) count(button, "重新获取验证码", PAUSE);
});
