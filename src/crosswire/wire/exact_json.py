"""JSON taken apart no further than its form: numbers stay as they are written, and a key may stand there twice."""

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

    Raises ValueError where it is none, or is nested deeper than anybody reads.
    """
    try:
        value = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=Object)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    level = [value]
    for _ in range(DEEPEST):
        inner = [entry for container in level for entry in _entries(container)]
        level = [entry for entry in inner if isinstance(entry, Object | list)]
    if level:
        raise ValueError(TOO_DEEP)
    return value


def _entries(value: Json) -> Sequence[Json]:
    if isinstance(value, Object):
        return [entry for _, entry in value]
    return value if isinstance(value, list) else ()


def indented(value: Json, line: str = "\n") -> str:
    """Write what was parsed exactly, for a person: two spaces a level, every character that can be seen as it is."""
    inner = f"{line}  "
    if isinstance(value, Object) and value:
        return f"{{{','.join(f'{inner}{_string(key)}: {indented(entry, inner)}' for key, entry in value)}{line}}}"
    if isinstance(value, list) and value:
        return f"[{','.join(inner + indented(entry, inner) for entry in value)}{line}]"
    return _leaf(value)


def in_one_line(value: Json) -> str:
    """Write what was parsed exactly as hosts send it."""
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
    """Return a parsed value with every string changed; `change` is told the key under which it stands, then the string.

    A key is changed as well, under the name "".
    """
    if isinstance(value, Object):
        return Object((change("", key), map_strings(entry, change, key)) for key, entry in value)
    if isinstance(value, list):
        return [map_strings(entry, change, name) for entry in value]
    if isinstance(value, str) and not isinstance(value, Number):
        return change(name, value)
    return value


def told_apart(value: Json) -> Json:
    """Return what `==` compares by kind, too: a number is no string of the same characters, an object no list."""
    if isinstance(value, Object):
        return {"object": [(key, told_apart(entry)) for key, entry in value]}
    if isinstance(value, list):
        return [told_apart(entry) for entry in value]
    return {"leaf": (type(value).__name__, value)}


UNSEEN = re.compile(
    "[\0-\b\v\f\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters, YAML's own line ends, marks that turn the direction of writing, half surrogate pairs, BOM."""


def visible(text: str) -> str:
    """Replace, in a text that is JSON, the characters that no editor shows by escapes."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def sent(value: Json) -> str:
    """Write any JSON as hosts send it, in characters that UTF-8 has: half a surrogate pair is JSON, but no UTF-8."""
    return visible(dump(value))
