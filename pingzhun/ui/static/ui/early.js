// A click that must be confirmed, made before the modules have come: it waits for them and is then asked about (dialogs.js).
// Where they do not come at all, it goes through as it would without scripts.
(() => {
  let waiting;
  const hold = (event) => {
    const element = event.target.closest("a[data-confirm], button[data-confirm]");
    if (!element) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = element;
  };
  document.addEventListener("click", hold, true);
  // Every deferred script has run by then, or has failed; htmx looks for its elements in this same moment.
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("click", hold, true);
    if (waiting) setTimeout(() => waiting.click());
  });
})();
