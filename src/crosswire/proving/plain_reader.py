"""A plain reading of payloads, to tell whether a mutant says anything else: it shares no code with the suites' readers.

A payload is its leaves, by where they stand; null, empty and absent are one. A stream is what its deltas add up to, and
the leaves of all that is no delta. What no client goes by is left out: `NO_FACT` says which leaves, and why.
"""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from crosswire.facts import Json, ShapeName

Facts = Mapping[str, Json]
"""What a payload says: where, and what."""

Reasons = Mapping[str, Sequence[str]]
"""Why something is no fact, and the patterns of where it stands."""

NO_FACT: Mapping[ShapeName, Reasons] = {
    "chat": {
        "the answer's own": ("id", "created", "system_fingerprint", "id.*", "created.*", "system_fingerprint.*"),
        "the shape itself": ("object", "choices.*.index", "choices.*.message.role", "choices.*.delta.role"),
        "padding": ("obfuscation",),
    },
    "responses": {
        "the answer's own": ("id", "*.id", "created_at", "completed_at", "*.created_at", "*.completed_at", "*.item_id"),
        "the shape itself": ("object", "*.object", "sequence_number"),
        "padding": ("obfuscation", "*.obfuscation"),
    },
}


def read_request(body: Json) -> Facts:
    """Return what a request says."""
    return dict(_leaves(body, ""))


def read_answer(shape: ShapeName, body: Json) -> Facts:
    """Return what a whole answer says, or an error's body."""
    return _facts(shape, _leaves(body, ""))


def read_stream(shape: ShapeName, frames: Sequence[Json]) -> Facts:
    """Return what a stream says."""
    return _facts(shape, (_chunks if shape == "chat" else _events)(frames))


def _facts(shape: ShapeName, said: Iterator[tuple[str, Json]]) -> Facts:
    return {place: leaf for place, leaf in said if not _is_no_fact(shape, place)}


def _is_no_fact(shape: ShapeName, place: str) -> bool:
    where = place.partition("|")[2] or place
    return any(fnmatchcase(where, pattern) for patterns in NO_FACT[shape].values() for pattern in patterns)


def _leaves(value: Json, place: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _leaves(entry, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _leaves(entry, f"{place}.{index}")
    elif value is not None and value != "":
        # JSON has one kind of number; a boolean is none, though Python says that True is 1.
        yield (
            place,
            f"the boolean {value}" if isinstance(value, bool) else value if isinstance(value, str) else float(value),
        )


JOINED = ("content", "refusal", "reasoning", "reasoning_content", "arguments", "input")
"""The strings of deltas that are added up; anything else is said, once or again."""


def _chunks(frames: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    """Yield what chunks say: by choice and by call, strings joined; lists one behind the other."""
    joined: dict[str, str] = {}
    said: dict[str, list[Json]] = {}
    for frame in frames:
        for place, leaf in _of_chunk(frame):
            if place.rpartition(".")[2] in JOINED and isinstance(leaf, str):
                joined[place] = joined.get(place, "") + leaf
            elif leaf not in said.setdefault(place, []) or "*" in place:
                said[place].append(leaf)
    yield from joined.items()
    for place, values in said.items():
        yield from ((f"{place}.{number}" if number else place, leaf) for number, leaf in enumerate(values))


def _of_chunk(frame: Json) -> Iterator[tuple[str, Json]]:
    """Yield the leaves of one chunk; `*` stands in their place for an entry of a list that other chunks go on with."""
    if not isinstance(frame, Mapping):
        yield from _leaves(frame, "")
        return
    yield from _leaves({key: value for key, value in frame.items() if key != "choices"}, "")
    for choice in _entries(frame.get("choices")):
        here = f"choices.{choice.get('index')}"
        yield from _leaves({key: value for key, value in choice.items() if key not in ("delta", "index")}, here)
        delta = choice.get("delta")
        for key, value in delta.items() if isinstance(delta, Mapping) else ():
            if key == "tool_calls":
                for call in _entries(value):
                    rest = {name: entry for name, entry in call.items() if name != "index"}
                    yield from _leaves(rest, f"{here}.delta.tool_calls.{call.get('index')}")
            elif isinstance(value, list):
                for entry in value:
                    yield from _leaves(entry, f"{here}.delta.{key}.*")
            else:
                yield from _leaves(value, f"{here}.delta.{key}")


def _entries(value: Json) -> Iterator[Mapping[str, Json]]:
    return (entry for entry in value if isinstance(entry, Mapping)) if isinstance(value, list) else iter(())


def _events(frames: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    """Yield what events say: deltas joined by item and part; of all others each leaf, with the event's type."""
    joined: dict[str, str] = {}
    seen: dict[str, int] = {}
    for frame in frames:
        event: Mapping[str, Any] = frame if isinstance(frame, Mapping) else {"type": "nothing", "value": frame}
        kind, delta = str(event.get("type")), event.get("delta")
        where = ".".join(str(event.get(name)) for name in ("output_index", "content_index", "summary_index"))
        if isinstance(delta, str):
            joined[f"{kind}|{where}.delta"] = joined.get(f"{kind}|{where}.delta", "") + delta
            event = {key: value for key, value in event.items() if key in ("logprobs", "item_id", "obfuscation")}
        rest = {key: value for key, value in event.items() if key != "type"}
        number = seen[kind] = seen.get(kind, -1) + 1
        said = list(_leaves(rest, ""))
        yield from ((f"{kind}|{number}.{place}", leaf) for place, leaf in said if place != "sequence_number")
        if not isinstance(delta, str):
            yield f"{kind}|{number}", True
    yield from joined.items()
