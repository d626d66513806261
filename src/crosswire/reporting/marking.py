"""Where a cause shows in its example: what to mark in each payload, and what is missing there."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from crosswire.facts import Json, Point
from crosswire.losses import MOST_SHOWN, Difference, same
from crosswire.reporting.causes import Cause
from crosswire.reporting.loss_subjects import Subject
from crosswire.reporting.model import Evidence
from crosswire.reporting.packed_turns import Turn
from crosswire.shapes import SHAPES, opposite
from crosswire.shapes.subjects import Arrow
from crosswire.wire.pointers import escape, find

GIVEN: Mapping[Arrow, Sequence[Point]] = {"forwarded": ("asked",), "served": ("upstream", "asked", "forwarded")}
"""What the adapter was given before it wrote a payload: what a requirement compares that with, the likeliest first."""
ERROR = "/body/error/message"
"""Where an error answer says why there is no answer."""
NOTHING: Sequence[Json] = (None, "", [], {})
TELLING = 6
"""How many characters of JSON a value needs before it is looked for: a shorter one may be there by chance."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: from what it is missing (a pointer), and its name."""

    pointer: str
    name: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark in one payload."""

    pointers: Sequence[str] = ()
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The two payloads that show a cause side by side, as the turn has them."""

    turn: Turn
    number: int | None
    """The number of the turn, from 1; None where there is only one."""
    marks: Mapping[Point, Marks]
    """The two points, the one that the adapter was given first."""


def shown(cause: Cause, exchange: Evidence) -> Shown | None:
    """Return the payloads that show a cause; None where the exchange has none."""
    difference = cause.difference
    number = difference.turn if difference else cause.example.turn
    if (number or 1) > len(exchange.turns):
        return None
    turn = exchange.turns[(number or 1) - 1]
    if difference is None or cause.subject is None:
        given: Point = "asked" if turn.get("forwarded") is None else "upstream"
        return Shown(turn, number, {given: Marks(), "served": Marks(list(find(turn.get("served"), ERROR)))})
    compared = [point for point in GIVEN[cause.subject.arrow] if point in difference.pointers]
    points: Sequence[Point] = ((compared or GIVEN[cause.subject.arrow])[0], cause.subject.arrow)
    return Shown(turn, number, {point: _marks(cause.subject, difference, exchange, turn, point) for point in points})


def _marks(subject: Subject, difference: Difference, exchange: Evidence, turn: Turn, point: Point) -> Marks:
    """Return what to mark at a point: where it says the fact, or else from what that is missing."""
    payload = turn.get(point)
    if point not in difference.pointers or payload is None:
        return Marks()  # the requirement compares nothing with it
    value = difference.received if point == subject.arrow else difference.expected
    if difference.pointers[point] or not all(leaf in NOTHING for leaf in _leaves(value)):
        return Marks(_pointers(payload, difference, value, point))
    shape = exchange.serves if point in ("asked", "served") else opposite(exchange.serves)
    return Marks((), _gap(payload, SHAPES[shape].FIELDS.get(subject.fact, ()), subject))


def _pointers(payload: Json, difference: Difference, value: Json, point: Point) -> Sequence[str]:
    """Return where a payload says the fact: where the requirement read it, or has the value, or a field of its name."""
    if read := difference.pointers[point]:
        return list(read)[:MOST_SHOWN]
    values = [leaf for leaf in _leaves(value) if len(json.dumps(leaf)) > TELLING]
    if found := [pointer for pointer, leaf in _places(payload) if any(same(leaf, one) for one in values)]:
        return found[:MOST_SHOWN]
    names = _names(difference.fact, value)
    return list(islice((at for at, leaf in _places(payload) if leaf and at.rpartition("/")[2] in names), MOST_SHOWN))


def _names(fact: str, value: Json) -> frozenset[str]:
    """Return the names under which a payload may have a fact: the last of its path, and the keys of its value."""
    steps = [step for step in re.findall(r"[^.\[\]]+", fact) if not step.isdecimal()]
    return frozenset((*steps[-1:], *map(escape, value if isinstance(value, Mapping) else ())))


def _leaves(value: Json) -> Iterator[Json]:
    yield from (leaf for _, leaf in _places(value) if not isinstance(leaf, Mapping | list))


def _places(value: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Yield every value in a payload with its pointer."""
    yield pointer, value
    if isinstance(value, Mapping):
        children: Sequence[tuple[str | int, Json]] = list(value.items())
    else:
        children = list(enumerate(value)) if isinstance(value, list | tuple) else []
    for key, child in children:
        yield from _places(child, f"{pointer}/{escape(key)}")


def _gap(payload: Json, ways: Sequence[str], subject: Subject) -> Gap | None:
    """Return from what the fact is missing: the deepest value there is on one of the ways to it; of a stream all."""
    if isinstance(payload, list):
        return Gap("", subject.leaf or subject.fact) if ways else None
    beginnings = [_beginning(payload, f"{way}/{subject.leaf}".rstrip("/")) for way in ways if not way.startswith("/*/")]
    deepest = max(beginnings, key=lambda pointer: pointer.count("/"), default=None)
    return None if deepest is None else Gap(deepest, subject.leaf or subject.fact)


def _beginning(payload: Json, way: str) -> str:
    """Return the pointer to the deepest value on a way that does not lead to its end.

    Where more than one field is missing, a whole entry of a list is: then it is the list.
    """
    steps = way.split("/")
    beginnings = {end: "/".join(steps[:end]) for end in range(len(steps) - 1, 0, -1)}
    end = next(end for end, beginning in beginnings.items() if [*find(payload, beginning)])
    if end < len(steps) - 1 and "*" in steps[: end + 1]:
        end -= steps[end::-1].index("*")
    return next(find(payload, beginnings[end]))
