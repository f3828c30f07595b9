// Tables: cells that become lines of a card carry their column's title, and one box ticks a whole column:
// input[data-check-all="name"] governs input[name="name"]; [data-checked="name"] shows how many are ticked.
function boxes(name) {
  return [...document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]:not(:disabled)`)];
}

function show(all) {
  const name = all.dataset.checkAll;
  const ticked = boxes(name).filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes(name).length;
  all.indeterminate = ticked > 0 && !all.checked;
  for (const place of document.querySelectorAll(`[data-checked="${CSS.escape(name)}"]`)) place.textContent = ticked;
}

export function readyTables(root) {
  for (const table of root.querySelectorAll(".table-cards")) {
    const titles = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim());
    for (const row of table.tBodies[0]?.rows ?? []) {
      [...row.cells].forEach((cell, index) => {
        if (!cell.dataset.label && cell.colSpan === 1 && titles[index]) cell.dataset.label = titles[index];
      });
    }
  }
  for (const all of document.querySelectorAll("input[data-check-all]")) show(all);
}

export function startTables() {
  document.addEventListener("change", (event) => {
    const name = event.target.dataset.checkAll;
    if (name) for (const box of boxes(name)) box.checked = event.target.checked;
    for (const all of document.querySelectorAll("input[data-check-all]")) {
      if (name === all.dataset.checkAll || event.target.name === all.dataset.checkAll) show(all);
    }
  });
}
