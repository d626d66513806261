// Every view has an address of its own, behind the `#`: `#matrix?promise=content&verdict=failed`, `#cause/KEY`.

const VIEWS = ["causes", "matrix", "requirement", "verdict"];
const FILTERS = ["profile", "promise", "level", "verdict", "became", "serves", "mode", "adapter", "text"];

/** The view and its parts that an address names; no view where it leads to a section of the page. */
function readPermalink(hash) {
  if (hash.startsWith("#cause/")) return { view: "cause", parts: {} };
  const [view, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  return { view: VIEWS.includes(view) ? view : null, parts: Object.fromEntries(new URLSearchParams(query)) };
}

function permalink(view, parts = {}) {
  const given = Object.entries(parts).filter(([, value]) => value);
  return given.length ? `#${view}?${new URLSearchParams(given)}` : `#${view}`;
}

/** The parts of an address that are filters, in their order. */
const filtersIn = (parts) => Object.fromEntries(FILTERS.filter((name) => parts[name]).map((name) => [name, parts[name]]));

const adapterPart = (report) => (AMONG ? wellFormed(report.name) : null);

/** No address can hold half of a surrogate pair. */
const wellFormed = (text) => text.replace(/\p{Cs}/gu, "\ufffd");

function linkTo(verdict, adapter = adapterPart(verdict.report)) {
  return permalink("verdict", {
    requirement: verdict.requirement.id,
    serves: verdict.serves,
    mode: verdict.mode,
    scenario: verdict.scenario.name,
    variation: verdict.variation,
    adapter,
  });
}

/** The verdict that an address names, if there is one. */
function verdictAt(parts) {
  return ALL.find((verdict) =>
    wellFormed(verdict.requirement.id) === parts.requirement &&
    verdict.serves === parts.serves &&
    verdict.mode === parts.mode &&
    wellFormed(verdict.scenario.name) === parts.scenario &&
    wellFormed(verdict.variation) === (parts.variation ?? "") &&
    (!AMONG || wellFormed(verdict.report.name) === parts.adapter));
}
