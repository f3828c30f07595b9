// Starts every module. `ready` runs for the page and again for every fragment that htmx brings in.
import { startClock, readyClock } from "./clock.js";
import { startDialogs } from "./dialogs.js";
import { startDrafts, readyDrafts } from "./drafts.js";
import { startFeedback } from "./feedback.js";
import { readyFields, startFields } from "./fields.js";
import { startMenus } from "./menus.js";
import { startPreferences } from "./preferences.js";
import { startRows } from "./rows.js";
import { startSubmission } from "./submission.js";
import { readyTables, startTables } from "./tables.js";

function ready(root) {
  readyDrafts(); // first: it asks what was typed before now, and the other modules write into fields
  readyClock(root);
  readyFields(root);
  readyTables(root);
}

// A confirmation must be asked before the submission is guarded, so dialogs come first.
startDialogs();
startSubmission();
startDrafts();
startFeedback();
startFields();
startMenus();
startPreferences();
startRows();
startTables();
startClock();
ready(document);

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token) event.detail.headers["X-CSRFToken"] = token.content;
});
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) ready(event.detail.elt);
});
