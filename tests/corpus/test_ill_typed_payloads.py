"""Whatever stands in whatever place of a payload: it is read, what is read is written, and all of it can be told of."""

import json
from itertools import count

import pytest
from ill_typed import ILL, kinds_of_places, replaced

from crosswire.facts import Answer, Ask, Failure
from crosswire.losses import classify, same
from crosswire.plugin.masking import masked
from crosswire.reporting.model import jsonable
from crosswire.reporting.payloads import differences, first_change
from crosswire.reporting.shortening import shortened
from crosswire.scenarios import load_scenarios
from crosswire.served_ids import Earlier, going_on
from crosswire.shapes import SHAPES
from crosswire.shapes.failure import read_error
from crosswire.upstreams.answering import answer_to
from crosswire.wire.event_items import final_output, items_of, responses_of
from crosswire.wire.event_order import order_faults
from crosswire.wire.known_fields import unknown_fields
from crosswire.wire.pointers import find
from crosswire.wire.schemas import violations
from crosswire.wire.strict_json import as_json

EVERY = 9
"""One mutant in so many is also written and told of, which takes longer; of each kind of place there are more."""


def mutants(shape, *kinds):
    """Yield every mutant of payloads of some kinds: what it is, the payload, the mutant."""
    for of, kind, name, payload, steps in kinds_of_places():
        if of == shape and kind in kinds:
            for ill, value in ILL.items():
                yield f"{kind} {name or '/'} is {ill}", payload, replaced(payload, steps, value)


def raised(trials):
    """Return what was raised, by what is wrong with the payload; each trial is its name, a function, and arguments."""
    found = {}
    for name, function, *given in trials:
        try:
            function(*given)
        except Exception as error:
            found[name] = f"{type(error).__name__}: {error}"
    return found


def thinned(mutants, every=EVERY):
    """Yield one mutant in so many."""
    return (mutant for number, mutant in zip(count(), mutants, strict=False) if number % every == 0)


def read_answer(shape, kind, body):
    match kind:
        case "error":
            return read_error(400, {}, body)
        case "stream":
            return SHAPES[shape].read_stream(body if isinstance(body, list) else [body])
        case _:
            return SHAPES[shape].read_answer(body)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_request_is_read(shape):
    """It asks something, and what it asks can be written in either shape."""

    def read(mutant):
        ask = SHAPES[shape].read_request(mutant)
        assert isinstance(ask, Ask)
        for other in SHAPES.values():
            as_json(other.write_request(ask))

    assert {} == raised((name, read, mutant) for name, _, mutant in mutants(shape, "request"))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["json", "stream", "error"])
def test_every_answer_is_read(shape, kind):
    """It is an answer or a failure, and it is told how it differs from the vendor's own."""

    def read(mutant):
        assert isinstance(read_answer(shape, kind, mutant), Answer | Failure)
        SHAPES[shape].oddities(mutant)

    assert {} == raised((name, read, mutant) for name, _, mutant in mutants(shape, kind))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["json", "stream", "error"])
def test_every_answer_that_was_read_is_written(shape, kind):
    """Whole and streamed, in either shape, as JSON."""

    def written(mutant):
        answer = read_answer(shape, kind, mutant)
        for other in SHAPES.values():
            as_json(other.write_answer(answer))
            as_json(other.write_stream(answer))

    assert {} == raised((name, written, mutant) for name, _, mutant in thinned(mutants(shape, kind)))


def test_all_events_have_an_order_and_items():
    """Whatever they say of their places."""

    def read(mutant):
        events = [event for event in mutant if isinstance(event, dict)] if isinstance(mutant, list) else []
        assert len(items_of(events)) <= len(events)
        assert all(fault.expected and fault.received for fault in order_faults(events))
        assert all(isinstance(response, dict) for response in responses_of(events))
        assert len(final_output(events)) <= len(str(events))

    assert {} == raised((name, read, mutant) for name, _, mutant in thinned(mutants("responses", "stream")))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_payload_is_told_of(shape):
    """What it breaks, where it differs from what it was, and what a report and a snapshot keep of it."""

    def told(kind, payload, mutant):
        schema = {"request": "REQUEST", "json": "ANSWER", "stream": "FRAME", "error": "ERROR"}[kind]
        frames = mutant if kind == "stream" and isinstance(mutant, list) else [mutant]
        for frame in [frame for frame in frames if not (isinstance(payload, list) and frame in payload)]:
            assert all(str(each) for each in violations(getattr(SHAPES[shape], schema), frame, null_is_absent=True))
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
        (name, told, name.partition(" ")[0], payload, mutant)
        for name, payload, mutant in thinned(mutants(shape, "request", "json", "stream", "error"), 3 * EVERY)
    )
    assert {} == raised(trials)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_answer_is_gone_on_from(shape):
    """The client sends back what it was served, as far as that can be sent back."""
    asked = {"input": [{"type": "reasoning", "id": "rs_1"}, {"type": "message", "id": []}]}

    def gone_on(kind, payload, mutant):
        recorded, served = (read_answer(shape, kind, body) for body in (payload, mutant))
        assert 2 == len(going_on(asked, [Earlier(recorded, served, mutant)])["input"])

    trials = (
        (name, gone_on, name.partition(" ")[0], payload, mutant)
        for name, payload, mutant in thinned(mutants(shape, "json", "stream"))
    )
    assert {} == raised(trials)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_request_is_answered_as_it_offers_the_tools(shape):
    """The upstream's answer is bytes, whatever the tools that were forwarded."""
    (recorded,) = load_scenarios()["stream_custom_call"].turns[shape, "json"]

    def answered(mutant):
        assert isinstance(answer_to(recorded, mutant).response["body"]["string"], bytes)

    assert {} == raised((name, answered, mutant) for name, _, mutant in mutants(shape, "request"))
