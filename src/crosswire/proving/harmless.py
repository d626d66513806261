"""Harmless variations: other ways to say the same, each with what allows it. None may fail a MUST or a SHOULD."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from crosswire.facts import Json, ShapeName
from crosswire.proving.trials import Arrow, Point

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Harmless:
    """One way to say the same."""

    name: str
    source: str
    """What allows it."""
    arrow: Arrow
    change: Callable[[Any], Json]
    """Given the payload; of a stream, all its frames. What it cannot say otherwise stays as it is."""
    shapes: Sequence[ShapeName] = get_args(ShapeName)
    of: Sequence[str] = ("whole", "stream")

    def varied(self, point: Point) -> Json:
        """Return a payload said otherwise; `None` where this way is none."""
        form = "stream" if point.is_stream else "whole"
        if point.arrow != self.arrow or point.shape not in self.shapes or form not in self.of or point.error:
            return None
        changed = self.change(point.payload)
        return changed if repr(changed) != repr(point.payload) else None


def _everywhere(change: Callable[[Body], Body]) -> Callable[[Any], Json]:
    """Change the answer in every place of a payload that carries it: a body, each chunk, the response of an event."""

    def body(value: Any) -> Json:
        if isinstance(value, list):
            return [body(frame) for frame in value]
        if isinstance(value, dict) and isinstance(value.get("response"), dict):
            return {**value, "response": change(value["response"])}
        return change(value) if isinstance(value, dict) and "object" in value else value

    return body


def _reversed(value: Any) -> Json:
    """Turn round the order of all keys, but for those of schemas and arguments that are strings anyway."""
    if isinstance(value, dict):
        return {key: _reversed(entry) for key, entry in reversed(value.items())}
    return [_reversed(entry) for entry in value] if isinstance(value, list) else value


def _as_floats(value: Any) -> Json:
    """Write counts as `24.0`: JSON has one kind of number."""
    if isinstance(value, dict):
        return {key: _floats(entry) if key == "usage" else _as_floats(entry) for key, entry in value.items()}
    return [_as_floats(entry) for entry in value] if isinstance(value, list) else value


def _floats(value: Any) -> Json:
    if isinstance(value, dict):
        return {key: _floats(entry) for key, entry in value.items()}
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _numbered(frames: Sequence[Body]) -> list[Body]:
    return [{**frame, "sequence_number": number} for number, frame in enumerate(frames)]


def _with_unknown_events(frames: list[Body]) -> list[Body]:
    return _numbered([event for frame in frames for event in (frame, {"type": "response.vendor_note"})][:-1])


def _with_pings(frames: list[Body]) -> list[Body]:
    """Put a chunk without choices behind the first one, as hosts do that tell of a filter or keep a line open."""
    first, *rest = frames
    return [first, {**first, "choices": []}, *rest] if "choices" in first else frames


def _cut(frames: list[Body]) -> list[Body]:
    """Cut each delta of text in two."""
    found: list[Body] = []
    for frame in frames:
        halves = _halves(frame)
        found += halves or [frame]
    return _numbered(found) if frames and "type" in frames[0] else found


def _halves(frame: Body) -> list[Body] | None:
    if frame.get("type") == "response.output_text.delta" and len(frame["delta"]) > 1 and not frame.get("logprobs"):
        half = len(frame["delta"]) // 2
        return [{**frame, "delta": frame["delta"][:half]}, {**frame, "delta": frame["delta"][half:]}]
    for choice in frame.get("choices") or ():
        delta = choice.get("delta") or {}
        text = delta.get("content")
        is_plain = not ({"logprobs"} & {key for key, value in choice.items() if value} or choice.get("finish_reason"))
        if isinstance(text, str) and len(text) > 1 and is_plain and len(delta) == 1 and not frame.get("usage"):
            return [
                {**frame, "choices": [{**choice, "delta": {"content": part}}]}
                for part in (text[: len(text) // 2], text[len(text) // 2 :])
            ]
    return None


def _with_parts(body: Body) -> Json:
    """Say each text of a message as a list of one part."""
    return _in_messages(body, lambda content, kind: [{"type": kind, "text": content}] if content else content)


def _in_messages(body: Body, change: Callable[[str, str], Json]) -> Json:
    if "messages" in body:
        changed = [
            {**message, "content": change(message["content"], "text")}
            if isinstance(message.get("content"), str) and message.get("role") in ("user", "system", "developer")
            else message
            for message in body["messages"]
        ]
        return {**body, "messages": changed}
    items = body.get("input")
    if isinstance(items, str):
        return {**body, "input": [{"role": "user", "content": change(items, "input_text")}]}
    if not isinstance(items, list):
        return body
    changed = [
        {**message, "content": change(message["content"], "input_text")}
        if isinstance(message.get("content"), str) and message.get("role") in ("user", "system", "developer")
        else message
        for message in items
    ]
    return {**body, "input": changed}


def _spelling_out(defaults: Mapping[str, Json], where: Callable[[Body], object] = bool) -> Callable[[Any], Json]:
    return lambda body: {**defaults, **body} if isinstance(body, dict) and where(body) else body


def _merged(frames: list[Body]) -> list[Body]:
    """Put the words of each two neighbouring deltas of one text into the first of them."""
    found: list[Body] = []
    for frame in frames:
        last = found[-1] if found else {}
        if _is_text(frame) and _is_text(last) and frame.get("item_id") == last.get("item_id"):
            found[-1] = {**last, "delta": last["delta"] + frame["delta"]}
        elif (one := _plain_text(last)) is not None and (other := _plain_text(frame)) is not None:
            choice = last["choices"][0]
            found[-1] = {**last, "choices": [{**choice, "delta": {**choice["delta"], "content": one + other}}]}
        else:
            found.append(frame)
    return _numbered(found) if frames and "type" in frames[0] else found


def _is_text(event: Body) -> bool:
    return event.get("type") == "response.output_text.delta" and not event.get("logprobs")


def _plain_text(chunk: Body) -> str | None:
    """Return the words of a chunk that says nothing else."""
    choices = chunk.get("choices")
    if not (isinstance(choices, list) and len(choices) == 1) or chunk.get("usage"):
        return None
    others = {key for key, value in choices[0].items() if value and key not in ("index", "delta")}
    delta = choices[0].get("delta") or {}
    return delta.get("content") if not others and delta.keys() == {"content"} else None


def _empty_deltas(frames: list[Body]) -> list[Body]:
    """Put a chunk with no words behind each that has some, as hosts do."""
    found: list[Body] = []
    for frame in frames:
        found.append(frame)
        if _plain_text(frame) is not None:
            found.append({**frame, "choices": [{**frame["choices"][0], "delta": {"content": ""}}]})
    return found


def _as_system(body: Body) -> Json:
    return {
        **body,
        "messages": [
            {**message, "role": "system"} if message.get("role") == "developer" else message
            for message in body["messages"]
        ],
    }


def _as_items(body: Body) -> Json:
    """Say a text as a list of one message, and each message with its type."""
    asked = body.get("input")
    items = [{"role": "user", "content": asked}] if isinstance(asked, str) else asked
    if not isinstance(items, list):
        return body
    return {**body, "input": [{"type": "message", **message} if "role" in message else message for message in items]}


def _tierless(body: Body) -> Body:
    """Leave out a tier that says nothing."""
    says_nothing = body.get("service_tier") in ("default", "auto", None)
    return {key: value for key, value in body.items() if not (key == "service_tier" and says_nothing)}


def _own(**fields: Callable[[Any], Json]) -> Callable[[Any], Json]:
    return _everywhere(
        lambda body: {**body, **{key: change(body[key]) for key, change in fields.items() if key in body}}
    )


HARMLESS: Sequence[Harmless] = (
    Harmless(
        "vendor fields", "hosts add fields", "served", _everywhere(lambda body: {**body, "x_vendor": {"pool": 2}})
    ),
    Harmless("keys in another order", "RFC 8259, 4: unordered", "served", _reversed),
    Harmless("keys in another order", "RFC 8259, 4: unordered", "forwarded", _reversed),
    Harmless("counts as 24.0", "RFC 8259, 6: one kind of number", "served", _as_floats),
    Harmless("an id of its own", "an adapter makes its answers", "served", _own(id=lambda name: f"{name}x")),
    Harmless(
        "a clock of its own",
        "an adapter makes its answers",
        "served",
        _own(created=lambda time: time + 3, created_at=lambda time: time + 3),
    ),
    Harmless(
        "a fingerprint",
        "optional in the description",
        "served",
        _everywhere(lambda body: {**body, "system_fingerprint": "fp_1"}),
        ("chat",),
    ),
    Harmless(
        "unknown events",
        "clients skip what they do not know",
        "served",
        _with_unknown_events,
        ("responses",),
        ("stream",),
    ),
    Harmless("a chunk without choices", "hosts send some", "served", _with_pings, ("chat",), ("stream",)),
    Harmless("deltas cut in two", "deltas are added up", "served", _cut, of=("stream",)),
    Harmless("deltas merged", "deltas are added up", "served", _merged, of=("stream",)),
    Harmless("deltas without words", "hosts send some", "served", _empty_deltas, ("chat",), ("stream",)),
    Harmless("no service tier", "optional in the description", "served", _everywhere(_tierless)),
    Harmless("`system` for `developer`", "one role in two words", "forwarded", _as_system, ("chat",)),
    Harmless("messages as items with their type", "both forms are described", "forwarded", _as_items, ("responses",)),
    Harmless("texts as lists of one part", "both forms are described", "forwarded", _with_parts),
    Harmless("`n` spelt out", "1 is the default", "forwarded", _spelling_out({"n": 1}), ("chat",)),
    Harmless(
        "`store` spelt out", "false is the default of Chat", "forwarded", _spelling_out({"store": False}), ("chat",)
    ),
    Harmless("`stream` spelt out", "false is the default", "forwarded", _spelling_out({"stream": False})),
    Harmless(
        "`tool_choice` spelt out",
        "auto is the default",
        "forwarded",
        _spelling_out({"tool_choice": "auto"}, lambda body: body.get("tools")),
    ),
    Harmless(
        "`parallel_tool_calls` spelt out",
        "true is the default",
        "forwarded",
        _spelling_out({"parallel_tool_calls": True}, lambda body: body.get("tools")),
    ),
    Harmless(
        "`truncation` spelt out",
        "disabled is the default",
        "forwarded",
        _spelling_out({"truncation": "disabled"}),
        ("responses",),
    ),
)
"""Every way."""


def variations(points: Sequence[Point]) -> Iterator[tuple[Harmless, Point, Json]]:
    """Yield each payload of the reference adapter's, said in every other way that there is."""
    for harmless in HARMLESS:
        for point in points:
            if (varied := harmless.varied(point)) is not None:
                yield harmless, point, varied
