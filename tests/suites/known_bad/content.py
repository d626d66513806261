"""Adapters that break what `test_content` is about."""

import json

from breaking import bad
from mutations import (
    Body,
    Frames,
    every,
    finish_place,
    message,
    where,
    with_choice,
    with_content,
    with_delta_text,
    with_message,
    without,
)


def dropping_equal_neighbours(frames: Frames) -> Frames:
    kept: Frames = []
    for frame in frames:
        text = [entry["delta"].get("content") for entry in frame["choices"]]
        before = [entry["delta"].get("content") for entry in kept[-1]["choices"]] if kept else []
        if not any(text) or text != before:
            kept.append(frame)
    return kept


def serving_the_snapshot_again(frames: Frames) -> Frames:
    text = "".join(entry["delta"].get("content") or "" for frame in frames for entry in frame["choices"])
    again = frames[0] | {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
    place = finish_place(frames)
    return [*frames[:place], again, *frames[place:]] if text else frames


def leaking_reasoning(body: Body) -> Body:
    if thought := message(body).get("reasoning_content"):
        message(body)["content"] = f"<think>{thought}</think>{message(body)['content'] or ''}"
    return body


def leaking_reasoning_deltas(frames: Frames) -> Frames:
    for frame in frames:
        for entry in frame["choices"]:
            if "reasoning_content" in entry["delta"]:
                entry["delta"]["content"] = entry["delta"]["reasoning_content"]
    return frames


def without_reasoning(body: Body) -> Body:
    return body | {"output": [item for item in body["output"] if item["type"] != "reasoning"]}


def an_empty_message_first(body: Body) -> Body:
    empty = {"type": "message", "id": "msg_0", "role": "assistant", "status": "completed", "content": []}
    return body | {"output": [empty, *body["output"]]}


KNOWN_BAD = [
    bad("cuts_the_last_character", "chat", "CONTENT-1 CONTENT-2 CONTENT-9", whole=with_content(lambda text: text[:-1])),
    bad("serves_no_text", "chat", "CONTENT-1 CONTENT-2 CONTENT-9", frames=with_delta_text(lambda _: "")),
    bad("drops_equal_neighbouring_deltas", "chat", "CONTENT-1 CONTENT-2", frames=dropping_equal_neighbours),
    bad("appends_a_newline", "chat", "CONTENT-2 CONTENT-9", whole=with_content(lambda text: f"{text}\n")),
    bad(
        "serves_None_for_no_text",
        "chat",
        "CONTENT-3",
        whole=with_message(lambda said: said | {"content": str(said["content"])}),
    ),
    bad("leaks_reasoning_into_the_text", "chat", "CONTENT-2 CONTENT-3 CONTENT-8", whole=leaking_reasoning),
    bad("streams_reasoning_as_text", "chat", "CONTENT-2 CONTENT-3 CONTENT-8", frames=leaking_reasoning_deltas),
    bad(
        "formats_json_anew",
        "chat",
        "CONTENT-1 CONTENT-2 CONTENT-9",
        whole=with_content(lambda text: json.dumps(json.loads(text)) if text.startswith("{") else text),
    ),
    bad("leaves_out_the_refusal_key", "chat", "CONTENT-11", whole=with_message(without("refusal"))),
    bad(
        "serves_an_empty_list_of_calls",
        "chat",
        "CONTENT-11",
        whole=with_message(lambda said: {"tool_calls": []} | said),
    ),
    bad("serves_the_snapshot_again", "chat", "CONTENT-2 CONTENT-9 CONTENT-12", frames=serving_the_snapshot_again),
    bad("drops_reasoning", "responses", "CONTENT-14", whole=without_reasoning),
    bad("drops_reasoning_content", "chat", "CONTENT-15", whole=with_message(without("reasoning_content"))),
    bad("calls_its_choice_1", "chat", "CONTENT-17", whole=with_choice(index=1), frames=every(with_choice(index=1))),
    bad(
        "puts_an_empty_message_before_calls",
        "responses",
        "CONTENT-18",
        whole=where(
            lambda body: any(item["type"] == "function_call" for item in body["output"]), an_empty_message_first
        ),
    ),
]
