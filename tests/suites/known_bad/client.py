"""Known-bad adapters: each breaks a requirement of `suites/test_client.py`."""

import json

from tests.suites.breaking import bad
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
        frames=calls_without_an_index,
    ),
]
