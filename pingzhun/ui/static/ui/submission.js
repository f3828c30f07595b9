// A form is sent once: a second submit is ignored and its buttons rest until the page is shown again.
// data-repeatable on a form (downloads, searches that open elsewhere) leaves it alone.
function rest(form, resting) {
  form.toggleAttribute("data-submitting", resting);
  for (const button of form.elements) {
    if (button.type !== "submit") continue;
    if (resting && !button.disabled) {
      button.disabled = true;
      button.dataset.resting = "";
    } else if (!resting && "resting" in button.dataset) {
      button.disabled = false;
      delete button.dataset.resting;
      button.removeAttribute("aria-busy");
    }
  }
}

function guarded(form) {
  return form.method === "post" && form.target !== "_blank" && !("repeatable" in form.dataset);
}

export function startSubmission() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !guarded(form)) return;
    if ("submitting" in form.dataset) {
      event.preventDefault();
      return;
    }
    event.submitter?.setAttribute("aria-busy", "true");
    form.toggleAttribute("data-submitting", true);
    setTimeout(() => rest(form, true)); // after the browser has read which button was pressed
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-submitting]")) rest(form, false);
  });
}
