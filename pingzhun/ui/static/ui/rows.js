// Rows of a formset: [data-rows="prefix"] holds [data-rows-list], <template data-rows-template> and the buttons
// [data-rows-add] and [data-rows-remove]. A row that can be deleted is ticked and hidden; a new one is taken out.
function total(rows) {
  return rows.querySelector(`[name="${rows.dataset.rows}-TOTAL_FORMS"]`);
}

function limit(rows) {
  return Number(rows.querySelector(`[name="${rows.dataset.rows}-MAX_NUM_FORMS"]`)?.value || 1000);
}

function shown(rows) {
  return rows.querySelectorAll("[data-row]:not([hidden])");
}

function update(rows) {
  const button = rows.querySelector("[data-rows-add]"); // rows that are fixed have none
  if (button) button.disabled = shown(rows).length >= limit(rows);
}

function add(rows) {
  const holder = document.createElement("div");
  const template = rows.querySelector("[data-rows-template]").innerHTML;
  holder.innerHTML = template.replaceAll("__prefix__", total(rows).value);
  const row = holder.firstElementChild;
  rows.querySelector("[data-rows-list]").append(row);
  total(rows).value = Number(total(rows).value) + 1;
  row.dispatchEvent(new CustomEvent("rows:added", { bubbles: true }));
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  update(rows);
}

function renumber(rows) {
  const pattern = new RegExp(`(${rows.dataset.rows}-)(\\d+)(-|$)`);
  const all = [...rows.querySelectorAll("[data-row]")];
  all.forEach((row, index) => {
    for (const element of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const attribute of ["name", "id", "for", "aria-describedby"]) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace(pattern, `$1${index}$3`));
      }
    }
  });
  total(rows).value = all.length;
}

function remove(row) {
  const rows = row.closest("[data-rows]");
  const mark = row.querySelector('input[name$="-DELETE"]');
  if (mark) {
    mark.checked = true;
    row.hidden = true;
  } else {
    row.remove();
    renumber(rows);
  }
  rows.dispatchEvent(new Event("input", { bubbles: true }));
  const next = rows.querySelector("[data-rows-add]");
  update(rows);
  next.focus();
}

export function startRows() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rows-add], [data-rows-remove]");
    if (!button) return;
    if ("rowsAdd" in button.dataset) add(button.closest("[data-rows]"));
    else remove(button.closest("[data-row]"));
  });
  for (const rows of document.querySelectorAll("[data-rows]")) update(rows);
}
