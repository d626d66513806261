"""The upstream on loopback: what it sends, and that it leaves nothing behind."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from crosswire.errors import PortTaken
from crosswire.upstreams import delivery, loopback_server
from crosswire.upstreams.delivery import by_event
from crosswire.upstreams.line import Line
from crosswire.upstreams.loopback import Loopback
from crosswire.upstreams.ports import bound_socket
from crosswire.upstreams.replay import Replay
from crosswire.variations.stream_forms import with_body
from crosswire.variations.together import number_of
from crosswire.wire.serving import HOST
from tests.upstreams.lines import LONG, Client, Turn, asked, asking, body_of, client, line_of, turns_of

NAME = "unicode_text"


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def test_a_refused_connection_is_refused_and_the_port_is_kept(upstream: Loopback) -> None:
    """While it refuses, nothing listens and open connections break; afterwards it serves at the same port."""
    [turn] = turns_of(NAME, "chat")
    line = line_of(upstream, [turn])
    url = upstream.url

    with upstream.serve(line), client(line) as open_before:
        open_before.ask(turn["json"], asked(turn, "json"))
        open_before.head()
        open_before.pieces()
        with upstream.refusing():
            with pytest.raises(ConnectionRefusedError):
                Client(url)
            with socket.socket() as another, pytest.raises(OSError, match="in use"):
                another.bind((HOST, port_of(url)))
            open_before.ask(turn["json"], asked(turn, "json"))
            with pytest.raises(ConnectionResetError):
                open_before.connection.recv(1)
        with client(line) as after:
            after.ask(turn["json"], asked(turn, "json"))
            status, _ = after.head()

    assert (url, 200) == (upstream.url, status)


def test_an_idle_connection_outlives_a_refusal(upstream: Loopback) -> None:
    """A client that keeps several connections, and uses none while the upstream refuses, meets no dead one later."""
    [turn] = turns_of(NAME, "chat")
    line = line_of(upstream, [turn])
    statuses = []

    with upstream.serve(line), client(line) as one:
        for _ in range(3):
            one.ask(turn["json"], asked(turn, "json"))
            statuses.append(one.head()[0])
            one.pieces()
            with upstream.refusing():
                pass

    assert [200] * 3 == statuses


def test_a_client_may_keep_its_connection_from_exchange_to_exchange(upstream: Loopback) -> None:
    """A client may reuse its connection: adapters in other processes have one base URL for the whole run."""
    [turn], [other] = turns_of(NAME, "chat"), turns_of("plain_text", "chat")
    first, second = line_of(upstream, [turn]), line_of(upstream, [other])

    with client(first) as one:
        with upstream.serve(first):
            one.ask(turn["stream"], asked(turn, "stream"))
            one.head()
            answer = one.pieces()
        with upstream.serve(second):
            one.ask(other["json"], asked(other, "json"))
            one.head()
            next_answer = one.pieces()

    assert body_of(turn["stream"]) == b"".join(answer)
    assert [body_of(other["json"])] == next_answer
    assert ([], []) == (first.replay.refused, second.replay.refused)


def test_what_the_scenario_does_not_hold_is_refused_and_noted(upstream: Loopback) -> None:
    """A call outside of the scenario gets a 404 that names it and says that a retry is of no use."""
    [turn] = turns_of(NAME, "chat")
    line = line_of(upstream, [turn])
    noted = f"POST {upstream.url}/v1/embeddings"

    with upstream.serve(line), client(line) as one:
        one.send("/embeddings", b"{}")
        status, headers = one.head()
        body = b"".join(one.pieces())

    assert (404, "false") == (status, headers["x-should-retry"])
    assert f"{noted} is not in the scenario" in body.decode()
    assert [noted] == line.replay.refused


def test_a_late_call_reaches_no_other_exchange(upstream: Loopback) -> None:
    """A call to the base URL of an exchange that is over gets a 403 and is not noted in the next."""
    [turn] = turns_of(NAME, "chat")
    over, now = line_of(upstream, [turn], path="/one/v1"), line_of(upstream, [turn], path="/other/v1")

    with upstream.serve(over):
        pass
    with upstream.serve(now), client(over) as late:
        late.ask(turn["json"], asked(turn, "json"))
        status, _ = late.head()

    assert 403 == status
    assert ([], 0) == (now.replay.refused, now.replay.attempts)


def test_who_hangs_up_while_asking_has_not_asked(upstream: Loopback) -> None:
    """Half of a request does not count as an attempt."""
    [turn] = turns_of(NAME, "chat")
    line = line_of(upstream, [turn])

    with upstream.serve(line), client(line) as one:
        with client(line) as half:
            half.send("/chat/completions", b'{"model": "m", "messa', length=1000)
        one.ask(turn["json"], asked(turn, "json"))
        status, _ = one.head()

    assert (200, 1, []) == (status, line.replay.attempts, line.replay.refused)


CLIENTS = 8


def ask_as(line: Line, turn: Turn, number: int) -> bytes:
    with client(line) as one:
        one.ask(
            turn["stream"], {**asked(turn, "stream"), "messages": [{"role": "user", "content": f"[client {number}]"}]}
        )
        one.head()
        return b"".join(one.pieces())


def marked(turn: Turn, number: int) -> Turn:
    """A turn that answers another text for each client."""
    body = f'data: {{"choices": [], "n": {number}}}\n\n'.encode()
    return {mode: with_body(interaction, body) for mode, interaction in turn.items()}


def test_calls_at_the_same_time_are_told_apart(upstream: Loopback) -> None:
    """Calls of several clients are answered when all have arrived, and each gets its own answer."""
    [turn] = turns_of("plain_text", "chat")
    turns = [marked(turn, number) for number in range(CLIENTS)]
    line = Line(Replay(f"{upstream.url}/v1", turns, number_of), by_event, CLIENTS)

    with upstream.serve(line), ThreadPoolExecutor(CLIENTS) as clients:
        answers = [*clients.map(lambda number: ask_as(line, turn, number), range(CLIENTS))]

    assert [body_of(interactions["stream"]) for interactions in turns] == answers
    assert CLIENTS == len(line.replay.played)


def test_calls_one_after_the_other_are_answered_too(impatient: Loopback) -> None:
    """Calls made one after the other are answered: only the first waits for the others."""
    [turn] = turns_of("plain_text", "chat")
    turns = [marked(turn, number) for number in range(3)]
    line = Line(Replay(f"{impatient.url}/v1", turns, number_of), by_event, 3)

    with impatient.serve(line):
        answers = [ask_as(line, turn, number) for number in range(3)]

    assert [body_of(interactions["stream"]) for interactions in turns] == answers


def test_it_never_leaves_the_loopback_interface(upstream: Loopback) -> None:
    """It listens at 127.0.0.1 and at no other address, not even another one of loopback."""
    port = port_of(upstream.url)

    socket.create_connection((HOST, port)).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port))


def test_small_pieces_are_sent_at_once(upstream: Loopback) -> None:
    """TCP_NODELAY is set: otherwise a stream of small events would be late by tens of milliseconds."""
    accepted = []
    on_message_begin = loopback_server._Protocol.on_message_begin  # noqa: SLF001

    def seen(protocol: Any) -> None:
        accepted.append(protocol.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        on_message_begin(protocol)

    [turn] = turns_of(NAME, "chat")
    with (
        mock.patch.object(loopback_server._Protocol, "on_message_begin", seen),  # noqa: SLF001
        asking(upstream, line_of(upstream, [turn]), turn["json"], asked(turn, "json")) as one,
    ):
        one.head()

    assert [1] == [bool(connection) for connection in accepted]


def test_a_wanted_port_is_taken() -> None:
    """It listens at the port that is asked for, which an adapter that already runs expects."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    wanting = Loopback(port)

    assert f"http://{HOST}:{port}" == wanting.url
    wanting.close()


def test_a_port_that_is_not_free_is_one_clear_error(upstream: Loopback) -> None:
    """A port that is not free is an error that says which, why, and what to do."""
    port = port_of(upstream.url)

    with pytest.raises(PortTaken) as taken:
        Loopback(port).url  # noqa: B018

    assert str(taken.value).startswith(f"--upstream-port {port}: Address already in use; another program listens there")


def test_two_that_want_the_same_port_do_not_wait_for_each_other() -> None:
    """Of two that reserved the same port at once, the second fails when it is to listen."""
    first = Loopback()
    port = port_of(first.url)
    second = Loopback(port)
    with first.refusing():
        second._reserved = bound_socket(port)  # as if it had come at the same moment  # noqa: SLF001

    with pytest.raises(PortTaken):
        second.url  # noqa: B018
    second.close()
    first.close()


def of_ours() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith(("crosswire-upstream", "asyncio"))]


def files() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


def test_nothing_is_left_after_it() -> None:
    """After it is closed, also in the middle of answers, no thread, connection or port is left."""
    threads, open_files = of_ours(), files()
    [turn] = turns_of("plain_text", "chat")
    upstream = Loopback(patience=LONG)
    stalled = line_of(upstream, [turn], delivery.stall_within, path="/a/v1")
    held = line_of(upstream, [turn], delivery.held_back, path="/b/v1")

    with upstream.serve(stalled), upstream.serve(held):
        clients = [Client(line.replay.base_url) for line in (stalled, held)]
        for held_client in clients:
            held_client.ask(turn["stream"], asked(turn, "stream"))
            held_client.head()
        port = port_of(upstream.url)
        upstream.close()
    for held_client in clients:
        held_client.close()
    upstream.close()

    assert (threads, open_files) == (of_ours(), files())
    with socket.socket() as free:
        free.bind((HOST, port))


def test_one_that_is_never_needed_never_starts() -> None:
    """It takes a port and a thread only when its URL is asked for."""
    threads = of_ours()
    Loopback().close()

    assert threads == of_ours()
