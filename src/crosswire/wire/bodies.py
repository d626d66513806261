"""Changing the JSON of a body, and nothing else of it: of a whole answer, or of every event of a stream."""

import re
from collections.abc import Callable

from crosswire.facts import Json
from crosswire.wire.exact_json import in_one_line, parse_exactly

_LINE = re.compile(r"[^\r\n]+")


def with_json(body: bytes, change: Callable[[Json], Json], otherwise: Callable[[str], str] = str) -> bytes:
    """Return a body with its JSON changed by `change`, which is given it exactly parsed.

    `otherwise` changes the lines that are not JSON. Where nothing changes, the body stays as it was, byte for byte.
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
    """Return changed JSON; `None` for a text that is not JSON."""
    try:
        value = parse_exactly(text)
    except ValueError:
        return None
    changed = change(value)
    return text if changed == value else text[: len(text) - len(text.lstrip())] + in_one_line(changed)
