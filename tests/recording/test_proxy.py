"""The recording proxy: clients notice no difference, and complete exchanges are saved without secrets."""

import asyncio
import base64
import gzip
import json
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from click.testing import CliRunner

from crosswire.cli import main
from crosswire.errors import AlreadyThere, ConfigurationError, PortTaken
from crosswire.facts import Answer, Failure, Message, Mode, ShapeName, Text
from crosswire.making.importing import import_cassettes
from crosswire.recording.proxy import RecordingProxy, listening, url_of
from crosswire.recording.tapes import Tape
from crosswire.scenarios import load_scenario
from crosswire.wire.cassettes import read_cassette
from tests.hostile.files import packed_zeros
from tests.recording.live_server import LiveServer
from tests.recording.recording_live import answer_of
from tests.theirs import files

KEY = "sk-proj-a1B2c3D4e5F6g7H8i9J0"
PATIENCE = 30
"""Seconds, far more than anything takes."""

CHAT = {"model": "m", "messages": [{"role": "user", "content": "Sing."}]}
RESPONSES = {"model": "m", "input": "Sing."}
ENDPOINTS: dict[ShapeName, tuple[str, dict[str, Any]]] = {
    "chat": ("/chat/completions", CHAT),
    "responses": ("/responses", RESPONSES),
}


@pytest.fixture
def live() -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server


def saying(text: str) -> Answer:
    return Answer(items=(Message("assistant", (Text(text),)),), finish="stop")


class Running:
    """A running proxy: its URL, its file, and the lines that it prints, as they come."""

    def __init__(self, url: str, file: Path, proxy: RecordingProxy, lines: "queue.Queue[str]") -> None:
        self.url, self.file, self.proxy, self._lines = url, file, proxy, lines

    def line(self) -> str:
        return self._lines.get(timeout=PATIENCE)

    def post(self, shape: ShapeName, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        path, asked = ENDPOINTS[shape]
        return httpx.post(
            self.url + path,
            timeout=PATIENCE,
            json={**asked, **more},
            headers={"authorization": f"Bearer {KEY}"} | (headers or {}),
        )


@contextmanager
def running(base_url: str, file: Path) -> Iterator[Running]:
    lines: queue.Queue[str] = queue.Queue()
    proxy = RecordingProxy(base_url, Tape(file), lines.put)
    server = proxy.server()
    with listening() as listens:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listens]}, daemon=True)
        thread.start()
        try:
            yield Running(url_of(listens), file, proxy, lines)
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.fixture
def proxy(live: LiveServer, tmp_path: Path) -> Iterator[Running]:
    with running(live.base_url, tmp_path / "session.yaml") as it:
        yield it


@pytest.mark.parametrize("shape", ENDPOINTS)
@pytest.mark.parametrize("stream", [False, True])
def test_what_passes_is_kept_and_can_be_imported(
    shape: ShapeName, stream: bool, proxy: Running, tmp_path: Path
) -> None:
    """The cassette can be imported as a scenario's recording, and holds the source's answer unchanged."""
    answer = proxy.post(shape, stream=stream)

    assert f"POST /v1{ENDPOINTS[shape][0]} 200: kept, number 1" == proxy.line()
    (call,) = read_cassette(proxy.file.read_text(encoding="utf-8"))
    assert (proxy.proxy.base_url + ENDPOINTS[shape][0], 200) == (call.uri, call.status)
    assert {**ENDPOINTS[shape][1], "stream": stream} == json.loads(call.request_body)
    assert answer.text == call.body.decode() if stream else answer.json() == json.loads(call.body)
    (folder,) = import_cassettes([proxy.file], tmp_path / "new").scenarios
    mode: Mode = "stream" if stream else "json"
    scenario = load_scenario(folder)
    assert "recorded" == scenario.provenance[f"{shape}.{mode}"]["provenance"]
    (turn,) = scenario.turns[shape, mode]
    assert "The kookaburra laughs: ha ha ha!" == answer_of(turn).text


def test_the_first_event_is_not_delayed(live: LiveServer, proxy: Running) -> None:
    """The client has the first event before the source sends the second."""
    live.gated = True

    with httpx.stream(
        "POST", timeout=PATIENCE, url=f"{proxy.url}/responses", json={**RESPONSES, "stream": True}
    ) as answer:
        pieces = answer.iter_raw()
        live.let()
        first = next(pieces)
        sent_until_then = live.written(1)
        live.let(1000)
        rest = list(pieces)

    assert [first] == sent_until_then
    assert live.writes == [first, *rest]


def test_calls_are_served_at_the_same_time(live: LiveServer, proxy: Running) -> None:
    """Another call is served while a stream is open; each is saved when it is complete."""
    live.gated = True

    async def both() -> tuple[str, str]:
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            asked = {**RESPONSES, "stream": True}
            async with client.stream("POST", f"{proxy.url}/responses", json=asked) as answer:
                pieces = answer.aiter_raw()
                live.let()
                first = await anext(pieces)
                other = await client.post(f"{proxy.url}/chat/completions", json=CHAT)
                live.let(1000)
                return b"".join([first, *[piece async for piece in pieces]]).decode(), other.text

    streamed, whole = asyncio.run(both())

    assert "POST /v1/chat/completions 200: kept, number 1" == proxy.line()
    assert "POST /v1/responses 200: kept, number 2" == proxy.line()
    bodies = [call.body.decode() for call in read_cassette(proxy.file.read_text(encoding="utf-8"))]
    assert (json.loads(whole), streamed) == (json.loads(bodies[0]), bodies[1])


def chunks_of(url: str, path: str, asked: dict[str, Any]) -> list[bytes]:
    """Ask over a plain socket, and return the chunks of the answer as they are framed."""
    where = httpx.URL(url)
    body = json.dumps(asked).encode()
    head = f"POST {where.path}{path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(body)}\r\n\r\n"
    found = []
    with socket.create_connection((where.host, where.port or 80)) as connection, connection.makefile("rb") as answer:
        connection.sendall(head.encode() + body)
        while answer.readline().strip():
            pass
        while size := int(answer.readline(), 16):
            found.append(answer.read(size))
            answer.readline()
    return found


@pytest.mark.parametrize("shape", ENDPOINTS)
def test_chunk_boundaries_are_kept(shape: ShapeName, live: LiveServer, proxy: Running) -> None:
    """A chunk ends for the client where it ended for the source; the sizes are saved beside the cassette."""
    path, asked = ENDPOINTS[shape]

    chunks = chunks_of(proxy.url, path, {**asked, "stream": True})

    proxy.line()
    assert live.writes == chunks
    assert [[len(chunk) for chunk in chunks]] == json.loads((proxy.file.parent / "session.chunks.json").read_text())


def test_a_chunk_that_comes_in_pieces_is_passed_on_so(live: LiveServer, proxy: Running) -> None:
    """A large chunk is passed on before it is complete, and ends where the source ended it."""
    live.answers = lambda _: saying("Ä🦜" * 20_000)

    chunks = chunks_of(proxy.url, "/responses", {**RESPONSES, "stream": True})

    proxy.line()
    assert max(map(len, live.writes)) > 2**16
    assert b"".join(live.writes) == b"".join(chunks)
    assert set(accumulate(map(len, live.writes))) <= set(accumulate(map(len, chunks)))


@pytest.mark.parametrize("stream", [False, True])
def test_the_official_client_works_through_it(stream: bool, proxy: Running) -> None:
    """The sync SDK stops reading at the last event, and the exchange is complete all the same."""
    with openai.OpenAI(base_url=proxy.url, api_key=KEY, max_retries=0) as client:
        if stream:
            with client.chat.completions.create(stream=True, **CHAT) as chunks:  # type: ignore[call-overload]
                text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        else:
            text = client.chat.completions.create(**CHAT).choices[0].message.content  # type: ignore[call-overload]

    assert "The kookaburra laughs: ha ha ha!" == text
    assert "POST /v1/chat/completions 200: kept, number 1" == proxy.line()


def test_the_official_async_client_works_through_it(proxy: Running) -> None:
    """The async SDK streams over Responses, and the exchange is complete."""

    async def ask() -> list[str]:
        async with openai.AsyncOpenAI(base_url=proxy.url, api_key=KEY, max_retries=0) as client:
            events = await client.responses.create(stream=True, **RESPONSES)  # type: ignore[call-overload]
            return [event.type async for event in events]

    types = asyncio.run(ask())

    assert ("response.created", "response.completed") == (types[0], types[-1])
    assert "POST /v1/responses 200: kept, number 1" == proxy.line()


def test_headers_pass_but_those_of_a_connection(live: LiveServer, proxy: Running) -> None:
    """The client's headers are passed on, also its key; those of the connection, and those that they name, are not."""
    live.headers |= {
        "x-of-theirs": "1",
        "connection": "x-theirs-alone",
        "x-theirs-alone": "1",
        "keep-alive": "timeout=5",
    }
    mine = {
        "x-of-mine": "1",
        "connection": "keep-alive, x-mine-alone",
        "x-mine-alone": "1",
        "te": "trailers",
        "user-agent": "mine/1",
    }

    answer = proxy.post("chat", mine | {"accept-encoding": "gzip, br"})

    (heard,) = live.heard
    assert f"Bearer {KEY}" == heard.headers["authorization"]
    assert ("1", "mine/1", "identity") == tuple(
        heard.headers[name] for name in ("x-of-mine", "user-agent", "accept-encoding")
    )
    assert httpx.URL(live.base_url).netloc.decode() == heard.headers["host"]
    assert set() == {"connection", "x-mine-alone", "te", "keep-alive"} & heard.headers.keys()
    assert "1" == answer.headers["x-of-theirs"]
    assert set() == {"x-theirs-alone", "keep-alive"} & answer.headers.keys()
    assert str(len(answer.content)) == answer.headers["content-length"]


def test_queries_and_escapes_pass_as_they_are(live: LiveServer, proxy: Running) -> None:
    """A call of neither API is passed on unchanged, and isn't saved."""
    answer = httpx.get(f"{proxy.url}/files/a%2Fb?after=x%20y&limit=2")

    assert 404 == answer.status_code
    assert [("GET", "/v1/files/a/b", "after=x%20y&limit=2")] == [
        (request.method, request.path, request.query) for request in live.heard
    ]
    assert "GET /v1/files/a/b 404: passed on; of another endpoint, so not kept" == proxy.line()
    assert not proxy.file.exists()


def test_nothing_secret_is_written(live: LiveServer, proxy: Running) -> None:
    """No secret is saved: not from headers, not from bodies, and not where a key looks like a common word."""
    key = "a-Word-like-any-other"
    live.headers |= {"openai-organization": "mine-a1b2c3", "set-cookie": "__cf_bm=wRXRjCm3I3nNR2CUqEWySA; path=/"}
    live.answers = lambda _: saying(f"{KEY} and {key} of mine-a1b2c3")

    proxy.post("chat", {"authorization": f"Bearer {key}", "cookie": "session=wRXRjCm3I3nNR2CUqEWySA"}, user=KEY)
    proxy.post("responses", {"authorization": f"Bearer {key}"})

    assert ["kept, number 1", "kept, number 2"] == [proxy.line().partition(": ")[2] for _ in range(2)]
    written = b"".join(files(proxy.file.parent).values()).decode()
    assert [] == [secret for secret in (KEY, key, "mine-a1b2c3", "wRXRjCm3I3nNR2CUqEWySA") if secret in written]
    assert {b"authorization", b"cookie", b"set-cookie"} & set(written.lower().encode().split()) == set()


def test_a_secret_that_cannot_be_replaced_is_refused(live: LiveServer, proxy: Running) -> None:
    """The client has its answer, nothing is saved, and the output says where the secret is, without its text."""
    proxy.post("chat")
    proxy.line()
    before = files(proxy.file.parent)
    packed = base64.b64encode(gzip.compress(b"sk-proj-a1B2c3D4e5F6g7H8i9J0")).decode()
    live.answers = lambda _: saying(packed)

    answer = proxy.post("chat")

    assert packed in answer.text
    line = proxy.line()
    assert "not kept: refused to save secrets" in line
    assert packed not in line
    assert (before, 1) == (files(proxy.file.parent), proxy.proxy.refused)


@pytest.mark.parametrize("status", [400, 401, 404, 429, 503])
def test_errors_of_the_source_pass(status: int, live: LiveServer, proxy: Running) -> None:
    """An error is an answer: it is passed on, and saved."""
    live.headers["retry-after"] = "7"
    live.answers = lambda _: Failure(status, "Not so.", "some_error")

    answer = proxy.post("responses", stream=True)

    assert (status, "Not so.", "7") == (
        answer.status_code,
        answer.json()["error"]["message"],
        answer.headers["retry-after"],
    )
    assert f"POST /v1/responses {status}: kept, number 1" == proxy.line()
    (call,) = read_cassette(proxy.file.read_text(encoding="utf-8"))
    assert (status, ["7"]) == (call.status, call.headers["retry-after"])


def test_a_source_that_is_not_there_is_a_502(tmp_path: Path) -> None:
    """The client has an error in the API's own form, the output says why, and nothing is saved."""
    with closing(listening()) as free:
        nowhere = url_of(free)
    with running(nowhere, tmp_path / "session.yaml") as proxy:
        answer = proxy.post("chat")

        assert (502, "proxy_error") == (answer.status_code, answer.json()["error"]["type"])
        assert f"{nowhere} gives no answer" in answer.json()["error"]["message"]
        assert f"POST /v1/chat/completions: {nowhere} gives no answer" in proxy.line()
    assert {} == files(tmp_path)


@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_that_breaks_off_breaks_off(stream: bool, live: LiveServer, proxy: Running) -> None:
    """An answer that breaks off does so for the client, too, and isn't saved."""
    live.fault = "break"

    with pytest.raises(httpx.RemoteProtocolError):
        proxy.post("responses", stream=stream)

    assert "POST /v1/responses: the answer broke off: " in proxy.line()
    assert not proxy.file.exists()


def test_a_client_that_goes_away_ends_the_call(live: LiveServer, proxy: Running) -> None:
    """The source's answer is closed, nothing is saved, and the next call is served."""
    live.gated = True
    with httpx.stream(
        "POST", timeout=PATIENCE, url=f"{proxy.url}/responses", json={**RESPONSES, "stream": True}
    ) as answer:
        live.let()
        next(answer.iter_raw())

    assert "POST /v1/responses: the client went away; not kept" == proxy.line()
    assert not proxy.file.exists()
    live.gated = False
    proxy.post("chat")
    assert "POST /v1/chat/completions 200: kept, number 1" == proxy.line()


def test_a_compressed_answer_is_kept_readable(live: LiveServer, proxy: Running) -> None:
    """An answer is saved decompressed, where a source compresses it against the proxy's wish."""
    live.encoding = "gzip"

    answer = proxy.post("chat", stream=True)

    proxy.line()
    (call,) = read_cassette(proxy.file.read_text(encoding="utf-8"))
    assert answer.text == call.body.decode()


def test_a_compressed_request_is_kept_readable(live: LiveServer, proxy: Running) -> None:
    """A compressed request is passed on unchanged, and saved decompressed."""
    compressed = gzip.compress(json.dumps(CHAT).encode())

    httpx.post(
        timeout=PATIENCE, url=f"{proxy.url}/chat/completions", content=compressed, headers={"content-encoding": "gzip"}
    )

    proxy.line()
    (call,) = read_cassette(proxy.file.read_text(encoding="utf-8"))
    assert ("gzip", CHAT) == (live.heard[0].headers["content-encoding"], json.loads(call.request_body))


def test_a_password_in_the_base_url_is_not_shown(tmp_path: Path) -> None:
    """A password in the base URL is neither printed nor sent to the client."""
    with closing(listening()) as free:
        nowhere = url_of(free).replace("//", "//me:a-Word-4711@")
    with running(nowhere, tmp_path / "session.yaml") as proxy:
        texts = [proxy.post("chat").text, proxy.line(), proxy.proxy.shown_url]

    assert [] == [text for text in texts if "a-Word-4711" in text or "127.0.0.1" not in text]


def test_a_base_url_may_have_a_path_and_a_query(live: LiveServer, tmp_path: Path) -> None:
    """The client's query comes after that of the base URL."""
    theirs = live.base_url.replace("/v1", "/their/openai/v1/?api-version=preview")
    with running(theirs, tmp_path / "session.yaml") as proxy:
        httpx.post(timeout=PATIENCE, url=f"{proxy.url}/chat/completions?mine=1", json=CHAT)

    assert [("/their/openai/v1/chat/completions", "api-version=preview&mine=1")] == [
        (request.path, request.query) for request in live.heard
    ]


def test_a_base_url_without_v1_is_told(live: LiveServer, proxy: Running) -> None:
    """The client's error says that the base URL lacks /v1."""
    answer = httpx.post(timeout=PATIENCE, url=proxy.url.removesuffix("/v1") + "/chat/completions", json=CHAT)

    assert 404 == answer.status_code
    assert "POST /chat/completions: the base URL of this proxy ends in /v1" == answer.json()["error"]["message"]
    assert [] == live.heard


def test_a_file_is_replaced_only_if_told(tmp_path: Path) -> None:
    """A file is replaced only with --force, and never made in a folder that doesn't exist."""
    file = tmp_path / "session.yaml"
    file.write_text("mine")

    with pytest.raises(AlreadyThere, match=r"session\.yaml is there already; .* --force"):
        Tape(file)
    with pytest.raises(ConfigurationError, match="there is no folder"):
        Tape(tmp_path / "none" / "session.yaml")

    with pytest.raises(AlreadyThere, match=r"session\.yaml is no cassette; --force replaces one and"):
        Tape(file, force=True)
    file.write_text("interactions: []\nversion: 1\n")

    assert 0 == len(Tape(file, force=True))
    assert "interactions: []\nversion: 1\n" == file.read_text()


def test_a_port_that_is_taken_is_told() -> None:
    """The message names the option that gave the port."""
    with closing(listening()) as taken, pytest.raises(PortTaken, match=r"--port [0-9]+: "):
        listening(taken.getsockname()[1])


def test_the_command_tells_mistakes(tmp_path: Path) -> None:
    """A user's mistake is one line of output, and exit status 2."""
    result = CliRunner().invoke(main, ["proxy", "--base-url", "here", "--into", str(tmp_path / "x.yaml")])

    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith("error: 'here' is no base URL; it is like https://api.openai.com/v1")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_is_complete(ending: signal.Signals, live: LiveServer, tmp_path: Path) -> None:
    """At Ctrl-C a complete exchange is saved, an incomplete one is named, and the port is free again."""
    file = tmp_path / "session.yaml"
    command = [sys.executable, "-m", "crosswire", "proxy", "--base-url", live.base_url, "--into", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        assert ran.stdout
        listens = ran.stdout.readline()
        url = listens.split()[2]
        httpx.post(
            timeout=PATIENCE, url=f"{url}/chat/completions", json=CHAT, headers={"authorization": f"Bearer {KEY}"}
        )
        line = ran.stdout.readline()
        live.gated = True
        with httpx.stream(
            "POST", timeout=PATIENCE, url=f"{url}/responses", json={**RESPONSES, "stream": True}
        ) as open_still:
            live.let()
            next(open_still.iter_raw())
            ran.send_signal(ending)
            out, errors = ran.communicate(timeout=30)

    assert f"listening on {url} for {live.base_url}; Ctrl-C ends it\n" == listens
    assert "POST /v1/chat/completions 200: kept, number 1\n" == line
    assert "" == errors
    assert "POST /v1/responses: " in out
    assert f"1 stored in {file}; crosswire import {file}\n" == out.splitlines(keepends=True)[-1]
    assert 0 == ran.returncode
    assert 1 == len(read_cassette(file.read_text(encoding="utf-8")))
    assert {"session.yaml", "session.chunks.json"} == set(files(tmp_path))
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


@pytest.mark.parametrize(
    "header",
    [("origin", "https://page.example"), ("origin", "null"), ("host", "page.example"), ("host", "page.example:80")],
)
def test_no_page_of_the_web_asks_through_it(live: LiveServer, proxy: Running, header: tuple[str, str]) -> None:
    """A request with a foreign Origin or Host gets a 403, is told, and reaches the API as little as the cassette."""
    answer = proxy.post("chat", headers=dict([header, ("content-type", "text/plain")]))

    assert 403 == answer.status_code
    assert proxy.line().startswith(f"POST /v1/chat/completions: refused: {header[0].title()} '{header[1]}'")
    assert ([], False) == (live.heard, proxy.file.exists())


@pytest.mark.parametrize(
    "path",
    ["/organization/admin_api_keys", "/../admin", "/%2e%2e/admin", "/%252e%252e/admin", "/models/..%5c..%5cadmin", "/"],
)
def test_it_asks_for_paths_of_the_api_alone(live: LiveServer, proxy: Running, path: str) -> None:
    """What is no path of the API, or leads out of it, is a 404 that names those that are, and is told."""
    where = httpx.URL(proxy.url)
    with socket.create_connection((where.host, where.port or 80)) as connection, connection.makefile("rb") as answer:
        connection.sendall(f"GET /v1{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
        status, text = answer.readline(), answer.read().decode()

    assert b" 404 " in status
    assert "this proxy asks for audio, batches, chat" in text
    assert proxy.line().endswith("no path of the API; not asked")
    assert [] == live.heard


def test_what_cannot_be_kept_is_told(live: LiveServer, proxy: Running) -> None:
    """A body that unpacks to more than is read of one is passed on, told, and counted; the next call is kept."""
    bomb = {"content-encoding": "gzip", "content-type": "application/json", "authorization": f"Bearer {KEY}"}
    httpx.post(timeout=PATIENCE, url=f"{proxy.url}/chat/completions", content=packed_zeros(64), headers=bomb)
    line = proxy.line()
    proxy.post("chat")

    assert line.startswith("POST /v1/chat/completions ")
    assert "not kept: the request: decoded as gzip it is longer than 33,554,432 bytes" in line
    assert "POST /v1/chat/completions 200: kept, number 1" == proxy.line()
    assert 1 == proxy.proxy.refused
    assert live.heard


def test_a_path_of_any_bytes_is_answered(proxy: Running) -> None:
    """Bytes in a path that are no ASCII are passed on, and told."""
    where = httpx.URL(proxy.url)
    with socket.create_connection((where.host, where.port or 80)) as connection, connection.makefile("rb") as answer:
        connection.sendall(b"GET /v1/models/\xff\xfe HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        status = answer.readline()

    assert b" 404 " in status or b" 400 " in status
