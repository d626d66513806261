// From an address to a view. The overview stays as it is while a page is open, and is met again where it was left.

const overview = document.getElementById("overview");
const page = document.getElementById("page");
const title = document.title;
const left = { hash: "#matrix", scroll: 0, link: null };

const backLink = () => make("a", { href: left.hash, class: "back" }, "← all verdicts");

async function show() {
  const { view, parts } = readPermalink(location.hash);
  if (view === "requirement") return openPage(requirementPage(parts), []);
  if (view === "verdict") {
    const asked = location.hash;
    const made = await verdictPage(parts);
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
    make("p", {}, "The report holds no such verdict or requirement: it may be of another run.")]);
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
  const wanted = view ? filtersIn(parts) : explorer.state ?? {};
  const same = explorer.state !== null && permalink("matrix", wanted) === permalink("matrix", explorer.state);
  if (!same) fillExplorer(wanted);
  if (returning && same) return back();
  return document.getElementById(view ? "matrix" : location.hash.slice(1))?.scrollIntoView();
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
