"""An answer's bytes in pieces: nothing is lost, and every cut is at the stated position."""

from collections.abc import Iterable

import pytest

from crosswire.facts import Answer, Mode, ShapeName
from crosswire.upstreams import delivery
from crosswire.upstreams.delivery import HOLD, PAUSE, PAUSES, RESET, STALL, Event, Send, Step
from crosswire.wire.event_streams import read_events
from tests.typed import as_type
from tests.upstreams.lines import body_of, turns_of

SHAPES: tuple[ShapeName, ...] = ("chat", "responses")
MODES: tuple[Mode, ...] = ("json", "stream")
ANSWERS = [
    turn[mode]
    for name in ("unicode_text", "stream_reasoning_text_two_calls", "plain_text")
    for shape in SHAPES
    for turn in turns_of(name, shape)
    for mode in MODES
]
STREAMS = [interaction for interaction in ANSWERS if interaction.streams]
CUTS = [
    delivery.by_event,
    delivery.by_packet,
    delivery.at_once,
    delivery.byte_by_byte,
    delivery.within_events,
    delivery.within_characters,
    delivery.within_line_ends,
    delivery.held_back,
]


def bytes_of(steps: Iterable[Step]) -> list[bytes]:
    """Return the steps of a delivery, all of which have to be bytes."""
    return [as_type(bytes, step) for step in steps]


@pytest.mark.parametrize("send", CUTS)
def test_the_pieces_are_the_answer(send: Send) -> None:
    """Every byte of an answer is sent once and in order, however it is cut."""
    for interaction in ANSWERS:
        steps = delivery.one_by_one(send(body_of(interaction), interaction))
        pieces = [step for step in steps if isinstance(step, bytes)]

        assert body_of(interaction) == b"".join(pieces)


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: 1\n\ndata: 2\n\n", [b"data: 1\n\n", b"data: 2\n\n"]),
        (b"data: 1\r\n\r\ndata: 2\r\n\r\n", [b"data: 1\r\n\r\n", b"data: 2\r\n\r\n"]),
        (b"data: 1\r\rdata: 2", [b"data: 1\r\r", b"data: 2"]),
        (b"", []),
    ],
)
def test_events_end_behind_a_blank_line(stream: bytes, events: list[bytes]) -> None:
    """An event ends behind a blank line, with any line ends; text behind the last is an event, too."""
    assert events == delivery.events(stream)


def test_packets_of_bytes_end_anywhere() -> None:
    """Bytes that are sent together are 1, 2, 3 to 64, and then fewer again."""
    body = bytes(range(256)) * 10
    packets = [as_type(tuple, step) for step in delivery.byte_by_byte(body, STREAMS[0])]

    assert [*range(1, 65), *range(1, 30)] == [len(packet) for packet in packets[:93]]
    assert [bytes([byte]) for byte in body] == [piece for packet in packets for piece in packet]


def test_what_is_large_is_in_no_packet() -> None:
    """Small pieces are sent together, as many as a packet holds; a large one on its own."""
    small, large = b"x" * (delivery.PACKET // 4), b"x" * (delivery.PACKET + 1)

    assert [(small,) * 4, (small,), large, (small,)] == [*delivery.in_packets([*[small] * 5, large, small])]
    assert [] == [*delivery.in_packets([])]


def test_events_are_cut_within_and_nowhere_else() -> None:
    """Every piece but the last ends within an event."""
    for interaction in STREAMS:
        pieces = bytes_of(delivery.within_events(body_of(interaction), interaction))

        assert len(delivery.events(body_of(interaction))) + 1 == len(pieces)
        assert [] == [piece for piece in pieces[:-1] if piece.endswith(b"\n\n")]


def test_characters_are_cut_within() -> None:
    """Every piece but the first begins in the middle of a character."""
    cut = [bytes_of(delivery.within_characters(body_of(interaction), interaction)) for interaction in STREAMS]

    assert any(len(pieces) > 1 for pieces in cut)
    assert [] == [piece for pieces in cut for piece in pieces[1:] if piece[0] & 0xC0 != 0x80]


def test_line_ends_are_cut_between() -> None:
    """Every piece but the last ends between two line ends."""
    for interaction in STREAMS:
        first, *others = bytes_of(delivery.within_line_ends(body_of(interaction), interaction))

        assert [] == [piece for piece in (first, *others[:-1]) if not piece.endswith(b"\n")]
        assert [] == [piece for piece in others if not piece.startswith(b"\n")]


def test_all_words_come_before_what_is_held_back() -> None:
    """All words are sent before the gate, and the end of the stream behind it."""
    for interaction in STREAMS:
        before, gate, behind = delivery.held_back(body_of(interaction), interaction)
        words, end = bytes_of([before, behind])

        assert HOLD is gate
        assert as_type(Answer, interaction.answer).text == delivery._text_of(words, interaction)  # noqa: SLF001
        assert [*read_events(body_of(interaction).decode())] == [
            *read_events(words.decode()),
            *read_events(end.decode()),
        ]
        assert end


def test_the_first_words_are_said_again_and_again() -> None:
    """The event with the first words is sent again after each pause, then the rest."""
    for interaction in STREAMS:
        begin, *again, rest = delivery.going_on(body_of(interaction), interaction)
        before, word, behind = bytes_of([begin, again[1], rest])

        assert body_of(interaction) == before + behind
        assert [PAUSE, word] * PAUSES == again
        assert before.endswith(word)
        assert delivery._text_of(before, interaction)  # noqa: SLF001
        assert not delivery._text_of(before.removesuffix(word), interaction)  # noqa: SLF001


@pytest.mark.parametrize(
    ("send", "last"),
    [
        (delivery.reset_before, RESET),
        (delivery.reset_within, RESET),
        (delivery.stall_before, STALL),
        (delivery.stall_within, STALL),
    ],
)
def test_a_fault_comes_before_or_within(send: Send, last: Event) -> None:
    """A fault comes before the first byte or behind a part; of a stream, that part holds whole events with words."""
    for interaction in ANSWERS:
        *pieces, fault = send(body_of(interaction), interaction)
        sent = b"".join(bytes_of(pieces))

        assert last is fault
        assert body_of(interaction).startswith(sent)
        assert len(sent) < len(body_of(interaction))
        assert bool(sent) == (send in (delivery.reset_within, delivery.stall_within))
        if sent and interaction.streams:
            assert delivery._text_of(sent, interaction)  # noqa: SLF001
