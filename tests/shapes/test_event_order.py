"""The order of a Responses stream's events: every event out of order is one fault, with its position."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from crosswire.shapes.responses.event_order import order_faults

AT = {"output_index": 0, "item_id": "msg_1"}
PART = {**AT, "content_index": 0}
TEXT = {"type": "output_text", "text": ""}
STREAM: list[Mapping[str, Any]] = [
    {"type": "response.created"},
    {"type": "response.in_progress"},
    {"type": "response.output_item.added", "output_index": 0, "item": {"id": "msg_1", "type": "message"}},
    {"type": "response.content_part.added", **PART, "part": TEXT},
    {"type": "response.output_text.delta", **PART, "delta": "hi"},
    {"type": "response.output_text.done", **PART, "text": "hi"},
    {"type": "response.content_part.done", **PART, "part": TEXT},
    {"type": "response.output_item.done", "output_index": 0, "item": {"id": "msg_1", "type": "message"}},
    {"type": "response.completed"},
]


Fault = tuple[str, str, str]
"""What a fault is about, the type of its event, and the state that the event met."""


def faults_of(events: Sequence[Mapping[str, Any]]) -> list[Fault]:
    return [(fault.about, fault.event.removeprefix("response."), fault.state) for fault in order_faults(events)]


def without(kind: str) -> list[Mapping[str, Any]]:
    return [event for event in STREAM if event["type"] != f"response.{kind}"]


def test_a_stream_in_order_has_no_faults() -> None:
    """Events in the API's own order have no fault."""
    assert [] == faults_of(STREAM)


@pytest.mark.parametrize(
    ("missing", "faults"),
    [
        ("created", [("answer", "in_progress", "not begun")]),
        ("in_progress", []),
        ("output_item.added", [("item", "content_part.added", "not begun")]),
        ("content_part.added", [("text", "output_text.delta", "not begun")]),
        ("output_text.delta", []),
        ("output_text.done", [("text", "content_part.done", "open")]),
        ("content_part.done", [("text", "output_item.done", "said")]),
        ("output_item.done", [("item", "completed", "open")]),
        ("completed", []),
    ],
)
def test_what_is_missing_is_told_once(missing: str, faults: list[Fault]) -> None:
    """A missing event is one fault, of the first event that needed it; an optional event is none."""
    assert faults == faults_of(without(missing))


def test_what_comes_behind_the_end_is_told() -> None:
    """An event behind the end of an answer, an item or a part is a fault."""
    late = [*STREAM, STREAM[4], STREAM[8]]

    assert [
        ("item", "output_text.delta", "ended"),
        ("text", "output_text.delta", "ended"),
        ("answer", "completed", "ended"),
    ] == faults_of(late)


def test_events_of_hosted_tools_stand_in_their_item() -> None:
    """An event of a hosted tool has to come within the item of its output index."""
    event = {"type": "response.web_search_call.searching", "output_index": 1, "item_id": "ws_1"}

    assert [("item", "web_search_call.searching", "not begun")] == faults_of([*STREAM[:-1], event])


def test_calls_write_before_they_are_done() -> None:
    """A delta behind the `done` of its own arguments is a fault; one of another call is not."""
    calls = [
        {"type": "response.output_item.added", "output_index": index, "item": {"type": "function_call"}}
        for index in (0, 1)
    ]
    wrote = [
        {"type": f"response.function_call_arguments.{step}", "output_index": index}
        for index, step in [(0, "delta"), (1, "delta"), (0, "done"), (1, "delta"), (0, "delta")]
    ]

    assert [("arguments", "function_call_arguments.delta", "ended")] == faults_of([STREAM[0], *calls, *wrote])


def test_a_fault_says_what_was_due() -> None:
    """A fault states what was expected, what was received, and the position of the frame."""
    fault, *_ = order_faults(without("content_part.added"))

    assert "response.output_text.delta when its content is open" == fault.expected
    assert "response.output_text.delta at /3 when its content is not begun" == fault.received
