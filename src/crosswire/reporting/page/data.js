// What the page knows: every verdict at once, the details and payloads of a scenario when somebody asks for them.

const embedded = (id) => JSON.parse(document.getElementById(id).textContent);
const DATA = JSON.parse(await inflate(embedded("data")));
const VERDICTS = DATA.words.verdicts; // the gravest first
const ROUTES = DATA.words.routes.map(([serves, mode]) => ({ serves, mode }));
const AMONG = DATA.reports.length > 1;
const ALL = everyVerdict();

/** Each verdict of each report, in the order of the requirements, then of the scenarios. */
function everyVerdict() {
  const { requirement, route, scenario, variation } = DATA.cases;
  DATA.scenarios.forEach((each, place) => { each.place = place; });
  DATA.reports.forEach((each, place) => { each.place = place; });
  return DATA.reports.flatMap((report) =>
    requirement.map((_, place) => report.verdicts[place] !== "." && {
      report,
      place,
      rank: Number(report.verdicts[place]),
      verdict: VERDICTS[report.verdicts[place]],
      kind: DATA.words.kinds[report.kinds[place]],
      requirement: DATA.requirements[requirement[place]],
      scenario: DATA.scenarios[scenario[place]],
      variation: DATA.variations[variation[place]],
      ...ROUTES[route[place]],
    }).filter(Boolean));
}

/** In which column of the counts a verdict belongs. */
function became(each) {
  if (["untestable", "error"].includes(each.verdict.name)) return each.verdict.name;
  if (each.verdict.name === "known" && !each.kind) return "untestable";
  return each.kind ?? "kept";
}

const other = (serves) => (serves === "chat" ? "responses" : "chat");
const isKept = (each) => each.verdict.name === "passed";
const gravest = (verdicts) => verdicts.reduce((one, two) => (two.rank < one.rank ? two : one));
const routeOf = (each) => [`serves ${each.serves}`, each.mode, each.variation].filter(Boolean).join(" · ");

/** The command that judges exactly this again. */
function commandOf(each) {
  const { commands, commandsApart } = each.report;
  if (commandsApart[each.place] !== undefined) return commandsApart[each.place];
  const [before, after] = commands[each.requirement.id];
  const route = [each.serves, each.mode, each.scenario.name, each.variation].filter(Boolean).join("-");
  return `${before}[${route}]${after}`;
}

const unpacked = new Map();
let packed = null;

/** What was packed of a scenario, together with its neighbours. */
async function unpack(scenario) {
  packed ??= embedded("on-demand");
  const place = Math.floor(scenario.place / DATA.together);
  if (!unpacked.has(place)) unpacked.set(place, JSON.parse(await inflate(packed[place])));
  return unpacked.get(place)[scenario.place % DATA.together];
}

function inflate(text) {
  const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

/** The details of a verdict, and the exchange that it is about; either may be missing. */
async function detailsOf(each) {
  const found = await unpack(each.scenario);
  const exchange = [each.report.place, each.serves, each.mode, each.variation].join(" ");
  return { details: found.verdicts[`${each.report.place} ${each.place}`], exchange: found.exchanges[exchange] };
}
