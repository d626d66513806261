"""Adapters that break what `test_finish_reason` is about."""

from typing import Any

from breaking import bad
from mutations import Body, changed, every, where, with_output


def with_finish(said: str, instead: str) -> Any:
    def frame(body: Body) -> Body:
        for entry in body["choices"]:
            if entry["finish_reason"] == said:
                entry["finish_reason"] = instead
        return body

    return frame


KNOWN_BAD = [
    bad(
        "says_length_for_stop",
        "chat",
        "FINISH-1",
        whole=with_finish("stop", "length"),
        frames=every(with_finish("stop", "length")),
    ),
    bad(
        "says_stop_for_tool_calls",
        "chat",
        "FINISH-2",
        whole=with_finish("tool_calls", "stop"),
        frames=every(with_finish("tool_calls", "stop")),
    ),
    bad(
        "says_stop_for_length",
        "chat",
        "FINISH-3",
        whole=with_finish("length", "stop"),
        frames=every(with_finish("length", "stop")),
    ),
    bad(
        "says_completed_for_incomplete",
        "responses",
        "FINISH-3",
        whole=changed(status="completed", incomplete_details=None),
    ),
    bad(
        "leaves_messages_in_progress",
        "responses",
        "FINISH-7",
        whole=with_output(where(lambda item: item["type"] == "message", changed(status="in_progress"))),
    ),
    bad(
        "gives_a_reason_to_be_incomplete",
        "responses",
        "FINISH-9",
        whole=changed(incomplete_details={"reason": "max_output_tokens"}),
    ),
    bad(
        "serves_an_error_beside_the_answer",
        "responses",
        "FINISH-9",
        whole=changed(error={"code": "server_error", "message": ""}),
    ),
]
