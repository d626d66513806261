"""A payload with a value of any type anywhere: it is read, what was read is written, and both can be reported."""

import json
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

import pytest

from crosswire.facts import Answer, Ask, Failure, ShapeName
from crosswire.losses import classify, same
from crosswire.plugin.masking import masked
from crosswire.reporting.model import jsonable
from crosswire.reporting.payloads import differences, first_change
from crosswire.reporting.shortening import shortened
from crosswire.scenarios import load_scenarios
from crosswire.served_ids import Earlier, going_on
from crosswire.shapes import SHAPES
from crosswire.shapes.failure import read_error
from crosswire.shapes.responses.event_items import final_output, items_of, responses_of
from crosswire.shapes.responses.event_order import order_faults
from crosswire.upstreams.answering import answer_to
from crosswire.wire.pointers import find
from crosswire.wire.schemas import violations
from crosswire.wire.strict_json import as_json
from crosswire.wire.unknown_fields import unknown_fields
from tests.ill_typed import ILL, kinds_of_positions, replaced

EVERY = 15
"""One mutant in so many is also written and reported, which takes longer. Every kind of position has more mutants."""
READ = 5
"""One in so many is read: several of every kind of position."""


Mutant = tuple[str, Any, Any]
"""What is wrong, the payload, and the payload with that."""


def mutants(shape: ShapeName, *kinds: str) -> Iterator[Mutant]:
    """Yield every mutant of payloads of some kinds."""
    for of, kind, name, payload, steps in kinds_of_positions():
        if of == shape and kind in kinds:
            for ill, value in ILL.items():
                yield f"{kind} {name or '/'} is {ill}", payload, replaced(payload, steps, value)


def raised(trials: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    """Return the exceptions by trial; a trial is its name, a function, and its arguments."""
    found = {}
    for name, function, *given in trials:
        try:
            function(*given)
        except Exception as error:
            found[name] = f"{type(error).__name__}: {error}"
    return found


def thinned(mutants: Iterable[Mutant], every: int = EVERY) -> Iterator[Mutant]:
    """Yield one mutant in so many."""
    return (mutant for number, mutant in zip(count(), mutants, strict=False) if number % every == 0)


def read_answer(shape: ShapeName, kind: str, body: Any) -> Answer | Failure:
    match kind:
        case "error":
            return read_error(400, {}, body)
        case "stream":
            return SHAPES[shape].read_stream(body if isinstance(body, list) else [body])
        case _:
            return SHAPES[shape].read_answer(body)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_request_is_read(shape: ShapeName) -> None:
    """It is read as a request, and what was read can be written in both shapes."""

    def read(mutant: Any) -> None:
        ask = SHAPES[shape].read_request(mutant)
        assert isinstance(ask, Ask)
        for other in SHAPES.values():
            as_json(other.write_request(ask))

    assert {} == raised((name, read, mutant) for name, _, mutant in thinned(mutants(shape, "request"), READ))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["json", "stream", "error"])
def test_every_answer_is_read(shape: ShapeName, kind: str) -> None:
    """It is read as an answer or a failure, and its oddities can be listed."""

    def read(mutant: Any) -> None:
        assert isinstance(read_answer(shape, kind, mutant), Answer | Failure)
        SHAPES[shape].oddities(mutant)

    assert {} == raised((name, read, mutant) for name, _, mutant in thinned(mutants(shape, kind), READ))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["json", "stream", "error"])
def test_every_answer_that_was_read_is_written(shape: ShapeName, kind: str) -> None:
    """What was read can be written whole and streamed, in both shapes."""

    def written(mutant: Any) -> None:
        answer = read_answer(shape, kind, mutant)
        for other in SHAPES.values():
            as_json(other.write_answer(answer))
            as_json(other.write_stream(answer))

    assert {} == raised((name, written, mutant) for name, _, mutant in thinned(mutants(shape, kind)))


def test_all_events_have_an_order_and_items() -> None:
    """The order and the items of events can be read, whatever their indices are."""

    def read(mutant: Any) -> None:
        events = [event for event in mutant if isinstance(event, dict)] if isinstance(mutant, list) else []
        assert len(items_of(events)) <= len(events)
        assert all(fault.expected and fault.received for fault in order_faults(events))
        assert all(isinstance(response, dict) for response in responses_of(events))
        assert len(final_output(events)) <= len(str(events))

    assert {} == raised((name, read, mutant) for name, _, mutant in thinned(mutants("responses", "stream")))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_payload_is_told_of(shape: ShapeName) -> None:
    """Its violations, its differences from the original, and its form in a report and a snapshot can be given."""

    def report(kind: str, payload: Any, mutant: Any) -> None:
        schema = {"request": "REQUEST", "json": "ANSWER", "stream": "FRAME", "error": "ERROR"}[kind]
        frames = mutant if kind == "stream" and isinstance(mutant, list) else [mutant]
        for frame in [frame for frame in frames if not (isinstance(payload, list) and frame in payload)]:
            found = violations(getattr(SHAPES[shape], schema), frame, null_is_absent=True)
            assert all(str(violation) for violation in found)
        unknown_fields(SHAPES[shape].REQUEST, mutant)
        assert all(
            isinstance(at, str) for patterns in SHAPES[shape].FIELDS.values() for at in find(mutant, patterns[0])
        )
        assert same(payload, mutant) or (classify(payload, mutant), classify(mutant, payload))
        assert [] == [*differences(mutant, mutant)]
        assert first_change(payload, mutant)
        assert first_change(mutant, payload)
        assert json.dumps(shortened(jsonable(mutant)))
        assert json.dumps(masked(mutant, set()), sort_keys=True)

    trials = (
        (name, report, name.partition(" ")[0], payload, mutant)
        for name, payload, mutant in thinned(mutants(shape, "request", "json", "stream", "error"), 3 * EVERY)
    )
    assert {} == raised(trials)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_answer_is_gone_on_from(shape: ShapeName) -> None:
    """The next request of a conversation can be made after any answer."""
    asked = {"input": [{"type": "reasoning", "id": "rs_1"}, {"type": "message", "id": []}]}

    def gone_on(kind: str, payload: Any, mutant: Any) -> None:
        recorded, served = (read_answer(shape, kind, body) for body in (payload, mutant))
        assert 2 == len(going_on(asked, [Earlier(recorded, served, mutant)])["input"])

    trials = (
        (name, gone_on, name.partition(" ")[0], payload, mutant)
        for name, payload, mutant in thinned(mutants(shape, "json", "stream"))
    )
    assert {} == raised(trials)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_request_is_answered_as_it_offers_the_tools(shape: ShapeName) -> None:
    """The replay's answer is bytes, whatever tools were forwarded."""
    (recorded,) = load_scenarios()["stream_custom_call"].turns[shape, "json"]

    def answered(mutant: Any) -> None:
        assert isinstance(answer_to(recorded, mutant).response["body"]["string"], bytes)

    assert {} == raised((name, answered, mutant) for name, _, mutant in thinned(mutants(shape, "request"), READ))
