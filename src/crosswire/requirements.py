"""Requirements: what a test function under `suites/` must say of itself, and how it judges an exchange.

    @must("TOKENS-1", given=usage_served)
    def test_counts_survive(upstream, served):
        \"\"\"Input, output and total token counts are the upstream's numbers.\"\"\"
        kept("usage", upstream.usage.totals, served.usage.totals)

A requirement names the points that it compares as its arguments: `asked`, `forwarded`, `upstream`, `served` (facts),
`wire` (the payloads, for suites about the wire itself), `earlier` (the turns before), `trouble` (why there is nothing
to judge), `request` and `left` (the caller's object, before and after), `attempts` (how often the upstream was asked),
`malformed` (whether what was sent is no request), `held_back` (whether words came before the upstream's end),
`hung_up` (whether the adapter left with its client), `case` (the turn as its recordings tell it).
"""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from crosswire.adapters.over_http import HttpSeen
from crosswire.annotated import misfit
from crosswire.exchange import Case, Exchange, Turn
from crosswire.facts import Answer, Failure, Json, Level, Mode, Point, ShapeName
from crosswire.losses import LossKind, classify, same
from crosswire.shapes import SHAPES, other
from crosswire.variations import VARIATIONS
from crosswire.wire.known_fields import unknown_fields
from crosswire.wire.pointers import find
from crosswire.wire.schemas import violations

SET = "2026.11"
"""The revision of the requirements: a later one adds, it never changes an id's meaning."""

Condition = Callable[[Case], bool]


class Untestable(Exception):
    """The adapter gave nothing to judge."""


class Loss(AssertionError):
    """A fact that was not kept."""

    def __init__(
        self,
        fact: str,
        expected: Json,
        received: Json,
        kind: LossKind,
        pointers: Mapping[Point, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(f"{fact} {kind}: expected {expected!r}, received {received!r}")
        self.fact = fact
        self.expected = expected
        self.received = received
        self.kind = kind
        self.pointers = dict(pointers or {})
        self.turn: int | None = None
        """Which turn of a conversation, from 1; `None` where there is but one."""


def kept(fact: str, expected: Json, received: Json) -> None:
    """Raise `Loss` unless both values are the same, in value and type."""
    held(same(expected, received), fact, expected, received)


def held(condition: bool, fact: str, expected: Json, received: Json) -> None:
    """Raise `Loss` unless `condition` is true; `expected` and `received` show why it should be."""
    if not condition:
        raise Loss(fact, expected, received, classify(expected, received))


def conforms(point: Point, schema: str, payload: Json, *, waived: Collection[str] = ()) -> None:
    """Raise `Loss` unless a payload (of a stream, every frame) is valid by a schema of `schemas/`.

    null and absent are the same here, as everywhere: a library's objects do not tell them apart, and no requirement's
    verdict may hang on how an adapter's author turns them into JSON. `waived` are messages of violations that the API
    itself lets pass.
    """
    _came_by(point, payload)
    frames = list(enumerate(payload)) if isinstance(payload, list) else [(None, payload)]
    wrong = [
        (f"/{place}{violation.pointer}" if place is not None else violation.pointer, str(violation))
        for place, frame in frames
        for violation in violations(schema, frame, null_is_absent=True)
        if violation.message not in waived
    ]
    if wrong:
        texts = [f"{pointer or '/'}: {text}" for pointer, text in wrong[:MOST_SHOWN]]
        raise Loss(
            "validity",
            f"valid by {schema}",
            texts,
            "altered",
            {point: [pointer for pointer, _ in wrong[:MOST_SHOWN]]},
        )


def only_known_fields(point: Point, schema: str, payload: Json) -> None:
    """Raise `Loss` if a request has a field that its API description does not know."""
    _came_by(point, payload)
    if unknown := unknown_fields(schema, payload):
        raise Loss("fields", f"only fields of {schema}", unknown, "invented", {point: unknown})


def _came_by(point: Point, payload: Json) -> None:
    if payload is None:
        raise Untestable(f"nothing was {point}")


MOST_SHOWN = 10
"""One wrong field in a stream of thousands of frames is one thing to read, not thousands."""


@dataclass(frozen=True, slots=True)
class Wire:
    """The payloads of a turn, for requirements about the wire itself; a stream is the list of its frames."""

    serves: ShapeName
    mode: Mode
    forwarded: Json
    served: Json
    http: HttpSeen | None = None
    """What only HTTP shows, where the adapter is a server."""

    @property
    def frames(self) -> Sequence[Mapping[str, Json]]:
        """The frames of the stream that was served.

        Raises:
            Untestable: there is none.
        """
        if not isinstance(self.served, list):
            raise Untestable("no stream was served")
        return self.served

    @property
    def request(self) -> Mapping[str, Json]:
        """The request that was forwarded.

        Raises:
            Untestable: there is none, or what was sent is no object.
        """
        if not isinstance(self.forwarded, dict):
            raise Untestable("no request was forwarded")
        return self.forwarded

    @property
    def seen(self) -> HttpSeen:
        """What only HTTP shows.

        Raises:
            Untestable: nothing came over HTTP.
        """
        if self.http is None:
            raise Untestable("nothing was served over HTTP")
        return self.http


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one test function stands for."""

    id: str
    level: Level
    given: Condition
    """Tells from a scenario's recordings alone whether the requirement applies to a turn."""
    check: Callable[..., None]
    declarable: bool = False
    """Whether an adapter may declare that it does something else instead."""
    refusable: bool = True
    """Whether a clear refusal keeps it, where the scenario allows one, and an error for what cannot be said."""
    variations: Collection[str] = ("",)
    """The names of the variations under which it is judged; the plain exchange has none."""
    over_http: bool = False
    """Whether only an adapter that is a server has anything to judge."""
    when_declared: bool = False
    """Whether it is judged only where the adapter declares it."""

    @property
    def promise(self) -> str:
        """The suite that it belongs to, such as `finish_reason`."""
        return self.check.__module__.rpartition(".")[2].removeprefix("test_")

    @property
    def sentence(self) -> str:
        """What is required, in one sentence: the first paragraph of the docstring."""
        return " ".join(inspect.cleandoc(self.check.__doc__ or "").split("\n\n")[0].split())

    @property
    def points(self) -> Sequence[str]:
        """The names of the points that it compares."""
        code = self.check.__code__
        return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]

    def applies(self, cases: Sequence[Case], variation: str = "") -> bool:
        """Tell whether there is anything to judge in a scenario with these turns."""
        suits = VARIATIONS[variation].suits if variation else _always
        return variation in self.variations and any(self.given(case) and suits(case) for case in cases)

    def judge(self, exchange: Exchange) -> None:
        """Judge every turn to which the requirement applies.

        Raises:
            Loss: the fact was not kept.
            Untestable: there is nothing to judge it by.
        """
        if "trouble" in self.points:
            self.check(trouble=exchange.trouble)
            return
        if exchange.trouble and exchange.variation:
            # No other requirement says of a variation that there was no answer.
            raise Loss("answer", "an answer", exchange.trouble, "lost")
        if exchange.trouble:
            raise Untestable(f"nothing to judge: {exchange.trouble}")
        for number, turn in enumerate(exchange.turns):
            # A clear refusal, where one is allowed, loses nothing.
            if (
                self.given(turn.case_played)
                and not (self.refusable and turn.refused)
                and not self._is_kept_by_error(turn)
            ):
                self._judge_turn(turn, exchange.turns[:number], number + 1 if len(exchange.turns) > 1 else None)

    def _is_kept_by_error(self, turn: Turn) -> bool:
        """Tell whether there is no served answer to judge, and rightly so: the served API could not say it."""
        return self.refusable and turn.failed and not {"served", "wire"}.isdisjoint(self.points)

    def _judge_turn(self, turn: Turn, earlier: tuple[Turn, ...], number: int | None) -> None:
        if misfit(self.check, "upstream", turn.upstream):
            return  # it applies where the recording that was played says something else
        for point in ("forwarded", "served"):
            if point in self.points and (came := misfit(self.check, point, getattr(turn, point))):
                raise Untestable(f"{came} was {point}")
        http = turn.received.http if turn.received else None
        wire = Wire(turn.case.serves, turn.case.mode, turn.payloads["forwarded"], turn.payloads["served"], http)
        values = {
            point: wire if point == "wire" else getattr(turn, point) for point in self.points if point != "earlier"
        }
        if "earlier" in self.points:
            values["earlier"] = earlier
        try:
            self.check(**values)
        except Loss as loss:
            loss.turn = number
            loss.pointers = loss.pointers or _pointers(loss.fact, turn, self.points)
            raise


def _always(_: Case) -> bool:
    return True


def _pointers(fact: str, turn: Turn, points: Sequence[str]) -> dict[Point, Sequence[str]]:
    """Find where the compared points say a fact; a point that does not say it has no pointer."""
    shapes: dict[Point, ShapeName] = {
        "asked": turn.case.serves,
        "forwarded": other(turn.case.serves),
        "upstream": other(turn.case.serves),
        "served": turn.case.serves,
    }
    return {
        point: [
            pointer for pattern in SHAPES[shape].FIELDS.get(fact, ()) for pointer in find(turn.payloads[point], pattern)
        ][:MOST_SHOWN]
        for point, shape in shapes.items()
        if point in points
    }


def of_answer(says: Callable[[Answer], object]) -> Condition:
    """Make the condition that the upstream answers, and that the answer says something."""
    return lambda case: isinstance(case.upstream, Answer) and bool(says(case.upstream))


def of_failure(says: Callable[[Failure], object]) -> Condition:
    """Make the condition that the upstream fails, in a certain way."""
    return lambda case: isinstance(case.upstream, Failure) and bool(says(case.upstream))


def asks_validly(case: Case) -> bool:
    """The client's own request is valid: what an adapter makes of one that is not proves nothing."""
    return not violations(SHAPES[case.serves].REQUEST, case.client.asked_body, null_is_absent=True)


def all_of(*conditions: Condition) -> Condition:
    """Make the condition that all of these hold."""
    return lambda case: all(condition(case) for condition in conditions)


class Options(TypedDict, total=False):
    """What a requirement may say of itself beside where it applies."""

    declarable: bool
    refusable: bool
    variations: Collection[str]
    over_http: bool
    when_declared: bool


def must(requirement: str, *, given: Condition, **options: Unpack[Options]) -> "Decorator":
    """Mark a test function as a MUST: where it is not kept, data is lost or wrong, or a real client breaks."""
    return _decorator(requirement, "must", given, options)


def should(requirement: str, *, given: Condition, **options: Unpack[Options]) -> "Decorator":
    """Mark a test function as a SHOULD: a strict client or a careful operator relies on it."""
    return _decorator(requirement, "should", given, options)


def may(requirement: str, *, given: Condition, **options: Unpack[Options]) -> "Decorator":
    """Mark a test function as a MAY: reported, never counted."""
    return _decorator(requirement, "may", given, options)


Decorator = Callable[[Callable[..., None]], Callable[..., Any]]


def _decorator(identifier: str, level: Level, given: Condition, options: Options) -> Decorator:
    def decorate(check: Callable[..., None]) -> Callable[[Exchange], None]:
        requirement = Requirement(identifier, level, given, check, **options)

        def test(exchange: Exchange) -> None:
            requirement.judge(exchange)

        # No `__wrapped__`: pytest would take the points for fixtures.
        test.__name__, test.__qualname__, test.__module__, test.__doc__ = (
            check.__name__,
            check.__qualname__,
            check.__module__,
            check.__doc__,
        )
        test.requirement = requirement  # type: ignore[attr-defined]
        test.place_as = check  # type: ignore[attr-defined]  # where pytest says that the test stands
        return test

    return decorate
