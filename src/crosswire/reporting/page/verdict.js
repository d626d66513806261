// The page of a verdict: what was expected and received, whose fault it is, the four points, the command to rerun it.

async function verdictPage(parts) {
  const verdict = verdictAt(parts);
  if (!verdict) return null;
  const { details, exchange } = await detailsOf(verdict);
  const panes = exchange ? fourPoints(verdict, details, exchange) : { section: noPayloads(verdict), fills: [] };
  const sides = details && verdict.kind ? bothSides(verdict, details) : { section: null, fills: [] };
  return {
    children: [
      make("nav", { "aria-label": "Page" }, backLink(), neighbours(verdict)),
      heading(verdict),
      otherWays(verdict),
      sides.section,
      properties(verdict, details, exchange),
      panes.section,
    ],
    fills: [...sides.fills, ...panes.fills],
  };
}

function heading(verdict) {
  return make("header", { class: "verdict-head" },
    make("p", { class: "kicker" }, make("span", { class: "brand" }, verdict.report.name),
      make("a", { href: permalink("requirement", { requirement: verdict.requirement.id, adapter: adapterPart(verdict.report) }) }, verdict.requirement.id),
      make("span", {}, verdict.scenario.name, verdict.variation && ` · ${verdict.variation}`)),
    make("p", { class: `headline ${verdict.verdict.classes}` }, verdict.kind ?? (isKept(verdict) ? "kept" : verdict.verdict.name), " ",
      make("span", { class: "route" }, `serves ${verdict.serves} over ${opposite(verdict.serves)}, ${MODES[verdict.mode]}`)),
    make("h1", { tabindex: "-1" }, level(verdict.requirement), " ", prose(verdict.requirement.sentence)));
}

/** The links to the requirement's other verdicts that are not kept. */
function neighbours(verdict) {
  const broken = ALL.filter((one) => one.requirement === verdict.requirement && one.report === verdict.report && !isKept(one));
  const index = broken.indexOf(verdict);
  if (index < 0 || broken.length < 2) return null;
  const link = (at, text, rel) => (broken[at] ? make("a", { href: linkTo(broken[at]), rel }, text) : quiet(text));
  return make("span", { class: "neighbours" },
    link(index - 1, "← previous", "prev"), ` ${index + 1} of ${broken.length} not kept `, link(index + 1, "next →", "next"));
}

/** The same requirement on the same scenario, the other ways through the adapter, and through other adapters. */
function otherWays(verdict) {
  const ways = ALL.filter((one) => one.requirement === verdict.requirement && one.scenario === verdict.scenario);
  if (ways.length < 2) return null;
  const text = (one) => [AMONG ? `${one.report.name} · ` : "", routeOf(one)];
  return make("ul", { class: "ways-list", "aria-label": "This scenario, every way" }, ways.map((one) =>
    make("li", {}, make("a", { href: linkTo(one), "aria-current": one === verdict ? "page" : null },
      make("span", { class: `cell ${one.verdict.classes}`, "aria-hidden": "true" }, one.verdict.letter),
      unseen(`${one.verdict.name}, `), " ", text(one)))));
}

function bothSides(verdict, details) {
  const sides = ["expected", "received"].map((name) => {
    if (!details[name]) {
      return { node: side(name, make("p", { class: "nothing" }, make("mark", {}, "nothing"), quiet(" (absent, empty or null)"))), fill: null };
    }
    const shown = payload(details[name], details.changed[name], `${name}, ${verdict.requirement.id}`);
    return { node: side(name, shown.box), fill: shown.fill };
  });
  return {
    section: make("section", { class: "sides", "aria-label": "Expected and received" }, sides.map((one) => one.node)),
    fills: sides.map((one) => one.fill).filter(Boolean),
  };
}

const side = (name, content) => make("div", { class: "side" }, make("h2", {}, name), content);

function properties(verdict, details, exchange) {
  const rows = [
    ["verdict", [chip(verdict.verdict), ` ${verdict.verdict.meaning}`]],
    ["message", details?.message && make("span", { class: "message" }, details.message)],
    ["cause", causesOf(verdict).map((cause) => make("div", {}, make("a", { href: cause.link }, prose(cause.sentence))))],
    ["whose fault", details?.fault && DATA.words.faults[details.fault]],
    ["scenario", [make("b", {}, verdict.scenario.name), verdict.variation && ` · ${verdict.variation}`, verdict.scenario.title && ` · ${verdict.scenario.title}`]],
    ["recordings", exchange && recordings(exchange)],
    ["noticed", exchange?.notes.length && exchange.notes.map((note) => make("div", {}, note))],
    ["why", verdict.requirement.why && prose(verdict.requirement.why)],
    ["source", [verdict.requirement.sources && [prose(verdict.requirement.sources), " "],
      make("a", { href: permalink("requirement", { requirement: verdict.requirement.id, adapter: adapterPart(verdict.report) }) }, `all of ${verdict.requirement.id}`)]],
    ["rerun", command(verdict)],
  ];
  return make("dl", { class: "properties" }, rows.filter(([, text]) => text && text.length !== 0).map(property));
}

const recordings = (exchange) => Object.entries(exchange.recordings).map(([name, from], index) =>
  [index ? ", " : "", make("code", {}, name), ` is ${from}`, quiet(` (${DATA.words.provenances[from] ?? "origin unknown"})`)]);

function noPayloads(verdict) {
  if (verdict.report.page) {
    return make("p", { class: "note" }, "The four points of this exchange are on ",
      make("a", { href: verdict.report.page + linkTo(verdict, null) }, `${verdict.report.name}’s own page`), ", not in this file.");
  }
  const why = isKept(verdict)
    ? "The report keeps the payloads of exchanges in which something was not kept; in this one everything was."
    : "The payloads of this exchange are not in this file: none came by, or the file would have become too large. report.json has what there is.";
  return make("p", { class: "note" }, why);
}

function fourPoints(verdict, details, exchange) {
  const made = exchange.turns.map((turn, index) => {
    const mine = !details?.turn || details.turn === index + 1;
    const fills = [];
    const panes = make("div", { class: "points" }, Object.keys(DATA.words.points).map((point) =>
      pane(verdict, point, turn[point], mine ? wanted(details, point, turn[point]) : {}, fills)));
    const fill = once(() => fills.forEach((verdict) => verdict()));
    return exchange.turns.length < 2 ? { node: panes, fill } : foldable(`Turn ${index + 1} of ${exchange.turns.length}`, panes, fill, mine);
  });
  return {
    section: make("section", { class: "four" }, make("h2", {}, "The four points of the exchange"), made.map((turn) => turn.node)),
    fills: made.map((turn) => turn.fill).filter(Boolean),
  };
}

/** A turn behind a click, or open; its payloads are laid out once there is room to measure. */
function foldable(title, content, fill, open) {
  const node = make("details", { open, toggle: () => node.open && fill() }, make("summary", {}, make("h3", {}, title)), content);
  return { node, fill: open ? fill : null };
}

function once(act) {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

function wanted(details, point, text) {
  const pointers = details?.pointers[point];
  return { pointers, marked: text ? marks(pointers, details, text) : [] };
}

/** The pointers of a verdict at a point; where it has none, those of the values that were expected. */
function marks(pointers, details, text) {
  if (!pointers || pointers.length || !details.expected) return pointers ?? [];
  const wanted = new Set(leaves(readJson(details.expected[0]), details.changed.expected).filter((leaf) => leaf.length > TELLING));
  return leavesOf(readJson(text[0])).filter((leaf) => wanted.has(leaf.text)).map((leaf) => leaf.pointer);
}

const TELLING = 6; // characters: a shorter value may be there by chance

function leaves(root, changed) {
  const inside = (pointer) => !changed.length || changed.some((verdict) => pointer === verdict || pointer.startsWith(`${verdict}/`));
  return leavesOf(root).filter((leaf) => inside(leaf.pointer)).map((leaf) => leaf.text);
}

const leavesOf = (node) => (node.entries ? node.entries.flatMap(leavesOf) : [node]);
