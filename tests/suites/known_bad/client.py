"""Known-bad adapters: each breaks a requirement of `suites/test_client.py`."""

import json
from typing import Any

from tests.suites.breaking import bad
from tests.suites.known_good.deltas import numbered
from tests.suites.mutations import Body, Frames, message_of, with_output


def arguments_as_objects(body: Body) -> Body:
    for call in message_of(body).get("tool_calls") or []:
        if "function" in call and call["function"]["arguments"].endswith("}"):  # the cut ones are no JSON
            call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    return body


def without_choices(frames: Frames) -> Frames:
    return [{**frame, "choices": None} if not frame.get("choices", True) else frame for frame in frames]


def calls_without_an_index(frames: Frames) -> Frames:
    """Leave out the index of every call, as in a list of whole calls."""
    for frame in frames:
        for entry in frame.get("choices", []):
            for call in entry["delta"].get("tool_calls", []):
                del call["index"]
    return frames


def without_parts(item: Body) -> Body:
    """Serve the first text of a message as a plain string."""
    return item | {"content": item["content"][0].get("text", "")} if item["type"] == "message" else item


def summaries_as_content(answer: Any) -> Any:
    """Serve reasoning as text where the client asked for a summary, which it looks for."""
    text = json.dumps(answer)
    for name, other in (
        ("response.reasoning_summary_text.", "response.reasoning_text."),
        ("response.reasoning_summary_part.", "response.content_part."),
        ('"summary_text"', '"reasoning_text"'),
        ('"summary_index"', '"content_index"'),
    ):
        text = text.replace(name, other)
    return _content_first(json.loads(text))


def _content_first(value: Any) -> Any:
    if isinstance(value, list):
        return [_content_first(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    changed = {key: _content_first(entry) for key, entry in value.items()}
    if changed.get("type") == "reasoning":
        changed |= {"content": changed["summary"], "summary": []}
    return changed


def custom_calls_without_a_status(value: Any) -> Any:
    """Leave the status of custom calls out: the description does not require it, and the vendor always has it."""
    if isinstance(value, list):
        return [custom_calls_without_a_status(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    left = {"status"} if value.get("type") == "custom_tool_call" else set()
    return {key: custom_calls_without_a_status(entry) for key, entry in value.items() if key not in left}


def calls_that_interleave(frames: Frames) -> Frames:
    """Add the item of each call before the pieces of the calls before it."""
    adds = [frame for frame in frames if frame["type"] == "response.output_item.added"]
    calls = [frame for frame in adds if frame["item"]["type"] == "function_call"]
    if len(calls) < 2:
        return frames
    first = frames.index(calls[0])
    rest = [frame for frame in frames[first:] if frame not in calls]
    return numbered([*frames[:first], *calls, *rest])


def null_usage_at_the_end(frames: Frames) -> Frames:
    """End with a chunk of no choices and `usage: null`."""
    last = frames[-1]
    return [*frames, {**last, "choices": [], "usage": None}] if last.get("usage") else frames


KNOWN_BAD = [
    bad(
        "serves_summaries_as_content",
        "responses",
        "CONTENT-14 CONTENT-26",
        clients="ai-sdk langchain-openai pydantic-ai langchain-js openai-agents-js codex",
        whole=summaries_as_content,
        frames=summaries_as_content,
    ),
    bad(
        "serves_custom_calls_without_a_status",
        "responses",
        "FINISH-15",
        clients="ai-sdk",
        whole=custom_calls_without_a_status,
        frames=custom_calls_without_a_status,
    ),
    bad("interleaves_calls", "responses", "EVENTS-27", clients="langchain-openai", frames=calls_that_interleave),
    bad(
        "ends_with_null_usage",
        "chat",
        "TOKENS-6 TOKENS-15",
        clients="openai-python openai-node",
        frames=null_usage_at_the_end,
    ),
    bad(
        "serves_arguments_as_objects",
        "chat",
        "CLIENT-1 METADATA-11 ROBUST-3 TOOLS-2 TOOLS-7",
        whole=arguments_as_objects,
    ),
    bad(
        "serves_content_as_a_string",
        "responses",
        "CLIENT-1 CONTENT-4 CONTENT-5 CONTENT-7 METADATA-11",
        whole=with_output(without_parts),
    ),
    bad("streams_null_for_no_choices", "chat", "CHUNKS-1 CLIENT-2 CLIENT-3", frames=without_choices),
    bad(
        "streams_calls_without_an_index",
        "chat",
        "CHUNKS-1 CHUNKS-7 CHUNKS-8 CHUNKS-9 CLIENT-2 CLIENT-3 TOOLS-2",
        clients=(
            "openai-python openai-node ai-sdk langchain-openai openai-agents pydantic-ai "
            "langchain-js openai-agents-js llama-index"
        ),
        frames=calls_without_an_index,
    ),
]
