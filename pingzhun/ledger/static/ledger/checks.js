// Checks that the reader's own browser makes, with nothing but what anyone can download, and how they are shown.
// A check is {label, met: true | false | null, sentence}; null: this browser cannot tell.

const encoder = new TextEncoder();

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));

export async function sha256(...parts) {
  const bytes = parts.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
  const joined = new Uint8Array(bytes.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of bytes) {
    joined.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
}

// The canonical JSON of `pingzhun.ledger.canonical`, for texts, whole numbers, lists and objects with ASCII keys.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join(",")}}`;
}

// The root to which a leaf and its path lead (RFC 9162 §2.1.3.2); null if the path is too long or too short.
export async function rootOf({ leaf, position, size, path }) {
  let [index, last, digest] = [BigInt(position), BigInt(size) - 1n, leaf];
  if (index > last) return null;
  for (const sibling of path) {
    if (last === 0n) return null;
    if (index & 1n || index === last) {
      digest = await sha256(Uint8Array.of(1), sibling, digest);
      while (index && !(index & 1n)) [index, last] = [index >> 1n, last >> 1n];
    } else {
      digest = await sha256(Uint8Array.of(1), digest, sibling);
    }
    [index, last] = [index >> 1n, last >> 1n];
  }
  return last === 0n ? digest : null;
}

// true or false; null where the browser has no Ed25519.
async function isSigned(head) {
  const signed = canonical({ format: head.format, root: head.root, size: head.size, timestamp: head.timestamp });
  let key;
  try {
    key = await crypto.subtle.importKey("raw", fromHex(head.key), { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    if (error.name === "NotSupportedError") return null;
    return false;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, key, fromHex(head.signature), encoder.encode(signed));
}

// That the statement of a downloaded proof stands in the tree of its head, and that the head is signed.
export async function* proofChecks(proof) {
  const { statement, position, head } = proof;
  const leaf = await sha256(Uint8Array.of(0), statement);
  const name = `第 ${position} 条存证`;
  yield { label: `${name}的叶哈希`, met: hex(leaf) === proof.leaf, sentence: hex(leaf) };
  const root = await rootOf({ leaf, position, size: head.size, path: proof.path.map(fromHex) });
  yield {
    label: `${name}在存证树中`,
    met: root !== null && hex(root) === head.root,
    sentence: `经 ${proof.path.length} 步算得根哈希 ${root === null ? "（路径不完整）" : hex(root)}`,
  };
  const signed = await isSigned(head);
  yield {
    label: "树头的签名",
    met: signed,
    sentence:
      signed === null
        ? "本浏览器没有 Ed25519，请用核验脚本核对签名。"
        : `${head.size} 条存证，公钥 ${head.key}。请与平台之外公布的公钥比较。`,
  };
}

export async function fetched(url, read = "json") {
  const response = await fetch(url, { cache: "no-store" });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response[read]();
}

const MARKS = { true: "yes", false: "no", null: "unknown" };

function show(list, check) {
  const item = list.appendChild(document.createElement("li"));
  item.dataset.met = MARKS[check.met];
  item.append(list.parentElement.querySelector(`[data-mark="${item.dataset.met}"]`).content.cloneNode(true));
  const words = item.appendChild(document.createElement("div"));
  words.append(Object.assign(document.createElement("span"), { className: "pz-checklist__label", textContent: check.label }));
  words.append(Object.assign(document.createElement("p"), { className: "pz-hash", textContent: check.sentence }));
}

function conclude(verdict, tone, text) {
  Object.assign(verdict, { hidden: false, textContent: text });
  verdict.dataset.tone = tone;
}

const FAILED = "没有核对完：数据没有取到或不完整。请刷新页面再试，或下载数据用脚本核验。";

async function run(root, checks) {
  const [list, verdict] = [root.querySelector("ol"), root.querySelector("[data-verdict]")];
  list.replaceChildren();
  verdict.hidden = true;
  if (!crypto.subtle) {
    conclude(verdict, "warn", "浏览器只在 HTTPS 页面上提供密码运算。请下载数据，用脚本核验。");
    return;
  }
  const found = [];
  try {
    for await (const check of checks(root)) {
      found.push(check);
      show(list, check);
    }
  } catch {
    conclude(verdict, "bad", FAILED);
    return;
  }
  const unknown = found.filter((check) => check.met === null).length;
  if (found.some((check) => check.met === false)) conclude(verdict, "bad", "不一致：标红的步骤与公布的不符。");
  else if (unknown) conclude(verdict, "warn", `一致，但有 ${unknown} 项本浏览器不能核对。`);
  else conclude(verdict, "good", `一致：${found.length} 步全部相符。`);
}

// Let the button of every `ledger/_verify.html` of this kind run `checks(root)`, an async generator of checks.
export function start(kind, checks) {
  for (const root of document.querySelectorAll(`[data-verify="${kind}"]`)) {
    const button = root.querySelector("button");
    button.addEventListener("click", async () => {
      button.disabled = true;
      await run(root, checks);
      button.disabled = false;
    });
    button.disabled = false; // until now a click would have done nothing
  }
}
