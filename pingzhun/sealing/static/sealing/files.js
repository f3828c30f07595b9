// The files of a sealed form, [data-sealed-files]: each is encrypted here and sent at once, as a ciphertext under a name that
// tells nothing. What it is called, and the hashes that it is held to, go into the envelope alone.
import { Encrypter, identityToRecipient } from "age-encryption";
import { sha256 } from "@noble/hashes/sha2.js";
import "../vendor/tus/tus.min.js";
import { toHex } from "./envelope.js";

const CHUNK = 8 * 1024 * 1024;
const RETRIES = [0, 1000, 3000, 5000, 10000];
const FAILED = "上传没有成功，请检查网络后点“重试”。";

// The ciphertext as a Blob, which the browser keeps on disk where it is large, and the hashes of both sides.
async function encrypt(file, identity) {
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  const plain = sha256.create();
  const sealed = sha256.create();
  const ciphertext = await encrypter.encrypt(file.stream().pipeThrough(through(plain)));
  const blob = await new Response(ciphertext.pipeThrough(through(sealed))).blob();
  return { blob, sha256: toHex(plain.digest()), ciphertext_sha256: toHex(sealed.digest()) };
}

function through(hash) {
  return new TransformStream({
    transform(chunk, controller) {
      hash.update(chunk);
      controller.enqueue(chunk);
    },
  });
}

function size(bytes) {
  const unit = bytes >= 1024 ** 2 ? 1024 ** 2 : 1024;
  return `${(bytes / unit).toFixed(1)} ${unit === 1024 ? "KB" : "MB"}`;
}

// One chosen file: waiting → working → done, or broken, from which it can be tried again.
class Item {
  constructor(list, file) {
    this.list = list;
    this.file = file;
    this.row = list.root.querySelector("template").content.cloneNode(true).firstElementChild;
    this.find = (name) => this.row.querySelector(`[data-${name}]`);
    this.find("name").textContent = file.name;
    this.part = this.find("part");
    if (this.part) {
      this.part.setAttribute("aria-label", `“${file.name}”属于`);
      this.part.value = [...this.part.options].find(({ value }) => value && file.name.includes(value))?.value ?? "";
    }
    this.find("progress").setAttribute("aria-label", `“${file.name}”的上传进度`);
    for (const verb of ["retry", "remove"]) {
      this.find(verb).setAttribute("aria-label", `${this.find(verb).textContent.trim()}“${file.name}”`);
    }
    this.find("retry").addEventListener("click", () => {
      this.show("waiting", "等待加密");
      list.next();
    });
    this.find("remove").addEventListener("click", () => list.remove(this));
    list.root.querySelector("[data-queue]").append(this.row);
    this.show("waiting", "等待加密");
  }

  show(state, text, error = "") {
    this.state = state;
    this.find("state").textContent = text;
    this.find("error").textContent = error;
    this.find("error").hidden = !error;
    this.find("retry").hidden = state !== "broken";
    this.find("progress").hidden = state !== "working";
  }

  async work(identity) {
    this.show("working", "正在加密");
    try {
      this.sealed ??= await encrypt(this.file, identity);
      if (this.removed) return;
      await this.#send();
      this.show("done", `${size(this.file.size)}，已加密上传`);
      this.list.say(`“${this.file.name}”已加密上传。`);
    } catch (error) {
      const sentence = error.originalResponse?.getHeader("Tus-Resumable") ? error.originalResponse.getBody() : FAILED;
      this.show("broken", "", this.sealed ? sentence || FAILED : "无法读取这个文件，可能已被移动或修改。请移除后重新选择。");
      this.list.say(`“${this.file.name}”没有上传成功。`);
    }
  }

  #send() {
    const { root } = this.list;
    return new Promise((resolve, reject) => {
      this.upload = new window.tus.Upload(this.sealed.blob, {
        endpoint: new URL(root.dataset.sealedFiles, location.href).href,
        chunkSize: CHUNK,
        retryDelays: RETRIES,
        storeFingerprintForResuming: false,
        metadata: { filename: `${this.sealed.ciphertext_sha256.slice(0, 12)}.age`, slot: root.dataset.slot },
        headers: { "X-CSRFToken": root.closest("form").elements.csrfmiddlewaretoken.value },
        onProgress: (sent, total) => {
          const percent = Math.floor((sent / total) * 100);
          this.find("progress").value = percent;
          this.find("state").textContent = `正在上传 ${percent}%`;
        },
        onSuccess: resolve,
        onError: reject,
      });
      this.upload.start();
    });
  }
}

export class SealedFiles {
  constructor(root, identity) {
    this.root = root;
    this.identity = identity;
    this.items = [];
    const input = root.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      for (const file of input.files) this.#add(file);
      input.value = "";
      this.next();
    });
    root.dataset.ready = "";
  }

  // What the payload says of them.
  get declared() {
    return this.items.map(({ file, sealed, part }) => ({
      name: file.name.toWellFormed?.() ?? file.name,
      size: file.size,
      sha256: sealed.sha256,
      ciphertext_sha256: sealed.ciphertext_sha256,
      ...(part && { part: part.value }),
    }));
  }

  // Why the form cannot be submitted yet; "" where it can.
  get fault() {
    const broken = this.items.find((item) => item.state === "broken");
    if (broken) return `“${broken.file.name}”没有上传成功。请点“重试”，或者移除后再提交。`;
    if (this.items.some((item) => item.state !== "done")) return "附件正在加密上传，请等全部完成后再提交。";
    const unplaced = this.items.find((item) => item.part && !item.part.value);
    if (unplaced) return `请选择“${unplaced.file.name}”属于哪一部分。`;
    return this.items.length < Number(this.root.dataset.fewest ?? 0) ? "请选择文件，再提交。" : "";
  }

  // A sentence under the files; it is focused, as a wrong field is.
  complain(sentence) {
    const note = this.root.querySelector("[data-fault]");
    note.textContent = sentence;
    note.hidden = !sentence;
    if (sentence) this.root.querySelector("input[type=file]").focus();
  }

  say(sentence) {
    this.root.querySelector("[data-live]").textContent = sentence;
  }

  async next() {
    if (this.items.some((item) => item.state === "working")) return;
    const item = this.items.find((each) => each.state === "waiting");
    if (!item) return;
    await item.work(await this.identity);
    this.next();
  }

  remove(item) {
    item.removed = true;
    item.upload?.abort(item.state === "working").catch(() => {});
    item.row.remove();
    const working = item.state === "working";
    this.items = this.items.filter((each) => each !== item);
    this.complain("");
    this.say(`“${item.file.name}”已移除。`);
    this.root.querySelector("input[type=file]").focus();
    if (working) this.next();
  }

  #add(file) {
    const sentence = this.#refusal(file);
    this.complain(sentence);
    if (sentence) return;
    this.root.querySelector("[data-stale]")?.remove();
    this.items.push(new Item(this, file));
  }

  // What would be refused by name, size or number.
  #refusal(file) {
    const { extensions, limit, limitText, most } = this.root.dataset;
    const taken = extensions.split(" ");
    const extension = file.name.includes(".") ? file.name.split(".").pop().toLowerCase() : "";
    if (!taken.includes(extension)) return `“${file.name}”的类型不在允许范围内。请转换为 ${taken.join("、")} 后重新选择。`;
    if (!file.size) return `“${file.name}”是空文件。请检查原文件后重新选择。`;
    if (this.items.length >= Number(most)) return `最多 ${most} 个附件。请合并或打包为 ZIP 后重新选择。`;
    const total = this.items.reduce((sum, item) => sum + item.file.size, file.size);
    if (total > Number(limit)) return `加上“${file.name}”合计 ${size(total)}，超过了 ${limitText}。请压缩后重新选择。`;
    return "";
  }
}
