"""Answers that no client can use are errors of the adapter; endless ones are cut."""

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from typing import Any, cast

import pytest

from crosswire.adapters.calling import Caller
from crosswire.adapters.servers.answer_bytes import answer_bytes
from crosswire.errors import Crashed, ExchangeFailed, WrongKind
from crosswire.facts import Mode
from crosswire.limits import Limits
from crosswire.served import Served
from tests.adapters.test_over_http import UPSTREAM, Answering, answering, asking, events

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
def caller() -> Iterator[Any]:
    caller = Caller()
    yield caller
    caller.close()


def served(server: Answering, caller: Caller, mode: Mode) -> Served:
    return caller.call(asking(lambda: server.url), {"stream": mode == "stream"}, UPSTREAM, mode)


@pytest.mark.parametrize("mode", ["json", "stream"])
@pytest.mark.parametrize("name", BODIES)
def test_what_is_not_json_is_told(name: str, mode: Mode, caller: Caller) -> None:
    """What JSON does not allow is an error, also where Python's reader takes it."""
    body, shown = BODIES[name]
    sent = body if mode == "json" else events(body.decode())
    kind = "application/json" if mode == "json" else "text/event-stream"
    with answering(sent, kind=kind) as server, pytest.raises(WrongKind, match="which is not JSON: ") as wrong:
        served(server, caller, mode)

    assert shown in str(wrong.value)


@pytest.mark.parametrize(
    ("mode", "shown"),
    [
        ("json", 'the adapter answered 200 with \'{"id": "\ufffd"}\', which is not JSON: byte 8 is not UTF-8'),
        ("stream", 'the adapter streamed b\'data: {"id": "\\xff"}\\n\\n\', which is not UTF-8'),
    ],
)
def test_bytes_that_are_not_utf8_are_told(mode: Mode, shown: str, caller: Caller) -> None:
    """Bytes that are not UTF-8 are an error, in JSON and in event streams."""
    body = b'{"id": "\xff"}'
    sent, kind = (body, "application/json") if mode == "json" else (b"data: " + body + b"\n\n", "text/event-stream")
    with answering(sent, kind=kind) as server, pytest.raises(WrongKind) as wrong:
        served(server, caller, mode)

    assert shown == str(wrong.value)


def test_half_a_surrogate_pair_is_json(caller: Caller) -> None:
    """Half a surrogate pair, written as an escape, is valid JSON."""
    with answering(b'{"id": "\\ud800"}') as server:
        answer = served(server, caller, "json")

    assert {"id": "\ud800"} == answer.body


@pytest.mark.parametrize(
    ("coding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)]
)
@pytest.mark.parametrize("mode", ["json", "stream"])
def test_an_accepted_coding_is_undone(coding: str, compress: Any, mode: Mode, caller: Caller) -> None:
    """Gzip and deflate are decoded, in whatever pieces they come."""
    text = {"text": "x" * 3_000_000}
    body = json.dumps(text).encode() if mode == "json" else events(json.dumps(text))
    head = f"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: {coding}\r\ncontent-type: text/plain\r\n\r\n"
    with closing(Answering(head.encode() + compress(body))) as server:
        answer = served(server, caller, mode)

    assert (text if mode == "json" else [text]) == answer.body
    assert "gzip, deflate" == server.asked[0][1]["accept-encoding"]


@pytest.mark.parametrize(
    ("head", "rest", "shown"),
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
def test_what_is_not_http_is_told(head: Any, rest: bytes, shown: str, caller: Caller) -> None:
    """A response that is not valid HTTP is a crash of the adapter."""
    sent = f"HTTP/1.1 200 OK\r\nconnection: close\r\n{head}\r\n\r\n".encode() + rest
    with closing(Answering(sent)) as server, pytest.raises(ExchangeFailed) as failed:
        served(server, caller, "json")

    assert shown in str(failed.value)


class Endless:
    """An answer that sends the same piece for ever."""

    def __init__(self, coding: Any, piece: Any) -> None:
        self.headers = {"content-encoding": coding}
        self.is_success = True
        self._piece = piece

    async def aiter_raw(self) -> AsyncIterator[Any]:
        while True:
            yield self._piece


@pytest.mark.parametrize(("coding", "piece"), [("identity", b"x" * 1000), ("gzip", gzip.compress(b"x" * 10**7))])
def test_no_more_is_read_than_is_shown(coding: str, piece: Any) -> None:
    """Reading stops at the limit, for endless answers and for a few compressed bytes that become many."""
    read = 0

    async def reading() -> None:
        nonlocal read
        async for content in answer_bytes(cast("Any", Endless(coding, piece)), Limits(answer_bytes=3_000_000)):
            read += len(content)

    with pytest.raises(
        WrongKind,
        match=r"^the adapter's answer is longer than 3,000,000 bytes, .*--limit answer-bytes",
    ):
        asyncio.run(reading())
    assert read <= 3_000_000


def test_a_stream_of_more_events_than_anybody_reads_ends(caller: Caller) -> None:
    """Events count towards the limit also where they have no data."""
    with (
        answering(b"event: ping\n\n" * 11, kind="text/event-stream") as server,
        pytest.raises(WrongKind, match=r"^the adapter streamed more than 10 events, .* \(--limit frames=N sets it\)$"),
    ):
        caller.call(asking(lambda: server.url, limits=Limits(frames=10)), {"stream": True}, UPSTREAM, "stream")


def test_what_breaks_within_a_compressed_stream_is_told(caller: Caller) -> None:
    """A stream that is labelled gzip and is not is a crash."""
    head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: gzip\r\ncontent-type: text/event-stream\r\n\r\n"
    with closing(Answering(head + events('{"n": 1}'))) as server, pytest.raises(Crashed, match="and its bytes are not"):
        served(server, caller, "stream")
