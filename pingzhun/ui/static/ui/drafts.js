// Nothing typed is lost. `form[data-unsaved]` warns before leaving; `form[data-autosave="URL"]` also saves by itself:
// it posts the fields with the header X-Autosave and expects {"saved_at": "10:32"}, or {"message": "…"} with an error
// status. The words appear in [data-autosave-status], inside the form or carrying the form's id. What stands in
// .pz-sealed is never sent by itself: a price leaves the page only when the person submits it.
const QUIET = 2000;
const state = new WeakMap();

function forms() {
  return document.querySelectorAll("form[data-unsaved], form[data-autosave]");
}

function say(form, kind, text) {
  const status = form.querySelector("[data-autosave-status]") ?? document.querySelector(`[data-autosave-status="${form.id}"]`);
  if (!status) return;
  status.dataset.state = kind;
  status.textContent = text;
}

async function post(form) {
  const body = new FormData(form);
  for (const field of form.elements) {
    if (field.name && (field.type === "file" || field.closest(".pz-sealed"))) body.delete(field.name);
  }
  const answer = await fetch(form.dataset.autosave, {
    method: "POST",
    body,
    headers: { "X-Autosave": "1" },
    redirect: "manual",
    keepalive: true,
  });
  if (answer.type === "opaqueredirect") throw new Error("登录已过期，尚未保存。请在新窗口登录后回到本页继续。");
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(data.message || "自动保存失败，稍后会再试。");
  return data.saved_at;
}

async function save(form) {
  const draft = state.get(form);
  if (draft.saving) return;
  draft.saving = true;
  draft.dirty = false;
  say(form, "saving", "正在保存…");
  try {
    say(form, "saved", `已自动保存 ${await post(form)}`);
  } catch (error) {
    draft.dirty = true;
    say(form, "failed", error instanceof TypeError ? "网络不通，尚未保存，稍后会再试。" : error.message);
    draft.timer = setTimeout(save, 10 * QUIET, form);
  }
  draft.saving = false;
}

function changed(event) {
  const form = event.target.form;
  const draft = form && state.get(form);
  if (!draft || draft.sent) return;
  if (event.target.closest(".pz-sealed")) {
    draft.sealed = true;
    return;
  }
  draft.dirty = true;
  if (!form.dataset.autosave) return;
  clearTimeout(draft.timer);
  draft.timer = setTimeout(save, QUIET, form);
}

// Whether a field holds something else than the page came with: typed before this script ran, or put back by the browser.
function differs(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) {
    const given = [...field.options].filter((option) => option.defaultSelected);
    if (!given.length && !field.multiple) given.push(field.options[0]); // what the browser selects by itself
    return [...field.options].some((option) => option.selected !== given.includes(option));
  }
  return field.type !== "hidden" && field.type !== "file" && "defaultValue" in field && field.value !== field.defaultValue;
}

export function readyDrafts() {
  for (const form of forms()) {
    if (state.has(form)) continue;
    state.set(form, { dirty: false });
    [...form.elements].filter((field) => field.name && differs(field)).forEach((target) => changed({ target }));
  }
}

export function startDrafts() {
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  const sent = (event) => {
    const draft = state.get(event.target);
    if (!draft || event.defaultPrevented) return;
    clearTimeout(draft.timer);
    draft.sent = true;
  };
  document.addEventListener("submit", sent);
  document.addEventListener("sent", sent); // a script has sent the form, and leaves
  addEventListener("pageshow", () => {
    for (const form of forms()) if (state.has(form)) state.get(form).sent = false;
  });
  addEventListener("beforeunload", (event) => {
    for (const form of forms()) {
      const draft = state.get(form);
      if (draft && !draft.sent && (draft.dirty || draft.saving || draft.sealed)) event.preventDefault();
    }
  });
}
