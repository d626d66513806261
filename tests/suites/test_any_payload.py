"""Every requirement ends in a verdict, whatever an adapter forwarded and served."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import count, cycle
from typing import Any

import pytest

from crosswire.exchange import Exchange, Turn
from crosswire.facts import Mode, ShapeName
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.served import ErrorAnswer, HttpSeen, Served
from tests.ill_typed import ILL, positions, replaced
from tests.suites.judging import REQUIREMENTS, applying, good, routes

ERRORS: Sequence[Any] = (
    {"error": {"message": "no", "type": "server_error", "code": None, "param": None}},
    {"error": "no"},
    {"error": {"message": ["no"], "type": {}, "code": 1.5}},
    "<h1>502</h1>",
    [],
    None,
)
"""Bodies of errors: valid in both APIs, and malformed."""

EVERY = 30
"""One in so many kinds of places of an exchange is tried; most kinds are in many exchanges."""

READ_BY_THE_SDK = "plain_text"
"""The scenario in which the official SDK reads what was served: it is too slow for all of them."""

LARGEST = 60_000
"""The most characters of an answer whose places are tried; larger answers have no other places."""

WAYS: Sequence[tuple[ShapeName, Mode]] = [
    ("chat", "json"),
    ("chat", "stream"),
    ("responses", "json"),
    ("responses", "stream"),
]


@cache
def exchanges(serves: ShapeName, mode: Mode) -> tuple[tuple[Exchange, tuple[Requirement, ...]], ...]:
    """Return a few exchanges, with requirements, on which every requirement is judged at least once."""
    found, covered = [], set[str]()
    for scenario, _, its_mode in routes(serves):
        if its_mode != mode or len(repr(good(scenario.name, serves, mode).turns[0].payloads["served"])) > LARGEST:
            continue
        requirements = tuple(
            requirement
            for requirement in applying(scenario.name, serves, mode)
            if requirement.promise != "client" or scenario.name == READ_BY_THE_SDK
        )
        ids = {requirement.id for requirement in requirements}
        if not ids <= covered:
            covered |= ids
            found.append((good(scenario.name, serves, mode), requirements))
    return tuple(found)


def raised(exchange: Exchange, requirements: tuple[Requirement, ...]) -> dict[str, str]:
    """Return by their ids what requirements raise on an exchange, but for a loss and for untestable."""
    found = {}
    for requirement in requirements:
        try:
            requirement.judge(exchange)
        except (Loss, Untestable):
            pass
        except Exception as error:
            found[requirement.id] = f"{type(error).__name__}: {error}"
    return found


def every_turn(exchange: Exchange, change: Callable[[Turn], Turn]) -> Exchange:
    """Change every turn of an exchange."""
    return replace(exchange, turns=tuple(map(change, exchange.turns)))


def points(exchange: Exchange) -> Iterator[tuple[str, Exchange]]:
    """Yield the exchange with points that are absent, in error, or of another mode or exchange; each with a name."""
    yield "as it is", exchange
    yield "nothing forwarded", every_turn(exchange, lambda turn: replace(turn, played=None))
    yield "nothing served", every_turn(exchange, lambda turn: replace(turn, received=None))
    yield "nothing came by", every_turn(exchange, lambda turn: replace(turn, played=None, received=None))
    for body in ERRORS:
        error = ErrorAnswer(500, {}, body)
        yield f"{body} served", every_turn(exchange, partial(served_instead, error=error))
        yield f"{body} served behind frames", every_turn(exchange, partial(served_behind, error=error))
    other = good("plain_text", exchange.serves, exchange.mode).turns[0].received
    yield "another answer served", every_turn(exchange, lambda turn: replace(turn, received=other))
    yield "an empty answer served", every_turn(exchange, lambda turn: replace(turn, received=Served(empty(exchange))))
    yield "another mode upstream", every_turn(exchange, in_other_mode)
    yield "another request after", every_turn(exchange, another_request_after)
    yield "over HTTP", every_turn(exchange, over_http)


def another_request_after(turn: Turn) -> Turn:
    """Show a list where the caller's request object was."""
    return replace(turn, observed=replace(turn.observed, request_after=[turn.observed.request_after]))


def empty(exchange: Exchange) -> list[Any] | dict[str, Any]:
    """Return a stream without frames, or an empty answer."""
    return [] if exchange.mode == "stream" else {}


def served_instead(turn: Turn, error: ErrorAnswer) -> Turn:
    """Serve an error instead of the answer."""
    return replace(turn, received=Served(None, error))


def served_behind(turn: Turn, error: ErrorAnswer) -> Turn:
    """Serve an error behind the frames of a stream, or instead of a whole answer."""
    frames = turn.received.body if turn.received and turn.case.mode == "stream" else None
    return replace(turn, received=Served(frames, error))


def in_other_mode(turn: Turn) -> Turn:
    """Answer from upstream in the other mode."""
    if not turn.played:
        return turn
    other: Mode = "json" if turn.played.interaction is turn.case.upstreams["stream"] else "stream"
    return replace(turn, played=replace(turn.played, interaction=turn.case.upstreams[other]))


def over_http(turn: Turn) -> Turn:
    """Show a status and events, as a server would; the events are not those of the body."""
    seen = HttpSeen(200, {}, [("", ""), ("ping", "{"), ("message", "[DONE]")])
    return replace(turn, received=turn.received and replace(turn.received, http=seen))


def ill_typed(exchange: Exchange, values: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Exchange]]:
    """Yield the exchange with the next value in each kind of place of what was forwarded and served."""
    numbers = count(len(exchange.scenario.name))
    for number, turn in enumerate(exchange.turns):
        for point, payload in (("forwarded", turn.payloads["forwarded"]), ("served", served(turn))):
            # A frame and a whole answer are always objects.
            depth = 0 if point == "forwarded" else 2 if isinstance(payload, list) else 1
            found = dict(positions(payload)) if payload is not None else {}
            for (name, steps), position in zip(found.items(), numbers, strict=False):
                if len(steps) >= depth and position % EVERY == 0:
                    ill, value = next(values)
                    changed = with_point(turn, point, replaced(payload, steps, value))
                    turns = (*exchange.turns[:number], changed, *exchange.turns[number + 1 :])
                    yield f"{point} {name or '/'} is {ill}", replace(exchange, turns=turns)


def served(turn: Turn) -> Any:
    """Return the body that was served; None for an error."""
    return turn.received.body if turn.received and not turn.received.error else None


def with_point(turn: Turn, point: str, payload: Any) -> Turn:
    """Return a turn with another payload at a point."""
    if point == "served":
        assert turn.received is not None
        return replace(turn, received=replace(turn.received, body=payload))
    assert turn.played is not None
    return replace(turn, played=replace(turn.played, forwarded=payload))


@pytest.mark.parametrize(("serves", "mode"), WAYS)
def test_every_requirement_bears_every_point(serves: ShapeName, mode: Mode) -> None:
    """No requirement breaks where a point is absent, in error, or of another mode or exchange."""
    found = {
        (exchange.scenario.name, name): errors
        for exchange, requirements in exchanges(serves, mode)
        for name, varied in points(exchange)
        if (errors := raised(varied, requirements))
    }

    assert {} == found


@pytest.mark.parametrize(("serves", "mode"), WAYS)
def test_every_requirement_bears_every_value(serves: ShapeName, mode: Mode) -> None:
    """No requirement breaks at any value, wherever it is in what was forwarded or served."""
    values = cycle(ILL.items())  # every kind of place is in many exchanges, with another value in each
    found = {
        (exchange.scenario.name, name): errors
        for exchange, requirements in exchanges(serves, mode)
        for name, varied in ill_typed(exchange, values)
        if (errors := raised(varied, requirements))
    }

    assert {} == found


def test_every_requirement_is_judged() -> None:
    """These exchanges judge every requirement, but for those that only HTTP or a variation shows."""
    judged = {requirement.id for way in WAYS for _, requirements in exchanges(*way) for requirement in requirements}
    plain = {
        requirement.id
        for requirement in REQUIREMENTS
        if "" in requirement.variations and not (requirement.over_http or requirement.client)
    }

    assert set() == plain - judged
