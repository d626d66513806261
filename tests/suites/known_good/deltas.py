"""Known-good adapters that cut the deltas of a stream at other characters: where they are cut has no meaning."""

import json
from collections.abc import Callable
from typing import Any

from tests.suites.alternatives import Change, KnownGood
from tests.suites.mutations import Body, Frames

SAYING = {"content", "refusal", "reasoning_content"}
"""The fields of a chunk's delta that have text."""

EVENT_KEY = ("type", "item_id", "content_index", "summary_index")
"""The fields of an event that name the text that its delta continues."""


def numbered(frames: Frames) -> Frames:
    """Number the events from 0."""
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
    """Cut every delta of text, refusals, reasoning and calls in two."""
    return numbered([half for frame in frames for half in _halves(frame)])


def _halves(frame: Body) -> Frames:
    _, words = _words_of(frame)
    half = len(words) // 2
    return [_saying(frame, words[:half]), _saying(frame, words[half:])] if half else [frame]


def _merged(frames: Frames) -> Frames:
    """Merge neighbouring deltas of the same text, refusal, reasoning or call into one."""
    merged: Frames = []
    for frame in frames:
        (key, words), (last_key, before) = _words_of(frame), _words_of(merged[-1] if merged else {})
        if key and key == last_key:
            merged[-1] = _saying(merged[-1], before + words)
        else:
            merged.append(frame)
    return numbered(merged)


def _words_of(frame: Body) -> tuple[tuple[Any, ...], str]:
    """Return the key of the text or call that a frame continues, and its words; `()` where it has anything else."""
    if frame.get("type", "").endswith(".delta") and not frame.get("logprobs"):
        return tuple(frame.get(name) for name in EVENT_KEY), frame["delta"]
    choices = frame.get("choices") or []
    if len(choices) != 1 or choices[0].get("finish_reason") or choices[0].get("logprobs"):
        return (), ""
    match choices[0]["delta"]:
        case {"tool_calls": [{"index": index, "function": {"arguments": str(words), **named}, **begun}], **other}:
            return ((), "") if named or begun or other else ((index,), words)
        case {**delta} if len(delta) == 1 and not SAYING.isdisjoint(delta):
            ((name, text),) = delta.items()
            return (name,), str(text or "")
    return (), ""


def _saying(frame: Body, words: str) -> Body:
    """Return a frame with other words."""
    if "choices" not in frame:
        return frame | {"delta": words}
    (choice,) = frame["choices"]
    (name,) = choice["delta"]
    delta: Body = {name: words}
    if name == "tool_calls":
        delta = {name: [{"index": choice["delta"][name][0]["index"], "function": {"arguments": words}}]}
    return frame | {"choices": [choice | {"delta": delta}]}


def _formatted(frames: Frames) -> Frames:
    """Write the arguments of a function call anew, as the same JSON, in the call's first delta."""
    whole: dict[tuple[int, int], str] = {}
    for key, function in _functions(frames):
        whole[key] = whole.get(key, "") + (function.get("arguments") or "")
    for key, function in _functions(frames):
        if "arguments" in function:
            function["arguments"] = _as_one_line(whole[key])
            whole[key] = ""
    return frames


def _functions(frames: Frames) -> list[tuple[tuple[int, int], Body]]:
    """Return the functions in the deltas of calls, each with the index of its choice and call."""
    return [
        ((choice["index"], call["index"]), call["function"])
        for frame in frames
        for choice in frame.get("choices") or []
        for call in choice["delta"].get("tool_calls") or []
        if "function" in call
    ]


def _as_one_line(arguments: str) -> str:
    try:
        return json.dumps(json.loads(arguments), separators=(",", ":"))
    except ValueError:
        return arguments


KNOWN_GOOD = [
    KnownGood(
        "formats_arguments_of_streams",
        "chat",
        "the same JSON says the same",
        served=in_streams(_formatted),
        but={"TOOLS-13": "the bytes should stay, so that they are the same in the history"},
    ),
    KnownGood("cuts_deltas_anew", "chat", "clients join the deltas", served=in_streams(_cut)),
    KnownGood("cuts_events_anew", "responses", "clients join the deltas", served=in_streams(_cut)),
    KnownGood("merges_deltas", "chat", "clients join the deltas", served=in_streams(_merged)),
    KnownGood("merges_events", "responses", "clients join the deltas", served=in_streams(_merged)),
]
