"""What a requirement's function asserts: two values are the same, a condition holds, a payload is valid.

While a requirement is judged, each assertion notes what differs and the function goes on, so that a loss lists every
fact. Anywhere else the first difference raises.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from crosswire.facts import Json, Point
from crosswire.losses import Difference, LossKind, classify, differences, gathered
from crosswire.wire.schemas import violations
from crosswire.wire.unknown_fields import unknown_fields
from crosswire.wire.violation import Violation


class Untestable(Exception):
    """The adapter gave nothing to judge."""


class Loss(AssertionError):
    """Facts that were not kept: at least one difference, those of one kind gathered in one."""

    def __init__(self, found: Iterable[Difference]) -> None:
        self.differences = gathered(found)
        super().__init__(
            "; ".join(
                f"{one.fact} {one.kind}: expected {one.expected!r}, received {one.received!r}"
                for one in self.differences
            )
        )

    @property
    def kind(self) -> LossKind:
        """The gravest kind among the differences."""
        kinds = {difference.kind for difference in self.differences}
        order: Sequence[LossKind] = ("lost", "altered", "invented")
        return next(kind for kind in order if kind in kinds)


_NOTED: ContextVar[list[Difference] | None] = ContextVar("differences that the requirement being judged has noted")


@contextmanager
def noting() -> Iterator[list[Difference]]:
    """Collect what assertions within this context find, instead of raising at the first."""
    noted: list[Difference] = []
    token = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(token)


def note(found: Sequence[Difference]) -> None:
    """Note differences.

    Raises:
        Loss: no requirement is being judged.
    """
    noted = _NOTED.get(None)
    if noted is not None:
        noted += found
    elif found:
        raise Loss(found)


def kept(fact: str, expected: Json, received: Json) -> None:
    """Assert that both values are the same, in value and type; every part that is not is a difference of its own."""
    note(differences(fact, expected, received))


def held(condition: bool, fact: str, expected: Json, received: Json, kind: LossKind | None = None) -> None:
    """Assert a condition; `expected` and `received` show why it should be true, and what became of the fact."""
    if not condition:
        note([Difference(fact, kind or classify(expected, received), expected, received)])


Judged = Callable[[Violation], bool]
"""Which violations a requirement is about: the API itself lets some pass, and others are another requirement's."""


def conforms(point: Point, schema: str, payload: Json, *, exact: bool, judged: Judged = lambda _: True) -> None:
    """Assert that a payload (of a stream, every frame) is valid by a schema of `schemas/`.

    `exact` judges bytes: null is not absent. Where a library returned objects, nothing tells the two apart, and no
    verdict may depend on how an adapter's author turns objects into JSON.
    """
    note([*_violations(point, schema, payload, exact=exact, judged=judged)])


def _violations(point: Point, schema: str, payload: Json, *, exact: bool, judged: Judged) -> Iterator[Difference]:
    _came_by(point, payload)
    frames = list(enumerate(payload)) if isinstance(payload, list) else [(None, payload)]
    for number, frame in frames:
        for violation in violations(schema, frame, null_is_absent=not exact):
            if judged(violation):
                pointer = violation.pointer if number is None else f"/{number}{violation.pointer}"
                fact = f"validity[*].{_field(violation)}" if number is not None else f"validity.{_field(violation)}"
                yield Difference(fact, "altered", f"valid by {schema}", str(violation), {point: [pointer]})


def _field(violation: Violation) -> str:
    """Name the kind of a violation: the field at fault wherever in lists it stands, and what is wrong with it."""
    path = re.sub(r"/\d+(?=/|$)", "[*]", violation.pointer).strip("/").replace("/", ".")
    return ": ".join(filter(None, (path, violation.message)))


def has_only_described_fields(point: Point, schema: str, payload: Json, beside: Collection[str] = ()) -> None:
    """Assert that a request has no field that its API description does not know, but for those named `beside`."""
    _came_by(point, payload)
    note(
        [
            Difference(f"fields{pointer.replace('/', '.')}", "invented", None, pointer, {point: [pointer]})
            for pointer in unknown_fields(schema, payload)
            if pointer.removeprefix("/") not in beside
        ]
    )


def _came_by(point: Point, payload: Json) -> None:
    if payload is None:
        raise Untestable(f"nothing was {point}")
