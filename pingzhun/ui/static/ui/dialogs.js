// Asks before something that cannot be undone: data-confirm="…" on a button, a link, or an htmx element.
// data-confirm-title, data-confirm-label (the verb on the button) and data-confirm-tone="danger" say it better.
const dialog = document.getElementById("confirm");
const confirmed = new WeakSet();

export function ask(element) {
  const { confirm: text, confirmTitle, confirmLabel, confirmTone } = element.dataset;
  const ok = dialog.querySelector('[value="ok"]');
  dialog.querySelector("#confirm-title").textContent = confirmTitle || "请确认";
  dialog.querySelector("#confirm-text").textContent = text;
  ok.textContent = confirmLabel || element.textContent.trim() || "确认";
  ok.className = confirmTone === "danger" ? "btn btn-danger" : "btn btn-primary";
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true });
  });
}

async function askThenRepeat(element) {
  const form = element.form;
  if (form && !form.noValidate && !element.formNoValidate && !form.reportValidity()) return;
  if (!(await ask(element))) return;
  confirmed.add(element);
  element.click();
}

export function startDialogs() {
  document.addEventListener(
    "click",
    (event) => {
      const element = event.target.closest("a[data-confirm], button[data-confirm]");
      if (!element || element.matches("[hx-get], [hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
      if (confirmed.delete(element)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      askThenRepeat(element);
    },
    true,
  );
  document.addEventListener("htmx:confirm", (event) => {
    const element = event.detail.elt;
    if (!element.dataset.confirm) return;
    event.preventDefault();
    ask(element).then((yes) => yes && event.detail.issueRequest(true));
  });
}
