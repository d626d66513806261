// The matrix of the overview with its filters: requirements × scenarios of one adapter, or × adapters of several.

const explorer = { state: null, filters: null, frame: null, readout: null, told: null };

function startExplorer() {
  const place = document.getElementById("explorer");
  explorer.filters = filterBar((given) => {
    const state = filtersIn(given);
    history.replaceState(null, "", permalink("matrix", state));
    fillExplorer(state);
  });
  explorer.told = make("p", { class: "told-count", role: "status" });
  explorer.readout = make("div", { class: "readout" });
  explorer.frame = make("div", { class: "frame" });
  for (const name of ["focusin", "mouseover"]) explorer.frame.addEventListener(name, tellCell);
  place.replaceChildren(explorer.filters.bar, explorer.told, explorer.readout, explorer.frame);
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
  const broken = verdicts.filter((each) => !isKept(each)).length;
  explorer.told.replaceChildren(...nodes([
    `${plural(verdicts.length, "verdict")}, ${broken.toLocaleString("en")} not kept`,
    verdicts.length ? letters(verdicts) : null,
  ]));
  explorer.readout.replaceChildren(make("p", {}, quiet("Point at a cell, or walk with the arrow keys, to read it here; open it for expected, received and payloads.")));
  explorer.frame.replaceChildren(verdicts.length ? overviewMatrix(verdicts) : make("p", { class: "nothing" }, "No verdict passes these filters."));
}

/** What the letters mean, of the verdicts that are there. */
function letters(verdicts) {
  const there = new Set(verdicts.map((each) => each.verdict));
  return make("span", { class: "letters" }, VERDICTS.filter((each) => there.has(each)).map((each) =>
    make("span", { class: "told" }, make("span", { class: `cell ${each.name}`, "aria-hidden": "true" }, each.letter), ` ${each.name}`)));
}

function overviewMatrix(verdicts) {
  const columnOf = AMONG ? (each) => each.report : (each) => each.scenario;
  const cells = gather(verdicts, (each) => each.requirement, columnOf);
  const there = new Set(verdicts.map(columnOf));
  const columns = (AMONG ? DATA.reports : DATA.scenarios).filter((each) => there.has(each));
  const rows = DATA.requirements.filter((each) => cells.has(each));
  return matrix({
    caption: AMONG ? "Requirements by adapters: the gravest verdict of each, and how many are not kept"
      : "Requirements by scenarios: the gravest verdict of each over directions and modes",
    corner: "requirement",
    columns: columns.map((each) => ({ key: each, header: each.name })),
    rows: rows.map((each) => ({ key: each, group: each.promise, about: prose(each.about), header: requirementHeader(each) })),
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
