"""The texts that the deltas of a stream add up to: a secret may be cut by them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from crosswire.facts import Json
from crosswire.wire.exact_json import Number, Object, in_one_line, parse_exactly

_DATA = re.compile(r"(?m)^data:([^\r\n]*(?:\r(?!$)[^\r\n]*)*)\r?$")
_OTHER = re.compile(r"(?m)^(?!data:)[^\r\n]+")
_PIECES = re.compile(
    r"delta|content|arguments|text|refusal|reasoning(?:_content|_text)?|thinking|input|partial_json|code|output"
    r"|summary_text|transcript"
)
"""The fields whose texts are pieces of a longer one."""
_INDEXES = re.compile(r"\w*index|(?:item|output|content|call)_id|type")


@lru_cache(4096)
def _is_piece(key: str) -> bool:
    return bool(_PIECES.fullmatch(key))


@lru_cache(4096)
def _is_index(key: str) -> bool:
    return bool(_INDEXES.fullmatch(key))


class Piece(NamedTuple):
    """A piece of a text: in which event it stands, counted from 0, and the keys that lead to it."""

    event: int
    keys: tuple[str | int, ...]
    text: str


@lru_cache(8)
def events_in(body: str) -> Sequence[tuple[str, Json | None]]:
    """Return the data of each event of a stream, and its exactly parsed JSON; None where it is not JSON.

    Redaction and the scan read a body several times, so that the last ones are remembered. Nobody changes them.
    """
    return [(data, _parsed(data)) for data in _DATA.findall(body)]


def _parsed(text: str) -> Json | None:
    try:
        return parse_exactly(text)
    except ValueError:
        return None


@lru_cache(8)
def joined(body: str) -> Mapping[str, Sequence[Piece]]:
    """Return the pieces of each text of an event stream that has several, by what they have in common."""
    channels: dict[str, list[Piece]] = {}
    for event, (_, value) in enumerate(events_in(body)):
        _add_pieces(value, event, channels)
    return {channel: pieces for channel, pieces in channels.items() if len(pieces) > 1}


def _add_pieces(
    value: Json, event: int, channels: dict[str, list[Piece]], channel: str = "", keys: tuple[str | int, ...] = ()
) -> None:
    if isinstance(value, Object):
        index = "".join([f" {key}={entry}" for key, entry in value if _is_index(key) and isinstance(entry, str)])
        for number, (key, entry) in enumerate(value):
            if isinstance(entry, str):
                if _is_piece(key) and not isinstance(entry, Number):
                    piece = Piece(event, (*keys, number), entry)
                    channels.setdefault(f"{channel}{index}/{key}", []).append(piece)
            elif isinstance(entry, Object | list):
                _add_pieces(entry, event, channels, f"{channel}{index}/{key}", (*keys, number))
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            _add_pieces(entry, event, channels, channel, (*keys, number))


def events_without_pieces(body: str) -> Iterator[tuple[int, Json]]:
    """Yield the number and the JSON of each event, without the pieces of joined texts: they are judged as a whole."""
    blank = _by_event(joined(body))
    for event, (_, value) in enumerate(events_in(body)):
        if value is not None:
            yield event, _blanked(value, blank.get(event, []))


def lines_beside(body: str) -> set[str]:
    """Return the lines of a stream that hold no data, such as the names of events."""
    return set(_OTHER.findall(body))


def without_events(body: str) -> str:
    """Return the lines of a stream that are no events of JSON."""
    events = iter(events_in(body))
    return _DATA.sub(lambda found: found[0] if next(events)[1] is None else "", body)


def with_joined(body: str, change: Callable[[str], str], change_json: Callable[[Json], Json]) -> str | None:
    """Return an event stream whose joined texts are changed, and all else of it; `None` where no texts are joined.

    Each piece stays at its place. Where the length of a joined text does not stay, the text stays as it was.
    """
    channels = joined(body)
    if not channels:
        return None
    instead = _by_event({channel: _changed(pieces, change) for channel, pieces in channels.items()})
    events = enumerate(events_in(body))

    def rewritten(found: re.Match[str]) -> str:
        number, (_, before) = next(events)
        pieces = instead.get(number, [])
        if before is None:
            return f"data:{change(found[1])}" + ("\r" if found[0].endswith("\r") else "")
        after = change_json(_blanked(before, pieces))
        for piece in pieces:
            after = _with(after, piece.keys, piece.text)
        if after == before:
            return found[0]
        ends = "\r" if found[0].endswith("\r") else ""
        return f"data:{' ' if found[1].startswith(' ') else ''}{in_one_line(after)}{ends}"

    return _OTHER.sub(lambda found: change(found[0]), _DATA.sub(rewritten, body))


def _by_event(channels: Mapping[str, Sequence[Piece]]) -> dict[int, list[Piece]]:
    by_event: dict[int, list[Piece]] = {}
    for pieces in channels.values():
        for piece in pieces:
            by_event.setdefault(piece.event, []).append(piece)
    return by_event


def _changed(pieces: Sequence[Piece], change: Callable[[str], str]) -> Sequence[Piece]:
    before = "".join(piece.text for piece in pieces)
    after = change(before)
    if len(after) != len(before):
        return pieces
    ends = list(accumulate(len(piece.text) for piece in pieces))
    return [piece._replace(text=after[end - len(piece.text) : end]) for piece, end in zip(pieces, ends, strict=True)]


def _blanked(value: Json, pieces: list[Piece]) -> Json:
    for piece in pieces:
        value = _with(value, piece.keys, Number("0"))
    return value


def _with(value: Json, keys: tuple[str | int, ...], text: Json) -> Json:
    """Return exactly parsed JSON with another text at the position that `keys` lead to."""
    if not keys:
        return text
    first = int(keys[0])
    if isinstance(value, Object):
        return Object(
            (key, _with(entry, keys[1:], text) if number == first else entry)
            for number, (key, entry) in enumerate(value)
        )
    return [_with(entry, keys[1:], text) if number == first else entry for number, entry in enumerate(value)]
