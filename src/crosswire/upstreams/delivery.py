"""How an answer is sent over a network: its bytes in pieces, and what happens between them."""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import pairwise

from crosswire.scenarios import Interaction
from crosswire.shapes import SHAPES
from crosswire.wire.event_streams import DONE, read_events
from crosswire.wire.json_text import parse


class Event(Enum):
    """What happens on a connection beside bytes."""

    HOLD = "what follows is held back until the client has got something"
    RESET = "the connection is reset"
    STALL = "nothing comes any more"


HOLD, RESET, STALL = Event.HOLD, Event.RESET, Event.STALL

Step = bytes | Event
Send = Callable[[bytes, Interaction], Iterator[Step]]
"""Take an answer's body apart into pieces, each written on its own."""

_EVENT = re.compile(rb".*?(?:\r\n\r\n|\n\n|\r\r|\Z)", re.DOTALL)


def events(body: bytes) -> list[bytes]:
    """Cut a stream behind each event; put together again they are the stream."""
    return [piece for piece in _EVENT.findall(body) if piece]


def by_event(body: bytes, interaction: Interaction) -> Iterator[Step]:
    """Send a stream event by event, anything else at once."""
    yield from events(body) if interaction.streams else [body]


def at_once(body: bytes, _: Interaction) -> Iterator[Step]:
    """Send everything in one piece."""
    yield body


def byte_by_byte(body: bytes, _: Interaction) -> Iterator[Step]:
    """Send every byte on its own."""
    yield from (body[place : place + 1] for place in range(len(body)))


def within_events(body: bytes, _: Interaction) -> Iterator[Step]:
    """Cut every event in its middle, and not behind it."""
    yield from _cut(body, [start + len(piece) // 2 for start, piece in _placed(events(body))])


def within_characters(body: bytes, _: Interaction) -> Iterator[Step]:
    """Cut every character of several bytes behind its first byte."""
    yield from _cut(body, [place + 1 for place, byte in enumerate(body) if byte >= 0xC0])


def within_line_ends(body: bytes, _: Interaction) -> Iterator[Step]:
    """Cut every blank line between its two line ends."""
    yield from _cut(body, [place + 1 for place in range(len(body) - 1) if body[place : place + 2] == b"\n\n"])


def held_back(body: bytes, interaction: Interaction) -> Iterator[Step]:
    """Send all words of a stream, and hold its end back."""
    pieces = events(body)
    last = _last_words(pieces, interaction)
    yield b"".join(pieces[:last])
    yield HOLD
    yield b"".join(pieces[last:])


def reset_before(_: bytes, __: Interaction) -> Iterator[Step]:
    """Reset the connection before the first byte of the answer."""
    yield RESET


def reset_within(body: bytes, interaction: Interaction) -> Iterator[Step]:
    """Reset the connection when half of the answer is sent."""
    yield _half(body, interaction)
    yield RESET


def stall_before(_: bytes, __: Interaction) -> Iterator[Step]:
    """Send nothing, and keep the connection."""
    yield STALL


def stall_within(body: bytes, interaction: Interaction) -> Iterator[Step]:
    """Send half of the answer, and then nothing."""
    yield _half(body, interaction)
    yield STALL


def _half(body: bytes, interaction: Interaction) -> bytes:
    """Return the first half: of a stream, whole events, with words among them."""
    if not interaction.streams:
        return body[: len(body) // 2]
    pieces = events(body)
    half = _last_words(pieces, interaction) // 2 + 1
    return b"".join(pieces[: max(half, _first(pieces, interaction, bool))])


def _last_words(pieces: list[bytes], interaction: Interaction) -> int:
    """Return behind how many events all words of the stream have been said."""
    whole = _said(b"".join(pieces), interaction)
    return _first(pieces, interaction, lambda words: words == whole)


def _first(pieces: list[bytes], interaction: Interaction, enough: Callable[[str], bool]) -> int:
    """Return behind how many events enough words have been said."""
    low, high = 0, len(pieces)
    while low < high:
        middle = (low + high) // 2
        is_enough = enough(_said(b"".join(pieces[:middle]), interaction))
        low, high = (low, middle) if is_enough else (middle + 1, high)
    return low


def _said(body: bytes, interaction: Interaction) -> str:
    """Return the words of a stream, or of the beginning of one."""
    frames = [parse(data) for data in read_events(body.decode()) if data != DONE]
    return getattr(SHAPES[interaction.shape].read_stream(frames), "text", "")


def _placed(pieces: list[bytes]) -> Iterator[tuple[int, bytes]]:
    start = 0
    for piece in pieces:
        yield start, piece
        start += len(piece)


def _cut(body: bytes, places: list[int]) -> Iterator[bytes]:
    bounds = [0, *places, len(body)]
    yield from (body[start:end] for start, end in pairwise(bounds) if start < end)
