"""Requirements: what a test function under `suites/` must say of itself, and how it judges an exchange.

    @must("TOKENS-1", given=usage_served)
    def test_counts_survive(upstream, served):
        \"\"\"Input, output and total token counts are the upstream's numbers.\"\"\"
        kept("usage", upstream.usage.totals, served.usage.totals)

A requirement names the points that it compares as its arguments: POINTS lists them.
"""

import inspect
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from typing import Any, Literal, TypedDict, Unpack

from crosswire.applicability import APPLIES, applicability
from crosswire.assertions import Loss, Untestable, conforms, has_only_described_fields, held, kept, noting
from crosswire.errors import RequirementInvalid
from crosswire.exchange import Case, Exchange, Turn
from crosswire.facts import Answer, Failure, Level, Point, ShapeName
from crosswire.losses import MOST_SHOWN, Difference
from crosswire.shapes import SHAPES, opposite
from crosswire.turn_wire import Wire
from crosswire.variations import VARIATIONS
from crosswire.wire.pointers import find
from crosswire.wire.schemas import violations

__all__ = [
    "SET",
    "Condition",
    "Loss",
    "Requirement",
    "Untestable",
    "Wire",
    "all_of",
    "asks_validly",
    "conforms",
    "has_only_described_fields",
    "held",
    "kept",
    "may",
    "must",
    "of_answer",
    "of_failure",
    "should",
]

SET = "2027.01"
"""The revision of the requirements: a later one adds ids or moves levels, it never changes an id's meaning."""

Condition = Callable[[Case], bool]

Declarable = Literal[False, True, "by fact"]

POINTS: Mapping[str, str] = {
    "asked": "the facts of the client's request",
    "forwarded": "the facts of the request that reached the upstream",
    "upstream": "the facts of the upstream's answer",
    "served": "the facts of the answer that the client received",
    "wire": "the payloads, for suites about the wire itself",
    "frames": "the frames of a served stream",
    "earlier": "the turns before",
    "case": "the turn as its recordings have it",
    "request": "the client's request, as JSON",
    "observed": "what the client and the upstream saw of the call",
    "trouble": "why there is nothing to judge, where that is so",
}
"""What a requirement may name as an argument."""


@dataclass(frozen=True)
class Requirement:
    """What one test function stands for."""

    id: str
    level: Level
    given: Condition
    """Tells from a scenario's recordings alone whether the requirement applies to a turn."""
    check: Callable[..., None]
    declarable: Declarable = False
    """Whether an adapter may declare that it leaves a fact out; `by fact`, where it has to name each fact."""
    additions: Collection[str] = ()
    """The facts that an adapter may declare that it adds."""
    refusable: bool = True
    """Whether a clear refusal keeps it, where the scenario allows one, and an error for what cannot be said."""
    variations: Collection[str] = ("",)
    """The names of the variations under which it is judged; the plain exchange has none."""
    over_http: bool = False
    """Whether only an adapter that is a server has anything to judge."""
    in_process: bool = False
    """Whether only an adapter that runs in this process has anything to judge: no other is handed an object of ours."""
    when_declared: bool = False
    """Whether it is judged only where the adapter declares it."""
    client: str | None = None
    """The client that judges, by its name. A run without that client leaves the requirement out."""

    @cached_property
    def promise(self) -> str:
        """The suite that it belongs to, such as `finish_reason`."""
        return self.check.__module__.rpartition(".")[2].removeprefix("test_")

    @cached_property
    def sentence(self) -> str:
        """What is required, in one sentence: the first paragraph of the docstring."""
        return " ".join(inspect.cleandoc(self.check.__doc__ or "").split("\n\n")[0].split())

    @cached_property
    def points(self) -> frozenset[str]:
        """The names of the points that it compares."""
        return frozenset(inspect.signature(self.check).parameters)

    def applies(self, cases: Sequence[Case], variation: str = "") -> bool:
        """Tell whether there is anything to judge in a scenario with these turns."""
        return variation in self.applying(cases)

    def applying(self, cases: Sequence[Case]) -> Sequence[str]:
        """Return the variations under which there is anything to judge; the plain exchange is the empty name."""
        given = [case for case in cases if self.given(case)]
        return [name for name in self.variations if given and (not name or any(map(VARIATIONS[name].suits, given)))]

    def judge(self, exchange: Exchange) -> str | None:
        """Judge every turn to which the requirement applies. Return why it judged none, where that is so.

        Raises:
            Loss: facts were not kept; it lists those of all turns.
            Untestable: there is nothing to judge it by.
        """
        why_not: str | None = None
        if "trouble" in self.points:
            with noting() as found:
                self.check(trouble=exchange.trouble)
        elif exchange.trouble and exchange.variation:
            # No other requirement says of a variation that there was no answer.
            found = [Difference("answer", "lost", "an answer", exchange.trouble)]
        elif exchange.trouble:
            raise Untestable(f"nothing to judge: {exchange.trouble}")
        else:
            found, why_not = self._differences(exchange.turns)
        if found:
            raise Loss(found)
        return why_not

    def _differences(self, turns: Sequence[Turn]) -> tuple[list[Difference], str | None]:
        """Return what was not kept in any turn, and why none was judged, where that is so.

        A turn that gives nothing to judge counts where no other has a loss.
        """
        found: list[Difference] = []
        untestable: str | None = None
        why_not: dict[str, None] = {}
        is_judged = False
        for number, turn in enumerate(turns):
            decision = applicability(self, turn)
            if decision.name == "untestable":
                untestable = untestable or decision.because
            elif decision is not APPLIES:
                why_not[decision.because] = None
            else:
                is_judged = True
                try:
                    found += self._in_turn(turn, tuple(turns[:number]), number + 1 if len(turns) > 1 else None)
                except Untestable as reason:
                    untestable = untestable or str(reason)
        if untestable and not found:
            raise Untestable(untestable)
        return found, None if is_judged else "; ".join(why_not)

    def _in_turn(self, turn: Turn, earlier: tuple[Turn, ...], number: int | None) -> Iterator[Difference]:
        """Yield what was not kept in a turn.

        Raises:
            Untestable: a point that the requirement compares is not there.
        """
        beside: dict[str, Any] = {"earlier": earlier, "case": turn.played_case}
        if "wire" in self.points:
            beside["wire"] = _wire(turn)
        values = {point: beside[point] if point in beside else getattr(turn, point) for point in self.points}
        with noting() as found:
            self.check(**values)
        for difference in found:
            pointers = difference.pointers or _pointers(difference.fact, turn, self.points)
            yield replace(difference, turn=number, pointers=pointers)


def _wire(turn: Turn) -> Wire:
    http = turn.received.http if turn.received else None
    raised = turn.received is not None and turn.received.error is not None and http is None
    payloads = turn.payloads
    return Wire(turn.case.serves, turn.case.mode, payloads["forwarded"], payloads["served"], http, raised)


def _pointers(fact: str, turn: Turn, points: Collection[str]) -> dict[Point, Sequence[str]]:
    """Find where the compared points say a fact; a point that does not say it has no pointer."""
    shapes: dict[Point, ShapeName] = {
        "asked": turn.case.serves,
        "forwarded": opposite(turn.case.serves),
        "upstream": opposite(turn.case.serves),
        "served": turn.case.serves,
    }
    compared = {*points, "served"} if "frames" in points else {*points}
    return {
        point: list(
            islice(chain.from_iterable(find(turn.shown[point], field) for field in _fields(shape, fact)), MOST_SHOWN)
        )
        for point, shape in shapes.items()
        if point in compared
    }


def _fields(shape: ShapeName, fact: str) -> Sequence[str]:
    """Return where a shape says a fact, or else the narrowest group of facts that it belongs to."""
    fields = SHAPES[shape].FIELDS
    path = fact
    while path not in fields and (shorter := re.sub(r"[.\[][^.\[]*$", "", path)) != path:
        path = shorter
    return fields.get(path, ())


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

    declarable: Declarable
    additions: Collection[str]
    refusable: bool
    variations: Collection[str]
    over_http: bool
    in_process: bool
    when_declared: bool
    client: str


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
    def decorate(check: Callable[..., None]) -> Callable[[Exchange], str | None]:
        requirement = Requirement(identifier, level, given, check, **options)
        if others := sorted(requirement.points - POINTS.keys()):
            raise RequirementInvalid(
                f"{identifier}: {check.__name__} has an argument {', '.join(map(repr, others))}; a requirement's "
                f"arguments are points: {', '.join(POINTS)}"
            )

        def test(exchange: Exchange) -> str | None:
            return requirement.judge(exchange)

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
