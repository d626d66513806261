"""A served Responses stream, told again from a changed final response: all events as they should be, but for that."""

from collections.abc import Callable, Iterator

from mutations import Body, Frames

WORDS = {"output_text": "text", "refusal": "refusal", "reasoning_text": "text", "summary_text": "text"}
SUMMARY = "summary_text"
WRITTEN = {
    "function_call": ("arguments", "function_call_arguments"),
    "custom_tool_call": ("input", "custom_tool_call_input"),
}


def renumbered(frames: Frames) -> Frames:
    return [{**event, "sequence_number": place} for place, event in enumerate(frames)]


def restreamed(change: Callable[[list[Body]], list[Body]]) -> Callable[[Frames], Frames]:
    """Change the items of the final output, and tell of these instead."""

    def stream(frames: Frames) -> Frames:
        begun = [event for event in frames if event["type"] in ("response.created", "response.in_progress")]
        *_, last = frames
        output = change(last["response"]["output"])
        told = [event for place, item in enumerate(output) for event in _item(place, item)]
        return renumbered([*begun, *told, last | {"response": last["response"] | {"output": output}}])

    return stream


def _item(place: int, item: Body) -> Iterator[Body]:
    where = {"output_index": place, "item_id": item["id"]}
    empty: Body = {name: type(item[name])() for name in ("content", "summary", "arguments", "input") if name in item}
    if "status" in item:
        empty["status"] = "in_progress"
    yield {"type": "response.output_item.added", "output_index": place, "item": item | empty}
    for key, place_within in (("summary", "summary_index"), ("content", "content_index")):
        for index, part in enumerate(item.get(key) or []):
            yield from ({**event, **where, place_within: index} for event in _part(part))
    if item["type"] in WRITTEN:
        name, stem = WRITTEN[item["type"]]
        named = {"name": item["name"]} if name == "arguments" else {}
        if item[name]:
            yield {"type": f"response.{stem}.delta", **where, "delta": item[name]}
        yield {"type": f"response.{stem}.done", **where, **named, name: item[name]}
    yield {"type": "response.output_item.done", "output_index": place, "item": item}


def _part(part: Body) -> Iterator[Body]:
    kind, name = part["type"], WORDS[part["type"]]
    extra: Body = {"logprobs": part.get("logprobs", [])} if kind == "output_text" else {}
    empty: Body = {"annotations": [], "logprobs": []} if kind == "output_text" else {}
    text, whole = ("reasoning_summary_text", "reasoning_summary_part") if kind == SUMMARY else (kind, "content_part")
    yield {"type": f"response.{whole}.added", "part": part | {name: ""} | empty}
    yield {"type": f"response.{text}.delta", "delta": part[name], **extra}
    for place, annotation in enumerate(part.get("annotations", [])):
        told = {"annotation_index": place, "annotation": annotation}
        yield {"type": "response.output_text.annotation.added", **told}
    yield {"type": f"response.{text}.done", name: part[name], **extra}
    yield {"type": f"response.{whole}.done", "part": part}
