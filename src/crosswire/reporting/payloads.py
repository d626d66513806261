"""JSON for a person to read: invisible characters shown, differences named, long values cut."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple

from crosswire.facts import Json
from crosswire.losses import same
from crosswire.wire.pointers import escape

LONGEST = 400_000
"""How many characters of a payload are in the page; report.json has the rest."""


class Text(NamedTuple):
    """The JSON of a payload as far as the page has it, and the number of characters that it leaves out."""

    text: str
    left_out: int = 0


def shown_of(line: str) -> Text | None:
    """Return a payload's JSON, which is one line, as far as the page has it; None of `null`."""
    # Text, as a script's numbers do not tell 1 from 1.0.
    return None if line == "null" else Text(line[:LONGEST], max(0, len(line) - LONGEST))


def visible(text: str) -> str:
    """Return a text with JSON's escapes for invisible characters, and for those that reorder the text around them."""
    return _BEYOND_ASCII.sub(_escaped, text)


_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if unicodedata.category(found[0]) in _UNSEEN else found[0]


def differences(one: Json, other: Json, pointer: str = "") -> Iterator[str]:
    """Yield pointers to the parts of one value that are not the same in another."""
    if same(one, other):
        return
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key, value in one.items():
            child = f"{pointer}/{escape(key)}"
            yield from differences(value, other[key], child) if key in other else (child,)
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
        for number, value in enumerate(one):
            child = f"{pointer}/{number}"
            yield from differences(value, other[number], child) if number < len(other) else (child,)
    else:
        yield pointer


def first_change(expected: Json, received: Json) -> tuple[str, str]:
    """Return the first value that differs, as expected and as received, both short enough for a line."""
    if isinstance(expected, Mapping) and isinstance(received, Mapping):
        for key in (*expected, *received):
            if not (key in expected and key in received and same(expected[key], received[key])):
                before, after = first_change(expected.get(key), received.get(key))
                return f"{visible(key)}: {before}", after
    if isinstance(expected, list | tuple) and isinstance(received, list | tuple):
        for one, other in zip_longest(expected, received):
            if not same(one, other):
                return first_change(one, other)
    return _short(expected), _short(received)


SHORT = 80
"""How many characters of a value a line shows."""


def _short(value: Json) -> str:
    if value is None or value in ("", [], {}):
        return "nothing"
    text = visible(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"
