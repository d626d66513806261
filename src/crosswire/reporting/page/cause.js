// The page of a cause: what is wrong, the smallest exchange that shows it, how to see it again, and its verdicts.

const causeAt = (hash) => CAUSES.find((cause) => cause.link === hash);

async function causePage(cause) {
  const { details, exchange } = await detailsOfCause(cause);
  const sides = details.sides ? bothSides(cause.example, details.sides) : { section: null, fills: [] };
  const wires = exchange ? bothWires(cause, details, exchange) : { section: noPayloads(cause.example), fills: [] };
  return {
    children: [
      make("nav", { "aria-label": "Page" }, make("a", { href: left.causes, class: "back" }, "← all causes"), causesBeside(cause)),
      causeHeading(cause),
      toCopy(cause, details),
      sides.section,
      wires.section,
      aboutCause(cause),
      verdictsOf("Its verdicts", cause.verdicts),
      verdictsOf("Untestable because of it", cause.hidden),
    ],
    fills: [...sides.fills, ...wires.fills],
  };
}

function causesBeside(cause) {
  const index = CAUSES.indexOf(cause);
  const link = (at, text, rel) => (CAUSES[at] ? make("a", { href: CAUSES[at].link, rel }, text) : quiet(text));
  return make("span", { class: "neighbours" },
    link(index - 1, "← previous", "prev"), ` cause ${index + 1} of ${CAUSES.length} `, link(index + 1, "next →", "next"));
}

function causeHeading(cause) {
  const { example } = cause;
  return make("header", { class: "verdict-head" },
    make("p", { class: "kicker" }, make("span", { class: "brand" }, example.report.name), make("span", {}, extentOf(cause))),
    make("p", { class: `headline ${example.verdict.classes}` }, example.kind ?? example.verdict.name, " ",
      make("span", { class: "route" }, `serves ${example.serves} over ${opposite(example.serves)}`)),
    make("h1", { tabindex: "-1" }, level(example.requirement), " ", prose(cause.sentence)));
}

function extentOf(cause) {
  const scenarios = new Set([...cause.verdicts, ...cause.hidden].map((one) => one.scenario));
  const hides = cause.verdicts.length && cause.hidden.length ? `, and hides ${cause.hidden.length.toLocaleString("en")} untestable` : "";
  return `${plural(cause.verdicts.length || cause.hidden.length, "verdict")} in ${plural(scenarios.size, "scenario")}${hides}`;
}

/** The command that shows it again, and the bug report. */
function toCopy(cause, details) {
  const text = make("pre", { tabindex: "0", role: "region", "aria-label": "bug report" }, details.report);
  return make("section", { class: "to-copy", "aria-label": "Reproduce and report" },
    command(cause.example),
    copyButton("Copy as a bug report", details.report, text),
    make("details", {}, make("summary", {}, "read the bug report"), text));
}

/** What the adapter was given and what it made of it, side by side. */
function bothWires(cause, details, exchange) {
  const turn = exchange.turns[(details.turn ?? 1) - 1];
  const fills = [];
  const asked = details.marks.asked ? null : whatWasAsked(cause, turn);
  const panes = Object.entries(details.marks).map(([point, { pointers, gap }]) =>
    pane(cause.example, point, turn[point], { pointers: pointers.length ? pointers : undefined, marked: pointers, gap }, fills));
  return {
    section: make("section", { class: "four" },
      make("h2", {}, "The smallest exchange that shows it"),
      make("p", { class: "quiet" }, make("b", {}, cause.example.scenario.name), " · ", prose(cause.example.scenario.title),
        details.turn && `, turn ${details.turn} of ${exchange.turns.length}`, " · ",
        make("a", { href: linkTo(cause.example) }, "all four points")),
      make("div", { class: "points two" }, panes),
      asked?.node),
    fills,
  };
}

function whatWasAsked(cause, turn) {
  const fills = [];
  const panes = make("div", { class: "points two" }, pane(cause.example, "asked", turn.asked, {}, fills));
  return foldable("What the client asked", panes, once(() => fills.forEach((fill) => fill())), false);
}

function aboutCause(cause) {
  const requirements = [...new Set(cause.verdicts.map((one) => one.requirement))];
  const rows = [
    ["seen by", requirements.map((one) => make("div", {},
      make("a", { href: permalink("requirement", { requirement: one.id }) }, one.id), " ", level(one), " ", prose(one.sentence)))],
    ["why together", cause.because],
    ["not ready because of it", cause.cores.map(words).join(", ")],
    ["profiles", cause.profiles.map(words).join(", ")],
    ["rests on", cause.example.requirement.sources && prose(cause.example.requirement.sources)],
    ["permalink", make("a", { href: cause.link }, decodeURIComponent(cause.link))],
  ];
  return make("dl", { class: "properties" }, rows.filter(([, content]) => content?.length !== 0).map(property));
}

const AT_A_GLANCE = 24; // verdicts that are open at once

/** A row for each scenario, a column for each mode; a table of many verdicts is made when it is opened. */
function verdictsOf(title, verdicts) {
  if (!verdicts.length) return null;
  const named = (one) => [one.scenario.name, one.variation].filter(Boolean).join(" · ");
  const cells = gather(verdicts, named, (one) => one.mode);
  const modes = [...new Set(verdicts.map((one) => one.mode))].sort();
  const fill = once(() => node.append(make("div", { class: "frame" }, make("table", { class: "ways" },
    make("caption", { class: "unseen" }, title),
    make("thead", {}, make("tr", {}, ["scenario", ...modes.map((mode) => MODES[mode])].map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, [...cells.keys()].sort().map((key) => make("tr", {}, make("th", { scope: "row" }, key),
      modes.map((mode) => make("td", {}, (cells.get(key).get(mode) ?? []).map(requirementLink))))))))));
  const node = make("details", { class: "verdicts", toggle: () => node.open && fill() },
    make("summary", {}, make("h2", {}, title), " ", quiet(`${plural(verdicts.length, "verdict")} in ${plural(cells.size, "scenario")}`)));
  node.open = verdicts.length <= AT_A_GLANCE;
  return node;
}

const requirementLink = (one) => [make("a", { href: linkTo(one), class: "word" },
  make("span", { class: `cell ${one.verdict.classes}`, "aria-hidden": "true" }, one.verdict.letter),
  unseen(`${one.verdict.name}, `), ` ${one.requirement.id}`), " "];
