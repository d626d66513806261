// A payload on the page: its first lines at once, the rest on demand, scrolled to where the first mark is.

const SHOWN = 20000; // characters at once

/** Show a payload, `[text, left out]`, marked where one of the pointers leads, and where something is missing. */
function payload(packedText, marked, label, isStream = false, gap = null) {
  const [text, leftOut] = packedText;
  const pre = make("pre", { tabindex: "0", role: "region", "aria-label": label, class: isStream ? "frames" : null });
  const box = make("div", { class: "payload" }, pre);
  const fill = () => {
    const lines = layOut(readJson(text), marked, widthOf(pre), gap);
    const rest = addLines(pre, lines, SHOWN, isStream);
    if (rest.length) box.append(moreButton(pre, rest, isStream));
    if (leftOut) box.append(make("p", { class: "note" }, `${plural(leftOut, "more character")} left out here; report.json has them.`));
    scrollToMark(pre);
  };
  return { box, fill };
}

/** How many characters fit into a line. */
function widthOf(pre) {
  const probe = make("span", {}, "0".repeat(50));
  pre.append(probe);
  const width = probe.getBoundingClientRect().width / 50;
  probe.remove();
  const { paddingLeft, paddingRight } = getComputedStyle(pre);
  return Math.max(24, Math.floor((pre.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)) / width) - 3);
}

/** Add lines up to a number of characters, but at least as far as the first mark; return the rest. */
function addLines(pre, lines, most, isStream) {
  const length = (line) => line.pieces.reduce((total, piece) => total + piece.text.length, 0);
  const firstMark = pre.querySelector("mark") ? -1 : lines.findIndex((line) => line.pieces.some((piece) => piece.mark !== undefined));
  let room = most;
  let end = 0;
  while (end < lines.length && (room > 0 || end <= firstMark)) room -= length(lines[end++]);
  pre.append(...lines.slice(0, end).map((line) => lineElement(line, isStream)));
  return lines.slice(end);
}

function lineElement(line, isStream) {
  const element = make("span", { class: line.within ? "line within" : "line" });
  element.style.setProperty("--depth", line.depth);
  if (isStream && line.depth === 1 && line.pointer) element.dataset.frame = line.pointer.slice(1);
  for (const { text, mark, isGap } of line.pieces) {
    const isMarked = isGap || mark !== undefined;
    append(element, [isMarked ? make("mark", { "data-pointer": mark, class: isGap ? "gap" : null }, text) : text]);
  }
  element.append("\n");
  return element;
}

function moreButton(pre, rest, isStream) {
  const length = (lines) => lines.reduce((total, line) => total + line.pieces.reduce((sum, piece) => sum + piece.text.length, 0), 0);
  const button = make("button", { type: "button", class: "more" });
  const label = () => button.replaceChildren(`Show ${plural(length(rest), "more character")}`);
  button.addEventListener("click", () => {
    rest = addLines(pre, rest, 5 * SHOWN, isStream);
    if (rest.length) label();
    else button.remove();
  });
  label();
  return button;
}

/** Bring the first mark into sight, where it is not. */
function scrollToMark(pre) {
  const mark = pre.querySelector("mark");
  if (!mark) return;
  const below = mark.getBoundingClientRect().bottom - pre.getBoundingClientRect().top;
  if (below > pre.clientHeight) pre.scrollTop = below - pre.clientHeight / 3;
}
