// The page of a verdict: what was expected and received, whose fault it is, the four points, the command to rerun it.

async function verdictPage(parts) {
  const each = verdictAt(parts);
  if (!each) return null;
  const { details, exchange } = await detailsOf(each);
  const panes = exchange ? fourPoints(each, details, exchange) : { section: noPayloads(each), fills: [] };
  const sides = details && each.kind ? bothSides(each, details) : { section: null, fills: [] };
  return {
    children: [
      make("nav", { "aria-label": "Page" }, backLink(), neighbours(each)),
      heading(each),
      otherWays(each),
      sides.section,
      properties(each, details, exchange),
      panes.section,
    ],
    fills: [...sides.fills, ...panes.fills],
  };
}

function heading(each) {
  return make("header", { class: "verdict-head" },
    make("p", { class: "kicker" }, make("span", { class: "brand" }, each.report.name),
      make("a", { href: permalink("requirement", { requirement: each.requirement.id, adapter: adapterPart(each.report) }) }, each.requirement.id),
      make("span", {}, each.scenario.name, each.variation && ` · ${each.variation}`)),
    make("p", { class: `headline ${each.verdict.name}` }, each.kind ?? (isKept(each) ? "kept" : each.verdict.name), " ",
      make("span", { class: "route" }, `serves ${each.serves} over ${other(each.serves)}, ${{ json: "whole", stream: "streamed" }[each.mode]}`)),
    make("h1", { tabindex: "-1" }, level(each.requirement), " ", prose(each.requirement.sentence)));
}

/** The links to the requirement's other verdicts that are not kept. */
function neighbours(each) {
  const broken = ALL.filter((one) => one.requirement === each.requirement && one.report === each.report && !isKept(one));
  const place = broken.indexOf(each);
  if (place < 0 || broken.length < 2) return null;
  const link = (at, told, rel) => (broken[at] ? make("a", { href: linkTo(broken[at]), rel }, told) : quiet(told));
  return make("span", { class: "neighbours" },
    link(place - 1, "← previous", "prev"), ` ${place + 1} of ${broken.length} not kept `, link(place + 1, "next →", "next"));
}

/** The same requirement on the same scenario, the other ways through the adapter, and through other adapters. */
function otherWays(each) {
  const ways = ALL.filter((one) => one.requirement === each.requirement && one.scenario === each.scenario);
  if (ways.length < 2) return null;
  const told = (one) => [AMONG ? `${one.report.name} · ` : "", routeOf(one)];
  return make("ul", { class: "ways-list", "aria-label": "This scenario, every way" }, ways.map((one) =>
    make("li", {}, make("a", { href: linkTo(one), "aria-current": one === each ? "page" : null },
      make("span", { class: `cell ${one.verdict.name}`, "aria-hidden": "true" }, one.verdict.letter),
      unseen(`${one.verdict.name}, `), " ", told(one)))));
}

function bothSides(each, details) {
  const sides = ["expected", "received"].map((name) => {
    if (!details[name]) {
      return { node: side(name, make("p", { class: "nothing" }, make("mark", {}, "nothing"), quiet(" (absent, empty or null)"))), fill: null };
    }
    const shown = payload(details[name], details.changed[name], `${name}, ${each.requirement.id}`);
    return { node: side(name, shown.box), fill: shown.fill };
  });
  return {
    section: make("section", { class: "sides", "aria-label": "Expected and received" }, sides.map((one) => one.node)),
    fills: sides.map((one) => one.fill).filter(Boolean),
  };
}

const side = (name, content) => make("div", { class: "side" }, make("h2", {}, name), content);

function properties(each, details, exchange) {
  const rows = [
    ["verdict", [chip(each.verdict), ` ${each.verdict.meaning}`]],
    ["message", details?.message && make("span", { class: "message" }, details.message)],
    ["whose fault", details?.fault && DATA.words.faults[details.fault]],
    ["scenario", [make("b", {}, each.scenario.name), each.variation && ` · ${each.variation}`, each.scenario.title && ` · ${each.scenario.title}`]],
    ["recordings", exchange && recordings(exchange)],
    ["noticed", exchange?.notes.length && exchange.notes.map((note) => make("div", {}, note))],
    ["why", each.requirement.why && prose(each.requirement.why)],
    ["source", [each.requirement.sources && [prose(each.requirement.sources), " "],
      make("a", { href: permalink("requirement", { requirement: each.requirement.id, adapter: adapterPart(each.report) }) }, `all of ${each.requirement.id}`)]],
    ["rerun", command(each)],
  ];
  return make("dl", { class: "properties" }, rows.filter(([, told]) => told).map(property));
}

const recordings = (exchange) => Object.entries(exchange.recordings).map(([name, from], place) =>
  [place ? ", " : "", make("code", {}, name), ` is ${from}`, quiet(` (${DATA.words.provenances[from] ?? "origin unknown"})`)]);

function command(each) {
  const code = make("code", { class: "command" }, commandOf(each));
  const button = make("button", { type: "button", class: "copy" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(commandOf(each));
      button.replaceChildren("Copied");
    } catch {
      getSelection().selectAllChildren(code);
      button.replaceChildren("Selected: press Ctrl+C");
    }
  });
  return make("div", { class: "rerun" }, code, button);
}

function noPayloads(each) {
  if (each.report.page) {
    return make("p", { class: "note" }, "The four points of this exchange are on ",
      make("a", { href: each.report.page + linkTo(each, null) }, `${each.report.name}’s own page`), ", not in this file.");
  }
  const why = isKept(each)
    ? "The report keeps the payloads of exchanges in which something was not kept; in this one everything was."
    : "The payloads of this exchange are not in this file: none came by, or the file would have become too large. report.json has what there is.";
  return make("p", { class: "note" }, why);
}

function fourPoints(each, details, exchange) {
  const made = exchange.turns.map((turn, place) => {
    const mine = !details?.turn || details.turn === place + 1;
    const fills = [];
    const panes = make("div", { class: "points" }, Object.keys(DATA.words.points).map((point) =>
      pane(each, point, turn[point], mine ? details : undefined, fills)));
    const fill = once(() => fills.forEach((each) => each()));
    return exchange.turns.length < 2 ? { node: panes, fill } : foldable(`Turn ${place + 1} of ${exchange.turns.length}`, panes, fill, mine);
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

function pane(each, point, text, details, fills) {
  const pointers = details?.pointers[point];
  const shape = ["asked", "served"].includes(point) ? each.serves : other(each.serves);
  const label = `${point}, ${DATA.words.points[point]}`;
  const shown = text && payload(text, marks(pointers, details, text), label, text[0].startsWith("["));
  if (shown) fills.push(shown.fill);
  return make("section", { class: `pane ${point}`, "aria-label": label },
    make("h3", {}, point, make("span", { class: "shape" }, shape)),
    make("p", { class: "quiet" }, DATA.words.points[point]),
    where(pointers, isReceived(point)),
    shown ? shown.box : make("p", { class: "nothing" }, "nothing came by"));
}

const isReceived = (point) => ["forwarded", "served"].includes(point);

/** Where a verdict leads at a point; where it knows no place, whatever says there what was expected. */
function marks(pointers, details, text) {
  if (!pointers || pointers.length || !details.expected) return pointers ?? [];
  const wanted = new Set(leaves(readJson(details.expected[0]), details.changed.expected).filter((leaf) => leaf.length > TELLING));
  return leavesOf(readJson(text[0])).filter((leaf) => wanted.has(leaf.text)).map((leaf) => leaf.pointer);
}

const TELLING = 6; // characters: what is shorter may be said by chance

function leaves(root, changed) {
  const inside = (pointer) => !changed.length || changed.some((each) => pointer === each || pointer.startsWith(`${each}/`));
  return leavesOf(root).filter((leaf) => inside(leaf.pointer)).map((leaf) => leaf.text);
}

const leavesOf = (node) => (node.entries ? node.entries.flatMap(leavesOf) : [node]);

/** Where a verdict leads at a point, in words; nothing of what was lost is said where it should have been received. */
const where = (pointers, received) => make("p", { class: "where" },
  pointers?.slice(0, PLACES).map((pointer) => [make("code", {}, pointer || "all of it"), " "]),
  pointers?.length > PLACES && quiet(`and ${pointers.length - PLACES} more`),
  pointers?.length === 0 && received && make("mark", {}, "says nothing of it"));

const PLACES = 4; // told in words; all are marked
