"""Payloads in which one value has an unexpected type: every kind of position once, in the shortest such payload."""

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from crosswire.scenarios import load_scenarios
from crosswire.wire.pointers import escape

Steps = tuple[str | int, ...]
Kind = Literal["request", "json", "stream", "error"]

ILL: dict[str, Any] = {
    "null": None,
    "true": True,
    "a number": 7,
    "a fraction": 0.5,
    "a negative number": -1,
    "a huge index": 10**7,
    "a huge number": 10**30,
    "a text": "?",
    "an empty text": "",
    "half a surrogate pair": "\ud800",
    "a list": [],
    "a list of lists": [[], None, "?"],
    "an object": {},
    "an object of objects": {"type": {}, "id": [], "?": None, "\ud800": {}},
}
"""The values to put in, by what they are."""


def positions(payload: Any, steps: Steps = (), name: str = "") -> Iterator[tuple[str, Steps]]:
    """Yield the steps to every value, each with a name that is the same in other payloads.

    A name has the types of the objects on the way, and `*` for every index.
    """
    yield name, steps
    if isinstance(payload, dict):
        kind = payload.get("type")
        inside = f"{name}({kind})" if isinstance(kind, str) else name
        for key, entry in payload.items():
            yield from positions(entry, (*steps, key), f"{inside}/{escape(key)}")
    elif isinstance(payload, list):
        for number, entry in enumerate(payload):
            yield from positions(entry, (*steps, number), f"{name}/*")


def replaced(payload: Any, steps: Steps, value: Any) -> Any:
    """Return a payload with another value at `steps`. It shares all that is not on the way."""
    if not steps:
        return copy.deepcopy(value)
    step, *rest = steps
    changed = copy.copy(payload)
    changed[step] = replaced(payload[step], tuple(rest), value)
    return changed


@cache
def kinds_of_positions() -> tuple[tuple[str, Kind, str, Any, Steps], ...]:
    """Return every kind of position once: shape, kind of payload, name, the shortest payload that has it, steps."""
    found: dict[tuple[str, Kind, str], tuple[int, Any, Steps]] = {}
    for shape, kind, payload in _payloads():
        size = len(repr(payload))
        for name, steps in positions(payload):
            shortest = found.get((shape, kind, name))
            if shortest is None or size < shortest[0]:
                found[shape, kind, name] = size, payload, steps
    return tuple(
        (*key, payload, steps) for key, (_, payload, steps) in sorted(found.items(), key=lambda entry: entry[0])
    )


def _payloads() -> Iterator[tuple[str, Kind, Any]]:
    for scenario in load_scenarios().values():
        for (shape, mode), recording in scenario.recordings.items():
            for turn in recording.turns:
                yield shape, "request", turn.asked_body
                if turn.response:
                    yield shape, "error" if turn.status >= 400 else mode, turn.answer_body
