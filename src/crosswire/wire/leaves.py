"""The leaves of JSON: its strings, numbers and so on, each with the name of its field."""

from collections.abc import Callable, Iterator
from typing import Any

from crosswire.facts import Json
from crosswire.wire.exact_json import Object


def leaves(value: Json, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the leaves of parsed JSON, exactly parsed or not. The field of a list's entries is that of the list."""
    match value:
        case dict():
            for name, entry in value.items():
                yield from leaves(entry, name)
        case Object():
            for name, entry in value:
                yield from leaves(entry, name)
        case list() | tuple():
            for entry in value:
                yield from leaves(entry, key)
        case _:
            yield key, value


def map_leaves(value: Json, change: Callable[[str, Any], Json], key: str = "") -> Json:
    """Return parsed JSON with every leaf changed. `change` gets the name of the field, then the leaf."""
    match value:
        case dict():
            return {name: map_leaves(entry, change, name) for name, entry in value.items()}
        case Object():
            return Object((name, map_leaves(entry, change, name)) for name, entry in value)
        case list() | tuple():
            return [map_leaves(entry, change, key) for entry in value]
        case _:
            return change(key, value)
