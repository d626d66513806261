// The filters: what they offer, and which verdicts they let through. Their state is in the page's address.

const NOT_KEPT = "not kept";

const TESTS = {
  profile: (verdict, wanted) => verdict.profiles.includes(wanted),
  promise: (verdict, wanted) => verdict.requirement.promise === wanted,
  level: (verdict, wanted) => verdict.requirement.level === wanted,
  verdict: (verdict, wanted) => (wanted === NOT_KEPT ? !isKept(verdict) : verdict.verdict.name === wanted),
  became: (verdict, wanted) => columnOf(verdict) === wanted,
  serves: (verdict, wanted) => verdict.serves === wanted,
  mode: (verdict, wanted) => verdict.mode === wanted,
  adapter: (verdict, wanted) => wellFormed(verdict.report.name) === wanted,
  text: (verdict, wanted) => wanted.toLowerCase().split(/\s+/).every((word) => searched(verdict).includes(word)),
};

function searched(verdict) {
  verdict.requirement.searched ??= `${verdict.requirement.id} ${verdict.requirement.sentence} ${verdict.requirement.promise}`.toLowerCase();
  verdict.scenario.searched ??= `${verdict.scenario.name} ${verdict.scenario.title}`.toLowerCase();
  return `${verdict.requirement.searched} ${verdict.scenario.searched} ${verdict.variation}`;
}

function passing(state) {
  const tests = FILTERS.filter((name) => state[name]).map((name) => (verdict) => TESTS[name](verdict, state[name]));
  return ALL.filter((verdict) => tests.every((test) => test(verdict)));
}

/** What a filter offers, and how it shows a value. */
const OFFERS = {
  profile: { label: "profile", of: (verdict) => verdict.profiles, show: words },
  promise: { label: "promise", of: (verdict) => verdict.requirement.promise, show: words },
  level: { label: "level", of: (verdict) => verdict.requirement.level, show: (name) => name.toUpperCase() },
  verdict: { label: "verdict", of: (verdict) => verdict.verdict.name, first: NOT_KEPT },
  became: { label: "the fact is", of: columnOf },
  serves: { label: "direction", of: (verdict) => verdict.serves, show: (name) => `serves ${name}` },
  mode: { label: "mode", of: (verdict) => verdict.mode, show: (name) => ({ json: "json (whole)", stream: "stream" })[name] ?? name },
  adapter: { label: "adapter", of: (verdict) => wellFormed(verdict.report.name) },
};

/** Make the filters; `changed` is called with the new state. */
function filterBar(changed) {
  const fields = Object.fromEntries(Object.entries(OFFERS)
    .filter(([name, offer]) => (name === "adapter" ? AMONG : ALL.flatMap(offer.of).length))
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
  const show = offer.show ?? ((value) => value);
  const values = [...new Set(ALL.flatMap(offer.of))];
  const options = [...(offer.first ? [offer.first] : []), ...values.sort()];
  return make("select", { id: `filter-${name}` },
    make("option", { value: "" }, "all"),
    options.map((value) => make("option", { value }, show(value))));
}
