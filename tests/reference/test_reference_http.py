"""The reference adapter over a real connection: whole answers, streams cut anywhere, errors of every form."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crosswire import reference
from crosswire.reference import UpstreamError

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


class Server:
    """An upstream on loopback: `pieces` are sent one by one, and it notes what it was asked."""

    def __init__(self):
        self.status, self.headers, self.pieces, self.cut = 200, {}, [], False
        self.paths, self.asked, self.keys, self.sent = [], [], [], 0
        self.gate = threading.Event()
        self.gate.set()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None  # a client that goes away is no error here
        threading.Thread(target=self._http.serve_forever, args=[0.01], daemon=True).start()
        self.base_url, self.api_key = f"http://127.0.0.1:{self._http.server_port}/v1", "secret"

    def answer(self, *pieces, status=200, content_type="application/json", cut=False, **headers):
        """Set what it answers: bytes as they are, anything else as JSON."""
        self.status, self.cut = status, cut
        self.headers = {"content-type": content_type} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        self.pieces = [piece if isinstance(piece, bytes) else json.dumps(piece).encode() for piece in pieces]

    def stream(self, *pieces, cut=False):
        """Set a stream as its answer."""
        self.answer(*pieces, content_type="text/event-stream", cut=cut)

    def close(self):
        """Stop serving."""
        self.gate.set()
        self._http.shutdown()
        self._http.server_close()

    def _handler(server):  # noqa: N805 - the handler's own self is the request
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                server.paths.append(self.path)
                server.keys.append(self.headers["authorization"])
                server.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(server.status)
                for name, value in {**server.headers, "transfer-encoding": "chunked"}.items():
                    self.send_header(name, value)
                self.end_headers()
                for place, piece in enumerate(server.pieces):
                    if place:
                        server.gate.wait(5)
                    server.sent += 1  # before it can be read: the reader looks at once
                    self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                if not server.cut:
                    self.wfile.write(b"0\r\n\r\n")
                self.close_connection = server.cut

            def log_message(self, *_args):
                pass

        return Handler


@pytest.fixture
def upstream():
    """Return an upstream on loopback."""
    server = Server()
    yield server
    server.close()


def stream_of(payloads, done=False):
    """Payloads as an event stream."""
    text = "".join(f"event: {each.get('type')}\n" * ("type" in each) + f"data: {dump(each)}\n\n" for each in payloads)
    return (text + "data: [DONE]\n\n" * done).encode()


def dump(payload):
    """JSON with its characters as they are."""
    return json.dumps(payload, ensure_ascii=False)


def content(chunks):
    """Return the text of a chat stream; it has finished."""
    told = list(chunks)
    assert [None] * (len(told) - 1) + ["stop"] == [chunk["choices"][0]["finish_reason"] for chunk in told]
    return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in told)


def failing(call, request, upstream):
    """Return the error that a call raises."""
    with pytest.raises(UpstreamError) as error:
        call(request, upstream)
    return error.value


def test_each_api_is_asked_for_the_other(upstream):
    """Chat is served by /responses, Responses by /chat/completions, with the upstream's key."""
    upstream.answer(ANSWER)
    chat = reference.chat(CHAT, upstream)
    upstream.answer(COMPLETION)
    responses = reference.responses(RESPONSES, upstream)

    assert "Grüße 🎉" == chat["choices"][0]["message"]["content"]
    assert "Grüße 🎉" == responses["output"][0]["content"][0]["text"]
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
def test_event_streams_are_read_as_their_standard_has_them(upstream, written):
    """Line ends, comments, a byte order mark, other fields, no final newline: the same is said."""
    upstream.stream(written)

    assert "Grüße 🎉" == content(reference.chat({**CHAT, "stream": True}, upstream))


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_stream_may_be_cut_anywhere(upstream, size):
    """Within a line, and within a character."""
    whole = stream_of(EVENTS)
    upstream.stream(*[whole[start : start + size] for start in range(0, len(whole), size)])

    assert "Grüße 🎉" == content(reference.chat({**CHAT, "stream": True}, upstream))


def test_the_first_words_are_out_before_the_last_are_in(upstream):
    """Nothing is held back; a client that goes away ends the call."""
    upstream.stream(*[stream_of([event]) for event in EVENTS])
    upstream.gate.clear()
    chunks = reference.chat({**CHAT, "stream": True}, upstream)

    assert "assistant" == next(chunks)["choices"][0]["delta"]["role"]
    assert 1 == upstream.sent
    chunks.close()


def test_forms_may_differ_from_what_was_asked(upstream):
    """A stream in answer to a plain request, plain JSON in answer to a streamed one, under the wrong label."""
    upstream.answer(stream_of(EVENTS))
    plain = reference.chat(CHAT, upstream)
    upstream.stream(dump(ANSWER).encode())
    streamed = reference.chat({**CHAT, "stream": True}, upstream)

    assert "Grüße 🎉" == plain["choices"][0]["message"]["content"]
    assert "Grüße 🎉" == content(streamed)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("call", "request_"), [(reference.chat, CHAT), (reference.responses, RESPONSES)])
@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_an_error_stays_what_it_is(upstream, call, request_, stream, status):
    """Status, body and the headers that retries hang on, also where a stream was asked for."""
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
def test_an_error_of_any_form_becomes_json(upstream, body, message):
    """With the upstream's message where it has one."""
    upstream.answer(body, status=503)
    raised = failing(reference.chat, CHAT, upstream)

    assert 503 == raised.status_code
    assert message in raised.body["error"]["message"]
    assert {"message", "type", "param", "code"} <= raised.body["error"].keys()


@pytest.mark.parametrize(
    "body", [b"", b"<html></html>", b"{}", b"[]", b"{", b"nothing", b'{"error": {"message": "no"}}']
)
@pytest.mark.parametrize(("call", "request_"), [(reference.chat, CHAT), (reference.responses, RESPONSES)])
def test_no_answer_in_a_200_is_an_error(upstream, call, request_, body):
    """Never an empty completion."""
    upstream.answer(body)

    assert 500 <= failing(call, request_, upstream).status_code


@pytest.mark.parametrize("written", [stream_of(EVENTS[:-1]), stream_of(EVENTS[:-1]) + b'data: {"type": "resp'])
@pytest.mark.parametrize("cut", [True, False])
def test_a_broken_stream_says_so(upstream, written, cut):
    """A cut connection, an end without an end, and broken JSON: an error chunk, and no finish."""
    upstream.stream(written, cut=cut)
    *told, last = reference.chat({**CHAT, "stream": True}, upstream)

    assert ["error"] == list(last)
    assert not any(chunk["choices"][0]["finish_reason"] for chunk in told)


def test_a_broken_chat_stream_fails(upstream):
    """In Responses' words; behind the finish it is whole."""
    chunk = {"id": "1", "choices": [{"index": 0, "delta": {"content": "hi"}, "finish_reason": None}]}
    finish = {"id": "1", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    upstream.stream(stream_of([chunk]), cut=True)
    broken = list(reference.responses({**RESPONSES, "stream": True}, upstream))
    upstream.stream(stream_of([chunk, finish]), cut=True)
    whole = list(reference.responses({**RESPONSES, "stream": True}, upstream))

    assert ["response.failed", "response.completed"] == [broken[-1]["type"], whole[-1]["type"]]


def test_an_upstream_out_of_reach_is_a_bad_gateway(upstream):
    """At once, whether a stream was asked for or not."""
    upstream.close()

    assert [502, 502] == [
        failing(reference.chat, {**CHAT, "stream": stream}, upstream).status_code for stream in (False, True)
    ]


def test_what_cannot_be_said_is_never_sent(upstream):
    """A refusal names the field; any string can be sent, a lone surrogate, too."""
    upstream.answer(ANSWER)
    refused = failing(reference.chat, {**CHAT, "stop": "x"}, upstream)
    reference.chat({**CHAT, "user": "\ud800"}, upstream)

    assert 400 == refused.status_code
    assert "stop" == refused.body["error"]["param"]
    assert ["\ud800"] == [asked["user"] for asked in upstream.asked]
