"""A search for tools that the client runs is a function in Chat, in both directions."""

from collections.abc import Generator
from typing import Any

from crosswire.facts import Json
from crosswire.reference import chat_answer, chat_stream, responses_request, responses_stream
from crosswire.reference.http import DONE
from crosswire.reference.searches import as_function

SEARCH = {"type": "tool_search", "execution": "client", "description": "Finds tools.", "parameters": {"type": "object"}}
RATE = {"type": "function", "name": "rate", "parameters": {"type": "object"}, "strict": False}
CALL = {
    "type": "tool_search_call",
    "id": "tsc_1",
    "call_id": "call_1",
    "execution": "client",
    "arguments": {"query": "rate"},
    "status": "completed",
}
FOUND = {"type": "tool_search_output", "call_id": "call_1", "execution": "client", "tools": [RATE]}
USER = {"role": "user", "content": "hi"}


def forwarded(*items: Json, **more: Any) -> Json:
    """Return the Chat request for these items."""
    return responses_request.translated({"model": "m", "input": [USER, *items], **more})


def played(frames: list[Json]) -> Generator[Json]:
    """Yield payloads as they come in."""
    yield from frames


def calling(*pieces: str) -> list[Json]:
    """Return the chunks of a call of the search, in pieces."""
    begun = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "tool_search", "arguments": ""}}
    calls = [begun, *({"index": 0, "function": {"arguments": piece}} for piece in pieces)]
    chunks = [{"choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}]} for call in calls]
    return [*chunks, {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}, DONE]


def test_it_is_offered_as_a_function() -> None:
    """A search has its description and its parameters as a function."""
    function = {"name": "tool_search", "description": "Finds tools.", "parameters": {"type": "object"}}

    assert [{"type": "function", "function": function}] == forwarded(tools=[SEARCH])["tools"]


def test_a_search_of_the_host_is_left_out() -> None:
    """A search that the host would run has nothing to find: all tools are offered at once."""
    assert "tools" not in forwarded(tools=[{"type": "tool_search"}])


def test_its_call_and_what_it_found_go_back() -> None:
    """The call and its output are a call and a result, and the tools that were found are offered once."""
    body = forwarded(CALL, FOUND, tools=[SEARCH, RATE])

    assert ["user", "assistant", "tool"] == [message["role"] for message in body["messages"]]
    assert {"name": "tool_search", "arguments": '{"query":"rate"}'} == body["messages"][1]["tool_calls"][0]["function"]
    assert ["tool_search", "rate"] == [tool["function"]["name"] for tool in body["tools"]]
    assert "rate" in body["messages"][2]["content"]


def test_a_call_comes_back_as_a_search() -> None:
    """A client is served the item that it waits for, when its arguments are whole."""
    chunks = calling('{"query":', '"rate"}')
    events = list(responses_stream.events(played(chunks), {"model": "m", "input": "hi", "tools": [SEARCH]}))
    done = [event["item"] for event in events if event["type"] == "response.output_item.done"]

    assert [CALL | {"id": done[0]["id"]}] == done
    assert not [event for event in events if "arguments" in event["type"]]
    assert done == events[-1]["response"]["output"]


def test_a_call_that_is_cut_has_no_arguments() -> None:
    """Half an object is none."""
    chunks = [*calling('{"query":')[:-2], {"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}, DONE]
    response = responses_stream.response(played(chunks), {"model": "m", "input": "hi", "tools": [SEARCH]})

    assert ({}, "incomplete") == (response["output"][0]["arguments"], response["output"][0]["status"])


def test_a_search_of_an_answer_is_a_call_in_chat() -> None:
    """Whole and streamed, a Chat client is served a call of the function."""
    answer = {"id": "resp_1", "status": "completed", "output": [CALL]}
    begun = CALL | {"status": "in_progress", "arguments": {}}
    events = [
        {"type": "response.output_item.added", "output_index": 0, "item": begun},
        {"type": "response.output_item.done", "output_index": 0, "item": CALL},
        {"type": "response.completed", "response": answer},
    ]
    whole = chat_answer.completion(chat_stream.whole(played([answer])), {"model": "m"})
    deltas = [chunk["choices"][0]["delta"] for chunk in chat_stream.chunks(played(events), {"model": "m"})]
    written = "".join(call["function"]["arguments"] for delta in deltas for call in delta.get("tool_calls", ()))

    assert '{"query":"rate"}' == whole["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] == written


def test_other_items_stay() -> None:
    """An item that is no search of the client stays as it is."""
    hosted = {**CALL, "execution": "server"}

    assert hosted is as_function(hosted)
