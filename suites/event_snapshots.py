"""What several events of a Responses stream say of the same thing."""

from collections.abc import Mapping, Sequence

from crosswire.facts import Json
from crosswire.requirements import held, kept
from crosswire.shapes.responses.event_items import StreamedItem, items_of
from crosswire.shapes.responses.event_order import TERMINAL, About, order_faults
from crosswire.wire.lenient_json import mapping, objects

BEGINNING = ("response.created", "response.queued", "response.in_progress")
"""The events with a response that has only begun."""
ROUNDED = 4
"""The decimal places of a logprob that are the same everywhere."""
OWN_ITEMS = ("message", "reasoning", "function_call", "custom_tool_call")
"""The items that an adapter makes itself; others the upstream ran, or a client of one API alone runs."""
SET_AT_THE_END = frozenset(
    (
        *("status", "output", "usage", "completed_at", "incomplete_details", "error", "moderation"),
        *("id", "model", "created_at", "object"),
    )
)
"""The fields of a response that its beginning lacks, and those that other requirements compare."""
LEFT_OUT: Mapping[str, Json] = {
    "background": False,
    "frequency_penalty": 0,
    "parallel_tool_calls": True,
    "presence_penalty": 0,
    "service_tier": "default",
    "store": True,
    "temperature": 1,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "top_logprobs": 0,
    "top_p": 1,
    "truncation": "disabled",
}
"""By field: the value that a response has which leaves the field out."""
Frames = Sequence[Mapping[str, Json]]


def types_of(frames: Frames) -> list[Json]:
    """Return the types of all events."""
    return [event.get("type") for event in frames]


def fails(frames: Frames) -> bool:
    """Return whether the answer failed: then items may stay open, and the final output may lack some."""
    return any(event.get("type") in ("response.failed", "error") for event in frames)


def in_order(frames: Frames, *about: About) -> None:
    """Note the events about these that came out of order."""
    may_stay_open = fails(frames) or not any(kind in OWN_ITEMS for kind in never_done(frames))
    for fault in order_faults(frames):
        stays_open = fault.event in TERMINAL and fault.allowed == ("ended",)
        if fault.about in about and not (stays_open and may_stay_open):
            held(False, f"events.{fault.about}.{fault.event}", fault.expected, fault.received)


def never_done(frames: Frames) -> list[str]:
    """Return the types of the items that were added, and not done."""
    items = items_of(frames).values()
    return [str(mapping(item.added).get("type")) for item in items if item.added is not None and item.done is None]


def agree(frames: Frames, about: About) -> None:
    """Note the snapshots of a text that differ from its deltas."""
    for item in items_of(frames).values():
        for (whose, field, _), words in item.words.items():
            if whose == about:
                kept(field, dict.fromkeys(words.wholes, words.text), words.wholes)


def is_among(item: Mapping[str, Json], others: Sequence[Mapping[str, Json]]) -> bool:
    """Tell whether an item with the same id is among others."""
    return any(other.get("id") == item.get("id") for other in others)


def content_of(value: Json) -> Json:
    """Return a snapshot without null and empty values."""
    match value:
        case dict():
            fields = {key: content_of(entry) for key, entry in value.items() if key != "encrypted_content"}
            return {key: entry for key, entry in fields.items() if entry not in (None, [], {})}
        case list():
            return [content_of(entry) for entry in value]
        case _:
            return value


def parts_of(item: StreamedItem) -> Sequence[Mapping[str, Json]]:
    """Return the parts of a message, as its last snapshot has them."""
    snapshot = item.final or item.done or {}
    return objects(snapshot.get("content")) if snapshot.get("type") == "message" else []


def bytes_of(logprobs: Json) -> list[Json]:
    """Return the bytes of the tokens and their alternatives that have some."""
    return [
        written
        for token in objects(logprobs)
        for written in (token.get("bytes"), *bytes_of(token.get("top_logprobs")))
        if written
    ]


def tokens_of(logprobs: Sequence[Json]) -> list[Json]:
    """Return tokens and their logprobs, as far as these are the same when rounded, of the alternatives, too."""
    return [
        [token.get("token"), _rounded(token.get("logprob")), tokens_of(objects(token.get("top_logprobs")))]
        for token in objects(list(logprobs))
    ]


def _rounded(number: Json) -> Json:
    return round(number, ROUNDED) if isinstance(number, float) else number


def error_of(event: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the error that an event has, in itself or in its response; an empty mapping if none."""
    if event.get("type") == "error":
        return mapping(event.get("error")) or event
    return mapping(mapping(event.get("response")).get("error"))


def value_of(key: str, value: Json) -> Json:
    """Return a value; `None` where it is empty, or the default."""
    says_nothing = isinstance(value, dict) and not any(value.values())
    return None if value in ("", []) or says_nothing or (key in LEFT_OUT and value == LEFT_OUT[key]) else value
