"""The reference adapter over a real connection: whole answers, streams cut anywhere, errors of every form."""

import json
import threading
from collections.abc import Callable, Generator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from crosswire import reference
from crosswire.facts import Json
from crosswire.reference import UpstreamError
from crosswire.reference.http import Upstream
from tests.typed import as_type

CHAT = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
RESPONSES = {"model": "m", "input": "hi"}
ANSWER = {
    "id": "resp_1",
    "created_at": 7,
    "model": "gpt",
    "status": "completed",
    "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Grüße 🎉"}]}],
}
COMPLETION = {
    "id": "chatcmpl-1",
    "created": 7,
    "model": "gpt",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Grüße 🎉"}, "finish_reason": "stop"}],
}
EVENTS = [
    {"type": "response.created", "response": {**ANSWER, "status": "in_progress", "output": []}},
    {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "Grüße "},
    {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "🎉"},
    {"type": "response.completed", "response": ANSWER},
]

Served = dict[str, Any] | Iterator[dict[str, Any]]
Call = Callable[[dict[str, Any], Upstream], Served]
"""One of the two calls of the reference adapter."""


class Listening(ThreadingHTTPServer):
    """An HTTP server to which a client that goes away is no error."""

    def handle_error(self, *_: object) -> None:
        pass


class Server:
    """An upstream on loopback: it sends `pieces` one by one, and notes its requests."""

    def __init__(self) -> None:
        self.status, self.cut, self.sent = 200, False, 0
        self.headers: dict[str, str] = {}
        self.pieces: list[bytes] = []
        self.paths: list[str] = []
        self.asked: list[Json] = []
        self.keys: list[str | None] = []
        self.gate = threading.Event()
        self.gate.set()
        self._http = Listening(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=[0.01], daemon=True).start()
        self.base_url, self.api_key = f"http://127.0.0.1:{self._http.server_port}/v1", "secret"

    def answer(
        self,
        *pieces: bytes | Json,
        status: int = 200,
        content_type: str = "application/json",
        cut: bool = False,
        **headers: str,
    ) -> None:
        """Set what it answers: bytes as they are, anything else as JSON."""
        self.status, self.cut = status, cut
        self.headers = {"content-type": content_type} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        self.pieces = [piece if isinstance(piece, bytes) else json.dumps(piece).encode() for piece in pieces]

    def stream(self, *pieces: bytes | Json, cut: bool = False) -> None:
        """Set a stream as its answer."""
        self.answer(*pieces, content_type="text/event-stream", cut=cut)

    def close(self) -> None:
        """Stop serving."""
        self.gate.set()
        self._http.shutdown()
        self._http.server_close()

    def _handler(server) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler's own self is the request
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.paths.append(self.path)
                server.keys.append(self.headers["authorization"])
                self.send_response(server.status)
                for name, value in {**server.headers, "content-length": str(sum(map(len, server.pieces)))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"".join(server.pieces))

            def do_POST(self) -> None:
                server.paths.append(self.path)
                server.keys.append(self.headers["authorization"])
                server.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(server.status)
                for name, value in {**server.headers, "transfer-encoding": "chunked"}.items():
                    self.send_header(name, value)
                self.end_headers()
                for number, piece in enumerate(server.pieces):
                    if number:
                        server.gate.wait(5)
                    server.sent += 1  # before it can be read: the reader looks at once
                    self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                if not server.cut:
                    self.wfile.write(b"0\r\n\r\n")
                self.close_connection = server.cut

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def upstream() -> Iterator[Server]:
    """Return an upstream on loopback."""
    server = Server()
    yield server
    server.close()


def stream_of(payloads: list[Json], done: bool = False) -> bytes:
    """Payloads as an event stream."""
    text = "".join(
        f"event: {payload.get('type')}\n" * ("type" in payload) + f"data: {dump(payload)}\n\n" for payload in payloads
    )
    return (text + "data: [DONE]\n\n" * done).encode()


def dump(payload: Json) -> str:
    """JSON with its characters as they are."""
    return json.dumps(payload, ensure_ascii=False)


def frames_of(answer: Served) -> list[Json]:
    """Return the frames of a stream, read to its end."""
    assert isinstance(answer, Iterator)
    return list(answer)


def content(answer: Served) -> str:
    """Return the text of a Chat stream, which has to be finished."""
    frames = frames_of(answer)
    assert [None] * (len(frames) - 1) + ["stop"] == [chunk["choices"][0]["finish_reason"] for chunk in frames]
    return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in frames)


def failing(call: Call, request: Json, upstream: Server) -> UpstreamError:
    """Return the error that a call raises."""
    with pytest.raises(UpstreamError) as error:
        call(request, upstream)
    return error.value


def test_each_api_is_asked_for_the_other(upstream: Server) -> None:
    """Chat is served by /responses, Responses by /chat/completions, with the upstream's key."""
    upstream.answer(ANSWER)
    chat = reference.chat(CHAT, upstream)
    upstream.answer(COMPLETION)
    responses = reference.responses(RESPONSES, upstream)

    assert "Grüße 🎉" == as_type(dict, chat)["choices"][0]["message"]["content"]
    assert "Grüße 🎉" == as_type(dict, responses)["output"][0]["content"][0]["text"]
    assert ["/v1/responses", "/v1/chat/completions"] == upstream.paths
    assert ["Bearer secret"] * 2 == upstream.keys
    assert "stream" not in upstream.asked[0]


@pytest.mark.parametrize(
    "written",
    [
        stream_of(EVENTS),
        stream_of(EVENTS, done=True),
        b"\xef\xbb\xbf" + stream_of(EVENTS),
        stream_of(EVENTS).replace(b"\n", b"\r\n"),
        stream_of(EVENTS).replace(b"\n", b"\r"),
        stream_of(EVENTS).replace(b"data: ", b"data:"),
        stream_of(EVENTS).replace(b"event: ", b"event: x."),
        stream_of(EVENTS).replace(b"event: ", b": a comment\nid: 7\nretry: 5\nx: "),
        stream_of(EVENTS).replace(b', "delta"', b',\ndata: "delta"'),
        stream_of(EVENTS).rstrip(b"\n"),
        b"\n\n: ping\n\ndata\n\ndata: null\n\n" + stream_of(EVENTS),
    ],
)
def test_event_streams_are_read_as_their_standard_has_them(upstream: Server, written: bytes) -> None:
    """A stream is read with any line ends, comments, byte order mark, other fields or no final newline."""
    upstream.stream(written)

    assert "Grüße 🎉" == content(reference.chat({**CHAT, "stream": True}, upstream))


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_stream_may_be_cut_anywhere(upstream: Server, size: int) -> None:
    """A stream is read when it is cut within a line or within a character."""
    whole = stream_of(EVENTS)
    upstream.stream(*[whole[start : start + size] for start in range(0, len(whole), size)])

    assert "Grüße 🎉" == content(reference.chat({**CHAT, "stream": True}, upstream))


def test_the_first_words_are_out_before_the_last_are_in(upstream: Server) -> None:
    """The first words are served before the last have come; a client that leaves ends the call."""
    upstream.stream(*[stream_of([event]) for event in EVENTS])
    upstream.gate.clear()
    chunks = reference.chat({**CHAT, "stream": True}, upstream)
    assert isinstance(chunks, Generator)

    assert "assistant" == next(chunks)["choices"][0]["delta"]["role"]
    assert 1 == upstream.sent
    chunks.close()


def test_forms_may_differ_from_what_was_asked(upstream: Server) -> None:
    """A stream for a whole answer, and JSON for a stream, are served in the form that was asked for."""
    upstream.answer(stream_of(EVENTS))
    plain = reference.chat(CHAT, upstream)
    upstream.stream(dump(ANSWER).encode())
    streamed = reference.chat({**CHAT, "stream": True}, upstream)

    assert "Grüße 🎉" == as_type(dict, plain)["choices"][0]["message"]["content"]
    assert "Grüße 🎉" == content(streamed)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("call", "request_"), [(reference.chat, CHAT), (reference.responses, RESPONSES)])
@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_an_error_stays_what_it_is(upstream: Server, call: Call, request_: Json, stream: bool, status: int) -> None:
    """An error has the upstream's status, body and retry headers, also where a stream was asked for."""
    error = {"message": "no", "type": "some_error", "param": "x", "code": "some_code"}
    upstream.answer({"error": error}, status=status, retry_after="7", x_request_id="req_1", x_other="1")
    raised = failing(call, {**request_, "stream": stream}, upstream)

    assert status == raised.status_code
    assert {"error": error} == raised.body
    assert {"retry-after": "7", "x-request-id": "req_1"} == raised.headers
    assert 1 == len(upstream.asked)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<html><h1>Bad\nGateway</h1></html>", "Bad Gateway"),
        (b"", "503"),
        (b"overloaded", "overloaded"),
        (b'"overloaded"', "overloaded"),
        (b'{"detail": "overloaded"}', "overloaded"),
        (b'{"detail": [{"loc": ["body"]}]}', "body"),
        (b'{"message": "overloaded"}', "overloaded"),
        (b'{"error": "overloaded"}', "overloaded"),
        (b'{"type": "error", "error": {"message": "overloaded", "code": 7}}', "overloaded"),
        (b"\xff\xfe", "503"),
    ],
)
def test_an_error_of_any_form_becomes_json(upstream: Server, body: bytes, message: str) -> None:
    """An error body of any form becomes JSON, with the upstream's message where it has one."""
    upstream.answer(body, status=503)
    raised = failing(reference.chat, CHAT, upstream)

    assert 503 == raised.status_code
    assert message in raised.body["error"]["message"]
    assert {"message", "type", "param", "code"} <= raised.body["error"].keys()


@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", b"{}", b"[]", b"{", b"nothing", b'{"error": {"message": "no"}}']
)
@pytest.mark.parametrize(("call", "request_"), [(reference.chat, CHAT), (reference.responses, RESPONSES)])
def test_no_answer_in_a_200_is_an_error(upstream: Server, call: Call, request_: Json, body: bytes) -> None:
    """A 200 without an answer is an error, never an empty completion."""
    upstream.answer(body)

    assert 500 <= failing(call, request_, upstream).status_code


@pytest.mark.parametrize("written", [stream_of(EVENTS[:-1]), stream_of(EVENTS[:-1]) + b'data: {"type": "resp'])
@pytest.mark.parametrize("cut", [True, False])
def test_a_broken_stream_says_so(upstream: Server, written: bytes, cut: bool) -> None:
    """A broken or unfinished stream ends in an error chunk without a finish."""
    upstream.stream(written, cut=cut)
    *frames, last = frames_of(reference.chat({**CHAT, "stream": True}, upstream))

    assert ["error"] == list(last)
    assert not any(chunk["choices"][0]["finish_reason"] for chunk in frames)


def test_a_broken_chat_stream_fails(upstream: Server) -> None:
    """A broken Chat stream ends in `response.failed`, unless it breaks behind the finish."""
    chunk = {"id": "1", "choices": [{"index": 0, "delta": {"content": "hi"}, "finish_reason": None}]}
    finish = {"id": "1", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    upstream.stream(stream_of([chunk]), cut=True)
    broken = frames_of(reference.responses({**RESPONSES, "stream": True}, upstream))
    upstream.stream(stream_of([chunk, finish]), cut=True)
    whole = frames_of(reference.responses({**RESPONSES, "stream": True}, upstream))

    assert ["response.failed", "response.completed"] == [broken[-1]["type"], whole[-1]["type"]]


def test_an_upstream_out_of_reach_is_a_bad_gateway(upstream: Server) -> None:
    """An upstream out of reach raises a 502 at once, also where a stream was asked for."""
    upstream.close()

    assert [502, 502] == [
        failing(reference.chat, {**CHAT, "stream": stream}, upstream).status_code for stream in (False, True)
    ]


def test_what_cannot_be_said_is_never_sent(upstream: Server) -> None:
    """A refused request is not sent, and the error names the field; any string can be sent."""
    upstream.answer(ANSWER)
    refused = failing(reference.chat, {**CHAT, "stop": "x"}, upstream)
    reference.chat({**CHAT, "user": "\ud800"}, upstream)

    assert 400 == refused.status_code
    assert "stop" == refused.body["error"]["param"]
    assert ["\ud800"] == [asked["user"] for asked in upstream.asked]
