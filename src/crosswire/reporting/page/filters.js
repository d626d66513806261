// The filters: what they offer, and which verdicts they let through. Their state is in the page's address.

const NOT_KEPT = "not kept";

const TESTS = {
  promise: (each, wanted) => each.requirement.promise === wanted,
  level: (each, wanted) => each.requirement.level === wanted,
  verdict: (each, wanted) => (wanted === NOT_KEPT ? !isKept(each) : each.verdict.name === wanted),
  became: (each, wanted) => became(each) === wanted,
  serves: (each, wanted) => each.serves === wanted,
  mode: (each, wanted) => each.mode === wanted,
  adapter: (each, wanted) => wellFormed(each.report.name) === wanted,
  text: (each, wanted) => wanted.toLowerCase().split(/\s+/).every((word) => searched(each).includes(word)),
};

function searched(each) {
  each.requirement.searched ??= `${each.requirement.id} ${each.requirement.sentence} ${each.requirement.promise}`.toLowerCase();
  each.scenario.searched ??= `${each.scenario.name} ${each.scenario.title}`.toLowerCase();
  return `${each.requirement.searched} ${each.scenario.searched} ${each.variation}`;
}

function passing(state) {
  const tests = FILTERS.filter((name) => state[name]).map((name) => (each) => TESTS[name](each, state[name]));
  return ALL.filter((each) => tests.every((test) => test(each)));
}

/** What a filter offers, and how it is told. */
const OFFERS = {
  promise: { label: "promise", of: (each) => each.requirement.promise, told: words },
  level: { label: "level", of: (each) => each.requirement.level, told: (name) => name.toUpperCase() },
  verdict: { label: "verdict", of: (each) => each.verdict.name, first: NOT_KEPT },
  became: { label: "the fact is", of: became },
  serves: { label: "direction", of: (each) => each.serves, told: (name) => `serves ${name}` },
  mode: { label: "mode", of: (each) => each.mode, told: (name) => ({ json: "json (whole)", stream: "stream" })[name] ?? name },
  adapter: { label: "adapter", of: (each) => wellFormed(each.report.name) },
};

/** Make the filters; `changed` is called with the new state. */
function filterBar(changed) {
  const fields = Object.fromEntries(Object.entries(OFFERS)
    .filter(([name]) => AMONG || name !== "adapter")
    .map(([name, offer]) => [name, select(name, offer)]));
  fields.text = make("input", { type: "search", id: "filter-text", placeholder: "id or words", autocomplete: "off", spellcheck: "false" });
  const read = () => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
  const clear = make("button", { type: "button", class: "clear", click: () => { write({}); changed({}); } }, "Clear filters");
  const bar = make("div", { class: "filters", role: "search", "aria-label": "Filters" },
    Object.entries(fields).map(([name, field]) =>
      make("div", { class: "field" }, make("label", { for: field.id }, OFFERS[name]?.label ?? "text"), field)), clear);
  bar.addEventListener("input", () => { tell(); changed(read()); });
  const tell = () => {
    for (const field of Object.values(fields)) field.classList.toggle("set", field.value !== "");
    clear.hidden = !Object.values(fields).some((field) => field.value);
  };
  const write = (state) => {
    for (const [name, field] of Object.entries(fields)) field.value = state[name] ?? "";
    tell();
  };
  return { bar, write };
}

function select(name, offer) {
  const told = offer.told ?? ((value) => value);
  const values = [...new Set(ALL.map(offer.of))];
  const options = [...(offer.first ? [offer.first] : []), ...values.sort()];
  return make("select", { id: `filter-${name}` },
    make("option", { value: "" }, "all"),
    options.map((value) => make("option", { value }, told(value))));
}
