// 浅色 / 深色 / 跟随系统 and 长辈版, kept in cookies so that the server paints the next page right.
const YEAR = 365 * 24 * 3600;

export function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

function press(name, value) {
  for (const button of document.querySelectorAll(`button[data-set-${name}][aria-pressed]`)) {
    button.setAttribute("aria-pressed", String(button.getAttribute(`data-set-${name}`) === value));
  }
}

function setTheme(theme) {
  document.documentElement.dataset.bsTheme = theme;
  remember("theme", theme);
  press("theme", theme);
}

function setElder(wanted) {
  const elder = wanted === "toggle" ? !("elder" in document.documentElement.dataset) : wanted === "1";
  document.documentElement.toggleAttribute("data-elder", elder);
  remember("elder", elder ? "1" : "0");
  press("elder", elder ? "1" : "0");
}

export function startPreferences() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-set-theme], button[data-set-elder]");
    if (!button) return;
    if (button.dataset.setTheme) setTheme(button.dataset.setTheme);
    else setElder(button.dataset.setElder);
  });
}
