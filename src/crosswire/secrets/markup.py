"""Names and values in markup and in lists of settings: elements, attributes, cells, `- name: X` with `value: Y`."""

import re
from collections.abc import Iterator, Sequence

from crosswire.secrets.commands import SHORTEST
from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.looks import is_a_word, is_mixed
from crosswire.secrets.names import telling
from crosswire.secrets.stand_ins import PLACEHOLDER
from crosswire.secrets.stems import QUOTE, Name
from crosswire.secrets.values import is_secret_in_text

_TEXT = r"(?:<!\[CDATA\[)?(?P<value>[^<>\[\]]+?)\s*(?:\]\]>\s*)?</"
_ELEMENT = regex(rf"(?:[.:][\w.:-]{{0,40}})?(?:\s[^<>]{{0,300}})?>\s*{_TEXT}")
"""What stands behind the name of an element."""
_NAMED_ELEMENT = regex(rf"[\w.:-]{{0,40}}{QUOTE}[^<>]{{0,200}}>\s*(?:<value>\s*)?{_TEXT}")
"""What stands behind the name in an attribute of an element."""
_CELL = regex(
    r"[ \t]*:?(?:</\w{1,10}>\s*:?\s*(?:<\w[^<>]{0,80}>\s*)?|[ \t]+[|│][ \t]+)"
    r"(?:`|\*\*)?(?P<value>[^\s<>|│`*]+)(?:`|\*\*)?(?P<end>\s*<|[ \t]*[|│]|\s*\Z|\s*\n)"
)
"""What stands behind the name in a cell, or an element before that of the value: `<td>Password</td><td>X</td>`."""
_VALUE_OF_PAIR = regex(
    rf"(?i){QUOTE}?,?\s{{0,40}}[\"'\\]{{0,4}}(?:value|default)[\"'\\]*[ \t]*[:=][ \t]*"
    rf"(?P<quote>{QUOTE})?(?P<value>(?(quote)[^\"'`\\\n]+(?=(?P=quote))|[^\s\"'`\\,}}]+))"
)
_IN_BLOCK = regex(
    rf"{QUOTE}[ \t]*\{{[^{{}}]{{0,300}}?\bdefault[ \t]*=[ \t]*(?P<quote>{QUOTE})(?P<value>[^\"'`\\\n]+)(?=(?P=quote))"
)
_COLUMN = regex(r"[ \t]{2,}(?P<value>\S+)[ \t]*(?:\n|\Z)")
_RULED = regex(r"(?m)^-{3,}[ \t]+-{3,}[ \t]*\n(?:[^\n]+\n)*\Z")
"""What stands before the name in a table of two columns: a line below their titles."""
_PART = regex(r"\\*\"?\r?\n(?:[\w-]+:[^\n]*\n)*\r?\n(?P<value>[^\s]+)[ \t]*\r?(?:\n|\Z)")

_IN_A_NAME = regex(rf"(?i)\b(?:name|key|id)[ \t]*=[ \t]*{QUOTE}[\w.:-]{{0,60}}\Z")
_OF_A_PAIR = regex(rf"(?i)(?<![\w.])(?:name|key)[\"'\\]*[ \t]*[:=][ \t]*{QUOTE}?[\w.-]{{0,60}}\Z")
_OF_A_BLOCK = regex(rf"(?i)variable[ \t]+{QUOTE}\Z")
_OF_A_PART = regex(r"(?i)\bname=\\*\"?\Z")

_ATTRIBUTE = regex(
    rf"(?i)\b(?P<name>value|content|name|key|type|id)\s*=\s*"
    rf"(?:(?P<quote>{QUOTE})(?P<quoted>[^\"'<>\\]*)(?P=quote)|(?P<plain>[^\s\"'`<>\\]+))"
)
_TAG = regex(r"<(?P<name>[\w:.-]+)\s")
_LONGEST_TAG = 400


def in_markup(names: Sequence[Name]) -> Iterator[Found]:
    """Yield the values that an element, an attribute, a cell or a line before them names."""
    done = 0
    for name in names:
        text, end, next_one = name.text, name.end, name.text[name.end : name.end + 1]
        before = name.before(80)
        if next_one in (">", " ", "\t", "\n", ":", ".") and _is_a_tag(before) and (one := _ELEMENT.match(text, end)):
            yield from _named(name.alone, one["value"], one.start("value"))
        if next_one in (":", "<", "|", "│", " ") and (one := _CELL.match(text, end)):
            yield from _in_a_cell(name, one)
        if (one := _NAMED_ELEMENT.match(text, end)) and _IN_A_NAME.search(before):
            yield from _named(name.alone, one["value"], one.start("value"))
        for pattern, opening in ((_VALUE_OF_PAIR, _OF_A_PAIR), (_IN_BLOCK, _OF_A_BLOCK), (_PART, _OF_A_PART)):
            if (one := pattern.match(text, end)) and opening.search(before):
                yield from _named(name.alone, one["value"], one.start("value"))
        if (one := _COLUMN.match(text, end)) and _RULED.search(text[max(0, name.start - _LONGEST) : name.start]):
            yield from _named(name.alone, one["value"], one.start("value"))
        tag = text.rfind("<", max(done, name.stem - _LONGEST_TAG), name.stem)
        if tag >= 0 and text.find(">", tag, name.stem) < 0:
            closed = text.find(">", end - 1, end + _LONGEST_TAG)
            if closed > 0 and text.find("<", end, closed) < 0:
                yield from _of_tag(text, tag, closed)
                done = closed


def _is_a_tag(before: str) -> bool:
    return bool(re.search(r"<(?:[\w.-]+:)?\Z", before))


def _named(name: str, value: str, start: int) -> Iterator[Found]:
    if len(value) >= SHORTEST and is_secret_in_text(name, value):
        yield Found(f"a value of {name!r}", start, start + len(value))


def _of_tag(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield the values of a tag that has a name beside them: `<add key="password" value="X"/>`."""
    if not (tag := _TAG.match(text, start, end)):
        return
    attributes = {one["name"].lower(): one for one in _ATTRIBUTE.finditer(text, tag.end() - 1, end)}
    texts = {key: one["quoted"] if one["quoted"] is not None else one["plain"] for key, one in attributes.items()}
    names = [texts[key] for key in ("key", "name", "type", "id") if key in texts]
    for key in ("value", "content"):
        if key in texts and (name := next((name for name in (*names, tag["name"]) if telling(name)), "")):
            at = attributes[key].start("quoted" if attributes[key]["quoted"] is not None else "plain")
            yield from _named(name, texts[key].removesuffix("/"), at)


def _in_a_cell(name: Name, found: re.Match[str]) -> Iterator[Found]:
    is_word = "<td" in found[0] and found["end"].strip() == "<" and is_a_word(found["value"])
    line = name.text[name.text.rfind("\n", 0, name.start) + 1 : name.start]
    is_in_no_table = any(sign in found[0] and sign not in line for sign in "|│")
    if (is_mixed(found["value"]) or is_word) and name.telling_name and not is_in_no_table:
        yield from _named(name.telling_name, found["value"], found.start("value"))


def in_manifests(text: str, low: str) -> Iterator[Found]:
    """Yield the values of a manifest of the kind `Secret`: all of its data, whatever their names."""
    for kind in _OF_SECRET.finditer(low) if "kind" in low else ():
        first, last = max(0, kind.start() - _LONGEST), kind.end() + _LONGEST
        start = max(first, *(text.rfind(end, first, kind.start()) for end in (*_ENDS, "\napiVersion:")))
        end = min((at for at in (text.find(end, kind.end(), last) for end in _ENDS) if at > 0), default=last)
        for data in _DATA.finditer(text, start, end + 1):
            for line in _LINE_OF_DATA.finditer(text, *data.span("lines")):
                value = line["value"]
                if len(value) >= SHORTEST and not PLACEHOLDER.fullmatch(value):
                    yield Found(OF_MANIFESTS, *line.span("value"))


OF_MANIFESTS = "a value of a secret"
_OF_SECRET = regex(r"kind[\"']?:[ \t]*[\"']?secret\b(?![\w.-])")
_LONGEST = 2_000
"""Characters of a manifest before and behind its kind."""
_ENDS = ("\n\n", "\n---", "\n```", "\nkind:")
"""Where a manifest ends in a text, and another begins."""
_DATA = regex(r"(?m)^(?P<indent>[ \t]*)(?:stringData|data):[ \t]*\r?\n(?P<lines>(?:(?P=indent)[ \t]+[^\n]*(?:\n|\Z))+)")
_LINE_OF_DATA = regex(
    r"(?m)^[ \t]+[\"']?[\w.-]{1,80}[\"']?:[ \t]+[\"']?(?P<value>[^\s\"'|>#][^\s\"']*)[\"']?[ \t]*\r?$"
)
