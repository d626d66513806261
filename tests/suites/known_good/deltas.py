"""Right adapters that cut the deltas of a stream anew: how they are cut says nothing."""

from collections.abc import Callable
from typing import Any

from alternatives import Change, KnownGood
from mutations import Body, Frames

SAYING = {"content", "refusal", "reasoning_content"}
"""The fields of a chunk's delta that are words."""

EVENT_PLACE = ("type", "item_id", "content_index", "summary_index")
"""What tells the deltas of one text from those of another, in an event."""


def numbered(frames: Frames) -> Frames:
    """Count the events anew."""
    return [
        frame | {"sequence_number": number} if "sequence_number" in frame else frame
        for number, frame in enumerate(frames)
    ]


def in_streams(change: Callable[[Frames], Frames]) -> Change:
    """Change the frames of a stream; a whole answer stays as it is."""

    def served(answer: Any, _: Body) -> Any:
        return change(answer) if isinstance(answer, list) else answer

    served.__doc__ = change.__doc__
    return served


def _cut(frames: Frames) -> Frames:
    """Cut every delta in two: of text, refusals, reasoning and calls."""
    return numbered([half for frame in frames for half in _halves(frame)])


def _halves(frame: Body) -> Frames:
    _, words = _said(frame)
    half = len(words) // 2
    return [_saying(frame, words[:half]), _saying(frame, words[half:])] if half else [frame]


def _merged(frames: Frames) -> Frames:
    """Send as one delta what neighbouring ones say of the same text, refusal, reasoning or call."""
    merged: Frames = []
    for frame in frames:
        (place, words), (last_place, before) = _said(frame), _said(merged[-1] if merged else {})
        if place and place == last_place:
            merged[-1] = _saying(merged[-1], before + words)
        else:
            merged.append(frame)
    return numbered(merged)


def _said(frame: Body) -> tuple[tuple[Any, ...], str]:
    """Return which text or call a frame goes on with, and its words; nothing where it says anything else, too."""
    if frame.get("type", "").endswith(".delta") and not frame.get("logprobs"):
        return tuple(frame.get(name) for name in EVENT_PLACE), frame["delta"]
    choices = frame.get("choices") or []
    if len(choices) != 1 or choices[0].get("finish_reason") or choices[0].get("logprobs"):
        return (), ""
    match choices[0]["delta"]:
        case {"tool_calls": [{"index": index, "function": {"arguments": str(words), **named}, **begun}], **other}:
            return ((), "") if named or begun or other else ((index,), words)
        case {**delta} if len(delta) == 1 and not SAYING.isdisjoint(delta):
            ((name, words),) = delta.items()
            return (name,), words or ""
    return (), ""


def _saying(frame: Body, words: str) -> Body:
    """Return the frame with other words."""
    if "choices" not in frame:
        return frame | {"delta": words}
    (choice,) = frame["choices"]
    (name,) = choice["delta"]
    delta: Body = {name: words}
    if name == "tool_calls":
        delta = {name: [{"index": choice["delta"][name][0]["index"], "function": {"arguments": words}}]}
    return frame | {"choices": [choice | {"delta": delta}]}


KNOWN_GOOD = [
    KnownGood("cuts_deltas_anew", "chat", "deltas are added up", served=in_streams(_cut)),
    KnownGood("cuts_events_anew", "responses", "deltas are added up", served=in_streams(_cut)),
    KnownGood("merges_deltas", "chat", "deltas are added up", served=in_streams(_merged)),
    KnownGood("merges_events", "responses", "deltas are added up", served=in_streams(_merged)),
]
