// Sorts the tables of profiles, and shows the causes that stop or limit one profile of one adapter.
for (const table of document.querySelectorAll("table.profiles")) {
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
  const { profile, adapter } = Object.fromEntries(new FormData(filter));
  let shown = 0;
  for (const row of document.querySelectorAll("table.causes tbody tr")) {
    let stopping = false;
    for (const cell of row.cells) {
      if (!cell.dataset.adapter) continue;
      const stops = cell.dataset.stops.split(" "), limits = cell.dataset.limits.split(" ");
      const counts = !adapter || adapter === cell.dataset.adapter;
      const level = profile ? (stops.includes(profile) ? "stops" : limits.includes(profile) ? "limits" : "other")
        : cell.dataset.stops ? "stops" : "limits";
      cell.className = `number ${counts ? level : "other"}`;
      stopping ||= counts && level !== "other";
    }
    row.hidden = !stopping;
    shown += stopping;
  }
  for (const part of document.querySelectorAll("table.causes, details.alone, section.causes")) {
    part.hidden = !part.querySelector("tbody tr:not([hidden])");
    if (part.matches("details")) part.open = Boolean(profile || adapter);
  }
  count.textContent = `${shown} ${shown === 1 ? "cause" : "causes"}`;
}

function readHash() {
  const [, profile, adapter] = location.hash.match(/^#profile\/([^/]*)\/(.*)$/) ?? [];
  if (profile === undefined) return;
  filter.elements.profile.value = profile;
  filter.elements.adapter.value = decodeURIComponent(adapter);
  show();
  document.getElementById("causes").scrollIntoView();
}

filter.hidden = false;
filter.addEventListener("input", () => {
  const { profile, adapter } = Object.fromEntries(new FormData(filter));
  history.replaceState(null, "", `#profile/${profile}/${encodeURIComponent(adapter)}`);
  show();
});
for (const link of document.querySelectorAll("table.profiles td a")) {
  link.href = `#profile/${link.dataset.profile}/${encodeURIComponent(link.dataset.adapter)}`;
}
addEventListener("hashchange", readHash);
show();
readHash();
