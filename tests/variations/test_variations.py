"""Variations: how they change an exchange, checked on the recordings alone."""

import json

import pytest

from crosswire.exchange import Case, cases_of
from crosswire.facts import Answer, Failure, Json, Mode, ShapeName, Usage
from crosswire.interactions import Interaction
from crosswire.scenarios import load_scenarios
from crosswire.shapes import SHAPES, opposite
from crosswire.upstreams.answering import answer_to
from crosswire.variations import (
    LARGE,
    LARGER,
    MALFORMED,
    MODELS,
    TOGETHER,
    VARIATIONS,
    Variation,
    larger_answers,
    stream_forms,
)
from crosswire.variations.requests import rephrased
from crosswire.variations.together import asked_by, asks_as, mark, number_of
from crosswire.wire.exact_json import Object, with_types
from crosswire.wire.schemas import violations
from tests.typed import as_type

SERVES: tuple[ShapeName, ...] = ("chat", "responses")
MODES: tuple[Mode, ...] = ("json", "stream")
WAYS = [(serves, mode) for serves in SERVES for mode in MODES]


def case_of(name: str, serves: ShapeName, mode: Mode) -> Case:
    return cases_of(load_scenarios()[name], serves, mode)[0]


def test_names_are_told_apart_and_say_what_differs() -> None:
    """Every variation has a name that fits into test ids, and a sentence that describes it."""
    assert [*VARIATIONS] == [variation.name for variation in VARIATIONS.values()]
    assert [] == [name for name, variation in VARIATIONS.items() if not variation.tells or "-" in name]


@pytest.mark.parametrize(
    ("name", "sentence", "size", "serves", "mode"),
    [
        *(("one_megabyte", larger_answers.SENTENCE, 1_000_000, *way) for way in WAYS),
        *(("ten_megabytes", larger_answers.LATIN, 10_000_000, *way) for way in WAYS),
    ],
)
def test_a_text_is_as_large_as_it_says(name: str, sentence: str, size: int, serves: ShapeName, mode: Mode) -> None:
    """A large text has the stated size in bytes, and its stream has thousands of deltas."""
    case = case_of("large_text_and_many_deltas", serves, mode)
    variation = {**LARGE, **LARGER}[name]
    varied = variation.says(case.upstreams[mode])

    assert variation.suits(case)
    assert varied.answer == as_read(varied).answer
    assert size <= len(as_type(Answer, varied.answer).text.encode()) <= size + 100
    assert as_type(Answer, varied.answer).text.startswith(sentence)
    assert mode == "json" or len(varied.answer_body) > 7000


def as_read(made: Interaction) -> Interaction:
    """Return what the bytes of an answer say, without what is known of how it was made."""
    return Interaction(made.shape, made.request, {**made.response, "body": {"string": made.body}})


def test_a_stream_that_is_made_is_named_after_the_asked_model() -> None:
    """A host answers in the name of the model that was asked, in each event, also where events share their parts."""
    for serves in SERVES:
        made = larger_answers.one_megabyte(case_of("agents_responses_schema", serves, "stream").upstreams["stream"])
        answered = answer_to(made, {**made.asked_body, "model": "gpt-4o-mini"})

        model = as_type(Answer, made.answer).model
        assert model == made.asked_body["model"] == as_type(Answer, as_read(made).answer).model
        assert "gpt-4o-mini" == as_type(Answer, as_read(answered).answer).model
        assert f'"{model}"' not in answered.body.decode()
        assert as_type(Answer, made.answer).text == as_type(Answer, answered.answer).text


def test_a_stream_that_is_made_takes_another_form() -> None:
    """A form of streams changes the bytes of one that was made, too; its facts stay."""
    made = larger_answers.one_megabyte(case_of("plain_text", "chat", "stream").upstreams["stream"])
    formed = stream_forms.crlf(made)

    assert made.body.replace(b"\n", b"\r\n") == formed.body
    assert made.answer == formed.answer


def test_an_answer_that_is_made_is_the_one_that_is_read() -> None:
    """The JSON that comes with a made answer is that of its bytes, also in the types of its values."""
    made = [
        larger_answers.numbered(turn.upstreams[mode], "mark", 3)
        for scenario in [*load_scenarios().values()][::4]
        for serves, mode in WAYS
        for turn in cases_of(scenario, serves, mode)
    ]
    read = [*map(as_read, made)]

    assert [with_types(exactly(answer.answer_body)) for answer in read] == [
        with_types(exactly(answer.answer_body)) for answer in made
    ]


def exactly(value: Json) -> Json:
    """Return JSON as its exact reader has it: a tuple is no list there, and 1 is no 1.0."""
    match value:
        case dict():
            return Object((key, exactly(entry)) for key, entry in value.items())
        case list():
            return [exactly(entry) for entry in value]
        case _:
            return value


@pytest.mark.parametrize(("serves", "mode"), WAYS)
def test_there_are_a_thousand_calls(serves: ShapeName, mode: Mode) -> None:
    """`thousand_calls` answers with a thousand calls, each with its own id."""
    case = case_of("large_two_hundred_calls", serves, mode)
    variation = LARGER["thousand_calls"]
    varied = variation.says(case.upstreams[mode]).answer
    assert isinstance(varied, Answer)

    assert variation.suits(case)
    assert 1000 == len({call.id for call in varied.tool_calls}) == len(varied.tool_calls)


def test_what_has_no_text_gets_none() -> None:
    """A large text does not suit an answer of calls alone, and leaves an upstream's error as it is."""
    case = case_of("large_two_hundred_calls", "chat", "json")
    failed = next(
        turn.upstreams["json"]
        for scenario in load_scenarios().values()
        for turn in cases_of(scenario, "chat", "json")
        if isinstance(turn.upstream, Failure)
    )

    assert not LARGE["one_megabyte"].suits(case)
    assert failed is larger_answers.one_megabyte(failed)


@pytest.mark.parametrize(("serves", "mode"), WAYS)
@pytest.mark.parametrize("name", ["plain_text", "stream_reasoning_text_two_calls"])
def test_each_client_asks_and_is_answered_with_its_number(name: str, serves: ShapeName, mode: Mode) -> None:
    """Each of several clients has its number in its request and in the text, ids and counts of its answer."""
    case = case_of(name, serves, mode)
    shape = SHAPES[serves]
    clients = range(TOGETHER["together"].calls)
    answers = [as_type(Answer, asked_by(number, case).upstreams[mode].answer) for number in clients]
    asked = [asks_as(number, case.client) for number in clients]

    assert [*clients] == [number_of(request) for request in asked]
    assert [*clients] == [
        number_of(SHAPES[opposite(serves)].write_request(shape.read_request(request))) for request in asked
    ]
    assert [*clients] == [int(answer.text.rpartition("[client ")[2][:-1]) for answer in answers]
    assert (
        len(clients)
        == len({answer.id for answer in answers})
        == len({as_type(Usage, answer.usage).input for answer in answers})
    )
    assert len(clients) * len(as_type(Answer, case.upstream).tool_calls) == len(
        {call.id for answer in answers for call in answer.tool_calls}
    )


def test_who_has_no_number_is_nobody() -> None:
    """A request without a client's number has none."""
    assert number_of({"messages": [{"role": "user", "content": "hi"}]}) is None
    assert 12 == number_of({"input": f"hi {mark(12)}"})


@pytest.mark.parametrize(("serves", "mode"), WAYS)
@pytest.mark.parametrize("variation", MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_no_request(variation: Variation, serves: ShapeName, mode: Mode) -> None:
    """A malformed request is not JSON or not valid; one of the other API is valid in that API."""
    case = case_of("plain_text", serves, mode)
    assert variation.asks
    sent = variation.asks(serves, case.client.asked_body)

    if variation.name in ("not_json", "empty_body"):
        with pytest.raises(ValueError, match="line 1"):
            json.loads(sent)
    elif variation.name == "other_api":
        assert {"chat": "messages", "responses": "input"}[serves] not in json.loads(sent)
        assert [] == violations(f"{opposite(serves)}/request", json.loads(sent))
    else:
        assert violations(f"{serves}/request", json.loads(sent))
    if variation.name == "other_api":
        assert case.upstreams[mode] is variation.says(case.upstreams[mode])
    else:
        varied = variation.says(case.upstreams[mode])
        assert (400, True) == (varied.status, isinstance(varied.answer, Failure))


@pytest.mark.parametrize(
    "variation",
    [variation for name, variation in VARIATIONS.items() if name not in LARGER],
    ids=lambda variation: variation.name,
)
def test_the_recording_stays_as_it_is(variation: Variation) -> None:
    """A variation makes new values and leaves the recording as it is."""
    recorded = case_of("plain_text", "chat", "stream").upstreams["stream"]
    before = json.dumps(recorded.answer_body), recorded.status
    varied = variation.says(recorded)

    assert before == (json.dumps(recorded.answer_body), recorded.status)
    assert isinstance(varied.answer, Answer | Failure)


@pytest.mark.parametrize("variation", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize(("serves", "mode"), WAYS)
def test_a_client_asks_for_another_model(variation: Variation, serves: ShapeName, mode: Mode) -> None:
    """The request is the same but for the name, and the recordings stay."""
    case = case_of("setting_temperature", serves, mode)
    assert variation.rephrase
    named = rephrased(case, variation.rephrase)

    assert {**case.client.asked_body, "model": named.asked.model} == named.client.asked_body
    assert f"the client asks for {named.asked.model}, " in f"{variation.tells}, "
    assert case.upstreams == named.upstreams
