"""Changing the events of a Responses stream: the pieces of known-bad adapters."""

from tests.suites.mutations import Body, Change, Frames, FramesChange, every, where
from tests.suites.restreaming import renumbered

BEGINNING = ("response.created", "response.in_progress")
TERMINAL = ("response.completed", "response.incomplete", "response.failed")


def leaving_out(*kinds: str) -> FramesChange:
    """Leave out the events of some types, and number the others from 0."""
    return lambda frames: renumbered([event for event in frames if event["type"] not in kinds])


def at_the_end(change: Change) -> FramesChange:
    """Change the response of the terminal event."""
    return every(
        where(lambda event: event["type"] in TERMINAL, lambda event: event | {"response": change(event["response"])})
    )


def going_on(frames: Frames) -> Frames:
    return renumbered([*frames, frames[1]])


def ending_twice(frames: Frames) -> Frames:
    return renumbered([*frames, frames[-1]])


def beginning_completed(event: Body) -> Body:
    return event | {"response": event["response"] | {"status": "completed"}} if event["type"] in BEGINNING else event


def naming_items_anew(frames: Frames) -> Frames:
    return [
        event | {"item_id": f"{event['item_id']}{number}"} if "item_id" in event else event
        for number, event in enumerate(frames)
    ]


def items_at_one_index(event: Body) -> Body:
    return event | {"output_index": 0} if "output_index" in event else event


def at_the_beginning(change: Change) -> FramesChange:
    """Change the response of the events that begin a stream."""
    return every(
        where(lambda event: event["type"] in BEGINNING, lambda event: event | {"response": change(event["response"])})
    )


def counting_annotations_from_one(event: Body) -> Body:
    index = event.get("annotation_index")
    return event if index is None else event | {"annotation_index": index + 1}


def another_part(event: Body) -> Body:
    part = event.get("part") or {}
    return event | {"part": {"type": "reasoning_text", "text": ""}} if part.get("type") == "output_text" else event


def backwards(response: Body) -> Body:
    return response | {"output": response["output"][::-1]}


def only_messages(response: Body) -> Body:
    return response | {"output": [item for item in response["output"] if item["type"] == "message"]}


def adding_whole_messages(frames: Frames) -> Frames:
    """Put the whole text into the event that adds a message; the deltas send it again."""
    whole = {event["output_index"]: event["item"] for event in frames if event["type"] == "response.output_item.done"}
    for event in frames:
        if event["type"] == "response.output_item.added" and event["item"]["type"] == "message":
            event["item"]["content"] = whole[event["output_index"]]["content"]
    return frames


def in_parts(change: Change) -> FramesChange:
    """Change every part of a message, in every event that has parts."""

    def item(body: Body) -> Body:
        return body | {"content": list(map(change, body["content"]))} if body["type"] == "message" else body

    def event(body: Body) -> Body:
        if "part" in body:
            return body | {"part": change(body["part"])}
        if "item" in body:
            return body | {"item": item(body["item"])}
        if "response" in body:
            return body | {"response": body["response"] | {"output": list(map(item, body["response"]["output"]))}}
        return body

    return every(event)


def adding_whole_parts(frames: Frames) -> Frames:
    """Put the whole text into the event that adds a part; the deltas send it again."""
    whole: dict[tuple[int, int], Body] = {
        (event["output_index"], event["content_index"]): event["part"]
        for event in frames
        if event["type"] == "response.content_part.done" and event["part"]["type"] == "output_text"
    }
    for event in frames:
        if event["type"] == "response.content_part.added" and event["part"]["type"] == "output_text":
            part: Body = event["part"]
            position = event["output_index"], event["content_index"]
            event["part"] = part | {"text": whole.get(position, part)["text"]}
    return frames


def adding_nameless_calls(frames: Frames) -> Frames:
    for event in frames:
        if event["type"] == "response.output_item.added" and "name" in event["item"]:
            event["item"]["name"] = ""
    return frames


def without_first(kind: str) -> FramesChange:
    """Leave out the first event of a type."""

    def stream(frames: Frames) -> Frames:
        index = next((index for index, event in enumerate(frames) if event["type"] == kind), len(frames))
        return renumbered([*frames[:index], *frames[index + 1 :]])

    return stream


def between(frame: Body) -> FramesChange:
    """Put a frame behind the first two; if it has a sequence number, number all events from 0."""

    def stream(frames: Frames) -> Frames:
        events = [*frames[:2], frame, *frames[2:]]
        return renumbered(events) if "sequence_number" in frame else events

    return stream


def merged_calls(output: list[Body]) -> list[Body]:
    """Merge all calls into the first, with the arguments of all."""
    calls = [item for item in output if item["type"] == "function_call"]
    if not calls:
        return output
    one = calls[0] | {"arguments": "".join(call["arguments"] for call in calls)}
    return [one if item is calls[0] else item for item in output if item is calls[0] or item not in calls]


def calls_without_arguments(output: list[Body]) -> list[Body]:
    return [item | {"arguments": ""} if item["type"] == "function_call" else item for item in output]


def messages_without_their_last_words(output: list[Body]) -> list[Body]:
    for item in output:
        if item["type"] == "message" and item["content"] and "text" in item["content"][-1]:
            item["content"][-1]["text"] = item["content"][-1]["text"][:-1]
    return output


def with_a_null_delta(frames: Frames) -> Frames:
    """Put an event without `delta` before the first text delta."""
    index = next((number for number, event in enumerate(frames) if event["type"] == "response.output_text.delta"), None)
    if index is None:
        return frames
    null_delta = {name: value for name, value in frames[index].items() if name != "delta"} | {"logprobs": []}
    return renumbered([*frames[:index], null_delta, *frames[index:]])


def bare_at_the_end(frames: Frames) -> Frames:
    return [*frames[:-1], frames[-1]["response"]]


def crashing_with_usage(frames: Frames) -> Frames:
    if frames[-1]["response"].get("usage"):
        raise IndexError("list index out of range")
    return frames


CHUNK = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "created": 1781186412,
    "model": "gpt-4.1-mini",
    "choices": [],
}


ENDS = (".done",)


def ending_late(*kinds: str) -> FramesChange:
    """Hold the ends of all items of some types back until the stream ends."""

    def stream(frames: Frames) -> Frames:
        late = {
            frame["output_index"]
            for frame in frames
            if frame["type"] == "response.output_item.added" and frame["item"]["type"] in kinds
        }
        held = [frame for frame in frames if frame["type"].endswith(ENDS) and frame.get("output_index") in late]
        others = [frame for frame in frames if frame not in held]
        ordered = [*others[:-1], *held, others[-1]]
        return [frame | {"sequence_number": number} for number, frame in enumerate(ordered)]

    return where_finished_events(stream)


def where_finished_events(change: FramesChange) -> FramesChange:
    """Change streams that end in a response that did not fail."""
    ends = ("response.completed", "response.incomplete")
    return lambda frames: change(frames) if frames and frames[-1]["type"] in ends else frames
