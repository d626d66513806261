"""Calls over HTTP: what counts as an answer, an error or none, and what only HTTP shows."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, cast

import pytest

from crosswire.adapters import Serve
from crosswire.adapters.calling import Caller
from crosswire.adapters.servers.answers import HttpAnswer
from crosswire.adapters.servers.over_http import over_http
from crosswire.errors import Crashed, WrongKind
from crosswire.facts import Mode
from crosswire.limits import LIMITS, Limits
from crosswire.served import ErrorAnswer, HttpSeen, Served
from crosswire.upstreams import Upstream

UPSTREAM = Upstream("http://127.0.0.1:1/v1")
LONG = 60.0
"""Seconds that only a broken test takes."""


@pytest.fixture
def caller() -> Iterator[Caller]:
    caller = Caller(deadline=LONG)
    yield caller
    caller.close()


class Answering:
    """A server that answers every connection with the same bytes, and closes it or not."""

    def __init__(self, answer: bytes, *, ends: bool = True) -> None:
        self._answer, self._ends = answer, ends
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.left = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}/v1/chat/completions"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as read:
                lines = [*iter(lambda: read.readline().decode().strip(), "")]
                if lines:
                    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])}
                    self.asked.append((lines[0], headers, read.read(int(headers["content-length"]))))
                    connection.sendall(self._answer)
                    if not self._ends and not read.read(1):
                        self.left.set()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(LONG)


@contextmanager
def answering(
    body: bytes, status: str = "200 OK", kind: str = "application/json", *, ends: bool = True
) -> Iterator[Answering]:
    head = f"HTTP/1.1 {status}\r\nconnection: close\r\nx-request-id: req_1\r\ncontent-type: {kind}\r\n\r\n"
    with closing(Answering(head.encode() + body, ends=ends)) as server:
        yield server


def asking(
    url: Callable[[], str],
    headers: Mapping[str, str] | None = None,
    model: str = "{model}",
    limits: Limits = LIMITS,
) -> Serve:
    """Return `over_http`, typed as a caller takes it."""
    return cast("Serve", over_http(url, headers, model, limits))


def http_of(served: Served) -> HttpSeen:
    """Return what HTTP shows of an answer."""
    assert served.http
    return served.http


def events(*data: str, name: str = "") -> bytes:
    named = f"event: {name}\n" if name else ""
    return "".join(f"{named}data: {text}\n\n" for text in data).encode()


def test_a_whole_answer_is_what_was_sent(caller: Caller) -> None:
    """A whole answer is its JSON, with status and headers; the client sends its headers and the adapter's model."""
    with answering(b'{"id": "a", "n": 1.0}') as server:
        serve = asking(lambda: server.url, {"x-mine": "yes"}, model="openai/{model}")
        served = caller.call(serve, {"model": "m", "q": "ä"}, UPSTREAM, "json")

    [(line, headers, body)] = server.asked
    assert {"id": "a", "n": 1.0} == served.body
    assert (200, "req_1") == (http_of(served).status, http_of(served).headers["x-request-id"])
    assert "POST /v1/chat/completions HTTP/1.1" == line
    assert ("Bearer sk-crosswire", "yes") == (headers["authorization"], headers["x-mine"])
    assert {"model": "openai/m", "q": "ä"} == json.loads(body)


def test_what_is_bytes_is_sent_as_it_stands(caller: Caller) -> None:
    """A request of bytes, a malformed one, is sent unchanged."""
    with answering(b'{"error": {"message": "no"}}', "400 Bad Request") as server:
        served = caller.call(asking(lambda: server.url), b'{"half', UPSTREAM, "json")

    assert b'{"half' == server.asked[0][2]
    assert {"error": {"message": "no"}} == (served.error and served.error.body)
    assert (400, 400) == (served.error and served.error.status, http_of(served).status)


def test_a_stream_is_its_frames_and_its_events(caller: Caller) -> None:
    """Frames are the JSON of the events; event names and `[DONE]` are seen, and empty events are skipped."""
    sent = events('{"n": 1}', name="one") + events('{"n": 2}', "", "[DONE]")
    with answering(b": hello\n\n" + sent, kind="text/event-stream; charset=utf-8") as server:
        served = caller.call(asking(lambda: server.url), {"stream": True}, UPSTREAM, "stream")

    assert [{"n": 1}, {"n": 2}] == served.body
    assert ("one", '{"n": 1}') == http_of(served).events[0]
    assert "[DONE]" == http_of(served).events[-1][1]
    assert not http_of(served).broken


def test_lines_end_where_the_standard_says(caller: Caller) -> None:
    """Only the line ends of the standard count: U+2028 and U+0085 are text."""
    text = "a\u2028b\u0085c\x0bd"
    sent = f"data: {json.dumps({'t': text}, ensure_ascii=False)}\r\n\r\n".encode()
    with answering(sent, kind="text/event-stream") as server:
        served = caller.call(asking(lambda: server.url), {"stream": True}, UPSTREAM, "stream")

    assert [{"t": json.loads(json.dumps(text))}] == served.body


def test_a_stream_is_read_whatever_its_label(caller: Caller) -> None:
    """A stream is read with any content type, as clients do."""
    with answering(events('{"n": 1}'), kind="text/plain") as server:
        served = caller.call(asking(lambda: server.url), {"stream": True}, UPSTREAM, "stream")

    assert ([{"n": 1}], "text/plain") == (served.body, http_of(served).headers["content-type"])


@pytest.mark.parametrize(
    ("request_", "mode", "kind", "text"),
    [
        ({"stream": True}, "stream", "application/json", "asked for a stream and answered with application/json"),
        ({}, "json", "text/event-stream", "asked for a whole answer and answered with text/event-stream"),
        ({}, "json", "text/html", "answered 200 with '{}data', which is not JSON"),
    ],
)
def test_another_kind_than_was_asked_for_is_no_answer(
    request_: Any, mode: Mode, kind: str, text: str, caller: Caller
) -> None:
    """A stream for a plain request, JSON for a streamed one, and HTML are errors."""
    body = b"{}" if mode == "stream" else b"{}data"
    with answering(body, kind=kind) as server, pytest.raises(WrongKind, match="the adapter") as wrong:
        caller.call(asking(lambda: server.url), request_, UPSTREAM, mode)

    assert text in str(wrong.value)


def test_a_frame_that_is_not_json_is_no_frame(caller: Caller) -> None:
    """The error for a frame that is not JSON shows its beginning."""
    with (
        answering(events("{half"), kind="text/event-stream") as server,
        pytest.raises(WrongKind, match=r"the adapter streamed '\{half', which is not JSON"),
    ):
        caller.call(asking(lambda: server.url), {"stream": True}, UPSTREAM, "stream")


@pytest.mark.parametrize(("body", "read"), [(b"<h1>502</h1>", "<h1>502</h1>"), (b"", ""), (b'{"a": 1}', {"a": 1})])
def test_an_error_is_handed_on_as_it_stands(body: bytes, read: Any, caller: Caller) -> None:
    """The body of an error is passed on unchanged: HTML, nothing, or JSON."""
    with answering(body, "502 Bad Gateway", "text/html") as server:
        served = caller.call(asking(lambda: server.url), {"stream": True}, UPSTREAM, "stream")

    assert Served(None, ErrorAnswer(502, dict(http_of(served).headers), read), served.http) == served


def test_nobody_there_is_a_crash(caller: Caller) -> None:
    """A URL where nothing listens is a crash that names the URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"

        with pytest.raises(Crashed, match=rf"^nothing answers at {url}: "):
            caller.call(asking(lambda: url), {}, UPSTREAM, "json")


def test_an_answer_that_breaks_off_is_a_crash(caller: Caller) -> None:
    """A whole answer that breaks off is a crash."""
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"
    with closing(Answering(head)) as server, pytest.raises(Crashed, match=r"^the adapter broke off its answer: "):
        caller.call(asking(lambda: server.url), {}, UPSTREAM, "json")


def test_a_stream_that_breaks_off_is_what_came(caller: Caller) -> None:
    """A stream that breaks off is the frames that came, marked as broken."""
    piece = events('{"n": 1}')
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    with closing(Answering(head + b"%x\r\n%b\r\n" % (len(piece), piece))) as server:
        served = caller.call(asking(lambda: server.url), {"stream": True}, UPSTREAM, "stream")

    assert ([{"n": 1}], True) == (served.body, http_of(served).broken)


def test_a_client_that_goes_away_closes_its_connection(caller: Caller) -> None:
    """A client that has enough frames closes its connection."""
    with answering(events('{"n": 1}'), kind="text/event-stream", ends=False) as server:
        served = caller.call(
            asking(lambda: server.url), {"stream": True}, UPSTREAM, "stream", lambda frames: len(frames) < 1
        )
        left = server.left.wait(LONG)

    assert [{"n": 1}] == served.body
    assert left


def test_calls_at_the_same_time_are_answered_each(caller: Caller) -> None:
    """Calls at the same time share one loop, and have their own connections."""
    with answering(b'{"n": 1}') as server:
        served = caller.call_together(asking(lambda: server.url), [{"n": n} for n in range(8)], UPSTREAM, "json")

    assert [{"n": 1}] * 8 == [answer.body for answer in served if isinstance(answer, Served)]
    assert [*range(8)] == sorted(json.loads(body)["n"] for *_, body in server.asked)


def test_the_address_is_asked_for_at_each_call(caller: Caller) -> None:
    """The URL is read at every call: a gateway that was restarted has another port."""
    with answering(b'{"n": 1}') as one, answering(b'{"n": 2}') as two:
        urls = iter([one.url, two.url])
        serve = asking(lambda: next(urls))
        served = [caller.call(serve, {}, UPSTREAM, "json").body for _ in range(2)]

    assert [{"n": 1}, {"n": 2}] == served


def test_a_loop_of_its_own_will_do() -> None:
    """Calls work in different event loops: no connection is reused."""

    async def asked(server: Answering) -> HttpAnswer:
        return await over_http(lambda: server.url)({}, UPSTREAM)

    with answering(b'{"n": 1}') as server:
        answers = [asyncio.run(asked(server)).body for _ in range(2)]

    assert [{"n": 1}] * 2 == answers
