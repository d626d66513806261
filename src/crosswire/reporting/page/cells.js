// A cell of a matrix: the gravest of its verdicts, as a letter and a colour, and the link to that verdict's page.

/** Gather verdicts by two keys: a row's, then a column's. */
function gather(verdicts, rowOf, columnOf) {
  const rows = new Map();
  for (const verdict of verdicts) {
    const row = rowOf(verdict);
    if (!rows.has(row)) rows.set(row, new Map());
    const column = columnOf(verdict);
    if (!rows.get(row).has(column)) rows.get(row).set(column, []);
    rows.get(row).get(column).push(verdict);
  }
  return rows;
}

/** The link of a cell; with `counts` it says how many of its verdicts are not kept. */
function cell(verdicts, counts) {
  const worst = gravest(verdicts);
  const broken = verdicts.filter((verdict) => !isKept(verdict)).length;
  const share = counts && broken ? ` ${broken}/${verdicts.length}` : "";
  const link = make("a", {
    class: `cell ${worst.verdict.classes}`,
    href: linkTo(worst),
    tabindex: "-1",
    "aria-label": toldShortly(worst, broken, verdicts.length),
  }, worst.verdict.letter, share && make("span", { class: "share" }, share));
  link.verdicts = verdicts;
  return link;
}

function toldShortly(worst, broken, total) {
  const kind = worst.kind ? `, ${worst.kind}` : "";
  return total > 1 && broken ? `${worst.verdict.name}${kind}, ${broken} of ${total} not kept` : `${worst.verdict.name}${kind}`;
}

/** What a cell stands for, in a line. */
function readout(verdicts) {
  const worst = gravest(verdicts);
  const where = AMONG ? worst.report.name : [worst.scenario.name, worst.scenario.title].filter(Boolean).join(": ");
  const verdict = AMONG
    ? [chip(worst.verdict), ` ${verdicts.filter((one) => !isKept(one)).length} of ${verdicts.length} not kept`]
    : verdicts.map((one) => [make("span", { class: "labelled" }, chip(one.verdict), ` ${one.kind ?? ""} ${routeOf(one)}`), " "]);
  return [
    make("p", {}, make("b", {}, worst.requirement.id), " ", level(worst.requirement), " ", prose(worst.requirement.sentence)),
    make("p", {}, quiet(where), " ", verdict),
  ];
}
