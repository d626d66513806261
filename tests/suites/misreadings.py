"""Misreading what an upstream answers: the pieces of known-bad adapters."""

from typing import Any

from crosswire.exchange import Turn
from tests.suites.mutations import Body, Change, Frames, message_of

EVENT_PREFIXES = ("response.", "error")
"""How the types of Responses' own events begin."""


def passing_on_events(_: Body, answer: Any, heard: list[Body]) -> Any:
    """Add a vendor's events to the stream, as they came."""
    return (
        [*answer, *({"object": event["type"], **event} for event in heard if _is_vendors(event))]
        if isinstance(answer, list)
        else answer
    )


def _is_vendors(event: Body) -> bool:
    return "type" in event and not event["type"].startswith(EVENT_PREFIXES)


def ending_at_the_unknown(payload: Body) -> Body:
    """Crash at a frame of another kind."""
    if payload.get("object") not in (None, "chat.completion", "chat.completion.chunk"):
        raise KeyError(payload["object"])
    return payload


def streams_strange_events(turn: Turn) -> bool:
    """Tell whether the upstream's stream has frames of another kind."""
    return turn.played is not None and "unknown frame" in turn.played.interaction.oddities


def choices_of(payload: Body) -> Frames:
    return [choice for choice in payload.get("choices") or [] if isinstance(choice, dict)]


def deltas_of(payload: Body) -> Frames:
    return [choice["delta"] for choice in choices_of(payload) if isinstance(choice.get("delta"), dict)]


def indexing_choices(payload: Body) -> Body:
    """Crash at a chunk without `choices`."""
    if payload.get("object") == "chat.completion.chunk":
        payload["choices"]
    return payload


def reading_null_as_text(payload: Body) -> Body:
    for delta in deltas_of(payload):
        if "content" in delta and delta["content"] is None and "role" not in delta:
            delta["content"] = str(delta["content"])
    return payload


def reading_a_null_delta_as_text(event: Body) -> Body:
    if event.get("type") == "response.output_text.delta" and event["delta"] is None:
        event["delta"] = str(event["delta"])
    return event


def reading_all_choices_as_one(payload: Body) -> Body:
    """Add the text of every choice to the first."""
    first, *others = choices_of(payload) or [{}]
    for choice in [first, *others] if first.get("index") else others:
        if isinstance(choice.get("delta"), dict):
            choice["index"] = 0
        elif isinstance(choice.get("message"), dict):
            first["message"]["content"] += choice["message"]["content"]
    return payload


def reading_an_error_as_an_answer(payload: Body) -> Body:
    """Read an error as a response with an empty output."""
    if payload.keys() == {"error"}:
        return {"object": "response", "status": "completed", "output": []}
    return payload


def stopping_at_the_finish(payload: Body) -> Body:
    """Drop the text beside a finish reason."""
    for choice in choices_of(payload):
        if choice.get("finish_reason") and isinstance(choice.get("delta"), dict):
            choice["delta"].pop("content", None)
    return payload


class Merging:
    """Takes all deltas with one index for one call, whatever their ids. Remembers the first id for each stream."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, int], str] = {}

    def __call__(self, payload: Body) -> Body:
        for delta in deltas_of(payload):
            for call in delta.get("tool_calls") or []:
                if call.get("id") and call.get("index") is not None:
                    first = self._first.setdefault((payload["id"], call["index"]), call["id"])
                    if call["id"] != first:
                        del call["id"]
                        call["function"] = {"arguments": call["function"].get("arguments")}
        return payload


def dropping_what_has_no_id(payload: Body) -> Body:
    """Drop the calls whose id is null."""
    for delta in deltas_of(payload):
        if calls := delta.get("tool_calls"):
            delta["tool_calls"] = [call for call in calls if call.get("id", "") is not None]
    return payload


SNAPSHOTS = (
    "response.output_text.done",
    "response.content_part.done",
    "response.function_call_arguments.done",
    "response.output_item.done",
)


def reading_deltas_alone(event: Body) -> Body:
    if event.get("type") in SNAPSHOTS:
        return {"type": "response.keep"}
    if str(event.get("type")).startswith("response.") and isinstance(event.get("response"), dict):
        event["response"]["output"] = []
    return event


class ByItemId:
    """Tells items apart by their ids: an id that no event added is another item."""

    def __init__(self) -> None:
        self._indexes: dict[str, int] = {}

    def __call__(self, event: Body) -> Body:
        if event.get("type") == "response.output_item.added":
            self._indexes[str(event["item"].get("id"))] = event["output_index"]
        named = event.get("item_id") or (event.get("item") or {}).get("id")
        if named and "output_index" in event:
            event["output_index"] = self._indexes.setdefault(str(named), 100 + len(self._indexes))
        return event


def missing(key: str, kind: str) -> Change:
    """Crash at an object of a type that lacks a field."""

    def read(value: Any) -> Any:
        if isinstance(value, dict):
            if value.get("type") == kind:
                value[key]
            for entry in value.values():
                read(entry)
        elif isinstance(value, list):
            for entry in value:
                read(entry)
        return value

    return read


def skipping_bare_parts(payload: Body) -> Body:
    """Drop the texts without `annotations`."""
    for item in payload.get("output") or []:
        if item.get("type") == "message":
            item["content"] = [
                part for part in item["content"] if "annotations" in part or part["type"] != "output_text"
            ]
    return payload


def reading_the_first_frame(request: Body, answer: Any, heard: list[Body]) -> Any:
    """Serve no text where a whole answer was asked for and a stream came."""
    if request.get("stream") or len(heard) < 2:
        return answer
    return answer | {"choices": [answer["choices"][0] | {"message": message_of(answer) | {"content": None}}]}


def refusing_streams(request: Body, answer: Any, heard: list[Body]) -> Any:
    """Crash where a whole answer was asked for and a stream came."""
    if not request.get("stream") and len(heard) > 1:
        raise ValueError("Expecting value: line 1 column 1 (char 0)")
    return answer


def refusing_json(request: Body, answer: Any, heard: list[Body]) -> Any:
    """Crash where a stream was asked for and a whole answer came."""
    if request.get("stream") and len(heard) == 1:
        raise ValueError("no event came")
    return answer


def comes_in_another_form(turn: Turn) -> bool:
    """Tell whether the upstream answered in the other mode than the client asked for."""
    return turn.played is not None and turn.played.interaction.streams != (turn.case.mode == "stream")


class Caching:
    """Answers the second of two identical requests from a cache, which has no token counts."""

    def __init__(self) -> None:
        self._last: tuple[Any, Any] = (None, None)

    def __call__(self, request: Body, answer: Any, heard: list[Body]) -> Any:
        is_repeated = self._last == (request, heard)
        self._last = (None, None) if is_repeated else (request, heard)
        return answer | {"usage": None} if is_repeated and isinstance(answer, dict) else answer


def repeats(turn: Turn) -> bool:
    """Tell whether the client asks again what it asked before."""
    return bool(turn.case.repeats)
