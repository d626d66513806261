// Every view has an address of its own, behind the `#`: `#matrix?promise=content&verdict=failed`.

const VIEWS = ["matrix", "requirement", "verdict"];
const FILTERS = ["promise", "level", "verdict", "became", "serves", "mode", "adapter", "text"];

/** The view and its parts that an address names; no view where it is a place in the page. */
function readPermalink(hash) {
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

function linkTo(each, adapter = adapterPart(each.report)) {
  return permalink("verdict", {
    requirement: each.requirement.id,
    serves: each.serves,
    mode: each.mode,
    scenario: each.scenario.name,
    variation: each.variation,
    adapter,
  });
}

/** The verdict that an address names, if there is one. */
function verdictAt(parts) {
  return ALL.find((each) =>
    wellFormed(each.requirement.id) === parts.requirement &&
    each.serves === parts.serves &&
    each.mode === parts.mode &&
    wellFormed(each.scenario.name) === parts.scenario &&
    wellFormed(each.variation) === (parts.variation ?? "") &&
    (!AMONG || wellFormed(each.report.name) === parts.adapter));
}
