"""JSON as lines that a person reads, with marks where a pointer leads.

What fits in a line stays in one. Whatever could hide or disguise itself (control, format and surrogate characters) is
written as its escape, so that what is seen is what came by.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from crosswire.facts import Json
from crosswire.losses import same
from crosswire.wire.pointers import escape

WIDTH = 76
DEEPEST = 24
"""From this depth on nothing is broken into lines: indentation would leave no room."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a line: plain, or what a pointer leads to. `starts` where it is the first piece of that."""

    text: str
    pointer: str | None = None
    starts: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line: how deep it stands, its pieces, and the pointer to the value that begins in it, if one does."""

    depth: int
    fragments: tuple[Fragment, ...]
    pointer: str | None = None

    @property
    def length(self) -> int:
        """The number of characters, the indentation aside."""
        return sum(len(fragment.text) for fragment in self.fragments)


def lay_out(payload: Json, marked: Set[str] = frozenset()) -> list[Line]:
    """Return a payload as lines, marked where one of the pointers leads."""
    return list(_lines(payload, "", "", "", 0, marked))


def _lines(value: Json, pointer: str, key: str, comma: str, depth: int, marked: Set[str]) -> Iterator[Line]:
    whole = _written(value)
    if not (isinstance(value, dict | list) and value) or depth >= DEEPEST or _fits(depth, key, whole):
        yield _line(depth, (*_pieces(key, value, pointer, marked), Fragment(comma)), pointer)
        return
    opening, closing = whole[0], whole[-1]
    mark = pointer if pointer in marked else None
    yield _line(depth, (Fragment(key + opening, mark, starts=mark is not None),), pointer)
    last = len(value) - 1
    for place, (child, name, entry) in enumerate(_entries(value, pointer)):
        yield from _lines(entry, child, name, "," if place < last else "", depth + 1, marked)
    yield _line(depth, (Fragment(closing, mark), Fragment(comma)))


def _pieces(key: str, value: Json, pointer: str, marked: Set[str]) -> Iterator[Fragment]:
    """Yield a value in one line, split only where something in it is marked."""
    if pointer in marked:
        yield Fragment(key + _written(value), pointer, starts=True)
    elif isinstance(value, dict | list) and any(each.startswith(f"{pointer}/") for each in marked):
        brackets = "{}" if isinstance(value, dict) else "[]"
        yield Fragment(key + brackets[0])
        for place, (child, name, entry) in enumerate(_entries(value, pointer)):
            yield Fragment(", " if place else "")
            yield from _pieces(name, entry, child, marked)
        yield Fragment(brackets[1])
    else:
        yield Fragment(key + _written(value))


def _entries(value: Json, pointer: str) -> Iterator[tuple[str, str, Json]]:
    """Yield the pointer, the written key and the value of each entry of an object or list."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield f"{pointer}/{escape(key)}", f"{_written(key)}: ", entry
    else:
        for place, entry in enumerate(value):
            yield f"{pointer}/{place}", "", entry


def _line(depth: int, fragments: Iterable[Fragment], pointer: str | None = None) -> Line:
    """Make a line; neighbours without a mark are one piece."""
    joined: list[Fragment] = []
    for fragment in fragments:
        if joined and joined[-1].pointer is None and fragment.pointer is None:
            joined[-1] = Fragment(joined[-1].text + fragment.text)
        elif fragment.text:
            joined.append(fragment)
    return Line(depth, tuple(joined), pointer)


def _fits(depth: int, *texts: str) -> bool:
    return 2 * depth + sum(map(len, texts)) <= WIDTH


def _written(value: Json) -> str:
    return visible(json.dumps(value, ensure_ascii=False))


def visible(text: str) -> str:
    """Write what could not be seen, or would change how its surroundings are seen, as JSON's escapes."""
    return _BEYOND_ASCII.sub(_escaped, text)


_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if unicodedata.category(found[0]) in _UNSEEN else found[0]


def cut(lines: Sequence[Line], most: int) -> tuple[list[Line], list[Line]]:
    """Return the first `most` characters of some lines, and the lines that remain; the last line may be cut in two."""
    room = most
    for number, line in enumerate(lines):
        if line.length > room:
            head, tail = _cut_line(line, room)
            return [*lines[:number], *head], [*tail, *lines[number + 1 :]]
        room -= line.length
    return list(lines), []


def _cut_line(line: Line, room: int) -> tuple[list[Line], list[Line]]:
    head: list[Fragment] = []
    tail: list[Fragment] = []
    for fragment in line.fragments:
        taken, left = fragment.text[:room], fragment.text[room:]
        room -= len(taken)
        if taken:
            head.append(replace(fragment, text=taken))
        if left:
            tail.append(replace(fragment, text=left, starts=fragment.starts and not taken))
    return [replace(line, fragments=tuple(head))] if head else [], [Line(line.depth, tuple(tail))]


def differences(one: Json, other: Json, pointer: str = "") -> Iterator[str]:
    """Yield the pointers to those parts of one value that another does not say the same."""
    if same(one, other):
        return
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key, value in one.items():
            child = f"{pointer}/{escape(key)}"
            yield from differences(value, other[key], child) if key in other else (child,)
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
        for place, value in enumerate(one):
            child = f"{pointer}/{place}"
            yield from differences(value, other[place], child) if place < len(other) else (child,)
    else:
        yield pointer
