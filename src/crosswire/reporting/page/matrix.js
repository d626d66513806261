// A matrix: a real table whose headers stay in sight, in a frame of its own. Arrow keys move from cell to cell.

const FEW = 8; // columns, whose headers have room to be read without turning one's head

/**
 * `rows` are {key, header, group, about}, `columns` {key, header}; `cells` maps a row's key to a map from column to verdicts.
 * Neighbouring empty cells are one cell that spans them: a matrix of 200 × 155 is mostly air.
 */
function matrix({ caption, corner, rows, columns, cells, counts = false, wide = false }) {
  const table = make("table", { class: ["matrix", wide && "wide", columns.length <= FEW && "few"].filter(Boolean).join(" ") },
    make("caption", { class: "unseen" }, caption),
    make("colgroup", {}, make("col", { class: "head" }), columns.map(() => make("col"))),
    make("thead", {}, make("tr", {},
      make("th", { scope: "col", class: "corner" }, corner),
      columns.map((column) => make("th", { scope: "col", class: "top" }, make("span", {}, column.header))))));
  table.style.setProperty("--columns", columns.length);
  table.addEventListener("keydown", moveByArrow);
  addRows(table, [...rows], columns, (row) => rowElement(row, columns, cells.get(row.key), counts));
  const first = table.querySelector("tbody a");
  if (first) first.tabIndex = 0;
  return table;
}

const AT_ONCE = 1000; // cells: more than a window shows, and few enough that nobody waits for them

/** Add the first rows at once, the others as soon as the browser has time, unless the table is gone by then. */
function addRows(table, rows, columns, rowOf) {
  const there = table.getElementsByTagName("td");
  const most = there.length + AT_ONCE;
  while (rows.length && there.length < most) {
    const row = rows.shift();
    bodyOf(table, row, columns).append(rowOf(row));
  }
  if (rows.length) setTimeout(() => table.isConnected && addRows(table, rows, columns, rowOf));
}

/** The body of a group, which is the last one or a new one: rows come in the order of their groups. */
function bodyOf(table, { group, about }, columns) {
  const last = table.lastElementChild;
  if (last.group === group) return last;
  const body = make("tbody", {}, make("tr", { class: "group" },
    make("th", { scope: "rowgroup" }, words(group)),
    make("td", { colspan: columns.length }, make("span", { class: "about" }, about))));
  body.group = group;
  table.append(body);
  return body;
}

function rowElement(row, columns, found, counts) {
  const element = make("tr", {}, make("th", { scope: "row" }, row.header));
  let empty = 0;
  const close = () => {
    if (empty) element.append(make("td", { colspan: empty > 1 ? empty : null, class: "none" }));
    empty = 0;
  };
  for (const { key } of columns) {
    const verdicts = found.get(key);
    if (!verdicts) {
      empty += 1;
    } else {
      close();
      element.append(make("td", {}, cell(verdicts, counts)));
    }
  }
  close();
  return element;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Move the focus to the next cell in a direction; the table as a whole is one stop of the tab key. */
function moveByArrow(event) {
  const link = event.target.closest("a");
  const direction = ARROWS[event.key];
  if (!link || !direction || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const [across, down] = direction;
  const next = across ? besides(link, across) : beyond(link, down);
  if (!next) return;
  focusCell(next);
}

function focusCell(link) {
  for (const entry of link.closest("table").querySelectorAll("a[tabindex='0']")) entry.tabIndex = -1;
  link.tabIndex = 0;
  link.focus();
}

function besides(link, across) {
  const links = [...link.closest("tr").querySelectorAll("a")];
  return links[links.indexOf(link) + across];
}

/** The link in the nearest row above or below that is closest to this one's column. */
function beyond(link, down) {
  const rows = [...link.closest("table").querySelectorAll("tbody tr:not(.group)")];
  const row = rows[rows.indexOf(link.closest("tr")) + down];
  if (!row) return undefined;
  const middle = (entry) => entry.getBoundingClientRect().left;
  const distance = (entry) => Math.abs(middle(entry) - middle(link));
  return [...row.querySelectorAll("a")].reduce((one, two) => (distance(two) < distance(one) ? two : one));
}
