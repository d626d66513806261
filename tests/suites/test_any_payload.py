"""Every requirement ends in a verdict, whatever an adapter forwarded and served: kept, lost, or nothing to judge."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import count, cycle, product
from typing import Any

import pytest
from ill_typed import ILL, places, replaced
from judging import REQUIREMENTS, applying, good, routes

from crosswire.adapters.calling import ErrorAnswer, Served
from crosswire.adapters.over_http import HttpSeen
from crosswire.exchange import Exchange, Turn
from crosswire.requirements import Loss, Requirement, Untestable

ERRORS = (
    {"error": {"message": "no", "type": "server_error", "code": None, "param": None}},
    {"error": "no"},
    {"error": {"message": ["no"], "type": {}, "code": 1.5}},
    "<h1>502</h1>",
    [],
    None,
)
"""Bodies of errors: as both APIs have them, and otherwise."""


EVERY = 4
"""Of the kinds of places of an exchange one in so many is tried; most are there in many exchanges."""

READ_BY_THE_SDK = "plain_text"
"""Where the official SDK reads what was served: it takes longer than all else."""

LARGEST = 60_000
"""Characters of an answer whose places are tried: larger ones have no other places."""

WAYS = list(product(("chat", "responses"), ("json", "stream")))


@cache
def exchanges(serves: str, mode: str) -> tuple[tuple[Exchange, tuple[Requirement, ...]], ...]:
    """A few exchanges on which every requirement that applies is judged once at least."""
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
    """What the requirements raise on an exchange that is neither a loss nor untestable, by their ids."""
    found = {}
    for requirement in requirements:
        try:
            requirement.judge(exchange)
        except (Loss, Untestable):
            pass
        except Exception as error:
            found[requirement.id] = f"{type(error).__name__}: {error}"
    return found


def each_turn(exchange: Exchange, change: Callable[[Turn], Turn]) -> Exchange:
    return replace(exchange, turns=tuple(map(change, exchange.turns)))


def points(exchange: Exchange) -> Iterator[tuple[str, Exchange]]:
    """Yield the exchange with points that are absent, in error, or of another mode or exchange."""
    yield "as it is", exchange
    yield "nothing forwarded", each_turn(exchange, lambda turn: replace(turn, played=None))
    yield "nothing served", each_turn(exchange, lambda turn: replace(turn, received=None))
    yield "nothing came by", each_turn(exchange, lambda turn: replace(turn, played=None, received=None))
    for body in ERRORS:
        error = ErrorAnswer(500, {}, body)
        yield (
            f"{body} served",
            each_turn(exchange, lambda turn, error=error: replace(turn, received=Served(None, error))),
        )
        yield f"{body} served behind frames", each_turn(exchange, lambda turn, error=error: behind(turn, error))
    other = good("plain_text", exchange.serves, exchange.mode).turns[0].received
    yield "another answer served", each_turn(exchange, lambda turn: replace(turn, received=other))
    yield "an empty answer served", each_turn(exchange, lambda turn: replace(turn, received=Served(empty(exchange))))
    yield "another mode upstream", each_turn(exchange, in_other_mode)
    yield "another object left", each_turn(exchange, lambda turn: replace(turn, left=[turn.left]))
    yield "over HTTP", each_turn(exchange, over_http)


def empty(exchange: Exchange) -> Any:
    return [] if exchange.mode == "stream" else {}


def behind(turn: Turn, error: ErrorAnswer) -> Turn:
    frames = turn.received.body if turn.received and turn.case.mode == "stream" else None
    return replace(turn, received=Served(frames, error))


def in_other_mode(turn: Turn) -> Turn:
    if not turn.played:
        return turn
    other = "json" if turn.played.interaction is turn.case.upstreams["stream"] else "stream"
    return replace(turn, played=replace(turn.played, interaction=turn.case.upstreams[other]))


def over_http(turn: Turn) -> Turn:
    """What a server would have shown, with events that are not those of the body."""
    seen = HttpSeen(200, {}, [("", ""), ("ping", "{"), ("message", "[DONE]")])
    return replace(turn, received=turn.received and replace(turn.received, http=seen))


def ill_typed(exchange: Exchange, values: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Exchange]]:
    """Yield the exchange with the next value in each kind of place of what was forwarded and served."""
    numbers = count(len(exchange.scenario.name))
    for number, turn in enumerate(exchange.turns):
        for point, payload in (("forwarded", turn.payloads["forwarded"]), ("served", served(turn))):
            # A frame and a whole answer are objects: what is none is no answer.
            depth = 0 if point == "forwarded" else 2 if isinstance(payload, list) else 1
            found = dict(places(payload)) if payload is not None else {}
            for (name, steps), place in zip(found.items(), numbers, strict=False):
                if len(steps) >= depth and place % EVERY == 0:
                    ill, value = next(values)
                    changed = with_point(turn, point, replaced(payload, steps, value))
                    turns = (*exchange.turns[:number], changed, *exchange.turns[number + 1 :])
                    yield f"{point} {name or '/'} is {ill}", replace(exchange, turns=turns)


def served(turn: Turn) -> Any:
    return turn.received.body if turn.received and not turn.received.error else None


def with_point(turn: Turn, point: str, payload: Any) -> Turn:
    if point == "served":
        return replace(turn, received=replace(turn.received, body=payload))
    return replace(turn, played=replace(turn.played, forwarded=payload))


@pytest.mark.parametrize(("serves", "mode"), WAYS)
def test_every_requirement_bears_every_point(serves, mode):
    """Nothing forwarded, nothing served, an error for an answer and the reverse, the upstream's other mode."""
    found = {
        (exchange.scenario.name, name): errors
        for exchange, requirements in exchanges(serves, mode)
        for name, varied in points(exchange)
        if (errors := raised(varied, requirements))
    }

    assert {} == found


@pytest.mark.parametrize(("serves", "mode"), WAYS)
def test_every_requirement_bears_every_value(serves, mode):
    """Whatever stands in whatever place of what was forwarded and of what was served."""
    values = cycle(ILL.items())  # each place is there in many exchanges, and is another value in each
    found = {
        (exchange.scenario.name, name): errors
        for exchange, requirements in exchanges(serves, mode)
        for name, varied in ill_typed(exchange, values)
        if (errors := raised(varied, requirements))
    }

    assert {} == found


def test_every_requirement_is_judged():
    """But for what only HTTP or a variation shows, which is judged by the same functions."""
    judged = {requirement.id for way in WAYS for _, requirements in exchanges(*way) for requirement in requirements}
    plain = {each.id for each in REQUIREMENTS if "" in each.variations and not each.over_http}

    assert set() == plain - judged
