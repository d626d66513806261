// A pane: the payload of one of the four points, with what is marked in it, or missing.

const isReceived = (point) => ["forwarded", "served"].includes(point);

/** `wanted` has the pointers that are named, those that are marked, and the gap: what is missing, from which value. */
function pane(verdict, point, text, { pointers, marked = [], gap = null }, fills) {
  const shape = ["asked", "served"].includes(point) ? verdict.serves : opposite(verdict.serves);
  const label = `${point}, ${DATA.words.points[point]}`;
  const shown = text && payload(text, marked, label, text[0].startsWith("["), gap);
  if (shown) fills.push(shown.fill);
  return make("section", { class: `pane ${point}`, "aria-label": label },
    make("h3", {}, point, make("span", { class: "shape" }, shape)),
    make("p", { class: "quiet" }, DATA.words.points[point]),
    gap ? missing(gap) : where(pointers, isReceived(point)),
    shown ? shown.box : make("p", { class: "nothing" }, "nothing came by"));
}

/** The pointers of a verdict at a point, in words; a note where a lost fact should have been received. */
const where = (pointers, received) => make("p", { class: "where" },
  pointers?.slice(0, PLACES).map((pointer) => [make("code", {}, pointer || "all of it"), " "]),
  pointers?.length > PLACES && quiet(`and ${pointers.length - PLACES} more`),
  pointers?.length === 0 && received && make("mark", {}, "says nothing of it"));

const missing = ([pointer, name]) => make("p", { class: "where" },
  make("mark", {}, "no ", make("code", {}, name)), pointer && [" in ", make("code", {}, pointer)]);

const PLACES = 4; // listed in words; all are marked
