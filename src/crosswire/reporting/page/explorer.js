// The matrix of the overview with its filters: requirements × scenarios of one adapter, or × adapters of several.

const explorer = { state: null, filters: null, frame: null, readout: null, summary: null };

function startExplorer() {
  const container = document.getElementById("explorer");
  explorer.filters = filterBar((given) => {
    const state = filtersIn(given);
    history.replaceState(null, "", permalink("matrix", state));
    fillExplorer(state);
  });
  explorer.summary = make("p", { class: "summary", role: "status" });
  explorer.readout = make("div", { class: "readout" });
  explorer.frame = make("div", { class: "frame" });
  for (const name of ["focusin", "mouseover"]) explorer.frame.addEventListener(name, tellCell);
  container.replaceChildren(explorer.filters.bar, explorer.summary, explorer.readout, explorer.frame);
}

function tellCell(event) {
  const verdicts = event.target.closest?.("a.cell")?.verdicts;
  if (verdicts) explorer.readout.replaceChildren(...nodes(readout(verdicts)));
}

const nodes = (children) => { const box = make("div", {}, children); return [...box.childNodes]; };

/** Show what passes the filters. */
function fillExplorer(state) {
  explorer.state = state;
  explorer.filters.write(state);
  const verdicts = passing(state);
  const broken = verdicts.filter((entry) => !isKept(entry)).length;
  explorer.summary.replaceChildren(...nodes([
    `${plural(verdicts.length, "verdict")}, ${broken.toLocaleString("en")} not kept`,
    verdicts.length ? letters(verdicts) : null,
  ]));
  explorer.readout.replaceChildren(make("p", {}, quiet("Point at a cell, or walk with the arrow keys, to read it here; open it for expected, received and payloads.")));
  explorer.frame.replaceChildren(verdicts.length ? overviewMatrix(verdicts) : make("p", { class: "nothing" }, "No verdict passes these filters."));
}

/** What the letters mean, of the verdicts that are there. */
function letters(verdicts) {
  const there = new Set(verdicts.map((entry) => entry.verdict));
  return make("span", { class: "letters" }, VERDICTS.filter((entry) => there.has(entry)).map((entry) =>
    make("span", { class: "labelled" }, make("span", { class: `cell ${entry.classes}`, "aria-hidden": "true" }, entry.letter), ` ${entry.name}`)));
}

function overviewMatrix(verdicts) {
  const columnOf = AMONG ? (entry) => entry.report : (entry) => entry.scenario;
  const cells = gather(verdicts, (entry) => entry.requirement, columnOf);
  const there = new Set(verdicts.map(columnOf));
  const columns = (AMONG ? DATA.reports : DATA.scenarios).filter((entry) => there.has(entry));
  const rows = DATA.requirements.filter((entry) => cells.has(entry));
  return matrix({
    caption: AMONG ? "Requirements by adapters: the gravest verdict of each, and how many are not kept"
      : "Requirements by scenarios: the gravest verdict of each over directions and modes",
    corner: "requirement",
    columns: columns.map((entry) => ({ key: entry, header: entry.name })),
    rows: rows.map((entry) => ({ key: entry, group: entry.promise, about: prose(entry.about), header: requirementHeader(entry) })),
    cells,
    counts: AMONG,
    wide: AMONG,
  });
}

function requirementHeader(requirement) {
  const { serves, mode, adapter } = explorer.state;
  const link = make("a", { href: permalink("requirement", { requirement: requirement.id, serves, mode, adapter }), tabindex: "-1" }, requirement.id);
  return [link, " ", level(requirement), AMONG ? make("span", { class: "sentence" }, prose(requirement.sentence)) : null];
}
