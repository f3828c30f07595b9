// 电子件管理: resumable uploads (tus 1.0) for every slot of a panel. Without this script the plain forms still work.
import "../vendor/tus/tus.min.js";

const CHUNK = 8 * 1024 * 1024;
const AT_ONCE = 3;
const RETRIES = [0, 1000, 3000, 5000, 10000];
const RESUMABLE = new Set([409, 423, 460]);
const LONGEST = 30_000; // ms that a list may take, since what is removed waits for it

const items = new Set();

// Where an item stands: waiting → sending → done, or paused, broken (can go on) or refused (cannot).
class Item {
  constructor(panel, slot, file) {
    this.panel = panel;
    this.slot = slot;
    this.file = file;
    this.samples = [];
    const row = panel.root.querySelector("template[data-row]").content.cloneNode(true).firstElementChild;
    this.row = row;
    this.find = (name) => row.querySelector(`[data-${name}]`);
    this.find("name").textContent = file.name;
    this.find("progress").setAttribute("aria-label", `“${file.name}”的上传进度`);
    for (const verb of ["pause", "resume", "cancel"]) {
      this.find(verb).setAttribute("aria-label", `${this.find(verb).textContent.trim()}“${file.name}”的上传`);
      this.find(verb).addEventListener("click", () => this[verb]());
    }
    slot.querySelector("[data-queue]").append(row);
    items.add(this);
  }

  show(state, text = "") {
    this.state = state;
    this.find("state").textContent = text;
    this.find("pause").hidden = !["waiting", "sending"].includes(state);
    this.find("resume").hidden = !["paused", "broken"].includes(state);
    if (state !== "broken" && state !== "refused") this.find("error").hidden = true;
  }

  wait() {
    this.show("waiting", "等待上传");
    next();
  }

  async start() {
    this.show("sending", "准备上传");
    this.upload ??= this.#tus();
    const previous = this.upload.url ? [] : await this.upload.findPreviousUploads();
    if (this.state !== "sending") return;
    if (previous.length) this.upload.resumeFromPreviousUpload(previous[0]);
    this.samples = [];
    this.upload.start();
  }

  #tus() {
    const { root, url } = this.panel;
    const { slot } = this.slot.dataset;
    const { file } = this;
    return new window.tus.Upload(file, {
      endpoint: url,
      chunkSize: CHUNK,
      retryDelays: RETRIES,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, slot },
      headers: { "X-CSRFToken": root.querySelector("[name=csrfmiddlewaretoken]").value },
      fingerprint: async () => ["documents", url, slot, file.name, file.size, file.lastModified].join("|"),
      onProgress: (sent, total) => this.#progress(sent, total),
      onSuccess: () => this.#done(),
      onError: (error) => this.#failed(error),
    });
  }

  #progress(sent, total) {
    if (this.state !== "sending") return;
    const now = performance.now();
    this.samples = [...this.samples.filter((sample) => now - sample.at < 3000), { at: now, sent }];
    const [first] = this.samples;
    const speed = now > first.at ? ((sent - first.sent) / (now - first.at)) * 1000 : 0;
    const percent = Math.floor((sent / total) * 100);
    this.find("progress").value = percent;
    const going = speed > 0 ? `${percent}% · ${size(speed)}/秒` : `${percent}%`;
    this.find("state").textContent = sent === total ? "已传完，正在检查文件" : going;
  }

  async #done() {
    this.show("done");
    this.panel.say(`“${this.file.name}”已上传。`);
    next();
    if (await this.panel.refresh()) this.#forget();
    else this.refuse("已上传，列表没有更新。请刷新页面查看。");
  }

  #failed(error) {
    const response = error.originalResponse;
    const status = response?.getStatus() ?? 0;
    const ours = response?.getHeader("Tus-Resumable");
    const final = status >= 400 && status < 500 && !RESUMABLE.has(status);
    let sentence = "网络中断，已传的部分保留。网络恢复后自动继续，也可以点“继续”。";
    if (ours) sentence = response.getBody() || "上传没有成功。请点“继续”重试。";
    else if (status === 413) sentence = "文件超过服务器的上限。请压缩或拆分后重新上传。";
    else if (status) sentence = "上传没有成功，登录可能已过期。请刷新页面后重新选择该文件，将从断点继续。";
    if (final || (status && !ours)) this.refuse(sentence);
    else {
      this.show("broken");
      this.#error(sentence);
    }
    next();
  }

  refuse(sentence) {
    this.show("refused");
    this.find("progress").hidden = true;
    this.find("cancel-label").textContent = "关闭";
    this.find("cancel").setAttribute("aria-label", `关闭“${this.file.name}”的提示`);
    this.#error(sentence);
  }

  #error(sentence) {
    this.find("error").textContent = sentence;
    this.find("error").hidden = false;
    this.panel.say(sentence);
  }

  pause() {
    this.upload?.abort();
    this.show("paused", `已暂停，${this.find("progress").value}%`);
    this.panel.say(`“${this.file.name}”已暂停。`);
    this.find("resume").focus();
    next();
  }

  resume() {
    this.wait();
    this.find("pause").focus();
  }

  async cancel() {
    const open = this.state !== "refused" && this.upload?.url;
    this.show("cancelled");
    this.#forget();
    this.slot.querySelector("input[type=file]").focus();
    if (this.upload) await this.upload.abort(Boolean(open)).catch(() => {});
    next();
  }

  #forget() {
    this.row.remove();
    items.delete(this);
  }
}

function next() {
  const sending = [...items].filter((item) => item.state === "sending").length;
  const waiting = [...items].filter((item) => item.state === "waiting");
  for (const item of waiting.slice(0, Math.max(0, AT_ONCE - sending))) item.start();
}

class Panel {
  constructor(root) {
    this.root = root;
    this.url = new URL(root.dataset.url, location.href).href;
    this.turn = Promise.resolve();
    root.addEventListener("change", (event) => {
      if (event.target.type === "file") this.#chosen(event.target);
    });
    root.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.matches("[data-add]")) event.preventDefault();
      if (form.matches("[data-remove]")) {
        event.preventDefault();
        this.#remove(form);
      }
    });
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-forget]");
      if (button) this.#forget(button.closest("[data-unfinished]"));
    });
    for (const slot of root.querySelectorAll("[data-slot]")) this.#droppable(slot);
    for (const input of root.querySelectorAll("input[type=file]")) this.#chosen(input); // before this script had come
    root.dataset.ready = "";
  }

  #chosen(input) {
    if (!input.files.length) return;
    this.add(input.closest("[data-slot]"), input.files);
    input.value = "";
  }

  add(slot, files) {
    for (const file of files) {
      const item = new Item(this, slot, file);
      const sentence = refusal(slot.dataset, file);
      if (sentence) item.refuse(sentence);
      else {
        for (const row of slot.querySelectorAll("[data-unfinished]")) {
          if (row.dataset.name === file.name) row.remove();
        }
        item.wait();
      }
    }
  }

  say(sentence) {
    this.root.querySelector("[data-live]").textContent = sentence;
  }

  // One question about the list after another: an answer that came late would bring back what was removed meanwhile.
  #inTurn(ask) {
    const asked = this.turn.then(ask);
    this.turn = asked.catch(() => null);
    return asked;
  }

  // Whether the list has come.
  refresh() {
    return this.#inTurn(async () => {
      const signal = AbortSignal.timeout(LONGEST);
      const asked = fetch(this.url, { headers: { "HX-Request": "true" }, signal });
      const html = await asked.then((response) => (response.ok ? response.text() : null)).catch(() => null);
      if (html !== null) this.#take(html);
      return html !== null;
    });
  }

  #take(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    if (!fresh.querySelector("[data-documents]")) {
      location.reload();
      return;
    }
    const busy = new Set([...items].map((item) => item.file.name));
    for (const row of fresh.querySelectorAll("[data-unfinished]")) if (busy.has(row.dataset.name)) row.remove();
    for (const slot of fresh.querySelectorAll("[data-slot]")) {
      const mine = this.root.querySelector(`[data-slot="${CSS.escape(slot.dataset.slot)}"] [data-files]`);
      mine.replaceWith(slot.querySelector("[data-files]"));
    }
  }

  #remove(form) {
    const input = form.closest("[data-slot]").querySelector("input[type=file]");
    const body = new FormData(form);
    return this.#inTurn(async () => {
      const headers = { "HX-Request": "true" };
      const response = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
      if (response?.ok) {
        this.#take(await response.text());
        this.say(`“${form.dataset.name}”已移除。`);
        input.focus();
      } else location.reload();
    });
  }

  async #forget(row) {
    const token = this.root.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "X-CSRFToken": token, "Tus-Resumable": "1.0.0" };
    await fetch(this.url + row.dataset.unfinished, { method: "DELETE", headers }).catch(() => null);
    await this.refresh();
  }

  #droppable(slot) {
    slot.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      slot.dataset.over = "";
    });
    slot.addEventListener("dragleave", (event) => {
      if (!slot.contains(event.relatedTarget)) delete slot.dataset.over;
    });
    slot.addEventListener("drop", (event) => {
      event.preventDefault();
      delete slot.dataset.over;
      if (!slot.querySelector("[data-files][data-full]")) this.add(slot, event.dataTransfer.files);
    });
  }
}

// What the server would refuse by name or size, said before a byte is sent.
function refusal({ title, extensions, limit, limitText }, file) {
  const extension = file.name.includes(".") ? file.name.split(".").pop().toLowerCase() : "";
  const taken = extensions.split(" ");
  if (!taken.includes(extension)) {
    return `“${file.name}”的类型不符合「${title}」的要求。请转换为 ${taken.join("、")} 后重新上传。`;
  }
  if (!file.size) return `“${file.name}”是空文件。请检查原文件后重新上传。`;
  if (file.size > Number(limit)) {
    return `“${file.name}”有 ${size(file.size)}，超过了 ${limitText} 的上限。请压缩或拆分后重新上传。`;
  }
  return "";
}

function size(bytes) {
  const unit = bytes >= 1024 ** 2 ? 1024 ** 2 : 1024;
  return `${(bytes / unit).toFixed(1)} ${unit === 1024 ? "KB" : "MB"}`;
}

function ready(root) {
  for (const panel of root.querySelectorAll("[data-documents]:not([data-ready])")) new Panel(panel);
}

ready(document);
document.addEventListener("htmx:load", () => ready(document));
addEventListener("online", () => {
  for (const item of items) if (item.state === "broken") item.wait();
});
addEventListener("beforeunload", (event) => {
  if ([...items].some((item) => ["waiting", "sending"].includes(item.state))) event.preventDefault();
});
