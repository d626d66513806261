"""How an answer is sent over a network: its bytes in pieces, and what happens between them."""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from itertools import cycle, pairwise

from crosswire.interactions import Interaction
from crosswire.shapes import SHAPES
from crosswire.wire.event_streams import DONE, event_blocks, read_event_bytes
from crosswire.wire.json_text import parse


class Event(Enum):
    """What can happen on a connection between bytes."""

    HOLD = "the rest is held back until the client has received words"
    PAUSE = "a moment passes, as between the words of a model"
    RESET = "the connection is reset"
    STALL = "nothing more is sent"


HOLD, PAUSE, RESET, STALL = Event.HOLD, Event.PAUSE, Event.RESET, Event.STALL

PAUSES = 40
"""How many moments make up the patience of an upstream."""

PACKET = 2**13
"""The bytes of pieces that are written at once."""

Packet = tuple[bytes, ...]
"""Pieces that are written at once, each as a chunk of HTTP: most clients give them to their reader one by one."""
Step = bytes | Packet | Event
Send = Callable[[bytes, Interaction], Iterator[Step]]
"""Cuts the body of an answer into pieces, each sent on its own, with events between them."""


def in_packets(pieces: Iterable[bytes]) -> Iterator[Step]:
    """Write small pieces at once, and large ones on their own."""
    packet: list[bytes] = []
    size = 0
    for piece in pieces:
        if size + len(piece) > PACKET:
            if packet:
                yield tuple(packet)
            packet, size = [], 0
        if len(piece) > PACKET:
            yield piece
            piece = b""  # the next is made before it has this name
        else:
            packet.append(piece)
            size += len(piece)
    if packet:
        yield tuple(packet)


def one_by_one(steps: Iterable[Step]) -> Iterator[bytes | Event]:
    """Take packets apart."""
    for step in steps:
        if isinstance(step, tuple):
            yield from step
        else:
            yield step


def events(body: bytes) -> list[bytes]:
    """Cut a stream after every event; the pieces joined are the stream."""
    return [*event_blocks(body)]


def by_event(body: bytes, interaction: Interaction) -> Iterator[Step]:
    """Send a stream event by event, anything else at once."""
    yield from event_blocks(body) if interaction.streams else [body]


def by_packet(body: bytes, interaction: Interaction) -> Iterator[Step]:
    """Send a stream event by event, but many at once; anything else as it is."""
    yield from in_packets(event_blocks(body)) if interaction.streams else [body]


def at_once(body: bytes, _: Interaction) -> Iterator[Step]:
    """Send everything in one piece."""
    yield body


def byte_by_byte(body: bytes, _: Interaction) -> Iterator[Step]:
    """Send every byte as a chunk. Packets of 1, 2, 3 to 64 of them end anywhere, for clients that give on packets."""
    start = 0
    for size in cycle(range(1, 65)):
        if not (packet := body[start : start + size]):
            return
        yield tuple(packet[index : index + 1] for index in range(len(packet)))
        start += size


def in_small_pieces(body: bytes, _: Interaction) -> Iterator[Step]:
    """Send 16 bytes at a time."""
    yield from (body[start : start + 16] for start in range(0, len(body), 16))


def within_events(body: bytes, _: Interaction) -> Iterator[Step]:
    """Cut every event in its middle, and nowhere else."""
    yield from _cut(body, [start + len(piece) // 2 for start, piece in _with_starts(events(body))])


def within_characters(body: bytes, _: Interaction) -> Iterator[Step]:
    """Cut every character of several bytes after its first byte."""
    yield from _cut(body, [index + 1 for index, byte in enumerate(body) if byte >= 0xC0])


def within_line_ends(body: bytes, _: Interaction) -> Iterator[Step]:
    """Cut every blank line between its two line ends."""
    yield from _cut(body, [index + 1 for index in range(len(body) - 1) if body[index : index + 2] == b"\n\n"])


def held_back(body: bytes, interaction: Interaction) -> Iterator[Step]:
    """Send a stream up to its last words, and hold the rest back."""
    pieces = events(body)
    last = _last_words(pieces, interaction)
    yield b"".join(pieces[:last])
    yield HOLD
    yield b"".join(pieces[last:])


def going_on(body: bytes, interaction: Interaction) -> Iterator[Step]:
    """Say the first words of a stream again and again, as slowly as a model speaks; then send the rest.

    An adapter may see only by the next word that its client has left: one that is asked for much has a next word.
    """
    pieces = events(body)
    first = _first(pieces, interaction, bool)
    yield b"".join(pieces[:first])
    for _ in range(PAUSES):
        yield PAUSE
        yield pieces[first - 1]
    yield b"".join(pieces[first:])


def reset_before(_: bytes, __: Interaction) -> Iterator[Step]:
    """Reset the connection before the first byte of the answer."""
    yield RESET


def reset_within(body: bytes, interaction: Interaction) -> Iterator[Step]:
    """Reset the connection when half of the answer is sent."""
    yield _half(body, interaction)
    yield RESET


def stall_before(_: bytes, __: Interaction) -> Iterator[Step]:
    """Send nothing, and keep the connection open."""
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
    """Return after how many events the stream has all of its words."""
    whole = _text_of(b"".join(pieces), interaction)
    return _first(pieces, interaction, lambda words: words == whole)


def _first(pieces: list[bytes], interaction: Interaction, enough: Callable[[str], bool]) -> int:
    """Return after how many events a stream has `enough` words."""
    low, high = 0, len(pieces)
    while low < high:
        middle = (low + high) // 2
        is_enough = enough(_text_of(b"".join(pieces[:middle]), interaction))
        low, high = (low, middle) if is_enough else (middle + 1, high)
    return low


def _text_of(body: bytes, interaction: Interaction) -> str:
    """Return the text of a stream, or of the beginning of one."""
    frames = [parse(data) for data in read_event_bytes(body) if data != DONE]
    return getattr(SHAPES[interaction.shape].read_stream(frames), "text", "")


def _with_starts(pieces: list[bytes]) -> Iterator[tuple[int, bytes]]:
    start = 0
    for piece in pieces:
        yield start, piece
        start += len(piece)


def _cut(body: bytes, cuts: list[int]) -> Iterator[bytes]:
    bounds = [0, *cuts, len(body)]
    yield from (body[start:end] for start, end in pairwise(bounds) if start < end)
