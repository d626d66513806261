// Elements are made here and nowhere else: what is not markup of ours becomes text, never markup.

const UNSEEN = /(?![\x00-\x7e])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Write what could not be seen, or would change how its surroundings are seen, as JSON's escapes. */
function visible(text) {
  return text.replace(UNSEEN, (found) =>
    found.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""));
}

/** Make an element. Children are elements, texts, lists of them, or nothing. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(typeof child === "object" ? child : document.createTextNode(visible(String(child))));
  }
}

/** A sentence, with what stands between backticks as code. */
function prose(text) {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

const chip = (verdict) => make("span", { class: `chip ${verdict.classes}` }, verdict.name);
const level = (requirement) => make("span", { class: "level" }, requirement.level.toUpperCase());
const quiet = (...children) => make("span", { class: "quiet" }, ...children);
const unseen = (...children) => make("span", { class: "unseen" }, ...children);
const plural = (times, word) => `${times.toLocaleString("en")} ${word}${times === 1 ? "" : "s"}`;
const words = (name) => name.replaceAll("_", " ");
