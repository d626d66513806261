"""Known-bad adapters: each breaks a requirement of `suites/test_tools.py`."""

import json
from collections.abc import Callable

from tests.suites.breaking import bad
from tests.suites.mutations import (
    Body,
    Frames,
    FramesChange,
    every_call,
    every_delta,
    finish_index,
    where,
    where_finished,
    with_calls,
    with_items,
    with_message,
    with_output,
    without,
)


def under_its_item_id(item: Body) -> Body:
    return item | {"call_id": item["id"]} if "call_id" in item and "id" in item else item


def made_up_id(item: Body) -> Body:
    """Give a call an id that the adapter does not recognise later."""
    return item | {"call_id": f"call_of_{item['name']}_{len(item.get('arguments') or '')}"} if is_call(item) else item


def is_whole(payload: Body) -> bool:
    return payload.get("object") == "response"


def is_call(item: Body) -> bool:
    return item.get("type") == "function_call"


def is_custom(item: Body) -> bool:
    return item.get("type") == "custom_tool_call"


def as_function(item: Body) -> Body:
    """Serve a custom call as a function call."""
    function = {"type": "function_call", "arguments": json.dumps({"input": item["input"]}), "status": "completed"}
    return without("input")(item) | function | {"id": item["id"].replace("ctc_", "fc_")}


def joined(item: Body) -> Body:
    """Serve a call without its namespace, under the joined name of the upstream."""
    if not item.get("namespace"):
        return item
    return without("namespace")(item) | {"name": f"{item['namespace']}__{item['name']}"}


def formatted(call: Body) -> Body:
    try:
        return call | {"arguments": json.dumps(json.loads(call["arguments"]))} if "arguments" in call else call
    except ValueError:
        return call


def emptied_unless_json(call: Body) -> Body:
    try:
        json.loads(call.get("arguments", "{}"))
    except ValueError:
        return call | {"arguments": "{}"}
    return call


def in_chunks(repeat: Callable[[int, int, Body], Body]) -> FramesChange:
    """Add a delta for every call before the finish reason.

    `repeat` makes it of the call's index, the number of calls, and the call's id, name and arguments.
    """

    def stream(frames: Frames) -> Frames:
        calls: dict[int, Body] = {}
        for frame in frames:
            for entry in frame["choices"]:
                for delta in entry["delta"].get("tool_calls") or []:
                    call = calls.setdefault(delta["index"], {"name": "", "arguments": ""})
                    call |= {"id": delta.get("id") or call.get("id")}
                    call |= {name: call[name] + piece for name, piece in delta.get("function", {}).items()}
        if not calls:
            return frames
        deltas = [repeat(index, len(calls), call) for index, call in calls.items() if call["name"]]
        again = [
            frames[0] | {"choices": [{"index": 0, "delta": {"tool_calls": [delta]}, "finish_reason": None}]}
            for delta in deltas
        ]
        end = finish_index(frames)
        return [*frames[:end], *again, *frames[end:]]

    return stream


def arguments_again(index: int, _: int, call: Body) -> Body:
    return {"index": index, "function": {"arguments": call["arguments"] if len(call["arguments"]) > 2 else ""}}


def call_again(index: int, calls: int, call: Body) -> Body:
    called = {name: call[name] for name in ("name", "arguments")}
    return {"index": index + calls, "id": f"{call['id']}_again", "type": "function", "function": called}


def deaf_to_snapshots(event: Body) -> Body:
    """Drop the arguments of calls from every event that has them whole."""
    if event.get("type") == "response.function_call_arguments.done":
        return event | {"arguments": ""}
    silent = where(is_call, lambda item: item | {"arguments": ""})
    return with_items(silent)(event) if "type" in event else event


def stopping_at_the_text(frames: Frames) -> Frames:
    """Drop the calls that come after text, and finish with `stop`."""
    deltas = [frame["choices"][0]["delta"] if frame["choices"] else {} for frame in frames]
    begins = next((index for index, delta in enumerate(deltas) if delta.get("tool_calls")), None)
    if begins is None or not any(delta.get("content") for delta in deltas[:begins]):
        return frames
    end = finish_index(frames)
    frames[end]["choices"][0]["finish_reason"] = "stop"
    return [*frames[:begins], *frames[end:]]


def first_call_without_arguments(calls: list[Body]) -> list[Body]:
    first, *others = calls
    if first.get("function", {}).get("arguments") == "{}":
        first = first | {"function": first["function"] | {"arguments": ""}}
    return [first, *others]


def lengthened(request: Body) -> Body:
    """Double the call ids that the reference adapter shortened."""
    for item in request["input"]:
        if len(item.get("call_id", "")) > len("call_") + 24:
            item["call_id"] *= 2
    return request


def markup(delta: Body) -> Body:
    """Write the calls of a delta into its text."""
    if not delta.get("tool_calls") or ("content" in delta and "function_call" in delta):
        return delta
    words = "".join(f"<tool_call>{json.dumps(call.get('function', {}))}" for call in delta["tool_calls"])
    return delta | {"content": (delta.get("content") or "") + words, "tool_calls": None}


def calling(message: Body) -> Body:
    call = {"id": "call_0", "type": "function", "function": {"name": "invented", "arguments": "{}"}}
    return message if message.get("tool_calls") else message | {"tool_calls": [call]}


def searching_by_a_function(body: Body) -> Body:
    """Read the client's search for tools as a function."""
    return body | {"tools": [_as_function(tool) for tool in body["tools"]]} if body.get("tools") else body


def _as_function(tool: Body) -> Body:
    is_search = tool["type"] == "tool_search" and tool.get("execution") == "client"
    return without("execution")(tool) | {"type": "function", "name": "tool_search"} if is_search else tool


KNOWN_BAD = [
    bad("serves_a_search_as_a_function_call", "responses", "METADATA-7 TOOLS-14", asked=searching_by_a_function),
    bad("calls_of_its_own", "chat", "FINISH-5 TOOLS-12", whole=with_message(calling)),
    bad(
        "puts_calls_into_a_namespace",
        "responses",
        "TOOLS-9 TOOLS-12",
        bugs="tool-containers",
        whole=with_output(where(is_call, lambda item: item | {"namespace": "invented"})),
    ),
    bad(
        "serves_item_ids_as_call_ids",
        "chat",
        "ROBUST-3 TOOLS-1 TOOLS-6",
        bugs="call-id-vs-item-id",
        heard=where(is_whole, with_items(under_its_item_id)),
    ),
    bad(
        "makes_up_call_ids",
        "chat",
        "ROBUST-3 TOOLS-1 TOOLS-6",
        bugs="call-id-unstable",
        heard=where(is_whole, with_items(made_up_id)),
    ),
    bad(
        "gives_all_calls_one_id",
        "chat",
        "ROBUST-3 TOOLS-1 TOOLS-6 TOOLS-10",
        clients="ai-sdk langchain-openai openai-agents pydantic-ai langchain-js openai-agents-js",
        bugs="call-id-unstable",
        whole=with_calls(lambda calls: [call | {"id": calls[0]["id"]} for call in calls]),
    ),
    bad("formats_arguments_anew", "chat", "TOOLS-13", whole=every_call(formatted)),
    bad(
        "empties_arguments_that_are_no_json",
        "chat",
        "FINISH-8 TOOLS-8",
        whole=every_call(emptied_unless_json),
    ),
    bad("reverses_the_calls", "chat", "ROBUST-3 TOOLS-3", whole=with_calls(lambda calls: calls[::-1])),
    bad("serves_one_call", "chat", "ROBUST-3 TOOLS-3", whole=with_calls(lambda calls: calls[:1])),
    bad(
        "streams_calls_twice",
        "chat",
        "CHUNKS-9 ROBUST-3 ROBUST-11 TOOLS-3",
        bugs="arguments-duplicated",
        frames=where_finished(in_chunks(call_again)),
    ),
    bad(
        "streams_arguments_twice",
        "chat",
        "CHUNKS-9 CHUNKS-17 FINISH-8 ROBUST-3 ROBUST-11 TOOLS-2",
        bugs="arguments-duplicated",
        frames=where_finished(in_chunks(arguments_again)),
    ),
    bad(
        "hears_no_arguments_in_snapshots",
        "chat",
        "CHUNKS-9 ROBUST-11 TOOLS-2 TOOLS-8",
        bugs="arguments-only-in-done",
        heard=deaf_to_snapshots,
    ),
    bad(
        "trims_custom_input",
        "chat",
        "TOOLS-4",
        whole=every_call(lambda call: call | {"input": call["input"].strip()} if "input" in call else call),
    ),
    bad(
        "serves_custom_calls_as_functions",
        "responses",
        "TOOLS-4",
        bugs="custom-call-in-function-form",
        whole=with_output(where(is_custom, as_function)),
    ),
    bad("serves_the_joined_name", "responses", "TOOLS-9", bugs="tool-containers", whole=with_output(joined)),
    bad(
        "drops_text_beside_calls",
        "chat",
        "CONTENT-1 TOOLS-5",
        bugs="text-and-tool-call-in-one-turn",
        whole=with_message(
            where(lambda message: message.get("tool_calls"), lambda message: message | {"content": None})
        ),
    ),
    bad(
        "stops_at_the_text",
        "chat",
        "CHUNKS-9 FINISH-2 FINISH-3 ROBUST-11 TOOLS-3 TOOLS-5",
        bugs="text-and-tool-call-in-one-turn",
        frames=where_finished(stopping_at_the_text),
    ),
    bad(
        "serves_no_arguments_as_they_are",
        "chat",
        "TOOLS-2 TOOLS-7",
        bugs="empty-arguments",
        whole=with_calls(first_call_without_arguments),
    ),
    bad(
        "forgets_the_namespace",
        "responses",
        "TOOLS-9",
        bugs="tool-containers",
        whole=with_output(without("namespace")),
    ),
    bad("forwards_long_call_ids", "chat", "TOOLS-11", forwarded=lengthened),
    bad(
        "takes_an_empty_list_for_a_call",
        "responses",
        "CONTENT-1 EVENTS-18 ROBUST-9",
        bugs="empty-tool-calls-array",
        heard=every_delta(where(lambda delta: delta.get("tool_calls") == [], without("content"))),
    ),
    bad(
        "streams_calls_as_text",
        "responses",
        "CONTENT-1 CONTENT-3 ERROR-22 EVENTS-18 FINISH-2 ROBUST-3 ROBUST-9 ROBUST-10 TOOLS-3 TOOLS-4 TOOLS-5",
        bugs="tool-call-leaks-as-text",
        heard=where(lambda payload: payload.get("object") == "chat.completion.chunk", every_delta(markup)),
    ),
]
