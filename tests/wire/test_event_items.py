"""What a Responses stream says of each item, once for each way of saying it."""

from crosswire.wire.event_items import final_output, items_of, responses_of

CALL = {"id": "fc_1", "type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"}
EVENTS = [
    {"type": "response.created", "response": {"id": "resp_1", "output": []}},
    {"type": "response.output_item.added", "output_index": 0, "item": {**CALL, "arguments": ""}},
    {"type": "response.function_call_arguments.delta", "output_index": 0, "item_id": "fc_1", "delta": "{"},
    {"type": "response.function_call_arguments.delta", "output_index": 0, "item_id": "fc_1", "delta": "}"},
    {"type": "response.function_call_arguments.done", "output_index": 0, "item_id": "fc_2", "arguments": "{}"},
    {"type": "response.output_item.done", "output_index": 0, "item": CALL},
    {"type": "response.completed", "response": {"id": "resp_1", "output": [CALL]}},
]


def test_words_are_held_as_deltas_and_by_every_snapshot():
    """What the deltas add up to, and what each that repeats it says."""
    words = items_of(EVENTS)[0].words["arguments", "arguments", 0]

    assert "{}" == words.text
    assert {"function_call_arguments.done": "{}", "output_item.done": "{}", "output": "{}"} == words.wholes


def test_ids_are_those_of_all_events():
    """Another one is seen where it is said."""
    assert ["fc_1", "fc_1", "fc_1", "fc_2", "fc_1", "fc_1"] == items_of(EVENTS)[0].ids


def test_an_item_has_three_snapshots():
    """As it began, as it ended, as the terminal response has it."""
    assert ["", "{}", "{}"] == [snapshot["arguments"] for snapshot in items_of(EVENTS)[0].snapshots]


def test_the_final_item_goes_by_its_id():
    """Wherever it stands in the final output; one that is not known goes by its place."""
    other = {"id": "msg_1", "type": "message", "content": [{"type": "output_text", "text": "hi"}]}
    items = items_of([*EVENTS[:-1], {"type": "response.completed", "response": {"output": [other, CALL]}}])

    assert CALL == items[0].done
    assert {"output": "hi"} == items[0].words["text", "content", 0].wholes


def test_the_terminal_response_has_the_output():
    """Without a terminal event there is none."""
    assert [CALL] == final_output(EVENTS)
    assert [] == final_output(EVENTS[:-1])
    assert ["resp_1", "resp_1"] == [response["id"] for response in responses_of(EVENTS)]
