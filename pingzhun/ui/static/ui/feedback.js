// Toasts, closing of messages, copying, printing, and the focus on an error summary.
// A toast from the server: the response header HX-Trigger: {"toast": {"text": "已保存", "tone": "good"}}.
const LASTS = 6000;

export function toast(text, tone = "info") {
  const box = document.createElement("div");
  box.className = "pz-notice";
  box.dataset.tone = tone;
  const body = document.createElement("div");
  body.className = "pz-notice__body";
  body.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "pz-notice__close";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", "关闭提示");
  close.textContent = "×";
  box.append(body, close);
  document.querySelector("[data-toasts]").append(box);
  if (tone !== "bad") setTimeout(() => box.remove(), LASTS);
}

async function copy(button) {
  const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  await navigator.clipboard.writeText(source ? source.textContent.trim() : button.dataset.copy);
  toast("已复制", "good");
}

export function startFeedback() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("dismiss" in button.dataset) button.closest(".pz-notice").remove();
    if ("print" in button.dataset) print();
    if ("copy" in button.dataset || "copyFrom" in button.dataset) {
      copy(button).catch(() => toast("浏览器不允许复制，请选中文字后按 Ctrl+C。", "warn"));
    }
  });
  document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.tone));
  document.addEventListener("htmx:responseError", () => toast("操作没有成功，请刷新页面后再试。", "bad"));
  document.addEventListener("htmx:sendError", () => toast("网络不通，请检查网络后再试。", "bad"));
  document.querySelector("[data-error-summary]")?.focus();
}
