"""What a difference is about, whichever requirement saw it and however it names the fact.

A suite names a difference after what it compares (`tool_calls[0]`, `output[0].arguments`, `tools.get_weather.strict`)
or after the position that breaks the schema. A subject has none of the indices, ids and names in such a path, so that
it is the same in every exchange.
"""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from crosswire import facts
from crosswire.facts import ShapeName
from crosswire.losses import Difference, LossKind
from crosswire.shapes import opposite
from crosswire.shapes.subjects import SAME, Arrow, subject_at
from crosswire.wire.schema_files import field_names

SCHEMA = ("validity", "fields")
BY_POSITION = (*SCHEMA, "response", "output", "item")
"""The facts whose path goes on as a position in the payload: `output[0].arguments`."""
NAMED = ("tools", "results")
"""The facts whose path goes on with a name or an id of the client's, and then a field: `tools.get_weather.strict`."""
OF_NAMES = ("metadata", "output_index", "events")
"""The facts whose path goes on with names that are no field of the fact: `metadata.desk`."""
_MISSING = re.compile(r"[.:]? ?'([^']+)' is missing$")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a difference is about."""

    arrow: Arrow
    fact: str
    leaf: str
    """The last field of its path, where that is another: `summary`."""
    kind: LossKind

    @property
    def key(self) -> str:
        """Its words, with slashes between."""
        return "/".join(filter(None, (self.arrow, self.fact, self.leaf, self.kind)))


def subject_of(difference: Difference, serves: ShapeName) -> Subject:
    """Return what a difference is about."""
    arrow: Arrow = "forwarded" if "forwarded" in difference.pointers else "served"
    path, missing = _split(difference)
    kind: LossKind = "lost" if missing else difference.kind
    return _subject(path, kind, opposite(serves) if arrow == "forwarded" else serves, arrow)


@cache  # the thousands of differences of a run have a few hundred paths
def _subject(path: str, kind: LossKind, shape: ShapeName, arrow: Arrow) -> Subject:
    root, *steps = re.findall(r"[^.\[\]]+", path) or ["answer"]  # a requirement may give a fact any name
    if root in BY_POSITION and (steps or root in SCHEMA):
        beginning = {"output": "/output", "item": "/*/item"}.get(root, "")
        fact = subject_at(shape, arrow, "/".join([beginning, *steps]))
    elif root == "events" and steps:
        fact = SAME.get(steps[0], steps[0])
    else:
        fact = SAME.get(root, root)
    leaf = _leaf(root, [step for step in steps if step != "*"], fact)
    if fact == "error" and leaf:
        return Subject(arrow, f"error.{leaf}", "", kind)  # each part of an error is a fact of its own
    return Subject(arrow, fact, leaf, kind)


def _leaf(root: str, steps: list[str], fact: str) -> str:
    """Return the last field of a path; empty where it is the fact itself, or a name or an id of one exchange."""
    fields = [] if root in OF_NAMES else steps[root in NAMED :]
    if not fields or SAME.get(fields[-1], fields[-1]) in fact:
        return ""
    return fields[-1] if root == "headers" or fields[-1] in _field_names() else ""


@cache
def _field_names() -> frozenset[str]:
    """Return the names of all fields, those of the APIs' and those of the facts. No other name is part of a subject."""
    kinds = filter(dataclasses.is_dataclass, vars(facts).values())
    return field_names() | {field.name for kind in kinds for field in dataclasses.fields(kind)}


def _split(difference: Difference) -> tuple[str, bool]:
    """Return the path of a difference, with `[*]` for each index, and whether the schema misses a field there."""
    path, missing = _path(difference.fact)
    if path == "settings":
        values = difference.expected or difference.received
        return next(iter(values), path) if isinstance(values, Mapping) else path, False
    return path, missing


@cache
def _path(fact: str) -> tuple[str, bool]:
    path = re.sub(r"\[[^\]]*\]", "[*]", fact).removeprefix("settings.")
    if found := _MISSING.search(path):
        return f"{path[: found.start()]}.{found[1]}", True
    return (path.partition(": ")[0] if path.startswith(SCHEMA) else path), False
