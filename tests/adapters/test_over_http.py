"""The client's side over HTTP: what is an answer, what is an error, what is none, and what HTTP alone shows."""

import asyncio
import json
import socket
import threading
from contextlib import closing, contextmanager

import pytest

from crosswire.adapters.calling import Caller, Served
from crosswire.adapters.error_answers import ErrorAnswer
from crosswire.adapters.over_http import over_http
from crosswire.errors import Crashed, WrongKind
from crosswire.upstreams import Upstream

UPSTREAM = Upstream("http://127.0.0.1:1/v1")
LONG = 60.0
"""Seconds that only a broken test takes."""


@pytest.fixture
def caller():
    caller = Caller(deadline=LONG)
    yield caller
    caller.close()


class Answering:
    """A server that answers each connection with the same bytes, and then ends it, or not."""

    def __init__(self, answer, *, ends=True):
        self._answer, self._ends = answer, ends
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.asked = []
        self.left = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}/v1/chat/completions"

    def _serve(self):
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

    def close(self):
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(LONG)


@contextmanager
def answering(body, status="200 OK", kind="application/json", **more):
    head = f"HTTP/1.1 {status}\r\nconnection: close\r\nx-request-id: req_1\r\ncontent-type: {kind}\r\n\r\n"
    with closing(Answering(head.encode() + body, **more)) as server:
        yield server


def events(*data, name=""):
    named = f"event: {name}\n" if name else ""
    return "".join(f"{named}data: {each}\n\n" for each in data).encode()


def test_a_whole_answer_is_what_was_sent(caller):
    """Its JSON, with status and headers; the client calls the model as the adapter knows it, and says who it is."""
    with answering(b'{"id": "a", "n": 1.0}') as server:
        serve = over_http(lambda: server.url, {"x-mine": "yes"}, model="openai/{model}")
        served = caller.call(serve, {"model": "m", "q": "ä"}, UPSTREAM, "json")

    [(line, headers, body)] = server.asked
    assert {"id": "a", "n": 1.0} == served.body
    assert (200, "req_1") == (served.http.status, served.http.headers["x-request-id"])
    assert "POST /v1/chat/completions HTTP/1.1" == line
    assert ("Bearer sk-crosswire", "yes") == (headers["authorization"], headers["x-mine"])
    assert {"model": "openai/m", "q": "ä"} == json.loads(body)


def test_what_is_bytes_is_sent_as_it_stands(caller):
    """A request that is none."""
    with answering(b'{"error": {"message": "no"}}', "400 Bad Request") as server:
        served = caller.call(over_http(lambda: server.url), b'{"half', UPSTREAM, "json")

    assert b'{"half' == server.asked[0][2]
    assert {"error": {"message": "no"}} == served.error.body
    assert (400, 400) == (served.error.status, served.http.status)


def test_a_stream_is_its_frames_and_its_events(caller):
    """The frames are the JSON of the events; names and `[DONE]` are seen, too, and what is empty is passed over."""
    sent = events('{"n": 1}', name="one") + events('{"n": 2}', "", "[DONE]")
    with answering(b": hello\n\n" + sent, kind="text/event-stream; charset=utf-8") as server:
        served = caller.call(over_http(lambda: server.url), {"stream": True}, UPSTREAM, "stream")

    assert [{"n": 1}, {"n": 2}] == served.body
    assert ("one", '{"n": 1}') == served.http.events[0]
    assert "[DONE]" == served.http.events[-1][1]
    assert not served.http.broken


def test_lines_end_where_the_standard_says(caller):
    """Not at every character that may end a line of text: adapters stream U+2028 and U+0085 as they are."""
    text = "a\u2028b\u0085c\x0bd"
    sent = f"data: {json.dumps({'t': text}, ensure_ascii=False)}\r\n\r\n".encode()
    with answering(sent, kind="text/event-stream") as server:
        served = caller.call(over_http(lambda: server.url), {"stream": True}, UPSTREAM, "stream")

    assert [{"t": json.loads(json.dumps(text))}] == served.body


def test_a_stream_is_read_whatever_its_label(caller):
    """As clients do: who asks for a stream reads one."""
    with answering(events('{"n": 1}'), kind="text/plain") as server:
        served = caller.call(over_http(lambda: server.url), {"stream": True}, UPSTREAM, "stream")

    assert ([{"n": 1}], "text/plain") == (served.body, served.http.headers["content-type"])


@pytest.mark.parametrize(
    ("request_", "mode", "kind", "said"),
    [
        ({"stream": True}, "stream", "application/json", "asked for a stream and answered with application/json"),
        ({}, "json", "text/event-stream", "asked for a whole answer and answered with text/event-stream"),
        ({}, "json", "text/html", "answered 200 with '{}data', which is not JSON"),
    ],
)
def test_another_kind_than_was_asked_for_is_no_answer(request_, mode, kind, said, caller):
    """A stream for a plain request, JSON for a streamed one, a page: each is told."""
    body = b"{}" if mode == "stream" else b"{}data"
    with answering(body, kind=kind) as server, pytest.raises(WrongKind, match="the adapter") as wrong:
        caller.call(over_http(lambda: server.url), request_, UPSTREAM, mode)

    assert said in str(wrong.value)


def test_a_frame_that_is_not_json_is_no_frame(caller):
    """It says how the frame begins."""
    with (
        answering(events("{half"), kind="text/event-stream") as server,
        pytest.raises(WrongKind, match=r"the adapter streamed '\{half', which is not JSON"),
    ):
        caller.call(over_http(lambda: server.url), {"stream": True}, UPSTREAM, "stream")


@pytest.mark.parametrize(("body", "read"), [(b"<h1>502</h1>", "<h1>502</h1>"), (b"", ""), (b'{"a": 1}', {"a": 1})])
def test_an_error_is_handed_on_as_it_stands(body, read, caller):
    """A page and nothing, too: whether it is as it should be, requirements say."""
    with answering(body, "502 Bad Gateway", "text/html") as server:
        served = caller.call(over_http(lambda: server.url), {"stream": True}, UPSTREAM, "stream")

    assert Served(None, ErrorAnswer(502, served.http.headers, read), served.http) == served


def test_nobody_there_is_a_crash(caller):
    """It says where nothing answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"

        with pytest.raises(Crashed, match=rf"^nothing answers at {url}: "):
            caller.call(over_http(lambda: url), {}, UPSTREAM, "json")


def test_an_answer_that_breaks_off_is_a_crash(caller):
    """The connection ends before the answer does."""
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"
    with closing(Answering(head)) as server, pytest.raises(Crashed, match=r"^the adapter broke off its answer: "):
        caller.call(over_http(lambda: server.url), {}, UPSTREAM, "json")


def test_a_stream_that_breaks_off_is_what_came(caller):
    """And is seen as broken."""
    piece = events('{"n": 1}')
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    with closing(Answering(head + b"%x\r\n%b\r\n" % (len(piece), piece))) as server:
        served = caller.call(over_http(lambda: server.url), {"stream": True}, UPSTREAM, "stream")

    assert ([{"n": 1}], True) == (served.body, served.http.broken)


def test_a_client_that_goes_away_closes_its_connection(caller):
    """The adapter is told, as it would be by a browser that is closed."""
    with answering(events('{"n": 1}'), kind="text/event-stream", ends=False) as server:
        served = caller.call(
            over_http(lambda: server.url), {"stream": True}, UPSTREAM, "stream", lambda frames: len(frames) < 1
        )
        left = server.left.wait(LONG)

    assert [{"n": 1}] == served.body
    assert left


def test_calls_at_the_same_time_are_answered_each(caller):
    """They share one loop, and have a connection each."""
    with answering(b'{"n": 1}') as server:
        served = caller.call_together(over_http(lambda: server.url), [{"n": n} for n in range(8)], UPSTREAM, "json")

    assert [{"n": 1}] * 8 == [each.body for each in served]
    assert [*range(8)] == sorted(json.loads(body)["n"] for *_, body in server.asked)


def test_the_address_is_asked_for_at_each_call(caller):
    """A gateway that was started again listens elsewhere."""
    with answering(b'{"n": 1}') as one, answering(b'{"n": 2}') as two:
        urls = iter([one.url, two.url])
        serve = over_http(lambda: next(urls))
        served = [caller.call(serve, {}, UPSTREAM, "json").body for _ in range(2)]

    assert [{"n": 1}, {"n": 2}] == served


def test_a_loop_of_its_own_will_do():
    """Nothing is kept from call to call."""
    with answering(b'{"n": 1}') as server:
        answers = [asyncio.run(over_http(lambda: server.url)({}, UPSTREAM)).body for _ in range(2)]

    assert [{"n": 1}] * 2 == answers
