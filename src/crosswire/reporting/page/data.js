// What the page knows: every verdict at once, the details and payloads of a scenario when somebody asks for them.

const embedded = (id) => JSON.parse(document.getElementById(id).textContent);
const DATA = JSON.parse(await inflate(embedded("data")));
const VERDICTS = DATA.words.verdicts; // the gravest first
const ROUTES = DATA.words.routes.map(([serves, mode]) => ({ serves, mode }));
const MODES = { json: "whole", stream: "streamed" };
const AMONG = DATA.reports.length > 1;
const ALL = everyVerdict();
const CAUSES = everyCause();

/** Each verdict of each report, in the order of the requirements, then of the scenarios. */
function everyVerdict() {
  const { requirement, route, scenario, variation, profiles } = DATA.cases;
  DATA.scenarios.forEach((one, index) => { one.index = index; });
  DATA.reports.forEach((one, index) => { one.index = index; });
  return DATA.reports.flatMap((report) =>
    requirement.map((_, index) => report.verdicts[index] !== "." && {
      report,
      index,
      rank: Number(report.verdicts[index]),
      verdict: VERDICTS[report.verdicts[index]],
      kind: DATA.words.kinds[report.kinds[index]],
      requirement: DATA.requirements[requirement[index]],
      scenario: DATA.scenarios[scenario[index]],
      variation: DATA.variations[variation[index]],
      profiles: DATA.profiles[profiles[index]],
      ...ROUTES[route[index]],
    }).filter(Boolean));
}

/** The causes of the only report, the most harmful first, each with its verdicts. */
function everyCause() {
  const numbered = new Map(ALL.map((one) => [one.index, one]));
  const found = (numbers) => numbers.map((number) => numbered.get(number));
  return DATA.causes.map((cause) => {
    const [verdicts, hidden] = [found(cause.verdicts), found(cause.hidden)];
    return { ...cause, verdicts, hidden, example: verdicts[0] ?? hidden[0] };
  });
}

const causesOf = (verdict) => CAUSES.filter((cause) => cause.verdicts.includes(verdict) || cause.hidden.includes(verdict));

/** The column of the counts in which a verdict stands. */
const columnOf = (one) => one.kind ?? one.verdict.column;

const opposite = (serves) => (serves === "chat" ? "responses" : "chat");
const isKept = (one) => one.verdict.name === "passed";
const gravest = (verdicts) => verdicts.reduce((one, two) => (two.rank < one.rank ? two : one));
const routeOf = (one) => [`serves ${one.serves}`, one.mode, one.variation].filter(Boolean).join(" · ");

/** The command that judges exactly this again. */
function commandOf(one) {
  const { commands, commandsApart } = one.report;
  if (commandsApart[one.index] !== undefined) return commandsApart[one.index];
  const [before, after] = commands[one.requirement.id];
  const route = [one.serves, one.mode, one.scenario.name, one.variation].filter(Boolean).join("-");
  return `${before}[${route}]${after}`;
}

const unpacked = new Map();
let packed = null;

/** What was packed of a scenario, together with its neighbours. */
async function unpack(scenario) {
  packed ??= embedded("on-demand");
  const index = Math.floor(scenario.index / DATA.together);
  if (!unpacked.has(index)) unpacked.set(index, JSON.parse(await inflate(packed[index])));
  return unpacked.get(index)[scenario.index % DATA.together];
}

function inflate(text) {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
}

/** The details of a verdict, and the exchange that it is about; either may be missing. */
async function detailsOf(one) {
  const found = await unpack(one.scenario);
  const exchange = [one.report.index, one.serves, one.mode, one.variation].join(" ");
  return { details: found.verdicts[`${one.report.index} ${one.index}`], exchange: found.exchanges[exchange] };
}

/** The details of a cause, and the exchange of its example, which may be missing. */
async function detailsOfCause(cause) {
  const found = await unpack(cause.example.scenario);
  const { exchange } = await detailsOf(cause.example);
  return { details: found.causes[cause.link], exchange };
}
