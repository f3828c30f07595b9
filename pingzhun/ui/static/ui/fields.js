// Amounts in words while they are typed, selects that can be searched (select[data-search]), and hidden fields that bring
// so many random bytes of this browser's, as hexadecimal digits: new ones (input[data-random]), or those that it keeps for this
// site (input[data-device]).
import { inWan, parseAmount, toUppercase } from "./money.js";

const TOM_SELECT = new URL("../vendor/tom-select/js/tom-select.complete.min.js", import.meta.url).href;
let loading;

function tomSelect() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = TOM_SELECT;
    script.onload = () => resolve(window.TomSelect);
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

async function makeSearchable(select) {
  const TomSelect = await tomSelect();
  if (select.tomselect || !select.isConnected) return;
  const label = select.labels[0];
  const control = new TomSelect(select, {
    plugins: select.multiple ? { remove_button: { title: "移除" } } : {},
    maxOptions: null,
    create: false,
    hideSelected: false,
    refreshThrottle: 0, // Enter must take what the words just typed have found
    placeholder: select.dataset.placeholder || "输入文字查找",
    render: { no_results: () => '<div class="no-results">没有符合的选项</div>' },
  });
  const name = label?.textContent.replace("*", "").trim() || select.getAttribute("aria-label") || "选择";
  select.setAttribute("aria-hidden", "true"); // the control beside it speaks for it
  control.control_input.setAttribute("aria-label", name);
  control.dropdown_content.setAttribute("aria-label", name);
  for (const attribute of ["aria-describedby", "aria-invalid", "aria-required"]) {
    const value = select.getAttribute(attribute);
    if (value) control.control_input.setAttribute(attribute, value);
  }
}

function showWords(input) {
  const words = input.closest(".pz-money")?.querySelector("[data-money-words]");
  if (!words) return;
  const fen = parseAmount(input.value);
  words.hidden = fen === null;
  words.textContent = fen === null ? "" : [toUppercase(fen), fen >= 1_000_000n ? `${inWan(fen)} 万元` : ""].filter(Boolean).join("　");
}

function randomHex(length) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A browser that keeps nothing brings nothing.
function deviceHex(length) {
  try {
    const kept = localStorage.getItem("device");
    if (kept?.length === 2 * length) return kept;
    const made = randomHex(length);
    localStorage.setItem("device", made);
    return made;
  } catch {
    return "";
  }
}

export function readyFields(root) {
  for (const input of root.querySelectorAll("input[data-random]")) input.value ||= randomHex(Number(input.dataset.random));
  for (const input of root.querySelectorAll("input[data-device]")) input.value = deviceHex(Number(input.dataset.device));
  for (const select of root.querySelectorAll("select[data-search]")) makeSearchable(select);
  for (const input of root.querySelectorAll("input[data-money]")) showWords(input);
}

export function startFields() {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("input[data-money]")) showWords(event.target);
  });
  document.addEventListener("rows:added", (event) => readyFields(event.target));
}
