"""A stream in another form means the same, and the form is what its name says."""

from collections.abc import Callable

import pytest

from crosswire.exchange import cases_of
from crosswire.facts import Answer
from crosswire.interactions import Interaction
from crosswire.scenarios import load_scenarios
from crosswire.shapes import SHAPES
from crosswire.variations import STREAM_FORMS, Variation, stream_forms
from crosswire.variations.stream_forms import with_body
from crosswire.wire.event_streams import DONE, read_events
from tests.typed import as_type

STREAMS = [
    case.upstreams["stream"]
    for name in ("unicode_text", "stream_reasoning_text_two_calls", "plain_text")
    for serves in SHAPES
    for case in cases_of(load_scenarios()[name], serves, "stream")
]


def body_of(interaction: Interaction) -> bytes:
    return as_type(bytes, interaction.response["body"]["string"])


@pytest.mark.parametrize("variation", STREAM_FORMS.values(), ids=STREAM_FORMS)
def test_it_says_the_same(variation: Variation) -> None:
    """A stream in another form reads as the same answer."""
    for interaction in STREAMS:
        varied = variation.says(interaction)

        assert isinstance(varied.answer, Answer)
        assert interaction.answer == varied.answer


@pytest.mark.parametrize("variation", STREAM_FORMS.values(), ids=STREAM_FORMS)
def test_it_differs_somewhere(variation: Variation) -> None:
    """A stream in another form differs in its bytes, or in how they are sent."""
    sent = [
        (
            [*variation.send(body_of(variation.says(interaction)), interaction)],
            [*STREAM_FORMS["at_once"].send(body_of(interaction), interaction)],
        )
        for interaction in STREAMS
    ]

    assert any(varied != plain for varied, plain in sent) or variation.name == "at_once"


@pytest.mark.parametrize("variation", STREAM_FORMS.values(), ids=STREAM_FORMS)
def test_a_whole_answer_stays_as_it_is(variation: Variation) -> None:
    """A whole answer is not changed: an adapter may ask for one where its client asked for a stream."""
    [case] = cases_of(load_scenarios()["plain_text"], "chat", "json")

    assert case.upstreams["json"] == variation.says(case.upstreams["json"])


STREAM = b'event: a\ndata: {"a": [1]}\n\ndata: [DONE]\n\n'


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (stream_forms.crlf, b'event: a\r\ndata: {"a": [1]}\r\n\r\ndata: [DONE]\r\n\r\n'),
        (stream_forms.no_space, b'event:a\ndata:{"a": [1]}\n\ndata:[DONE]\n\n'),
        (stream_forms.byte_order_mark, b"\xef\xbb\xbf" + STREAM),
        (stream_forms.no_final_newline, STREAM.rstrip(b"\n")),
        (
            stream_forms.data_on_several_lines,
            b'event: a\ndata: {\ndata:  "a": [\ndata:   1\ndata:  ]\ndata: }\n\ndata: [DONE]\n\n',
        ),
        (
            stream_forms.comments,
            b': connected\n\nevent: a\n: ping\nid: 7\nretry: 3000\ndata: {"a": [1]}\n\n'
            b": ping\nid: 7\nretry: 3000\ndata: [DONE]\n\n",
        ),
        (stream_forms.done, STREAM),
    ],
)
def test_each_form_is_what_its_name_says(form: Callable[[Interaction], Interaction], expected: bytes) -> None:
    """Each form changes a stream to these bytes."""
    assert expected == body_of(form(with_body(STREAMS[0], STREAM)))


def test_events_are_named_where_they_are_not_and_the_other_way_round() -> None:
    """In `other_names`, Chat's events get names and Responses' events lose theirs."""
    bodies = {interaction.shape: body_of(stream_forms.other_names(interaction)) for interaction in STREAMS}

    assert bodies["chat"].count(b"event: chunk\ndata: ") == bodies["chat"].count(b"data: ")
    assert b"event:" not in bodies["responses"]


def test_both_apis_end_in_done() -> None:
    """In `done`, the streams of both APIs end in one `[DONE]`."""
    ends = [[*read_events(body_of(stream_forms.done(interaction)).decode())] for interaction in STREAMS]

    assert [] == [events for events in ends if events[-1] != DONE or events.count(DONE) != 1]
