"""Adapters that break what `test_content` is about."""

import json
from typing import Any

from breaking import bad
from mutations import (
    Body,
    Frames,
    changed,
    choice,
    every,
    every_delta,
    finish_place,
    in_snapshots,
    message,
    where,
    where_finished,
    with_choice,
    with_content,
    with_delta_text,
    with_items,
    with_message,
    with_output,
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


def refusing_in_words(said: Body) -> Body:
    return said | {"content": (said["content"] or "") + said["refusal"], "refusal": None} if said["refusal"] else said


def without_citations(item: Body) -> Body:
    return item | {"content": [uncited(part) for part in item["content"]]} if item["type"] == "message" else item


def uncited(part: Body) -> Body:
    return part | {"annotations": []} if "annotations" in part else part


def citing_the_first_place(said: Body) -> Body:
    """Look for the words that a citation marks, and take the first place where they stand."""
    for entry in said.get("annotations") or []:
        cited, text = entry["url_citation"], said["content"] or ""
        words = text[cited["start_index"] : cited["end_index"]]
        if words:
            cited["start_index"] = text.index(words)
            cited["end_index"] = cited["start_index"] + len(words)
    return said


def streaming_no_citations(frames: Frames) -> Frames:
    cut = [
        in_snapshots(with_output(without_citations))([frame])[0]
        for frame in frames
        if frame["type"] != "response.output_text.annotation.added"
    ]
    for place, frame in enumerate(cut):
        told = {"part": uncited} if "part" in frame else {"item": without_citations} if "item" in frame else {}
        cut[place] = frame | {name: change(frame[name]) for name, change in told.items()} | {"sequence_number": place}
    return cut


def citing_one_off(said: Body) -> Body:
    for entry in said["annotations"]:
        entry["url_citation"]["start_index"] += 1
    return said


def is_commentary(said: Body) -> bool:
    """Whether what stands beside the answer is commentary, as the scenarios have it, and not reasoning."""
    return (said.get("reasoning_content") or "").startswith(("Trying 17", "I will look"))


def calls_as_another_choice(body: Body) -> Body:
    said = message(body)
    if not (said["content"] and said.get("tool_calls")):
        return body
    words, calls = without("tool_calls")(said), said | {"content": None}
    first = choice(body) | {"message": words, "finish_reason": "stop"}
    return body | {"choices": [first, choice(body) | {"index": 1, "message": calls}]}


def setting_parts_apart(body: Body) -> Body:
    """A response with a line before each text part but the first, if its messages are of one kind."""
    items = [item for item in body["output"] if item["type"] == "message" and not item.get("phase")]
    parts = [part for item in items for part in item["content"] if part.get("text") and not part.get("annotations")]
    for part in parts[1:]:
        part["text"] = f"\n{part['text']}"
    return body


def declining(said: Body) -> Body:
    return said | {"refusal": "I can't help with that."} if said["refusal"] is None else said


def citing(body: Body) -> Body:
    """A response with a citation in its first text, if it has none."""
    parts = [part for item in body["output"] for part in item.get("content") or [] if "annotations" in part]
    source = {"type": "url_citation", "url": "https://a.example/", "title": "A", "start_index": 0, "end_index": 1}
    if parts and not any(part["annotations"] for part in parts):
        parts[0]["annotations"] = [source]
    return body


def with_item(item: Body) -> Any:
    """Add an item before the others, where none is of its type."""

    def whole(body: Body) -> Body:
        types = [other["type"] for other in body["output"]]
        return body if item["type"] in types else body | {"output": [item, *body["output"]]}

    return whole


def drawing_twice(said: Body) -> Body:
    return said | {"images": [*said["images"], *said["images"]]} if said.get("images") else said


def splitting_messages(body: Body) -> Body:
    return body | {"output": [half for item in body["output"] for half in halves(item)]}


def halves(item: Body) -> list[Body]:
    """A message as two with half the text each, if nothing but text is in it."""
    if item["type"] != "message" or len(item["content"]) != 1 or item["content"][0].get("annotations") != []:
        return [item]
    part = item["content"][0]
    if part["logprobs"]:
        return [item]
    middle = len(part["text"]) // 2
    texts = part["text"][:middle], part["text"][middle:]
    return [
        item | {"id": f"{item['id']}{place}", "content": [part | {"text": text}]} for place, text in enumerate(texts)
    ]


def with_raw_thoughts(item: Body) -> Body:
    """A reasoning item that has as content what it had as summary."""
    if item["type"] != "reasoning" or not item["summary"]:
        return item
    return item | {"summary": [], "content": [part | {"type": "reasoning_text"} for part in item["summary"]]}


KNOWN_BAD = [
    bad(
        "sets_text_parts_apart",
        "chat",
        "CONTENT-2",
        heard=where(lambda told: told.get("object") == "response", setting_parts_apart),
    ),
    bad("declines_of_its_own", "chat", "CONTENT-20", whole=with_message(declining)),
    bad("cites_of_its_own", "responses", "CONTENT-20", whole=citing),
    bad(
        "thinks_of_its_own",
        "responses",
        "CONTENT-20",
        whole=with_item(
            {"type": "reasoning", "id": "rs_0", "summary": [{"type": "summary_text", "text": "Let me see."}]}
        ),
    ),
    bad(
        "searches_of_its_own",
        "responses",
        "CONTENT-20",
        whole=with_item(
            {
                "type": "web_search_call",
                "id": "ws_0",
                "status": "completed",
                "action": {"type": "search", "query": "a", "queries": ["a"]},
            }
        ),
    ),
    bad(
        "calls_every_message_commentary",
        "responses",
        "CONTENT-20",
        whole=with_output(where(lambda item: item["type"] == "message", changed(phase="commentary"))),
    ),
    bad(
        "serves_an_image_as_nothing",
        "chat",
        "CONTENT-21",
        bugs="other-output-items",
        heard=with_items(lambda item: None if item.get("type") == "image_generation_call" else item),
    ),
    bad("draws_the_image_twice", "chat", "CONTENT-27", whole=with_message(drawing_twice)),
    bad(
        "serves_its_words_as_the_users",
        "responses",
        "CONTENT-22 METADATA-11",
        whole=with_output(where(lambda item: item["type"] == "message", changed(role="user"))),
    ),
    bad(
        "splits_a_message_in_two",
        "responses",
        "CONTENT-23",
        bugs="empty-tool-calls-array",
        whole=splitting_messages,
    ),
    bad(
        "glues_thoughts_together",
        "chat",
        "CONTENT-24",
        whole=with_message(
            where(
                lambda said: said.get("reasoning_content"),
                lambda said: said | {"reasoning_content": said["reasoning_content"].replace(".\n\n**", ".**")},
            )
        ),
    ),
    bad(
        "serves_a_summary_as_raw_thoughts",
        "responses",
        "CONTENT-26",
        whole=with_output(with_raw_thoughts),
    ),
    bad("drops_refusals", "chat", "CONTENT-4", whole=with_message(lambda said: said | {"refusal": None})),
    bad(
        "refuses_in_the_content",
        "chat",
        "CONTENT-4",
        whole=with_message(refusing_in_words),
    ),
    bad(
        "drops_citations",
        "responses",
        "CONTENT-5",
        bugs="annotations",
        whole=with_output(without_citations),
        frames=streaming_no_citations,
    ),
    bad("cites_one_character_off", "chat", "CONTENT-6", whole=with_message(citing_one_off)),
    bad("cites_the_first_place_of_a_word", "chat", "CONTENT-6", whole=with_message(citing_the_first_place)),
    bad("drops_logprobs", "chat", "CONTENT-7", bugs="logprobs", whole=with_choice(logprobs=None)),
    bad(
        "serves_commentary_as_the_answer",
        "chat",
        "CONTENT-10",
        bugs="message-phase",
        whole=with_message(where(is_commentary, lambda said: said | {"content": said["reasoning_content"]})),
    ),
    bad(
        "drops_commentary",
        "chat",
        "CONTENT-16",
        bugs="message-phase",
        whole=with_message(where(is_commentary, without("reasoning_content"))),
    ),
    bad(
        "streams_no_citations",
        "chat",
        "CONTENT-13",
        bugs="annotations",
        frames=every(every_delta(without("annotations"))),
    ),
    bad("drops_moderation", "responses", "CONTENT-19", whole=without("moderation")),
    bad(
        "serves_calls_as_another_choice",
        "chat",
        "CONTENT-17 FINISH-2 FINISH-3 TOOLS-3 TOOLS-5",
        bugs="several-messages-or-calls-become-choices",
        whole=calls_as_another_choice,
    ),
    bad(
        "cuts_the_last_character",
        "chat",
        "CONTENT-1 CONTENT-9 CONTENT-10 ROBUST-1 ROBUST-3 ROBUST-12 ROBUST-13",
        whole=with_content(lambda text: text[:-1]),
    ),
    bad(
        "serves_no_text",
        "chat",
        "CHUNKS-9 CONTENT-1 CONTENT-7 CONTENT-9 CONTENT-10 CONTENT-13 ERROR-22 ROBUST-1 ROBUST-3 "
        "ROBUST-11 ROBUST-12 ROBUST-13 TOOLS-5",
        frames=with_delta_text(lambda _: ""),
    ),
    bad(
        "drops_equal_neighbouring_deltas",
        "chat",
        "CHUNKS-9 CONTENT-1",
        bugs="text-duplicated",
        frames=where_finished(dropping_equal_neighbours),
    ),
    bad(
        "appends_a_newline",
        "chat",
        "CONTENT-1 CONTENT-9 CONTENT-10 ROBUST-1 ROBUST-3 ROBUST-12 ROBUST-13",
        whole=with_content(lambda text: f"{text}\n"),
    ),
    bad(
        "serves_None_for_no_text",
        "chat",
        "CONTENT-3 CONTENT-10 ROBUST-3",
        whole=with_message(lambda said: said | {"content": str(said["content"])}),
    ),
    bad("leaks_reasoning_into_the_text", "chat", "CONTENT-8 CONTENT-10", whole=leaking_reasoning),
    bad(
        "streams_reasoning_as_text",
        "chat",
        "CONTENT-8",
        frames=where_finished(leaking_reasoning_deltas),
    ),
    bad(
        "formats_json_anew",
        "chat",
        "CONTENT-9",
        whole=with_content(lambda text: json.dumps(json.loads(text)) if text.startswith("{") else text),
    ),
    bad(
        "leaves_out_the_refusal_key",
        "chat",
        "CONTENT-25",
        whole=with_message(where(lambda said: said["refusal"] is None, without("refusal"))),
    ),
    bad(
        "serves_an_empty_list_of_calls",
        "chat",
        "CONTENT-11",
        whole=with_message(lambda said: {"tool_calls": []} | said),
    ),
    bad(
        "serves_the_snapshot_again",
        "chat",
        "CONTENT-12 ROBUST-1 ROBUST-3 ROBUST-11 ROBUST-12 ROBUST-13",
        bugs="text-duplicated",
        frames=where_finished(serving_the_snapshot_again),
    ),
    bad("drops_reasoning", "responses", "CONTENT-14", whole=without_reasoning),
    bad("drops_reasoning_content", "chat", "CONTENT-15 CONTENT-16", whole=with_message(without("reasoning_content"))),
    bad(
        "calls_its_choice_1",
        "chat",
        "CHUNKS-3 CLIENT-3 CONTENT-17",
        whole=with_choice(index=1),
        frames=every(with_choice(index=1)),
    ),
    bad(
        "puts_an_empty_message_before_calls",
        "responses",
        "CONTENT-14 CONTENT-18 CONTENT-23",
        whole=where(
            lambda body: any(item["type"] == "function_call" for item in body["output"]), an_empty_message_first
        ),
    ),
]
