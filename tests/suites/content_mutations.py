"""Changing the content of an answer, in Chat or in Responses: the pieces of known-bad adapters."""

from tests.suites.mutations import (
    Body,
    Change,
    Frames,
    choice_of,
    finish_index,
    in_snapshots,
    message_of,
    with_output,
    without,
)


def dropping_equal_neighbours(frames: Frames) -> Frames:
    remaining: Frames = []
    for frame in frames:
        text = [entry["delta"].get("content") for entry in frame["choices"]]
        before = [entry["delta"].get("content") for entry in remaining[-1]["choices"]] if remaining else []
        if not any(text) or text != before:
            remaining.append(frame)
    return remaining


def serving_the_snapshot_again(frames: Frames) -> Frames:
    text = "".join(entry["delta"].get("content") or "" for frame in frames for entry in frame["choices"])
    again = frames[0] | {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
    index = finish_index(frames)
    return [*frames[:index], again, *frames[index:]] if text else frames


def leaking_reasoning(body: Body) -> Body:
    if thought := message_of(body).get("reasoning_content"):
        message_of(body)["content"] = f"<think>{thought}</think>{message_of(body)['content'] or ''}"
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


def refusing_in_words(message: Body) -> Body:
    return (
        message | {"content": (message["content"] or "") + message["refusal"], "refusal": None}
        if message["refusal"]
        else message
    )


def without_citations(item: Body) -> Body:
    return item | {"content": [uncited(part) for part in item["content"]]} if item["type"] == "message" else item


def uncited(part: Body) -> Body:
    return part | {"annotations": []} if "annotations" in part else part


def citing_the_first_occurrence(message: Body) -> Body:
    """Move a citation to the first occurrence of its words."""
    for entry in message.get("annotations") or []:
        cited, text = entry["url_citation"], message["content"] or ""
        words = text[cited["start_index"] : cited["end_index"]]
        if words:
            cited["start_index"] = text.index(words)
            cited["end_index"] = cited["start_index"] + len(words)
    return message


def streaming_no_citations(frames: Frames) -> Frames:
    cut = [
        in_snapshots(with_output(without_citations))([frame])[0]
        for frame in frames
        if frame["type"] != "response.output_text.annotation.added"
    ]
    for index, frame in enumerate(cut):
        changes = {"part": uncited} if "part" in frame else {"item": without_citations} if "item" in frame else {}
        cut[index] = (
            frame | {name: change(frame[name]) for name, change in changes.items()} | {"sequence_number": index}
        )
    return cut


def citing_one_off(message: Body) -> Body:
    for entry in message["annotations"]:
        entry["url_citation"]["start_index"] += 1
    return message


def is_commentary(message: Body) -> bool:
    """Tell whether the reasoning of a message is commentary: the scenarios' commentary begins so."""
    return (message.get("reasoning_content") or "").startswith(("Trying 17", "I will look"))


def calls_as_another_choice(body: Body) -> Body:
    message = message_of(body)
    if not (message["content"] and message.get("tool_calls")):
        return body
    words, calls = without("tool_calls")(message), message | {"content": None}
    first = choice_of(body) | {"message": words, "finish_reason": "stop"}
    return body | {"choices": [first, choice_of(body) | {"index": 1, "message": calls}]}


def setting_parts_apart(body: Body) -> Body:
    """Put a line break before every text part but the first, in messages without a phase."""
    items = [item for item in body["output"] if item["type"] == "message" and not item.get("phase")]
    parts = [part for item in items for part in item["content"] if part.get("text") and not part.get("annotations")]
    for part in parts[1:]:
        part["text"] = f"\n{part['text']}"
    return body


def declining(message: Body) -> Body:
    return message | {"refusal": "I can't help with that."} if message["refusal"] is None else message


def citing(body: Body) -> Body:
    """Put a citation into the first text of a response without citations."""
    parts = [part for item in body["output"] for part in item.get("content") or [] if "annotations" in part]
    source = {"type": "url_citation", "url": "https://a.example/", "title": "A", "start_index": 0, "end_index": 1}
    if parts and not any(part["annotations"] for part in parts):
        parts[0]["annotations"] = [source]
    return body


def with_item(item: Body) -> Change:
    """Add an item before the others, where none has its type."""

    def whole(body: Body) -> Body:
        types = [other["type"] for other in body["output"]]
        return body if item["type"] in types else body | {"output": [item, *body["output"]]}

    return whole


def drawing_twice(message: Body) -> Body:
    return message | {"images": [*message["images"], *message["images"]]} if message.get("images") else message


def splitting_messages(body: Body) -> Body:
    return body | {"output": [half for item in body["output"] for half in halves(item)]}


def halves(item: Body) -> list[Body]:
    """Split a message that is nothing but text into two, each with half of it."""
    if item["type"] != "message" or len(item["content"]) != 1 or item["content"][0].get("annotations") != []:
        return [item]
    part = item["content"][0]
    if part["logprobs"]:
        return [item]
    middle = len(part["text"]) // 2
    texts = part["text"][:middle], part["text"][middle:]
    return [
        item | {"id": f"{item['id']}{index}", "content": [part | {"text": text}]} for index, text in enumerate(texts)
    ]


def with_raw_thoughts(item: Body) -> Body:
    """Serve the summary of a reasoning item as its content."""
    if item["type"] != "reasoning" or not item["summary"]:
        return item
    return item | {"summary": [], "content": [part | {"type": "reasoning_text"} for part in item["summary"]]}
