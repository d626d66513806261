"""JSON parsed without any loss: numbers stay as they are written, and an object may have a key twice."""

import json
import re
from collections.abc import Callable, Sequence

from crosswire.facts import Json
from crosswire.wire.json_text import dump
from crosswire.wire.strict_json import DEEPEST, TOO_DEEP


class Number(str):
    """A number as it is written: `1.0`, `-1.2e-05`."""


class Object(tuple[tuple[str, Json], ...]):
    """An object's keys and values, as they are written."""


def parse_exactly(text: str) -> Json:
    """Parse JSON into `Object`, list, str, `Number`, bool and None.

    Raises ValueError for a text that is not JSON, or is nested too deeply.
    """
    try:
        value = _decoded(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if _is_too_deep(value, text.count("{") + text.count("[")):
        raise ValueError(TOO_DEEP)
    return value


def _is_too_deep(value: Json, brackets: int) -> bool:
    """Return whether JSON is nested too deeply, which many brackets in its text may mean."""
    if brackets <= DEEPEST:
        return False
    level = [value] if isinstance(value, _CONTAINERS) else []
    for _ in range(DEEPEST):
        inner = [entry for container in level for entry in _entries(container)]
        level = [entry for entry in inner if isinstance(entry, _CONTAINERS)]
        if not level:
            return False
    return True


def json_at(text: str, begin: int) -> tuple[Json, int] | None:
    """Return the JSON that begins, after blanks, somewhere in a text, and where it ends.

    `None` where none does, and where it is nested too deeply.
    """
    first = _NO_BLANK.search(text, begin)
    try:
        value, end = _DECODER.raw_decode(text, first.start()) if first else (None, 0)
    except (ValueError, RecursionError):
        return None
    is_json = first and not _is_too_deep(value, text.count("{", begin, end) + text.count("[", begin, end))
    return (value, end) if is_json else None


def end_of_json(text: str, begin: int) -> int | None:
    """Return where the JSON ends that begins, after blanks, somewhere in a text; None where none does."""
    found = json_at(text, begin)
    return found[1] if found else None


def _decoded(text: str) -> Json:
    """Decode JSON. The decoder's `decode` looks for blanks by patterns, which takes as long as a small text."""
    bare = text.strip(" \t\n\r")
    value, end = _DECODER.raw_decode(bare)
    return value if end == len(bare) else _DECODER.decode(text)  # which raises


_NO_BLANK = re.compile(r"[^ \t\n\r]")
# `json.loads` would make one for each text.
_DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=Object)
_CONTAINERS = (Object, list)


def _entries(value: Json) -> Sequence[Json]:
    if isinstance(value, Object):
        return [entry for _, entry in value]
    return value if isinstance(value, list) else ()


def indented(value: Json, line: str = "\n") -> str:
    """Write exactly parsed JSON for a person: indented by two spaces, visible characters as they are."""
    inner = f"{line}  "
    if isinstance(value, Object) and value:
        return f"{{{','.join(f'{inner}{_string(key)}: {indented(entry, inner)}' for key, entry in value)}{line}}}"
    if isinstance(value, list) and value:
        return f"[{','.join(inner + indented(entry, inner) for entry in value)}{line}]"
    return _leaf(value)


def in_one_line(value: Json) -> str:
    """Write exactly parsed JSON in one line, as hosts send it."""
    if isinstance(value, Object):
        return f"{{{','.join(f'{_string(key)}:{in_one_line(entry)}' for key, entry in value)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(in_one_line, value))}]"
    return _leaf(value)


def _leaf(value: Json) -> str:
    return next((write(value) for kind, write in _LEAVES if isinstance(value, kind)), "null")


def _string(value: str) -> str:
    return visible(json.dumps(value, ensure_ascii=False))


_LEAVES: Sequence[tuple[type, Callable[[Json], str]]] = (
    (Number, str),
    (Object, lambda _: "{}"),
    (list, lambda _: "[]"),
    (str, _string),
    (bool, lambda value: "true" if value else "false"),
)


def map_strings(value: Json, change: Callable[[str, str], str], name: str = "") -> Json:
    """Return a parsed value with every string changed. `change` gets the string's key, then the string.

    Keys are changed, too; for these, the key is "".
    """
    if isinstance(value, Object):
        return Object((change("", key), map_strings(entry, change, key)) for key, entry in value)
    if isinstance(value, list):
        return [map_strings(entry, change, name) for entry in value]
    if isinstance(value, str) and not isinstance(value, Number):
        return change(name, value)
    return value


def with_types(value: Json) -> Json:
    """Return a value for which `==` compares types, too: a number and a string of the same characters differ."""
    if isinstance(value, Object):
        return {"object": [(key, with_types(entry)) for key, entry in value]}
    if isinstance(value, list):
        return [with_types(entry) for entry in value]
    return {"leaf": (type(value).__name__, value)}


UNSEEN = re.compile(
    "[\0-\b\v\f\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters, YAML's own line ends, marks that turn the direction of writing, half surrogate pairs, BOM."""


def visible(text: str) -> str:
    """Return JSON text with escapes for the characters that no editor shows."""
    return text if text.isprintable() else UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def sent(value: Json) -> str:
    """Write JSON as hosts send it, and valid as UTF-8: half a surrogate pair becomes an escape."""
    return visible(dump(value))
