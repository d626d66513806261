"""Making the events of a Responses stream again from a changed final response: they agree with it."""

from collections.abc import Iterator

from tests.suites.mutations import Body, Frames, FramesChange, ListChange

WORDS = {"output_text": "text", "refusal": "refusal", "reasoning_text": "text", "summary_text": "text"}
SUMMARY = "summary_text"
WRITTEN = {
    "function_call": ("arguments", "function_call_arguments"),
    "custom_tool_call": ("input", "custom_tool_call_input"),
}


def renumbered(frames: Frames) -> Frames:
    """Number the events from 0."""
    return [{**event, "sequence_number": number} for number, event in enumerate(frames)]


def restreamed(change: ListChange) -> FramesChange:
    """Change the items of the final output, and make the events of a stream from them."""

    def stream(frames: Frames) -> Frames:
        begun = [event for event in frames if event["type"] in ("response.created", "response.in_progress")]
        *_, last = frames
        output = change(last["response"]["output"])
        events = [event for index, item in enumerate(output) for event in _item(index, item)]
        return renumbered([*begun, *events, last | {"response": last["response"] | {"output": output}}])

    return stream


def _item(output_index: int, item: Body) -> Iterator[Body]:
    where = {"output_index": output_index, "item_id": item["id"]}
    empty: Body = {name: type(item[name])() for name in ("content", "summary", "arguments", "input") if name in item}
    if "status" in item:
        empty["status"] = "in_progress"
    yield {"type": "response.output_item.added", "output_index": output_index, "item": item | empty}
    for key, index_name in (("summary", "summary_index"), ("content", "content_index")):
        for index, part in enumerate(item.get(key) or []):
            yield from ({**event, **where, index_name: index} for event in _part(part))
    if item["type"] in WRITTEN:
        name, stem = WRITTEN[item["type"]]
        named = {"name": item["name"]} if name == "arguments" else {}
        if item[name]:
            yield {"type": f"response.{stem}.delta", **where, "delta": item[name]}
        yield {"type": f"response.{stem}.done", **where, **named, name: item[name]}
    yield {"type": "response.output_item.done", "output_index": output_index, "item": item}


def _part(part: Body) -> Iterator[Body]:
    kind, name = part["type"], WORDS[part["type"]]
    extra: Body = {"logprobs": part.get("logprobs", [])} if kind == "output_text" else {}
    empty: Body = {"annotations": [], "logprobs": []} if kind == "output_text" else {}
    text, whole = ("reasoning_summary_text", "reasoning_summary_part") if kind == SUMMARY else (kind, "content_part")
    yield {"type": f"response.{whole}.added", "part": part | {name: ""} | empty}
    yield {"type": f"response.{text}.delta", "delta": part[name], **extra}
    for index, annotation in enumerate(part.get("annotations", [])):
        fields = {"annotation_index": index, "annotation": annotation}
        yield {"type": "response.output_text.annotation.added", **fields}
    yield {"type": f"response.{text}.done", name: part[name], **extra}
    yield {"type": f"response.{whole}.done", "part": part}
