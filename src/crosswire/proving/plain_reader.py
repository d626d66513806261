"""A plain reading of payloads, to tell whether a mutant says anything else: it shares no code with the suites' readers.

A payload is its leaves, by where they stand; null, empty and absent are one. A stream is what its deltas add up to, and
the leaves of all that is no delta. Left out is what no client goes by: `SILENT` says which leaves, and why; what a
stream's beginning says as its end does; and in an error what is the adapter's own, since the upstream does not say it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crosswire.facts import Json, ShapeName
from crosswire.proving.silent import Side, as_leaf, silent

Facts = Mapping[str, Json]
"""What a payload says: where, and what. In a stream an event stands before the place: `response.completed|0.model`."""


@dataclass(frozen=True, slots=True)
class Failing:
    """What an upstream says that fails."""

    status: int
    headers: Iterable[str]
    """Names, in lower case."""
    payload: Json
    """Its error, or its frames."""


def read_request(shape: ShapeName, body: Json) -> Facts:
    """Return what a request says."""
    return {
        position: leaf for position, leaf in _leaves(body, "") if not _is_silent("request", shape, position, leaf, {})
    }


def read_answer(shape: ShapeName, body: Json, asked: Json, failing: Failing | None = None) -> Facts:
    """Return what a whole answer says to what was asked; or an error's status, headers and body."""
    return dict(_spoken(shape, _leaves(body, ""), asked, failing))


def read_stream(shape: ShapeName, frames: Sequence[Json], asked: Json, failing: Failing | None = None) -> Facts:
    """Return what a stream says to what was asked."""
    return _without_repeats(dict(_spoken(shape, (_chunks if shape == "chat" else _events)(frames), asked, failing)))


def _spoken(
    shape: ShapeName, leaves: Iterator[tuple[str, Json]], asked: Json, failing: Failing | None
) -> Iterator[tuple[str, Json]]:
    settings = dict(_leaves(asked, ""))
    spoken = (
        (position, leaf) for position, leaf in leaves if not _is_silent("answer", shape, position, leaf, settings)
    )
    return _of_upstream(spoken, failing) if failing else spoken


def _is_silent(side: Side, shape: ShapeName, position: str, leaf: Json, settings: Facts) -> bool:
    event, _, within = position.partition("|")
    where = within.partition(".")[2] if within else event
    was_set = where.removeprefix("response.") in settings
    return any(rule.covers(leaf) and not (rule.unless_asked and was_set) for rule in silent(side, shape, where))


BEGINNINGS = ("response.created|0.", "response.in_progress|0.")
ENDS = ("response.completed|0.", "response.incomplete|0.", "response.failed|0.")


def _without_repeats(facts: Facts) -> Facts:
    """Leave out what a stream's beginning says as its end does: it may as well be silent."""
    end = {position.partition("|")[2]: leaf for position, leaf in facts.items() if position.startswith(ENDS)}
    return {
        position: leaf
        for position, leaf in facts.items()
        if not (position.startswith(BEGINNINGS) and end.get(position.partition("|")[2]) == leaf)
    }


OF_AN_ERROR = ("message", "type", "code", "param")


def _of_upstream(leaves: Iterator[tuple[str, Json]], failing: Failing) -> Iterator[tuple[str, Json]]:
    """Yield what an error says of what its upstream says; words and headers of its own are no facts.

    The upstream's words may stand within longer ones. Where it says none, that there are any is a fact. A failure
    inside a 200 has a class, and no status.
    """
    words = set(_words(failing.payload))
    for position, leaf in leaves:
        parent, _, key = position.rpartition(".")
        if position == "status" and isinstance(leaf, float) and failing.status == 200:
            yield position, leaf // 100
        elif parent == "headers":
            if key.lower() in failing.headers:
                yield position, leaf
        elif parent.rpartition(".")[2] == "error" and key in OF_AN_ERROR:
            found = sorted(word for word in words if word in str(leaf))
            if found or key == "message":
                yield position, found
        elif not position.endswith("error.object"):
            yield position, leaf


def _words(value: Json) -> Iterator[str]:
    """Yield what an upstream says in its errors: objects with a message or a code."""
    if isinstance(value, list):
        for entry in value:
            yield from _words(entry)
    elif isinstance(value, Mapping):
        if isinstance(value.get("message") or value.get("code"), str):
            words = {key: value[key] for key in OF_AN_ERROR if value.get(key)}
            # The type of an event `error` is no word of its error.
            yield from (str(word) for key, word in words.items() if (key, word) != ("type", "error"))
        for entry in value.values():
            yield from _words(entry)


def _leaves(value: Json, position: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _leaves(entry, f"{position}.{key}" if position else str(key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _leaves(entry, f"{position}.{index}")
    elif value is not None and value != "":
        yield position, as_leaf(value)


JOINED = ("content", "refusal", "reasoning", "reasoning_content", "arguments", "input")
"""The strings of deltas that are added up; anything else is said, once or again."""


def _chunks(frames: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    """Yield what chunks say: by choice and by call, strings joined; lists one behind the other."""
    joined: dict[str, str] = {}
    values: dict[str, list[Json]] = {}
    for frame in frames:
        for position, leaf in _of_chunk(frame):
            if position.rpartition(".")[2] in JOINED and isinstance(leaf, str):
                joined[position] = joined.get(position, "") + leaf
            elif leaf not in values.setdefault(position, []) or "*" in position:
                values[position].append(leaf)
    yield from joined.items()
    for position, found in values.items():
        yield from ((f"{position}.{number}" if number else position, leaf) for number, leaf in enumerate(found))


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
        leaves = list(_leaves(rest, ""))
        yield from ((f"{kind}|{number}.{position}", leaf) for position, leaf in leaves if position != "sequence_number")
        if not isinstance(delta, str):
            yield f"{kind}|{number}", True
    yield from joined.items()
