"""An answer's bytes in pieces: whatever is cut, nothing is lost, and the cuts are where they are said to be."""

import pytest
from lines import turns_of

from crosswire.upstreams import delivery
from crosswire.upstreams.delivery import HOLD, RESET, STALL
from crosswire.wire.event_streams import read_events

ANSWERS = [
    turn[mode]
    for name in ("unicode_text", "stream_reasoning_text_two_calls", "plain_text")
    for shape in ("chat", "responses")
    for turn in turns_of(name, shape)
    for mode in ("json", "stream")
]
STREAMS = [each for each in ANSWERS if each.streams]
CUTS = [
    delivery.by_event,
    delivery.at_once,
    delivery.byte_by_byte,
    delivery.within_events,
    delivery.within_characters,
    delivery.within_line_ends,
    delivery.held_back,
]


def body_of(interaction):
    return interaction.response["body"]["string"]


@pytest.mark.parametrize("send", CUTS)
def test_the_pieces_are_the_answer(send):
    """Every byte is sent, once, in order."""
    for each in ANSWERS:
        pieces = [step for step in send(body_of(each), each) if isinstance(step, bytes)]

        assert body_of(each) == b"".join(pieces)


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: 1\n\ndata: 2\n\n", [b"data: 1\n\n", b"data: 2\n\n"]),
        (b"data: 1\r\n\r\ndata: 2\r\n\r\n", [b"data: 1\r\n\r\n", b"data: 2\r\n\r\n"]),
        (b"data: 1\r\rdata: 2", [b"data: 1\r\r", b"data: 2"]),
        (b"", []),
    ],
)
def test_events_end_behind_a_blank_line(stream, events):
    """However lines end; what follows the last is one, too."""
    assert events == delivery.events(stream)


def test_events_are_cut_within_and_nowhere_else():
    """No piece ends where an event does, but the last."""
    for each in STREAMS:
        pieces = [*delivery.within_events(body_of(each), each)]

        assert len(delivery.events(body_of(each))) + 1 == len(pieces)
        assert [] == [piece for piece in pieces[:-1] if piece.endswith(b"\n\n")]


def test_characters_are_cut_within():
    """Each piece but the first begins within a character: with a byte that begins none."""
    cut = [[*delivery.within_characters(body_of(each), each)] for each in STREAMS]

    assert any(len(pieces) > 1 for pieces in cut)
    assert [] == [piece for pieces in cut for piece in pieces[1:] if piece[0] & 0xC0 != 0x80]


def test_line_ends_are_cut_between():
    """Each piece but the last ends in the first of two line ends."""
    for each in STREAMS:
        first, *others = delivery.within_line_ends(body_of(each), each)

        assert [] == [piece for piece in (first, *others[:-1]) if not piece.endswith(b"\n")]
        assert [] == [piece for piece in others if not piece.startswith(b"\n")]


def test_all_words_come_before_what_is_held_back():
    """And what ends the stream comes behind."""
    for each in STREAMS:
        words, gate, end = delivery.held_back(body_of(each), each)

        assert HOLD is gate
        assert each.answer.text == delivery._said(words, each)  # noqa: SLF001
        assert [*read_events(body_of(each).decode())] == [*read_events(words.decode()), *read_events(end.decode())]
        assert end


@pytest.mark.parametrize(
    ("send", "last"),
    [
        (delivery.reset_before, RESET),
        (delivery.reset_within, RESET),
        (delivery.stall_before, STALL),
        (delivery.stall_within, STALL),
    ],
)
def test_a_fault_comes_before_or_within(send, last):
    """Before the first byte, or behind a part that is not all; of a stream, whole events with words among them."""
    for each in ANSWERS:
        *pieces, fault = send(body_of(each), each)
        sent = b"".join(pieces)

        assert last is fault
        assert body_of(each).startswith(sent)
        assert len(sent) < len(body_of(each))
        assert bool(sent) == (send in (delivery.reset_within, delivery.stall_within))
        if sent and each.streams:
            assert delivery._said(sent, each)  # noqa: SLF001
