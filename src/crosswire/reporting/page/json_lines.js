// JSON as lines that a person reads, with marks where a pointer leads. What fits in a line stays in one.
// The JSON's own text is shown, not what a script makes of it: 1 and 1.0 differ, and large numbers keep their digits.

const TOKENS = /"(?:[^"\\]|\\.)*"?|[[\]{}:,]|[^\s[\]{}:,"]+/gs;
const DEEPEST = 24; // from this depth on nothing is broken into lines: indentation would leave no room

/** Read JSON's text, which may end early, into nodes: a pointer, a key as it is written, a text or entries. */
function readJson(text) {
  const tokens = text.match(TOKENS) ?? [];
  let index = 0;

  function value(pointer, key) {
    const token = tokens[index++] ?? "";
    if (token === "{") return collect(pointer, key, "{}", member);
    if (token === "[") return collect(pointer, key, "[]", (within, number) => value(`${within}/${number}`, ""));
    return { pointer, key, text: token, size: token.length };
  }

  function member(within) {
    const key = tokens[index++];
    index += 1; // the colon
    return value(`${within}/${step(key)}`, `${key}: `);
  }

  function collect(pointer, key, brackets, entry) {
    const entries = [];
    while (index < tokens.length && tokens[index] !== brackets[1]) {
      entries.push(entry(pointer, entries.length));
      if (tokens[index] === ",") index += 1;
    }
    index += 1;
    const size = entries.reduce((total, child) => total + child.key.length + child.size + 2, 2);
    return { pointer, key, brackets, entries, size };
  }

  return value("", "");
}

/** One step of a JSON pointer. */
function step(key) {
  let name = key;
  try { name = JSON.parse(key); } catch { /* the text was cut within this key */ }
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

const MARKED_WHOLE = 600; // characters: of what is longer the beginning and the end are marked, and a rule runs between

/**
 * Lay a node out: lines of a depth and pieces, each of a text and, where it is marked, its mark's pointer.
 * A `gap`, a pointer and a name, is a line of its own, first in the value from which something is missing.
 */
function layOut(root, marked, width, gap = null) {
  const within = new Set(marked.flatMap(ancestors));
  const around = new Set(gap ? [...ancestors(gap[0]), gap[0]] : []);
  const marks = new Set(marked);
  const lines = [];

  function lay(node, comma, depth, outer) {
    const mark = marks.has(node.pointer) ? node.pointer : outer.mark;
    const fits = !node.entries?.length || depth >= DEEPEST || 2 * depth + node.key.length + node.size <= width;
    if (!node.entries || (fits && !around.has(node.pointer))) {
      lines.push({ depth, pointer: node.pointer, pieces: [...pieces(node, mark), { text: comma }], within: outer.within });
      return;
    }
    lines.push({ depth, pointer: node.pointer, pieces: [{ text: node.key + node.brackets[0], mark }], within: outer.within });
    const isLong = node.size > MARKED_WHOLE;
    const inside = { mark: isLong ? undefined : mark, within: outer.within || (isLong && mark !== undefined) };
    if (gap?.[0] === node.pointer) lines.push({ depth: depth + 1, pieces: [{ text: `no ${gap[1]}`, isGap: true }] });
    node.entries.forEach((entry, index) => lay(entry, index < node.entries.length - 1 ? "," : "", depth + 1, inside));
    lines.push({ depth, pieces: [{ text: node.brackets[1], mark }, { text: comma }], within: outer.within });
  }

  function pieces(node, mark) {
    if (mark !== undefined || marks.has(node.pointer)) return [{ text: node.key + inOneLine(node), mark: mark ?? node.pointer }];
    if (!within.has(node.pointer) || !node.entries) return [{ text: node.key + inOneLine(node) }];
    const inside = node.entries.flatMap((entry, index) => [{ text: index ? ", " : "" }, ...pieces(entry)]);
    return [{ text: node.key + node.brackets[0] }, ...inside, { text: node.brackets[1] }];
  }

  lay(root, "", 0, { within: false });
  return lines;
}

function ancestors(pointer) {
  const steps = pointer.split("/");
  return steps.map((_, index) => steps.slice(0, index).join("/")).slice(1);
}

function inOneLine(node) {
  if (!node.entries) return node.text;
  return node.brackets[0] + node.entries.map((child) => child.key + inOneLine(child)).join(", ") + node.brackets[1];
}
