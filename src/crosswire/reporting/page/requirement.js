// The page of a requirement: what it says, where it comes from, and its verdict on every exchange.

function requirementPage(parts) {
  const requirement = DATA.requirements.find((verdict) => wellFormed(verdict.id) === parts.requirement);
  if (!requirement) return null;
  const verdicts = passing(parts).filter((verdict) => verdict.requirement === requirement);
  const broken = verdicts.filter((verdict) => !isKept(verdict)).length;
  const narrowed = FILTERS.filter((name) => parts[name]).map((name) => `${OFFERS[name]?.label ?? "text"}: ${parts[name]}`);
  return [
    make("nav", { "aria-label": "Page" }, backLink()),
    make("header", {},
      make("p", { class: "kicker" }, AMONG ? null : make("span", { class: "brand" }, DATA.reports[0].name), "requirement ", requirement.id),
      make("h1", { tabindex: "-1" }, prose(requirement.sentence)),
      make("p", { class: "measure" }, level(requirement), ` · ${broken} of ${plural(verdicts.length, "verdict")} not kept`)),
    narrowed.length ? make("p", { class: "note" }, `only ${narrowed.join(", ")} · `,
      make("a", { href: permalink("requirement", { requirement: requirement.id }) }, "show all of this requirement")) : null,
    sourceOf(requirement),
    make("section", {}, make("h2", {}, "Its verdicts"), verdictTable(verdicts)),
  ];
}

/** Why a requirement is one, where that is written down, and the function that judges it. */
function sourceOf(requirement) {
  const rows = [
    ["why", requirement.why && prose(requirement.why)],
    ["promise", [make("b", {}, words(requirement.promise)), requirement.about && [" · ", prose(requirement.about)]]],
    ["rests on", requirement.sources && prose(requirement.sources)],
    ["reference", Object.entries(REFERENCES).map(([name, address], index) =>
      [index ? " · " : "", make("a", { href: address, rel: "noreferrer" }, name)])],
    ["judged by", requirement.function && make("code", {}, requirement.function)],
  ];
  return make("dl", { class: "properties" }, rows.filter(([, content]) => content).map(property));
}

const property = ([name, content]) => [make("dt", {}, name), make("dd", {}, content)];

const REFERENCES = {
  "Responses API": "https://platform.openai.com/docs/api-reference/responses",
  "Chat Completions API": "https://platform.openai.com/docs/api-reference/chat",
};

/** A row for each scenario, a column for each adapter, or each way through the only one; the gravest rows first. */
function verdictTable(verdicts) {
  const reports = new Set(verdicts.map((verdict) => verdict.report));
  const several = reports.size > 1;
  const way = (verdict) => [`serves ${verdict.serves}`, verdict.mode].join(" · ");
  const named = (verdict) => [verdict.scenario.name, verdict.variation, several ? way(verdict) : ""].filter(Boolean).join(" · ");
  const cells = gather(verdicts, named, (verdict) => (several ? verdict.report.name : way(verdict)));
  const ranked = [...cells.keys()].map((key) => [Math.min(...[...cells.get(key).values()].flat().map((verdict) => verdict.rank)), key]);
  ranked.sort(([one, first], [two, second]) => one - two || (first < second ? -1 : 1));
  const columns = [...new Set(verdicts.map((verdict) => (several ? verdict.report.name : way(verdict))))];
  const head = make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "scenario"), columns.map((name) => make("th", { scope: "col" }, name))));
  const row = ([, key]) => make("tr", {}, make("th", { scope: "row" }, key),
    columns.map((column) => make("td", {}, (cells.get(key).get(column) ?? []).map(wordLink))));
  return make("div", { class: "frame" }, make("table", { class: "ways" },
    make("caption", { class: "unseen" }, "The verdicts of this requirement by scenario, the gravest first"), head, make("tbody", {}, ranked.map(row))));
}

const wordLink = (verdict) => make("a", { href: linkTo(verdict), class: "word" }, chip(verdict.verdict), verdict.kind ? ` ${verdict.kind}` : "");
