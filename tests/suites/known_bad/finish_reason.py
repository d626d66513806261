"""Known-bad adapters: each breaks a requirement of `suites/test_finish_reason.py`."""

from tests.suites.breaking import bad
from tests.suites.mutations import (
    Body,
    Change,
    changed,
    every,
    every_call,
    every_delta,
    message_of,
    where,
    with_items,
    with_output,
    without,
)

HOSTED = ("code_interpreter_call", "file_search_call", "image_generation_call", "mcp_call", "web_search_call")
UNFINISHED = ("queued", "in_progress", "cancelled")
CLIENT_RUN = ("computer_call", "mcp_approval_request")


def with_finish(finish: str, instead: str) -> Change:
    """Replace one finish reason by another."""

    def frame(body: Body) -> Body:
        for entry in body.get("choices") or []:
            if entry.get("finish_reason") == finish:
                entry["finish_reason"] = instead
        return body

    return frame


def called(item: Body) -> Body:
    if item.get("type") not in HOSTED:
        return item
    return {"type": "function_call", "id": item["id"], "call_id": item["id"], "name": item["type"], "arguments": "{}"}


def expecting_words_and_calls_only(item: Body) -> Body:
    if item.get("type") in HOSTED:
        raise KeyError("content")
    return item


def repaired(body: Body) -> Body:
    if body["choices"][0]["finish_reason"] != "length" or not message_of(body).get("tool_calls"):
        return body
    return every_call(lambda call: call | {"arguments": call["arguments"] + '"}'})(body)


def cut_at_a_stop(body: Body) -> Body:
    """Drop the calls of a completion whose finish reason is `stop`."""
    choices = body.get("choices") or [{}]
    stops = choices[0].get("finish_reason") == "stop" and "message" in choices[0]
    return every_delta(lambda message: message | {"tool_calls": None})(body) if stops else body


KNOWN_BAD = [
    bad(
        "says_length_for_stop",
        "chat",
        "CHUNKS-9 CLIENT-3 FINISH-1 ROBUST-1 ROBUST-3 ROBUST-11 ROBUST-12 ROBUST-13",
        whole=with_finish("stop", "length"),
        frames=every(with_finish("stop", "length")),
    ),
    bad(
        "says_stop_for_tool_calls",
        "chat",
        "FINISH-2",
        bugs="finish-tool-calls",
        whole=with_finish("tool_calls", "stop"),
        frames=every(with_finish("tool_calls", "stop")),
    ),
    bad(
        "says_stop_for_length",
        "chat",
        "CHUNKS-9 FINISH-3 FINISH-10",
        whole=with_finish("length", "stop"),
        frames=every(with_finish("length", "stop")),
    ),
    bad(
        "says_completed_for_incomplete",
        "responses",
        "FINISH-3 FINISH-4",
        bugs="content-filter status-wrong",
        whole=changed(status="completed", incomplete_details=None),
    ),
    bad(
        "leaves_messages_in_progress",
        "responses",
        "FINISH-7 FINISH-13",
        bugs="status-wrong",
        whole=with_output(where(lambda item: item["type"] == "message", changed(status="in_progress"))),
    ),
    bad(
        "gives_a_reason_to_be_incomplete",
        "responses",
        "FINISH-9",
        whole=where(
            lambda body: body["status"] == "completed", changed(incomplete_details={"reason": "max_output_tokens"})
        ),
    ),
    bad(
        "serves_an_error_beside_the_answer",
        "responses",
        "FINISH-14",
        whole=changed(error={"code": "server_error", "message": ""}),
    ),
    bad(
        "says_length_for_content_filter",
        "chat",
        "CHUNKS-9 FINISH-4",
        bugs="content-filter",
        whole=with_finish("content_filter", "length"),
        frames=every(with_finish("content_filter", "length")),
    ),
    bad(
        "calls_what_ran_upstream",
        "chat",
        "CHUNKS-9 CHUNKS-17 FINISH-1 FINISH-5",
        heard=with_items(called),
    ),
    bad(
        "crashes_on_hosted_items",
        "chat",
        "ANSWER-1",
        bugs="other-output-items",
        heard=with_items(expecting_words_and_calls_only),
    ),
    bad(
        "takes_what_is_unfinished_for_whole",
        "chat",
        "FINISH-6",
        bugs="background-mode",
        heard=where(
            lambda payload: payload.get("status") in ("queued", "in_progress", "cancelled"), changed(status="completed")
        ),
    ),
    bad("repairs_cut_arguments", "chat", "FINISH-8", whole=repaired),
    bad(
        "takes_an_unknown_word_for_a_cut",
        "responses",
        "EVENTS-18 FINISH-1 FINISH-7 FINISH-11",
        heard=with_finish("eos", "length"),
    ),
    bad(
        "skips_what_the_client_has_to_run",
        "chat",
        "FINISH-12",
        bugs="other-output-items",
        heard=with_items(lambda item: None if item.get("type") in CLIENT_RUN else item),
    ),
    bad(
        "says_that_the_cut_item_is_complete",
        "responses",
        "FINISH-13",
        bugs="status-wrong",
        whole=with_output(changed(status="completed")),
    ),
    bad(
        "serves_calls_without_status",
        "responses",
        "FINISH-13 FINISH-15 METADATA-11",
        bugs="status-wrong",
        whole=with_output(where(lambda item: item["type"].endswith("_call"), without("status"))),
    ),
    bad(
        "believes_stop_beside_calls",
        "responses",
        "FINISH-2 TOOLS-3",
        bugs="finish-tool-calls",
        heard=cut_at_a_stop,
    ),
]
