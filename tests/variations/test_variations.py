"""Variations: what they make of an exchange, each told from the recordings alone."""

import json

import pytest

from crosswire.exchange import cases_of
from crosswire.facts import Answer, Failure
from crosswire.scenarios import load_scenarios
from crosswire.shapes import SHAPES, other
from crosswire.variations import LARGE, LARGER, MALFORMED, TOGETHER, VARIATIONS, larger_answers
from crosswire.variations.together import asked_by, asks_as, mark, number_of
from crosswire.wire.schemas import violations

WAYS = [(serves, mode) for serves in ("chat", "responses") for mode in ("json", "stream")]


def case_of(name, serves, mode):
    return cases_of(load_scenarios()[name], serves, mode)[0]


def test_names_are_told_apart_and_say_what_differs():
    """A name stands in test ids and reports, and a sentence beside it."""
    assert [*VARIATIONS] == [variation.name for variation in VARIATIONS.values()]
    assert [] == [name for name, variation in VARIATIONS.items() if not variation.tells or "-" in name]


@pytest.mark.parametrize(
    ("name", "size", "serves", "mode"),
    [
        *(("one_megabyte", 1_000_000, *way) for way in WAYS),
        ("ten_megabytes", 10_000_000, "chat", "json"),
        ("ten_megabytes", 10_000_000, "responses", "json"),
    ],
)
def test_a_text_is_as_large_as_it_says(name, size, serves, mode):
    """Of characters of one to four bytes; a stream of a megabyte has thousands of deltas."""
    case = case_of("large_text_and_many_deltas", serves, mode)
    variation = {**LARGE, **LARGER}[name]
    said = variation.says(case.upstreams[mode])

    assert variation.suits(case)
    assert size <= len(said.answer.text.encode()) <= size + 100
    assert said.answer.text.startswith(larger_answers.SENTENCE)
    assert mode == "json" or len(said.answer_body) > 7000


@pytest.mark.parametrize(("serves", "mode"), WAYS)
def test_there_are_a_thousand_calls(serves, mode):
    """Each with an id of its own."""
    case = case_of("large_two_hundred_calls", serves, mode)
    variation = LARGER["thousand_calls"]
    said = variation.says(case.upstreams[mode]).answer

    assert variation.suits(case)
    assert 1000 == len({call.id for call in said.tool_calls}) == len(said.tool_calls)


def test_what_has_no_text_gets_none():
    """A variation suits what it changes, and an upstream's error stays as it is."""
    case = case_of("large_two_hundred_calls", "chat", "json")
    failed = next(
        each.upstreams["json"]
        for scenario in load_scenarios().values()
        for each in cases_of(scenario, "chat", "json")
        if isinstance(each.upstream, Failure)
    )

    assert not LARGE["one_megabyte"].suits(case)
    assert failed is larger_answers.one_megabyte(failed)


@pytest.mark.parametrize(("serves", "mode"), WAYS)
@pytest.mark.parametrize("name", ["plain_text", "stream_reasoning_text_two_calls"])
def test_each_client_asks_and_is_answered_with_its_number(name, serves, mode):
    """What reaches the upstream tells who asked, in either API; text, calls and counts of each answer are its own."""
    case = case_of(name, serves, mode)
    shape = SHAPES[serves]
    clients = range(TOGETHER["together"].calls)
    said = [asked_by(number, case).upstreams[mode].answer for number in clients]
    asked = [asks_as(number, case.client) for number in clients]

    assert [*clients] == [number_of(each) for each in asked]
    assert [*clients] == [number_of(SHAPES[other(serves)].write_request(shape.read_request(each))) for each in asked]
    assert [*clients] == [int(answer.text.rpartition("[client ")[2][:-1]) for answer in said]
    assert len(clients) == len({answer.id for answer in said}) == len({answer.usage.input for answer in said})
    assert len(clients) * len(case.upstream.tool_calls) == len(
        {call.id for answer in said for call in answer.tool_calls}
    )


def test_who_has_no_number_is_nobody():
    """A call that is none of theirs is told as such."""
    assert number_of({"messages": [{"role": "user", "content": "hi"}]}) is None
    assert 12 == number_of({"input": f"hi {mark(12)}"})


@pytest.mark.parametrize(("serves", "mode"), WAYS)
@pytest.mark.parametrize("variation", MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_no_request(variation, serves, mode):
    """It is not JSON, or not what the API's schema allows; one of the other API is valid there."""
    case = case_of("plain_text", serves, mode)
    sent = variation.asks(serves, case.client.asked_body)

    if variation.name in ("not_json", "empty_body"):
        with pytest.raises(ValueError, match="line 1"):
            json.loads(sent)
    elif variation.name == "other_api":
        assert {"chat": "messages", "responses": "input"}[serves] not in json.loads(sent)
        assert [] == violations(f"{other(serves)}/request", json.loads(sent))
    else:
        assert violations(f"{serves}/request", json.loads(sent))
    if variation.name == "other_api":
        assert case.upstreams[mode] is variation.says(case.upstreams[mode])
    else:
        said = variation.says(case.upstreams[mode])
        assert (400, True) == (said.status, isinstance(said.answer, Failure))


@pytest.mark.parametrize(
    "variation", [each for name, each in VARIATIONS.items() if name not in LARGER], ids=lambda variation: variation.name
)
def test_the_recording_stays_as_it_is(variation):
    """What a variation makes is new: the next exchange has the recorded answer again."""
    said = case_of("plain_text", "chat", "stream").upstreams["stream"]
    before = json.dumps(said.answer_body), said.status
    varied = variation.says(said)

    assert before == (json.dumps(said.answer_body), said.status)
    assert isinstance(varied.answer, Answer | Failure)
