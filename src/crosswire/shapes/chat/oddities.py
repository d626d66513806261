"""Differences of Chat answers from the vendor's own, as hosts are reported to send them.

These tables name the differences that a recording has. Requirements use the names as conditions; they compare none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from crosswire.facts import Json
from crosswire.shapes.lenient import has_value, hashable, mapping, objects

Frames = Sequence[Mapping[str, Json]]


def oddities(body: Json) -> frozenset[str]:
    """Return the names of the differences that an answer has: the frames of a stream, or a completion."""
    table, frames = (STREAM, objects(body)) if isinstance(body, list) else (WHOLE, [mapping(body)])
    return frozenset(name for name, holds in table.items() if holds(frames))


def _choices(chunks: Frames) -> Iterator[Mapping[str, Json]]:
    return (choice for chunk in chunks for choice in objects(chunk.get("choices")))


def _deltas(chunks: Frames) -> Iterator[Mapping[str, Json]]:
    return (mapping(choice.get("delta")) for choice in _choices(chunks))


def _calls(chunks: Frames) -> Iterator[Mapping[str, Json]]:
    return (call for delta in _deltas(chunks) for call in objects(delta.get("tool_calls")))


def _choiceless(chunks: Frames) -> bool:
    """Return whether a chunk has no choices, but for those of usage and moderation, which have none."""
    return any(not chunk.get("choices") and not {"usage", "moderation", "error"} & chunk.keys() for chunk in chunks)


def _empty_delta(chunks: Frames) -> bool:
    return any(choice.get("delta") is None for choice in _choices(chunks))


def _null_content(chunks: Frames) -> bool:
    """Return whether a later delta has null content; the first one may."""
    return any(delta.get("content", "") is None and "role" not in delta for delta in _deltas(chunks))


def _repeated_role(chunks: Frames) -> bool:
    return sum("role" in delta for delta in _deltas(chunks)) > 1


def _other_ids(chunks: Frames) -> bool:
    return len({hashable(chunk["id"]) for chunk in chunks if has_value(chunk.get("id"))}) > 1


def _finishes(chunks: Frames) -> bool:
    words = [choice["finish_reason"] for choice in _choices(chunks) if choice.get("finish_reason") is not None]
    return len(words) > 1 or "" in words


def _text_with_finish(chunks: Frames) -> bool:
    return any(
        has_value(choice.get("finish_reason")) and has_value(mapping(choice.get("delta")).get("content"))
        for choice in _choices(chunks)
    )


def _no_calls(chunks: Frames) -> bool:
    return any(delta.get("tool_calls") == [] for delta in _deltas(chunks))


def _usage_beside(chunks: Frames) -> bool:
    return any(has_value(chunk.get("usage")) and has_value(chunk.get("choices")) for chunk in chunks)


def _no_index(chunks: Frames) -> bool:
    return any(call.get("index") is None for call in _calls(chunks))


def _index_again(chunks: Frames) -> bool:
    """Return whether one index has several ids."""
    ids: dict[Json, set[Json]] = {}
    for call in _calls(chunks):
        if has_value(call.get("id")) and call.get("index") is not None:
            ids.setdefault(hashable(call["index"]), set()).add(hashable(call["id"]))
    return any(len(of_index) > 1 for of_index in ids.values())


def _named_again(chunks: Frames) -> bool:
    """Return whether an id comes with more than one delta of its call."""
    ids = [hashable(call["id"]) for call in _calls(chunks) if has_value(call.get("id"))]
    return len(ids) > len(set(ids))


def _named_late(chunks: Frames) -> bool:
    """Return whether the first delta of a call has an id and no name, and a later one has the name."""
    begun: set[Json] = set()
    for call in _calls(chunks):
        index, name = hashable(call.get("index")), mapping(call.get("function")).get("name")
        if has_value(name) and index in begun:
            return True
        if has_value(name):
            begun.discard(index)
        elif has_value(call.get("id")):
            begun.add(index)
    return False


def _several_calls(chunks: Frames) -> bool:
    return any(len(objects(delta.get("tool_calls"))) > 1 for delta in _deltas(chunks))


def _unknown_frame(chunks: Frames) -> bool:
    return any("object" in chunk and chunk["object"] != "chat.completion.chunk" for chunk in chunks)


def _unknown_part(bodies: Frames) -> bool:
    """Return whether there is a vendor's own field: the description has none that begins with `x_` or `x-`."""
    return any(key.startswith(("x_", "x-")) for body in bodies for key in body)


def _no_usage_details(bodies: Frames) -> bool:
    return any(
        has_value(usage := body.get("usage")) and "prompt_tokens_details" not in mapping(usage) for body in bodies
    )


STREAM: Mapping[str, Callable[[Frames], bool]] = {
    "chunk without choices": _choiceless,
    "delta null": _empty_delta,
    "content null": _null_content,
    "role repeated": _repeated_role,
    "ids differ": _other_ids,
    "finish repeated or empty": _finishes,
    "text with finish": _text_with_finish,
    "empty list of calls": _no_calls,
    "usage beside choices": _usage_beside,
    "call without index": _no_index,
    "index of another call": _index_again,
    "call id repeated": _named_again,
    "call named late": _named_late,
    "several calls in a chunk": _several_calls,
    "unknown frame": _unknown_frame,
    "unknown field": _unknown_part,
    "no usage details": _no_usage_details,
}
"""By the name of a difference: whether a stream has it."""

WHOLE: Mapping[str, Callable[[Frames], bool]] = {
    "unknown field": _unknown_part,
    "no usage details": _no_usage_details,
}
"""By the name of a difference: whether a whole completion has it."""
