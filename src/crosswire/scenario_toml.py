"""What `scenario.toml` has to say, and what is wrong with one that does not."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, get_args

from crosswire.facts import Json, Mode
from crosswire.quoting import named, quoted
from crosswire.shapes import SHAPES
from crosswire.shapes.lenient import mapping
from crosswire.spelling import did_you_mean

RECORDINGS = tuple(f"{shape}.{mode}" for shape in SHAPES for mode in get_args(Mode))
"""The names of a scenario's recordings. Each is a cassette: `chat.json.yaml`, …"""

ASKS = tuple(f"{shape}.request" for shape in SHAPES)
"""The names of recordings without answers.

Where an API cannot answer what it is asked, one file of JSON, `chat.request.json`, stands for its two recordings.
"""

PROVENANCES: Mapping[str, tuple[str, ...]] = {
    "recorded": ("host", "date"),
    "asked": ("client", "from"),
    "derived": ("from",),
    "authored": ("from",),
}
"""How a recording came about, and the keys that scenario.toml must then have for it."""

KEYS: Mapping[str, type] = {
    "title": str,
    "proves": str,
    "tags": list,
    "recordings": dict,
    "only": dict,
    "refusable": str,
    "odd": dict,
    "partial": dict,
}
"""The keys of scenario.toml, and the types of their values."""

OPTIONAL = {"only", "refusable", "odd", "partial"}

_TYPES: Mapping[type, str] = {str: "a text", list: "a list", dict: "a table"}
"""The types of values, in words; a list is one of texts."""


def problems(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the fields of a scenario.toml, in words."""
    yield from _misfits("", fields, KEYS, required=KEYS.keys() - OPTIONAL)
    yield from _misfits("only.", mapping(fields.get("only")), dict.fromkeys(SHAPES, list))
    for waived, names in (("odd", (*RECORDINGS, *ASKS)), ("partial", RECORDINGS)):
        yield from _misfits(f"{waived}.", mapping(fields.get(waived)), dict.fromkeys(names, str))
    if isinstance(recordings := fields.get("recordings"), dict):
        asks = [name for name in ASKS if name in recordings]
        required = [*asks, *(name for name in RECORDINGS if f"{name.partition('.')[0]}.request" not in asks)]
        yield from _misfits("recordings.", recordings, dict.fromkeys((*RECORDINGS, *ASKS), dict), required=required)
        if len(asks) > 1:
            yield f"recordings has {' and '.join(asks)}; one API has to answer"
        for name, table in recordings.items():
            yield from _unfounded(f"recordings.{name}", mapping(table))


def _misfits(prefix: str, given: Json, types: Mapping[str, type], required: Collection[str] = ()) -> Iterator[str]:
    """Yield what is wrong with a table: unknown keys, values of another type, missing keys."""
    for key, value in given.items():
        if key not in types:
            meant = did_you_mean(key, types, lambda name: f"{prefix}{name}") or f"; there are {', '.join(types)}"
            yield f"{prefix}{named(key)} is not known{meant}"
        elif not isinstance(value, types[key]):
            yield f"{prefix}{key} is {quoted(value)}, not {_TYPES[types[key]]}"
        elif isinstance(value, list) and (others := [entry for entry in value if not isinstance(entry, str)]):
            yield f"{prefix}{key} has {quoted(others[0])}, not a text"
    for key in types:
        if key in required and key not in given:
            yield f"{prefix}{key} is missing"


def _unfounded(prefix: str, table: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a recording's table lacks of where it comes from."""
    others = {key: value for key, value in table.items() if not isinstance(value, str)}
    yield from (f"{prefix}.{key} is {quoted(value)}, not a text" for key, value in others.items())
    provenance = str(table.get("provenance"))
    if provenance not in PROVENANCES:
        yield f"{prefix}.provenance is {named(provenance)}, not one of {', '.join(PROVENANCES)}"
        return
    for key in PROVENANCES[provenance]:
        if not table.get(key):
            yield f"{prefix}.{key} is missing; what is {provenance} has {' and '.join(PROVENANCES[provenance])}"
