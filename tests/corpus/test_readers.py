"""On genuine traffic, the readers find the same as a plain walk over the JSON, and leave out only what is listed."""

from collections import Counter
from typing import Any

import pytest

from crosswire.facts import Answer, Ask, Failure, ShapeName
from crosswire.shapes import SHAPES
from crosswire.shapes.failure import read_error
from tests.corpus import no_facts, plain_reading
from tests.corpus.exchanges import WHOLE, Exchange, exchanges, needs_corpus
from tests.corpus.found import asked, differences
from tests.corpus.leaves import fitting, leaves, unheld

pytestmark = needs_corpus

KINDS = [(shape, kind) for shape in SHAPES for kind in ("json", "stream")]

# Streams that an error ended midway: no answer, though frames came.
ENDED_BY_AN_ERROR = {
    "chat/stream/api.groq.com.32b62937",
    "chat/stream/api.groq.com.a933a4fc",
    "chat/stream/openrouter.ai.5eb32b2e",
}


def test_every_exchange_is_read() -> None:
    """Every answer is read as an answer, every error as a failure, every request as a request."""
    read: Counter[tuple[str, str, type]] = Counter()
    ended = set()
    for exchange in exchanges():
        answer = reading(exchange)
        read[exchange.shape, exchange.kind, type(answer)] += 1
        if exchange.kind == "stream" and isinstance(answer, Failure):
            ended.add(str(exchange))
        assert isinstance(SHAPES[exchange.shape].read_request(exchange.request), Ask)

    assert ENDED_BY_AN_ERROR == ended
    assert {
        ("chat", "json", Answer): 408,
        ("chat", "stream", Answer): 43,
        ("chat", "stream", Failure): 3,
        ("chat", "error", Failure): 15,
        ("responses", "json", Answer): 272,
        ("responses", "stream", Answer): 36,
        ("responses", "error", Failure): 9,
    } == read or sum(read.values()) != WHOLE


def reading(exchange: Exchange) -> Any:
    """Read an exchange's answer as a recording's would be."""
    shape = SHAPES[exchange.shape]
    if exchange.kind == "error":
        return read_error(exchange.status, exchange.headers, exchange.body)
    return (shape.read_stream if exchange.kind == "stream" else shape.read_answer)(exchange.body)


@pytest.mark.parametrize(("shape", "kind"), KINDS)
def test_a_plain_walk_finds_the_same_in_answers(shape: ShapeName, kind: str) -> None:
    """The facts of every answer are those that the plain walk finds."""
    walk = getattr(plain_reading, f"read_{shape}" + ("_stream" if kind == "stream" else ""))
    found = {str(entry): differences(reading(entry), walk(entry.body)) for entry in exchanges(shape, kind)}

    assert {} == {name: differing for name, differing in found.items() if differing}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_plain_walk_finds_the_same_in_requests(shape: ShapeName) -> None:
    """The facts of every request are those that the plain walk finds, in the same order."""
    walk = getattr(plain_reading, f"asked_by_{shape}")
    recorded = [exchange for exchange in exchanges(shape) if exchange.request]
    found = {str(entry): (walk(entry.request), asked(SHAPES[shape].read_request(entry.request))) for entry in recorded}

    assert {} == {
        name: differing
        for name, (walked, read) in found.items()
        if (differing := {fact: (value, read[fact]) for fact, value in walked.items() if value != read[fact]})
    }
    assert {"chat": 464, "responses": 317}[shape] == len(recorded) or len(exchanges()) != WHOLE


def test_errors_are_what_their_bodies_say() -> None:
    """Message, type, code and param are the body's; a code may be a number."""
    for exchange in exchanges("chat", "error") + exchanges("responses", "error"):
        error = exchange.body["error"]
        failure = reading(exchange)

        assert (exchange.status, error["message"]) == (failure.status, failure.message)
        assert (error.get("type"), error.get("param")) == (failure.type, failure.param)
        assert (str(error["code"]) if error["code"] else None) == failure.code


@pytest.mark.parametrize("shape", SHAPES)
def test_everything_asked_is_a_fact(shape: ShapeName) -> None:
    """Every string, number and boolean of a request is in its facts, as often as it occurs, but for a few kinds."""
    read = SHAPES[shape].read_request
    lost = {str(entry): unheld(shape, entry.request, read(entry.request), no_facts.ASKED) for entry in exchanges(shape)}

    assert {} == {name: pointers for name, pointers in lost.items() if pointers}


@pytest.mark.parametrize("shape", SHAPES)
def test_everything_answered_is_a_fact(shape: ShapeName) -> None:
    """Every string, number and boolean of a whole answer is in its facts, but for a few kinds."""
    lost = {
        str(entry): unheld(shape, entry.body, reading(entry), no_facts.ANSWERED) for entry in exchanges(shape, "json")
    }

    assert {} == {name: pointers for name, pointers in lost.items() if pointers}


@pytest.mark.parametrize(
    ("reasons", "payloads"),
    [
        pytest.param(no_facts.ASKED, [(one.shape, one.request) for one in exchanges()], id="asked"),
        pytest.param(
            no_facts.ANSWERED, [(one.shape, one.body) for one in exchanges() if one.kind == "json"], id="answered"
        ),
    ],
)
def test_nothing_is_left_out_in_vain(reasons: Any, payloads: Any) -> None:
    """Every pattern of what is left out occurs."""
    pointers = {pointer for shape, payload in payloads for pointer, _ in leaves(payload, shape)}
    occurring = {pattern for pointer in pointers for pattern in fitting(pointer, reasons)}

    assert set() == {pattern for patterns in reasons.values() for pattern in patterns} - occurring
