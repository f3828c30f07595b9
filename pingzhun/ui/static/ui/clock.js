// Countdowns on the server's clock: <time data-countdown datetime="…" data-now="…">. At zero the element says 已截止
// and dispatches `countdown:end`, which bubbles (htmx: hx-trigger="countdown:end from:body").
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

let running = [];

function remaining(left) {
  if (left <= 0) return "已截止";
  const seconds = Math.ceil(left / SECOND);
  const two = (number) => String(number).padStart(2, "0");
  const clock = `${two(Math.floor((seconds % 86400) / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  const days = Math.floor(seconds / 86400);
  return days ? `${days} 天 ${clock}` : clock;
}

function urgency(left) {
  if (left <= 0) return "over";
  if (left < HOUR) return "last";
  return left < DAY ? "soon" : "far";
}

function tick() {
  running = running.filter(({ element, due, offset }) => {
    if (!element.isConnected) return false;
    const left = due - (Date.now() + offset);
    element.textContent = remaining(left);
    element.dataset.urgency = urgency(left);
    if (left > 0) return true;
    element.dispatchEvent(new CustomEvent("countdown:end", { bubbles: true }));
    return false;
  });
}

// The server wrote `data-now` before its answer began to arrive: for the page that moment is known.
function renderedAt(root) {
  const [page] = performance.getEntriesByType("navigation");
  return root === document && page?.responseStart ? performance.timeOrigin + page.responseStart : Date.now();
}

export function readyClock(root) {
  for (const element of root.querySelectorAll("[data-countdown]")) {
    const offset = Date.parse(element.dataset.now) - renderedAt(root);
    running.push({ element, due: Date.parse(element.dateTime), offset });
  }
  tick();
}

export function startClock() {
  setInterval(tick, SECOND);
}
