"""The texts that the deltas of a stream add up to: a secret may be cut by them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crosswire.facts import Json
from crosswire.wire.exact_json import Number, Object, in_one_line, parse_exactly

_DATA = re.compile(r"(?m)^data:(.*?)\r?$")
_PIECES = frozenset(
    "delta content arguments text refusal reasoning reasoning_content reasoning_text thinking input partial_json code"
    " output summary_text transcript".split()
)
"""The fields whose texts are pieces of a longer one."""
_INDEXES = re.compile(r"\w*index|(?:item|output|content|call)_id|type")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: in which event it stands, counted from 0, and the keys that lead to it."""

    event: int
    keys: tuple[str | int, ...]
    text: str


def joined(body: str) -> dict[str, list[Piece]]:
    """Return the pieces of each text of an event stream that has several, by what they have in common."""
    channels: dict[str, list[Piece]] = {}
    for event, found in enumerate(_DATA.finditer(body)):
        try:
            value = parse_exactly(found[1])
        except ValueError:
            continue
        for channel, keys, text in _pieces(value):
            channels.setdefault(channel, []).append(Piece(event, keys, text))
    return {channel: pieces for channel, pieces in channels.items() if len(pieces) > 1}


def _pieces(value: Json, channel: str = "", keys: tuple[str | int, ...] = ()) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    if isinstance(value, Object):
        index = "".join(f" {key}={entry}" for key, entry in value if _INDEXES.fullmatch(key) and isinstance(entry, str))
        for number, (key, entry) in enumerate(value):
            if isinstance(entry, str) and not isinstance(entry, Number):
                if key in _PIECES:
                    yield f"{channel}{index}/{key}", (*keys, number), entry
            else:
                yield from _pieces(entry, f"{channel}{index}/{key}", (*keys, number))
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _pieces(entry, channel, (*keys, number))


def with_joined(body: str, change: Callable[[str, str], str]) -> str:
    """Return an event stream whose joined texts are changed, each piece at its place. The length of a text stays.

    `change` gets the name of the field, then the text.
    """
    instead: dict[int, list[Piece]] = {}
    for channel, pieces in joined(body).items():
        before = "".join(piece.text for piece in pieces)
        after = change("", before)
        if after == before or len(after) != len(before):
            continue
        at = 0
        for piece in pieces:
            new = after[at : at + len(piece.text)]
            at += len(piece.text)
            if new != piece.text:
                instead.setdefault(piece.event, []).append(Piece(piece.event, piece.keys, new))
    if not instead:
        return body
    numbers = iter(range(len(body)))
    return _DATA.sub(lambda found: _rewritten(found, instead.get(next(numbers), [])), body)


def _rewritten(found: re.Match[str], pieces: list[Piece]) -> str:
    if not pieces:
        return found[0]
    value = parse_exactly(found[1])
    for piece in pieces:
        value = _with(value, piece.keys, piece.text)
    ends = "\r" if found[0].endswith("\r") else ""
    space = " " if found[1].startswith(" ") else ""
    return f"data:{space}{in_one_line(value)}{ends}"


def _with(value: Json, keys: tuple[str | int, ...], text: str) -> Json:
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
