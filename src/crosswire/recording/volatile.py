"""What is new in every answer without meaning anything: ids, times, padding.

A recording keeps the ids and times of the one that it replaces, in order. So a diff shows changes of content alone, and
the four recordings of a scenario still agree. Where there is none to replace, ids are made up, the same each time for
the same position in the same scenario.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from crosswire.facts import Json
from crosswire.secrets.entries import json_in
from crosswire.wire.bodies import with_json
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.event_streams import read_events
from crosswire.wire.exact_json import Number, Object, map_strings, parse_exactly
from crosswire.wire.leaves import leaves, map_leaves

ID_KEYS = ("id", "item_id", "call_id", "tool_call_id", "response_id", "previous_response_id")
_PREFIX = re.compile(r"(?:[A-Za-z]+[-_])*")
_RANDOM = re.compile(r"(?=.*\d)[\w-]{8,}")

_TIMES = re.compile(r"created|\w+_at")
PADDING = "obfuscation"
UNSTEADY = (PADDING, "completed_at", "encrypted_content")
"""The keys of values that differ between two answers with the same content, beside ids and `created`."""


def steady(calls: Sequence[HttpCall], before: Sequence[HttpCall], seed: str) -> tuple[HttpCall, ...]:
    """Return calls with the ids and times of the calls `before`. Ids without a counterpart there are made from `seed`.

    The calls are one conversation; `before` may be its recording over the other API, or empty.
    """
    ids = _renamed(calls, before, seed)
    starts = [_start(call) for call in before]
    return tuple(
        _with_times(_with_ids(call, ids), starts[turn] if turn < len(starts) else None)
        for turn, call in enumerate(calls)
    )


def say_the_same(calls: Sequence[HttpCall], before: Sequence[HttpCall]) -> bool:
    """Return whether steady calls have the same content."""
    return _masked(calls) == _masked(before)


def _masked(calls: Sequence[HttpCall]) -> list[HttpCall]:
    return [replace(call, request_body=_normal(call.request_body), body=_normal(call.body)) for call in calls]


def _normal(body: bytes) -> bytes:
    """Return a body for comparison: its JSON in one line, and masked."""
    return with_json(body, lambda value: Object((("masked", _without(value)),)))


def _without(value: Json) -> Json:
    match value:
        case Object():
            return Object((key, "masked" if key in UNSTEADY and entry else _without(entry)) for key, entry in value)
        case list():
            return [_without(entry) for entry in value]
        case _:
            return value


# Ids


def _renamed(calls: Sequence[HttpCall], before: Sequence[HttpCall], seed: str) -> Mapping[str, str]:
    """Return the new id of every random id that was served."""
    earlier = _by_prefix(_served_ids(before))
    names: dict[str, str] = {}
    for prefix, served in _by_prefix(_served_ids(calls)).items():
        for index, served_id in enumerate(served):
            if _RANDOM.fullmatch(served_id.removeprefix(prefix)):
                old = earlier.get(prefix, ())
                names[served_id] = (
                    old[index] if index < len(old) else _made_up(served_id, prefix, f"{seed} {prefix}{index}")
                )
    return names


def _by_prefix(ids: Iterable[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for served_id in ids:
        found[_prefix(served_id)].append(served_id)
    return found


def _prefix(text: str) -> str:
    found = _PREFIX.match(text)
    return found[0] if found else ""


def _served_ids(calls: Sequence[HttpCall]) -> Iterator[str]:
    """Yield the ids that answers have before any request does, without repetition, in order."""
    seen: set[str] = set()
    for call in calls:
        seen |= set(strings_in(call.request_body))
        for served_id in [*call.headers.get("x-request-id", ()), *_ids_in(call.body)]:
            if served_id and served_id not in seen:
                seen.add(served_id)
                yield served_id


def _ids_in(body: bytes) -> Iterator[str]:
    for value in _values(body):
        yield from (text for key, text in leaves(value) if key in ID_KEYS and isinstance(text, str))


def _made_up(text: str, prefix: str, seed: str) -> str:
    """Return an id of the same form and length, the same for the same seed."""
    digits = iter(hashlib.shake_256(f"crosswire {seed}".encode()).hexdigest(len(text)))
    return prefix + re.sub(r"[A-Za-z0-9]", lambda _: next(digits), text.removeprefix(prefix))


def _with_ids(call: HttpCall, names: Mapping[str, str]) -> HttpCall:
    if not names:
        return call
    anywhere = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))

    def renamed(text: str) -> str:
        return anywhere.sub(lambda found: names[found[0]], text)

    def in_json(value: Json) -> Json:
        return map_strings(value, lambda _, text: renamed(text))

    return replace(
        call,
        headers={name: [renamed(value) for value in values] for name, values in call.headers.items()},
        request_body=with_json(call.request_body, in_json),
        body=with_json(call.body, in_json),
    )


# Times and padding


def _start(call: HttpCall) -> int | None:
    """Return the time at which an answer began, in seconds, as it says."""
    times = (int(entry) for key, entry in _all_leaves(call.body) if _is_time(key, entry))
    return next(times, None)


def _with_times(call: HttpCall, start: int | None) -> HttpCall:
    """Return a call whose answer begins at `start`, and whose padding is always the same."""
    began = _start(call)
    moved = 0 if start is None or began is None else start - began

    def at_its_time(key: str, entry: Json) -> Json:
        if key == PADDING and isinstance(entry, str):
            return "x" * len(entry)
        return Number(int(entry) + moved) if _is_time(key, entry) else entry

    return replace(call, body=with_json(call.body, lambda value: map_leaves(value, at_its_time)))


def _is_time(key: str, entry: Json) -> bool:
    return isinstance(entry, Number) and entry.isdecimal() and int(entry) > 0 and bool(_TIMES.fullmatch(key))


# The leaves of what was parsed exactly


def _values(body: bytes) -> Iterator[Json]:
    text = body.decode(errors="replace")
    for part in (text, *read_events(text)):
        try:
            yield parse_exactly(part)
        except ValueError:
            continue


def _all_leaves(body: bytes) -> Iterator[tuple[str, Json]]:
    for value in _values(body):
        yield from leaves(value)


def strings_in(body: bytes) -> Iterator[str]:
    """Yield every string of a body, and every string of JSON within one."""
    for _, leaf in _all_leaves(body):
        if isinstance(leaf, str) and not isinstance(leaf, Number):
            yield leaf
            if json_in(leaf) is not None:
                yield from strings_in(leaf.encode(errors="replace"))
