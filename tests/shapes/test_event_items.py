"""What a Responses stream holds about an item: its deltas, and every event that repeats them."""

from collections.abc import Mapping
from typing import Any

from crosswire.shapes.responses.event_items import final_output, items_of, responses_of

CALL = {"id": "fc_1", "type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"}
EVENTS: list[Mapping[str, Any]] = [
    {"type": "response.created", "response": {"id": "resp_1", "output": []}},
    {"type": "response.output_item.added", "output_index": 0, "item": {**CALL, "arguments": ""}},
    {"type": "response.function_call_arguments.delta", "output_index": 0, "item_id": "fc_1", "delta": "{"},
    {"type": "response.function_call_arguments.delta", "output_index": 0, "item_id": "fc_1", "delta": "}"},
    {"type": "response.function_call_arguments.done", "output_index": 0, "item_id": "fc_2", "arguments": "{}"},
    {"type": "response.output_item.done", "output_index": 0, "item": CALL},
    {"type": "response.completed", "response": {"id": "resp_1", "output": [CALL]}},
]


def test_words_are_held_as_deltas_and_by_every_snapshot() -> None:
    """An item holds its joined deltas, and the text of every event that repeats them."""
    words = items_of(EVENTS)[0].words["arguments", "arguments", 0]

    assert "{}" == words.text
    assert {"function_call_arguments.done": "{}", "output_item.done": "{}", "output": "{}"} == words.wholes


def test_ids_are_those_of_all_events() -> None:
    """An item holds the id of every event about it, so that a different one is seen."""
    assert ["fc_1", "fc_1", "fc_1", "fc_2", "fc_1", "fc_1"] == items_of(EVENTS)[0].ids


def test_an_item_has_three_snapshots() -> None:
    """An item has three snapshots: as it was added, when it was done, and in the terminal response."""
    assert ["", "{}", "{}"] == [snapshot["arguments"] for snapshot in items_of(EVENTS)[0].snapshots]


def test_the_final_item_goes_by_its_id() -> None:
    """An item is found in the final output by its id; items with no matching id go by position."""
    other = {"id": "msg_1", "type": "message", "content": [{"type": "output_text", "text": "hi"}]}
    items = items_of([*EVENTS[:-1], {"type": "response.completed", "response": {"output": [other, CALL]}}])

    assert CALL == items[0].done
    assert {"output": "hi"} == items[0].words["text", "content", 0].wholes


def test_the_terminal_response_has_the_output() -> None:
    """The final output is that of the terminal event, and empty without one."""
    assert [CALL] == final_output(EVENTS)
    assert [] == final_output(EVENTS[:-1])
    assert ["resp_1", "resp_1"] == [response["id"] for response in responses_of(EVENTS)]


def test_logprobs_and_annotations_are_held_by_every_snapshot() -> None:
    """Logprobs and annotations are held as the deltas, the text, the part and the item have them."""
    token, cited = {"token": "a", "logprob": -1.0}, {"type": "url_citation", "url": "https://example.org/"}
    part = {"type": "output_text", "text": "a", "logprobs": [token], "annotations": [cited]}
    whole = {"id": "msg_1", "type": "message", "content": [part]}
    begun = {"type": "output_text", "text": ""}
    indexes = {"output_index": 0, "content_index": 0}
    item = items_of(
        [
            {"type": "response.content_part.added", **indexes, "part": begun},
            {"type": "response.output_text.delta", **indexes, "delta": "a", "logprobs": [token]},
            {"type": "response.output_text.done", **indexes, "text": "a", "logprobs": []},
            {"type": "response.content_part.done", **indexes, "part": part},
            {"type": "response.output_item.done", "output_index": 0, "item": whole},
        ]
    )[0]

    assert [begun] == item.parts_added
    assert [token] == item.logprobs[0].deltas
    assert {"output_text.done": [], "content_part.done": [token], "output_item.done": [token]} == item.logprobs[
        0
    ].wholes
    assert {"content_part.done": [cited], "output_item.done": [cited]} == item.cited[0]


def test_a_done_may_name_the_call() -> None:
    """The `done` event of arguments may hold the name of the call."""
    named = {"type": "response.function_call_arguments.done", "output_index": 0, "arguments": "{}", "name": "g"}

    assert ["g"] == items_of([*EVENTS[:4], named])[0].names
