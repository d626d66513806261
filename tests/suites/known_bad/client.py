"""Adapters that break what `test_client` is about."""

import json
from typing import Any

from breaking import bad
from mutations import Body, Frames, message, with_output


def arguments_as_objects(body: Body) -> Body:
    for call in message(body).get("tool_calls") or []:
        if "function" in call and call["function"]["arguments"].endswith("}"):  # the cut ones are no JSON
            call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    return body


def without_choices(frames: Frames) -> Frames:
    return [{**frame, "choices": None} if not frame.get("choices", True) else frame for frame in frames]


def calls_without_a_place(frames: Frames) -> Frames:
    """Leave out where a call stands among the calls, as a list of whole calls would."""
    for frame in frames:
        for entry in frame.get("choices", []):
            for call in entry["delta"].get("tool_calls", []):
                del call["index"]
    return frames


def without_parts(item: Body) -> Any:
    return item | {"content": item["content"][0].get("text", "")} if item["type"] == "message" else item


KNOWN_BAD = [
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
        frames=calls_without_a_place,
    ),
]
