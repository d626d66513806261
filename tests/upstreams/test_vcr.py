"""Playing recordings back in process, to whichever client asks."""

import asyncio
import contextlib
import io
import json
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import openai
import pytest
import requests
from vcr.request import Request  # type: ignore[import-untyped]

from crosswire.facts import Answer, Failure, Json, Mode, ShapeName
from crosswire.shapes import SHAPES
from crosswire.shapes.chat.as_asked import without_usage
from crosswire.upstreams.replay import Played, Replay
from crosswire.upstreams.vcr import InProcess
from crosswire.wire.event_streams import read_events
from tests.upstreams.lines import Turn, asked, turns_of

BASE = "https://this.upstream.invalid/v1"
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # nothing is reached: reading certificates would be all the work
NOT_THERE = r"is not in the scenario"
HEADERS = {"content-type": "application/json", "authorization": "Bearer sk-crosswire"}


@contextlib.contextmanager
def serving(turns: Sequence[Turn]) -> Iterator[Replay]:
    """The replay of `turns`, which answers every HTTP call of this process."""
    replay = Replay(BASE, turns)
    with InProcess.serve(replay):
        yield replay


Received = tuple[int, Mapping[str, str], bytes]
"""The status, headers and body of an answer."""
HttpClient = Callable[[str, Json], Received]
"""How a library asks a URL."""


def with_httpx(url: str, body: Json) -> Received:
    answer = httpx.post(url, json=body, headers=HEADERS, verify=TLS)
    return answer.status_code, answer.headers, answer.content


def with_httpx_streamed(url: str, body: Json) -> Received:
    with httpx.stream("POST", url, json=body, headers=HEADERS, verify=TLS) as answer:
        return answer.status_code, answer.headers, b"".join(answer.iter_bytes())


def with_httpx_iterator(url: str, body: Json) -> Received:
    text = json.dumps(body)
    answer = httpx.post(url, content=(part.encode() for part in (text[:5], text[5:])), headers=HEADERS, verify=TLS)
    return answer.status_code, answer.headers, answer.content


def with_httpx_async(url: str, body: Json) -> Received:
    async def call() -> httpx.Response:
        async with httpx.AsyncClient(verify=TLS) as client:
            return await client.post(url, json=body, headers=HEADERS)

    answer = asyncio.run(call())
    return answer.status_code, answer.headers, answer.content


def with_requests(url: str, body: Json) -> Received:
    with requests.post(url, json=body, headers=HEADERS, stream=True) as answer:
        return answer.status_code, answer.headers, b"".join(answer.iter_content(64))


def with_requests_file(url: str, body: Json) -> Received:
    with requests.post(url, data=io.BytesIO(json.dumps(body).encode()), headers=HEADERS) as answer:
        return answer.status_code, answer.headers, answer.content


def with_urllib(url: str, body: Json) -> Received:
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), HEADERS))
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers, answer.read()


def with_aiohttp(url: str, body: Json, **given: Any) -> Received:
    async def call() -> Received:
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, headers=HEADERS, **(given or {"data": json.dumps(body)})) as answer,
        ):
            return answer.status, answer.headers, await answer.read()

    return asyncio.run(call())


def with_aiohttp_json(url: str, body: Json) -> Received:
    return with_aiohttp(url, body, json=body)


CLIENTS = [
    with_httpx,
    with_httpx_streamed,
    with_httpx_iterator,
    with_httpx_async,
    with_requests,
    with_requests_file,
    with_urllib,
    with_aiohttp,
    with_aiohttp_json,
]
every_client = pytest.mark.parametrize("client", CLIENTS)
every_shape = pytest.mark.parametrize("shape", ["chat", "responses"])
both_modes = pytest.mark.parametrize("mode", ["json", "stream"])


@every_client
@every_shape
@both_modes
def test_every_client_gets_the_recording(client: HttpClient, shape: ShapeName, mode: Mode) -> None:
    """Every HTTP library gets the recorded answer, and its request is noted."""
    turns = turns_of("plain_text", shape)
    body, recorded = asked(turns[0], mode), turns[0][mode]

    with serving(turns) as replay:
        status, headers, content = client(f"{BASE}{SHAPES[shape].PATH}", body)

    assert (200, recorded.headers["content-type"]) == (status, headers["content-type"])
    assert recorded.response["body"]["string"] == content
    assert {0: Played(body, recorded)} == replay.played
    assert HEADERS["authorization"] == replay.played[0].headers["authorization"]
    assert (1, []) == (replay.attempts, replay.refused)


@every_client
@both_modes
def test_an_error_keeps_its_status_and_headers(client: HttpClient, mode: Mode) -> None:
    """A recorded 429 has its status and all its headers, also where a stream was asked for."""
    turns = turns_of("rate_limited", "chat")
    recorded = turns[0][mode]

    with serving(turns):
        status, headers, content = client(f"{BASE}/chat/completions", asked(turns[0], mode))

    assert 429 == status
    assert recorded.headers == {name: headers[name] for name in recorded.headers}
    assert {"retry-after", "retry-after-ms", "x-should-retry"} <= recorded.headers.keys()
    assert recorded.response["body"]["string"] == content


@every_client
def test_every_client_is_refused_what_is_not_recorded(client: HttpClient) -> None:
    """An unrecorded call raises what the library raises for an unreachable host, and is noted."""
    with (
        serving(turns_of("plain_text", "chat")) as replay,
        pytest.raises(OSError, match=NOT_THERE),
    ):
        client(f"{BASE}/embeddings", {"model": "m"})

    assert {f"POST {BASE}/embeddings"} == set(replay.refused)
    assert {} == replay.played


def sdk_chat(client: Any, body: Json) -> Any:
    return client.chat.completions.create(**body)


def sdk_responses(client: Any, body: Json) -> Any:
    return client.responses.create(**body)


SDK = {"chat": sdk_chat, "responses": sdk_responses}


def options(http: object) -> dict[str, Any]:
    """Return the options of the official SDK. Newer versions name another HTTP client in their types, and take this."""
    return {"base_url": BASE, "api_key": "sk-x", "http_client": http}


@every_shape
@both_modes
def test_the_official_sdk_gets_the_recording(shape: ShapeName, mode: Mode) -> None:
    """The official SDK reads from an answer what the recording holds."""
    turns = turns_of("parallel_tool_calls", shape)
    body, recorded = asked(turns[0], mode), turns[0][mode]

    with serving(turns) as replay, httpx.Client(verify=TLS) as http:
        client = openai.OpenAI(**options(http))
        answer = SDK[shape](client, body)
        if mode == "stream":
            read = SHAPES[shape].read_stream([frame.to_dict() for frame in answer])
        else:
            read = SHAPES[shape].read_answer(answer.to_dict())

    assert recorded.answer == read
    assert body == replay.played[0].forwarded


@every_shape
@both_modes
def test_the_official_async_sdk_gets_the_recording(shape: ShapeName, mode: Mode) -> None:
    """The official asynchronous SDK reads from an answer what the recording holds."""
    turns = turns_of("parallel_tool_calls", shape)
    body, recorded = asked(turns[0], mode), turns[0][mode]

    async def call() -> Answer | Failure:
        async with httpx.AsyncClient(verify=TLS) as http:
            client = openai.AsyncOpenAI(**options(http))
            answer = await SDK[shape](client, body)
            if mode == "stream":
                return SHAPES[shape].read_stream([frame.to_dict() async for frame in answer])
            return SHAPES[shape].read_answer(answer.to_dict())

    with serving(turns):
        read = asyncio.run(call())

    assert recorded.answer == read


def test_the_official_sdk_raises_a_recorded_error() -> None:
    """A recorded 429 is the SDK's own exception, with the recorded body and headers."""
    turns = turns_of("rate_limited", "responses")

    with serving(turns), httpx.Client(verify=TLS) as http:
        client = openai.OpenAI(**options(http))
        with pytest.raises(openai.RateLimitError) as raised:
            client.responses.create(**asked(turns[0], "json"))

    assert turns[0]["json"].answer_body["error"] == raised.value.body
    assert "7" == raised.value.response.headers["retry-after"]


@pytest.mark.parametrize(
    ("stream", "mode"), [(True, "stream"), (False, "json"), (None, "json"), ("true", "json"), (1, "json")]
)
def test_the_forwarded_stream_decides(stream: bool | int | str | None, mode: Mode) -> None:
    """The answer is streamed only where the forwarded request has `"stream": true`."""
    turns = turns_of("plain_text", "responses")

    with serving(turns) as replay:
        with_httpx(f"{BASE}/responses", {"model": "m", "input": "hi", "stream": stream})

    assert turns[0][mode] is replay.played[0].interaction


@pytest.mark.parametrize("options", [None, {}, {"include_usage": False}, {"include_obfuscation": False}])
def test_usage_is_streamed_only_if_asked_for(options: Json) -> None:
    """Without `include_usage`, a Chat stream has no usage and is otherwise complete."""
    turns = turns_of("plain_text", "chat")
    body = {**turns[0]["stream"].asked_body, "stream_options": options}

    with serving(turns):
        *_, content = with_httpx(f"{BASE}/chat/completions", body)

    recorded = turns[0]["stream"].answer_body
    *frames, done = read_events(content.decode())
    assert "[DONE]" == done
    assert any(chunk.get("usage") for chunk in recorded)
    assert [
        {key: value for key, value in chunk.items() if key != "usage"} for chunk in recorded if not chunk.get("usage")
    ] == [json.loads(frame) for frame in frames]


def test_usage_beside_choices_leaves_the_choices() -> None:
    """A chunk that finishes and holds usage loses only the usage; other frames stay as they are."""
    stream = (
        'data: {"choices": [{"index": 0,  "delta": {"content": "é"}}], "x": 1.0}\n\n'
        'data: {"choices":[{"index":0,"finish_reason":"stop"}],"usage":{"total_tokens":3}}\n\n'
        "data: {broken\n\n"
        'data: {"choices":[],"usage":{"total_tokens":3}}\n\n'
        "data: [DONE]\n\n"
    )

    assert (
        'data: {"choices": [{"index": 0,  "delta": {"content": "é"}}], "x": 1.0}\n\n'
        'data: {"choices":[{"index":0,"finish_reason":"stop"}]}\n\n'
        "data: {broken\n\n"
        "data: [DONE]\n\n"
    ) == without_usage(stream)


def test_the_same_request_again_gets_the_same_answer() -> None:
    """A retry gets the same answer and counts as an attempt."""
    turns = turns_of("plain_text", "chat")

    with serving(turns) as replay:
        first = with_httpx(f"{BASE}/chat/completions", asked(turns[0], "json"))
        second = with_requests(f"{BASE}/chat/completions", asked(turns[0], "json"))

    assert first[2] == second[2]
    assert (2, 1, []) == (replay.attempts, len(replay.played), replay.refused)


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("POST", f"{BASE}/chat/completions", {"model": "m", "messages": []}),
        ("POST", f"{BASE}/responses", None),
        ("POST", f"{BASE}/chat/completions/more", None),
        ("POST", "https://this.upstream.invalid/chat/completions", None),
        ("POST", "https://earlier.upstream.invalid/v1/chat/completions", None),
        ("POST", "https://api.openai.com/v1/chat/completions", None),
        ("GET", f"{BASE}/chat/completions", None),
        ("GET", f"{BASE}/models", None),
    ],
)
def test_another_call_is_refused_and_named(method: str, url: str, body: Json) -> None:
    """A second, different request, and a call of another path, host or method, is refused and noted."""
    turns = turns_of("plain_text", "chat")
    body = body or asked(turns[0], "json")

    with serving(turns) as replay:
        first = with_httpx(f"{BASE}/chat/completions", asked(turns[0], "json"))
        with pytest.raises(ConnectionRefusedError, match=r"is not in the scenario$"):
            httpx.request(method, url, json=body, verify=TLS)
        again = with_httpx(f"{BASE}/chat/completions", asked(turns[0], "json"))

    assert [f"{method} {url}"] == replay.refused
    assert first[2] == again[2]


def test_turns_are_played_in_order() -> None:
    """Each turn has its own answer, and its own first request."""
    turns = turns_of("parallel_tool_calls", "responses")
    answers = []

    with serving(turns) as replay:
        for number, turn in enumerate(turns):
            replay.turn = number
            answers.append(with_httpx(f"{BASE}/responses", asked(turn, "json"))[2])

    assert [turn["json"].response["body"]["string"] for turn in turns] == answers
    assert {number: Played(asked(turn, "json"), turn["json"]) for number, turn in enumerate(turns)} == replay.played


def test_what_was_forwarded_stays_as_it_was() -> None:
    """A request that its adapter changes afterwards is noted as it was sent."""
    turns = turns_of("plain_text", "chat")
    body = asked(turns[0], "json")

    with serving(turns) as replay:
        with_aiohttp_json(f"{BASE}/chat/completions", body)
        body["messages"] = ({"role": "user", "content": "something else"},)
        with pytest.raises(ConnectionRefusedError):
            with_aiohttp_json(f"{BASE}/chat/completions", body)

    assert asked(turns[0], "json") == replay.played[0].forwarded


def test_a_recording_cannot_be_changed_by_who_plays_it() -> None:
    """Every answer is a copy, so that changing it leaves the recording as it is."""
    turns = turns_of("plain_text", "chat")
    call = Request("POST", f"{BASE}/chat/completions", json.dumps(asked(turns[0], "json")), {})

    with InProcess.serve(Replay(BASE, turns)) as cassette:
        first = cassette.play_response(call)
        first["headers"].clear()
        first["body"]["string"] = b""
        second = cassette.play_response(call)

    assert turns[0]["json"].response == second


@every_client
def test_nothing_is_recorded(client: HttpClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither an answer nor a refusal leaves anything in memory or on disk."""
    monkeypatch.chdir(tmp_path)
    turns = turns_of("plain_text", "chat")

    with InProcess.serve(Replay(BASE, turns)) as cassette:
        client(f"{BASE}/chat/completions", asked(turns[0], "json"))
        with pytest.raises(OSError, match=NOT_THERE):
            client(f"{BASE}/embeddings", {})

    assert ([], []) == (cassette.data, list(tmp_path.iterdir()))


class Loopback(BaseHTTPRequestHandler):
    """Answers any POST with `real`."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", "4")
        self.end_headers()
        self.wfile.write(b"real")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def real_url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Loopback) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/chat/completions"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("client", [with_httpx, with_httpx_async, with_requests, with_urllib, with_aiohttp])
def test_no_call_gets_out_and_afterwards_every_call_does(client: HttpClient, real_url: str) -> None:
    """No call reaches a real server during an exchange; afterwards it does."""
    with (
        serving(turns_of("plain_text", "chat")) as replay,
        pytest.raises(OSError, match=NOT_THERE),
    ):
        client(real_url, {})

    assert {f"POST {real_url}"} == set(replay.refused)
    assert b"real" == client(real_url, {})[2]
