"""How the upstream on loopback sends an answer: in which pieces, and what happens between them."""

import os
from collections.abc import Callable

import httpx
import pytest

from crosswire.facts import Mode, ShapeName
from crosswire.shapes import SHAPES
from crosswire.upstreams import delivery
from crosswire.upstreams.delivery import Send, by_event, by_packet, events, one_by_one
from crosswire.upstreams.loopback import Loopback
from crosswire.upstreams.packing import Packing
from crosswire.upstreams.sending import LONGEST_WRITE
from crosswire.variations import larger_answers
from tests.upstreams.lines import LONG, Client, asked, asking, body_of, client, line_of, turns_of

NAME = "unicode_text"


def test_an_answer_is_packed_as_it_is_accepted(upstream: Loopback) -> None:
    """An answer comes compressed, with its length, and labelled so; the headers of its request are noted."""
    [turn] = turns_of(NAME, "chat")
    line = line_of(upstream, [turn])
    line.packing = Packing("gzip", has_length=True)
    with upstream.serve(line):
        answer = httpx.post(f"{line.replay.base_url}/chat/completions", json=asked(turn, "json"))

    assert ("gzip", body_of(turn["json"])) == (answer.headers["content-encoding"], answer.content)
    assert "transfer-encoding" not in answer.headers
    assert "application/json" == line.replay.played[0].headers["content-type"]


@pytest.mark.parametrize("shape", ["chat", "responses"])
def test_a_whole_answer_comes_as_recorded(upstream: Loopback, shape: ShapeName) -> None:
    """A whole answer has the recorded bytes, status and headers."""
    [turn] = turns_of(NAME, shape)
    line = line_of(upstream, [turn])

    with asking(upstream, line, turn["json"], asked(turn, "json")) as one:
        status, headers = one.head()
        pieces = one.pieces()

    assert (200, "application/json") == (status, headers["content-type"])
    assert [body_of(turn["json"])] == pieces
    assert asked(turn, "json") == line.replay.played[0].forwarded


@pytest.mark.parametrize("shape", ["chat", "responses"])
def test_a_stream_comes_event_by_event(upstream: Loopback, shape: ShapeName) -> None:
    """Each event of a stream is written on its own; together they are the recorded bytes."""
    [turn] = turns_of(NAME, shape)

    with asking(upstream, line_of(upstream, [turn]), turn["stream"], asked(turn, "stream")) as one:
        status, headers = one.head()
        pieces = one.pieces()

    assert (200, "text/event-stream") == (status, headers["content-type"].partition(";")[0])
    assert events(body_of(turn["stream"])) == pieces


@pytest.mark.parametrize(
    "send",
    [
        delivery.at_once,
        delivery.byte_by_byte,
        delivery.within_events,
        delivery.within_characters,
        delivery.within_line_ends,
    ],
)
def test_a_stream_can_be_cut_anywhere(upstream: Loopback, send: Send) -> None:
    """Every piece of a cut stream is a chunk of its own."""
    [turn] = turns_of(NAME, "chat")
    body = body_of(turn["stream"])

    with asking(upstream, line_of(upstream, [turn], send), turn["stream"], asked(turn, "stream")) as one:
        one.head()
        pieces = one.pieces()

    assert [*one_by_one(send(body, turn["stream"]))] == pieces
    assert body == b"".join(pieces)


def test_the_end_is_held_back_until_there_are_words(upstream: Loopback) -> None:
    """The end of a stream is sent when the gate is opened, and not before."""
    [turn] = turns_of("plain_text", "chat")
    line = line_of(upstream, [turn], delivery.held_back)

    with asking(upstream, line, turn["stream"], asked(turn, "stream")) as one:
        one.head()
        words = one.piece()
        before = one.has_more(), line.held
        line.open()
        rest = one.pieces()

    assert (False, False) == before
    assert line.held
    assert body_of(turn["stream"]) == b"".join([words, *rest])


def test_the_gate_does_not_wait_for_ever(impatient: Loopback) -> None:
    """A gate that nobody opens sends the rest after a while, and the line notes that."""
    [turn] = turns_of("plain_text", "chat")
    line = line_of(impatient, [turn], delivery.held_back)

    with asking(impatient, line, turn["stream"], asked(turn, "stream")) as one:
        one.head()
        pieces = one.pieces()

    assert body_of(turn["stream"]) == b"".join(pieces)
    assert not line.held


def test_a_connection_is_reset_before_the_answer(upstream: Loopback) -> None:
    """A connection can be reset before the answer, as by a crashed host."""
    [turn] = turns_of(NAME, "responses")
    line = line_of(upstream, [turn], delivery.reset_before)

    with asking(upstream, line, turn["json"], asked(turn, "json")) as one, pytest.raises(ConnectionResetError):
        one.head()

    assert 1 == line.replay.attempts
    assert not line.hung_up.is_set()


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_a_connection_is_reset_within_the_answer(upstream: Loopback, mode: Mode) -> None:
    """A connection can be reset within the answer; what was sent before arrives."""
    [turn] = turns_of(NAME, "responses")
    half, _ = delivery.reset_within(body_of(turn[mode]), turn[mode])

    with asking(upstream, line_of(upstream, [turn], delivery.reset_within), turn[mode], asked(turn, mode)) as one:
        one.head()
        first = one.piece()
        with pytest.raises(ConnectionResetError):
            one.piece()

    assert half == first


@pytest.mark.parametrize("send", [delivery.stall_before, delivery.stall_within])
def test_who_leaves_a_stalled_answer_is_seen(upstream: Loopback, send: Send) -> None:
    """Each call stalls until its own client hangs up; the next is not cut short by that."""
    [turn] = turns_of(NAME, "chat")
    line = line_of(upstream, [turn], send)

    with asking(upstream, line, turn["stream"], asked(turn, "stream")) as one:
        if send is delivery.stall_within:
            one.head()
            one.piece()
        one.close()
        seen = line.hung_up.wait(LONG)
        with client(line) as second:
            second.ask(turn["stream"], asked(turn, "stream"))
            if send is delivery.stall_within:
                second.head()
                second.piece()
            more = second.has_more()

    assert seen
    assert not more


def test_who_leaves_at_the_next_word_is_seen(impatient: Loopback) -> None:
    """The upstream goes on with words: who sees only then that its client has gone can leave."""
    impatient.patience = 2
    [turn] = turns_of(NAME, "chat")
    line = line_of(impatient, [turn], delivery.going_on)

    with asking(impatient, line, turn["stream"], asked(turn, "stream")) as one:
        one.head()
        words = one.piece()
        next_word = one.piece()
        one.close()
        assert line.over.wait(LONG)

    assert line.hung_up.is_set()
    assert words.endswith(next_word)


def test_who_reads_on_has_the_whole_answer(impatient: Loopback) -> None:
    """An answer that nobody leaves ends whole, and only then it is over: its connection is used again."""
    [turn] = turns_of(NAME, "chat")
    line = line_of(impatient, [turn], delivery.going_on)

    with asking(impatient, line, turn["stream"], asked(turn, "stream")) as one:
        one.head()
        words = one.piece()
        *again, rest = one.pieces()
        assert line.over.wait(LONG)

    assert not line.hung_up.is_set()
    assert body_of(turn["stream"]) == words + rest
    assert [again[0]] * delivery.PAUSES == again


@pytest.mark.parametrize("send", [delivery.stall_before, delivery.held_back])
def test_what_is_going_on_ends_with_the_exchange(upstream: Loopback, send: Send) -> None:
    """An open answer is reset when its exchange ends, so that nothing of it reaches the next."""
    [turn] = turns_of(NAME, "chat")
    line = line_of(upstream, [turn], send)

    one = Client(line.replay.base_url)
    with upstream.serve(line):
        one.ask(turn["stream"], asked(turn, "stream"))
        if send is delivery.held_back:
            one.head()
            one.piece()
        else:
            _until(lambda: line.replay.attempts)

    with pytest.raises(ConnectionResetError):
        one.head()
    one.close()


def _until(happened: Callable[[], object]) -> None:
    """Wait until it has happened, at most until pytest's own limit."""
    while not happened():
        os.sched_yield()


@pytest.mark.parametrize("send", [by_event, by_packet])
@pytest.mark.parametrize("shape", ["chat", "responses"])
def test_a_stream_that_is_made_is_written_while_it_is_sent(upstream: Loopback, shape: ShapeName, send: Send) -> None:
    """Its bytes are those of the whole, without usage where none is asked for; a long event comes in several pieces.

    They are ASCII: wherever a client cuts them, no character is cut.
    """
    [turn] = turns_of(NAME, shape)
    made = larger_answers.one_megabyte(turn["stream"])
    for usage in (True, False) if shape == "chat" else (True,):
        body = asked(turn, "stream") | ({"stream_options": {"include_usage": usage}} if shape == "chat" else {})
        with asking(upstream, line_of(upstream, [{**turn, "stream": made}], send), made, body) as one:
            one.head()
            pieces = one.pieces()

        assert SHAPES[shape].stream_as_asked(made.body, body) == b"".join(pieces)
        assert made.body.isascii()
        assert LONGEST_WRITE >= max(map(len, pieces))
        assert (shape == "responses") == (LONGEST_WRITE == max(map(len, pieces)))
