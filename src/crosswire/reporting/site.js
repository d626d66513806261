// Sorts the tables of uses, and shows the causes that stop or limit one use of one adapter.
for (const table of document.querySelectorAll("table.uses")) {
  const body = table.tBodies[0];
  for (const button of table.tHead.querySelectorAll("button")) {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const descending = head.ariaSort === "ascending";
      for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
      head.ariaSort = descending ? "descending" : "ascending";
      const rows = [...body.rows].sort((one, other) => compared(one.cells[head.cellIndex], other.cells[head.cellIndex]));
      body.append(...(descending ? rows.reverse() : rows));
    });
  }
}

function compared(one, other) {
  return Number(one.dataset.rank) - Number(other.dataset.rank) || one.textContent.localeCompare(other.textContent);
}

const filter = document.querySelector("form.filter");
const count = filter.querySelector("output");

function show() {
  const { use, adapter } = Object.fromEntries(new FormData(filter));
  let shown = 0;
  for (const row of document.querySelectorAll("table.causes tbody tr")) {
    let stopping = false;
    for (const cell of row.cells) {
      if (!cell.dataset.adapter) continue;
      const stops = cell.dataset.stops.split(" "), limits = cell.dataset.limits.split(" ");
      const counts = !adapter || adapter === cell.dataset.adapter;
      const level = use ? (stops.includes(use) ? "stops" : limits.includes(use) ? "limits" : "other")
        : cell.dataset.stops ? "stops" : "limits";
      cell.className = `number ${counts ? level : "other"}`;
      stopping ||= counts && level !== "other";
    }
    row.hidden = !stopping;
    shown += stopping;
  }
  for (const part of document.querySelectorAll("table.causes, details.alone, section.causes")) {
    part.hidden = !part.querySelector("tbody tr:not([hidden])");
    if (part.matches("details")) part.open = Boolean(use || adapter);
  }
  count.textContent = `${shown} ${shown === 1 ? "cause" : "causes"}`;
}

function readHash() {
  const [, use, adapter] = location.hash.match(/^#use\/([^/]*)\/(.*)$/) ?? [];
  if (use === undefined) return;
  filter.elements.use.value = use;
  filter.elements.adapter.value = decodeURIComponent(adapter);
  show();
  document.getElementById("causes").scrollIntoView();
}

filter.hidden = false;
filter.addEventListener("input", () => {
  const { use, adapter } = Object.fromEntries(new FormData(filter));
  history.replaceState(null, "", `#use/${use}/${encodeURIComponent(adapter)}`);
  show();
});
for (const link of document.querySelectorAll("table.uses td a")) {
  link.href = `#use/${link.dataset.use}/${encodeURIComponent(link.dataset.adapter)}`;
}
addEventListener("hashchange", readHash);
show();
readHash();
