// From an address to a view. The overview stays as it is while a page is open, and is met again where it was left.

const overview = document.getElementById("overview");
const page = document.getElementById("page");
const title = document.title;
const left = { hash: "#matrix", causes: "#causes", scroll: 0, link: null };

const backLink = () => make("a", { href: left.hash, class: "back" }, "← all verdicts");

async function show() {
  const { view, parts } = readPermalink(location.hash);
  if (view === "requirement") return openPage(requirementPage(parts), []);
  if (view === "verdict" || view === "cause") {
    const asked = location.hash;
    const cause = causeAt(asked);
    const made = view === "verdict" ? await verdictPage(parts) : cause && await causePage(cause);
    return asked === location.hash ? openPage(made?.children, made?.fills) : undefined;
  }
  return showOverview(view, parts);
}

function openPage(children, fills) {
  if (!overview.hidden) left.scroll = scrollY;
  overview.hidden = true;
  page.hidden = false;
  page.replaceChildren();
  append(page, children ?? [make("nav", {}, backLink()), make("h1", { tabindex: "-1" }, "Nothing has this address"),
    make("p", {}, "The report holds no such cause, verdict or requirement: it may be of another run.")]);
  for (const fill of fills ?? []) fill();
  const heading = page.querySelector("h1");
  document.title = `${heading?.textContent ?? "Verdict"} · ${title}`;
  scrollTo(0, 0);
  heading?.focus({ preventScroll: true });
}

function showOverview(view, parts) {
  const returning = overview.hidden;
  overview.hidden = false;
  page.hidden = true;
  page.replaceChildren();
  document.title = title;
  const wanted = view === "matrix" ? filtersIn(parts) : explorer.state ?? {};
  if (view === "causes") narrowCauses(parts);
  const same = explorer.state !== null && permalink("matrix", wanted) === permalink("matrix", explorer.state);
  if (!same) fillExplorer(wanted);
  if (returning && same) return back();
  return document.getElementById(view ?? location.hash.slice(1))?.scrollIntoView();
}

/** List the causes that concern a profile, or break its core, in one direction or both; or all. */
function narrowCauses({ profile, core, serves }) {
  left.causes = permalink("causes", { profile, core, serves });
  const isNarrow = left.causes !== "#causes";
  const listed = CAUSES.filter((cause) => (!profile || cause.profiles.includes(profile)) && (!core || cause.cores.includes(core))
    && (!serves || cause.example.serves === serves));
  for (const cause of CAUSES) document.getElementById(cause.link.slice(1)).hidden = !listed.includes(cause);
  for (const more of overview.querySelectorAll("#causes details")) {
    more.open ||= isNarrow;
    more.firstElementChild.hidden = isNarrow;
  }
  for (const link of overview.querySelectorAll(".uses a")) {
    if (readPermalink(link.hash).parts.profile === (profile ?? core)) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const about = [core ? `In the way of ${words(core)}` : profile && `About ${words(profile)}`, serves && `serving ${serves}`].filter(Boolean).join(", ");
  document.getElementById("narrowed").replaceChildren(...nodes(
    isNarrow ? [`${about}: ${plural(listed.length, "cause")}. `, make("a", { href: "#causes" }, "Show all")] : []));
}

function back() {
  scrollTo(0, left.scroll);
  if (left.link?.isConnected) left.link.focus({ preventScroll: true });
}

overview.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  left.link = link;
  left.hash = permalink("matrix", explorer.state);
});

startExplorer();
addEventListener("hashchange", show);
show();
