"""The JSON of a body changed, and nothing else of it: a whole answer, or the events of a stream one by one."""

import re
from collections.abc import Callable

from crosswire.facts import Json
from crosswire.wire.exact_json import in_one_line, parse_exactly

_LINE = re.compile(r"[^\r\n]+")


def with_json(body: bytes, change: Callable[[Json], Json], otherwise: Callable[[str], str] = str) -> bytes:
    """Return a body with its JSON, parsed exactly, changed, and as it was where nothing changes.

    `otherwise` changes each line of what is no JSON.
    """
    text = body.decode(errors="surrogateescape")
    changed = _changed(text, change)
    if changed is None:
        changed = _LINE.sub(lambda line: _changed_line(line[0], change, otherwise), text)
    return changed.encode(errors="surrogateescape")


def _changed_line(line: str, change: Callable[[Json], Json], otherwise: Callable[[str], str]) -> str:
    name, colon, data = line.partition(":")
    changed = _changed(data, change) if name == "data" else None
    return otherwise(line) if changed is None else f"{name}{colon}{changed}"


def _changed(text: str, change: Callable[[Json], Json]) -> str | None:
    """Return changed JSON; `None` where it is none."""
    try:
        value = parse_exactly(text)
    except ValueError:
        return None
    changed = change(value)
    return text if changed == value else text[: len(text) - len(text.lstrip())] + in_one_line(changed)
