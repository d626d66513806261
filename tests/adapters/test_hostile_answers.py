"""What a server may send that no client can use: each is told of the adapter, and what has no end is cut."""

import asyncio
import gzip
import json
import zlib
from contextlib import closing

import pytest
from test_over_http import UPSTREAM, Answering, answering, events

from crosswire.adapters import over_http as client
from crosswire.adapters.answer_bytes import answer_bytes
from crosswire.adapters.calling import Caller
from crosswire.adapters.over_http import over_http
from crosswire.errors import Crashed, ExchangeFailed, WrongKind

DEEP = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
BODIES = {
    "deep": (DEEP, "nested deeper than 128 levels"),
    "digits": (b'{"n": ' + b"9" * 10_000 + b"}", "it holds an integer of thousands of digits"),
    "overflow": (b'{"n": 1e999}', "it holds a number beyond 1.8e308"),
    "nan": (b'{"n": NaN}', "it holds NaN, which JSON does not have"),
    "infinity": (b'{"n": -Infinity}', "it holds -Infinity, which JSON does not have"),
    "twice": (b'{"id": "a", "id": "b"}', "an object has the key str 'id' twice"),
}


@pytest.fixture
def caller():
    caller = Caller()
    yield caller
    caller.close()


def served(server, caller, mode):
    return caller.call(over_http(lambda: server.url), {"stream": mode == "stream"}, UPSTREAM, mode)


@pytest.mark.parametrize("mode", ["json", "stream"])
@pytest.mark.parametrize("name", BODIES)
def test_what_is_not_json_is_told(name, mode, caller):
    """Whatever Python's own reader makes of it."""
    body, told = BODIES[name]
    sent = body if mode == "json" else events(body.decode())
    kind = "application/json" if mode == "json" else "text/event-stream"
    with answering(sent, kind=kind) as server, pytest.raises(WrongKind, match="which is not JSON: ") as wrong:
        served(server, caller, mode)

    assert told in str(wrong.value)


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("json", 'the adapter answered 200 with \'{"id": "\ufffd"}\', which is not JSON: byte 8 is not UTF-8'),
        ("stream", 'the adapter streamed b\'data: {"id": "\\xff"}\\n\\n\', which is not UTF-8'),
    ],
)
def test_bytes_that_are_not_utf8_are_told(mode, told, caller):
    """JSON and event streams are UTF-8, by their standards."""
    body = b'{"id": "\xff"}'
    sent, kind = (body, "application/json") if mode == "json" else (b"data: " + body + b"\n\n", "text/event-stream")
    with answering(sent, kind=kind) as server, pytest.raises(WrongKind) as wrong:
        served(server, caller, mode)

    assert told == str(wrong.value)


def test_half_a_surrogate_pair_is_json(caller):
    """Written as an escape; whether it is what the upstream said, requirements tell."""
    with answering(b'{"id": "\\ud800"}') as server:
        answer = served(server, caller, "json")

    assert {"id": "\ud800"} == answer.body


@pytest.mark.parametrize(
    ("coding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)]
)
@pytest.mark.parametrize("mode", ["json", "stream"])
def test_an_accepted_coding_is_undone(coding, compress, mode, caller):
    """In whatever pieces it comes."""
    text = {"text": "x" * 3_000_000}
    body = json.dumps(text).encode() if mode == "json" else events(json.dumps(text))
    head = f"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: {coding}\r\ncontent-type: text/plain\r\n\r\n"
    with closing(Answering(head.encode() + compress(body))) as server:
        answer = served(server, caller, mode)

    assert (text if mode == "json" else [text]) == answer.body
    assert "gzip, deflate" == server.asked[0][1]["accept-encoding"]


@pytest.mark.parametrize(
    ("head", "rest", "told"),
    [
        ("content-encoding: br", b"{}", "with content-encoding 'br'; the client accepts gzip, deflate"),
        ("content-encoding: gzip", b"{}", "with content-encoding gzip, and its bytes are not: "),
        ("content-length: 100", b"{}", "the adapter broke off its answer: RemoteProtocolError: "),
        ("content-length: -1", b"{}", "the adapter broke off its answer: RemoteProtocolError: "),
        ("transfer-encoding: chunked", b"zz\r\n{}\r\n", "the adapter broke off its answer: RemoteProtocolError: "),
        ("x-bomb: " + "x" * 200_000, b"{}", "the adapter broke off its answer: RemoteProtocolError: "),
        ("\r\n".join(f"x-{n}: {n}" for n in range(20_000)), b"{}", "the adapter broke off its answer: "),
    ],
)
def test_what_is_not_http_is_told(head, rest, told, caller):
    """Of the adapter, which is what sent it."""
    sent = f"HTTP/1.1 200 OK\r\nconnection: close\r\n{head}\r\n\r\n".encode() + rest
    with closing(Answering(sent)) as server, pytest.raises(ExchangeFailed) as failed:
        served(server, caller, "json")

    assert told in str(failed.value)


class Endless:
    """An answer that sends the same piece for ever, as far as its bytes are read."""

    def __init__(self, coding, piece):
        self.headers = {"content-encoding": coding}
        self._piece = piece

    async def aiter_raw(self):
        while True:
            yield self._piece


@pytest.mark.parametrize(("coding", "piece"), [("identity", b"x" * 1000), ("gzip", gzip.compress(b"x" * 10**7))])
def test_no_more_is_read_than_is_shown(coding, piece):
    """Neither of what does not end, nor of what a few compressed bytes stand for."""
    read = 0

    async def reading():
        nonlocal read
        async for content in answer_bytes(Endless(coding, piece), longest=3_000_000):
            read += len(content)

    with pytest.raises(WrongKind, match=r"^the adapter's answer is longer than 3,000,000 bytes, all that is read"):
        asyncio.run(reading())
    assert read <= 3_000_000


def test_a_stream_of_more_events_than_anybody_reads_ends(caller, monkeypatch):
    """Events without data are no frames, and count."""
    monkeypatch.setattr(client, "MOST_EVENTS", 10)
    with (
        answering(b"event: ping\n\n" * 11, kind="text/event-stream") as server,
        pytest.raises(WrongKind, match=r"^the adapter streamed more than 10 events, all that is read of a stream$"),
    ):
        served(server, caller, "stream")


def test_what_breaks_within_a_compressed_stream_is_told(caller):
    """It is the adapter's own label that is wrong."""
    head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: gzip\r\ncontent-type: text/event-stream\r\n\r\n"
    with closing(Answering(head + events('{"n": 1}'))) as server, pytest.raises(Crashed, match="and its bytes are not"):
        served(server, caller, "stream")
