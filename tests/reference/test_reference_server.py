"""The reference adapter as a server: headers, event streams and errors like those of the real APIs."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from crosswire import reference
from crosswire.adapters.descriptions.description import read_description
from crosswire.adapters.loading import described_candidate
from crosswire.adapters.recipes.catalogue import described_recipes
from crosswire.adapters.servers.asgi import AsgiProcess
from crosswire.adapters.servers.gateway import GatewayProcess
from crosswire.facts import Json
from crosswire.reference import server
from crosswire.upstreams import Upstream
from tests.reference.test_reference_http import ANSWER, CHAT, COMPLETION, EVENTS, RESPONSES, Server, stream_of

CHUNKS = [
    {"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [{"index": 0, "delta": {"content": "hi"}}]},
    {
        "id": "c",
        "object": "chat.completion.chunk",
        "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "delta": {}}],
    },
]
EVENT_STREAM = "text/event-stream"


@contextmanager
def served(base_url: str, api_key: str = "secret") -> Iterator[httpx.Client]:
    """A client of a reference server, which is started for it."""
    process = AsgiProcess(server.Server(base_url, api_key))
    process.open("chat", Upstream("http://127.0.0.1:1/v1"))
    root = process.url("chat").removesuffix("/v1/chat/completions")
    with httpx.Client(base_url=root, timeout=20, trust_env=False) as client:
        yield client
    process.close()


@pytest.fixture
def upstream() -> Iterator[Server]:
    """An upstream on loopback."""
    running = Server()
    yield running
    running.close()


@pytest.fixture
def client(upstream: Server) -> Iterator[httpx.Client]:
    """A client of the reference server, in front of that upstream."""
    with served(upstream.base_url) as client:
        yield client


def timeless(answer: Json) -> Json:
    """An answer without the second in which it was completed."""
    return {name: value for name, value in answer.items() if name != "completed_at"}


@pytest.mark.parametrize(
    ("path", "asked", "answer", "behind"),
    [
        ("/v1/chat/completions", CHAT, ANSWER, "/v1/responses"),
        ("/v1/responses", RESPONSES, COMPLETION, "/v1/chat/completions"),
    ],
)
def test_a_whole_answer_is_what_the_adapter_returns(
    path: str, asked: Json, answer: Json, behind: str, client: httpx.Client, upstream: Server
) -> None:
    """The server sends what the adapter returns, with a request id, and calls the upstream with its key."""
    upstream.answer(answer)

    response = client.post(path, json=asked)

    serve = reference.chat if path.endswith("completions") else reference.responses
    assert (200, "application/json") == (response.status_code, response.headers["content-type"])
    assert response.headers["x-request-id"].startswith("req_")
    assert timeless(json.loads(json.dumps(serve(asked, upstream)))) == timeless(response.json())
    assert [behind] * 2 == upstream.paths
    assert {"Bearer secret"} == set(upstream.keys)


def test_a_chat_stream_ends_in_done(client: httpx.Client, upstream: Server) -> None:
    """A Chat stream has no event names and ends in `[DONE]`."""
    upstream.stream(stream_of(EVENTS))

    response = client.post("/v1/chat/completions", json={**CHAT, "stream": True})

    frames = list(reference.chat({**CHAT, "stream": True}, upstream))
    assert EVENT_STREAM == response.headers["content-type"]
    assert [*(f"data: {dense(frame)}" for frame in frames), "data: [DONE]", ""] == response.text.split("\n\n")


def test_a_responses_stream_names_its_events(client: httpx.Client, upstream: Server) -> None:
    """A Responses stream names its events and has no `[DONE]`."""
    upstream.stream(stream_of(CHUNKS, done=True))

    response = client.post("/v1/responses", json={**RESPONSES, "stream": True})

    events = response.text.removesuffix("\n\n").split("\n\n")
    assert "response.completed" == json.loads(events[-1].partition("data: ")[2])["type"]
    for event in events:
        name, data = event.split("\n")
        assert name == f"event: {json.loads(data.removeprefix('data: '))['type']}"


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/responses"])
def test_each_frame_is_sent_at_once(path: str, client: httpx.Client, upstream: Server) -> None:
    """The first words are sent while the upstream still holds back the rest."""
    pieces = EVENTS if path.endswith("completions") else CHUNKS
    upstream.stream(stream_of(pieces[:-1]), stream_of(pieces[-1:], done=path.endswith("responses")))
    upstream.gate.clear()
    asked = (CHAT if path.endswith("completions") else RESPONSES) | {"stream": True}

    with client.stream("POST", path, json=asked) as response:
        text = ""
        for part in response.iter_text():
            text += part
            if "hi" in text or "Gr" in text:
                upstream.gate.set()

    assert "[DONE]" in text or "response.completed" in text


def test_an_error_keeps_status_body_and_the_headers_that_clients_read(client: httpx.Client, upstream: Server) -> None:
    """An error has the upstream's status, body, retry hints and request id."""
    error = {"message": "slow down", "type": "requests", "param": None, "code": "rate_limit_exceeded"}
    upstream.answer({"error": error}, status=429, retry_after="7", x_request_id="req_up", x_should_retry="false")

    response = client.post("/v1/chat/completions", json=CHAT)

    assert (429, {"error": error}) == (response.status_code, response.json())
    assert ("7", "req_up", "false") == tuple(
        response.headers[name] for name in ("retry-after", "x-request-id", "x-should-retry")
    )


def test_an_error_within_a_stream_is_its_last_frame(client: httpx.Client, upstream: Server) -> None:
    """A Chat stream that fails ends in the error, without `[DONE]`."""
    upstream.stream(stream_of(EVENTS[:2]), cut=True)

    response = client.post("/v1/chat/completions", json={**CHAT, "stream": True})

    assert "error" in json.loads(response.text.rstrip().rpartition("data: ")[2])
    assert "[DONE]" not in response.text


@pytest.mark.parametrize("body", [b"", b"nonsense", b'{"model": ', b"\xff{}", b'{"a": NaN}', b"[1]", b"[" * 100_000])
def test_what_is_no_request_is_refused(body: bytes, client: httpx.Client, upstream: Server) -> None:
    """A malformed request gets a 400 without a call upstream, and the next request works."""
    response = client.post("/v1/chat/completions", content=body)

    assert (400, "invalid_request_error") == (response.status_code, response.json()["error"]["type"])
    assert [] == upstream.paths
    upstream.answer(ANSWER)
    assert 200 == client.post("/v1/chat/completions", json=CHAT).status_code


@pytest.mark.parametrize(("path", "asked"), [("/v1/chat/completions", RESPONSES), ("/v1/responses", CHAT)])
def test_a_request_of_the_other_api_is_refused(path: str, asked: Json, client: httpx.Client, upstream: Server) -> None:
    """A request of the other API gets a 400 that says so."""
    response = client.post(path, json=asked)

    assert 400 == response.status_code
    assert "belongs to the other API" in response.json()["error"]["message"]
    assert [] == upstream.paths


@pytest.mark.parametrize(
    ("method", "path", "status"), [("POST", "/v1/completions", 404), ("GET", "/", 404), ("GET", "/v1/responses", 405)]
)
def test_another_path_or_method_is_told(method: str, path: str, status: int, client: httpx.Client) -> None:
    """An unknown path or method gets an error body that clients can read."""
    response = client.request(method, path)

    assert (status, "invalid_request_error") == (response.status_code, response.json()["error"]["type"])


@pytest.mark.parametrize("resets", [False, True])
def test_an_upstream_out_of_reach_is_a_bad_gateway(resets: bool) -> None:
    """An upstream that refuses or breaks the connection gives a 502."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        if resets:
            threading.Thread(target=lambda: listening.accept()[0].close(), daemon=True).start()
        else:
            listening.close()
        with served(f"http://127.0.0.1:{port}/v1") as client:
            response = client.post("/v1/responses", json=RESPONSES)

    assert (502, "bad_gateway") == (response.status_code, response.json()["error"]["code"])


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"])
def test_the_upstream_is_left_when_the_client_leaves(begun: bytes) -> None:
    """When the client leaves, the connection upstream is closed at once, before and during the answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening, served(url_of(listening)) as client:
        body = json.dumps({**CHAT, "stream": True})
        asking = socket.create_connection((client.base_url.host, client.base_url.port))
        asking.sendall(
            f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode()
        )
        called, _ = listening.accept()
        called.settimeout(10)
        request = called.recv(1 << 20)
        called.sendall(begun + (stream_of(EVENTS[:2]) if begun else b""))
        if begun:
            asking.recv(1)

        asking.close()

        left = called.recv(1 << 20)
        while left:  # the rest of the request
            left = called.recv(1 << 20)
        called.close()
    assert request


def test_models_are_the_upstreams(client: httpx.Client, upstream: Server) -> None:
    """The list of models is the upstream's."""
    models = {"object": "list", "data": [{"id": "m", "object": "model", "created": 7, "owned_by": "us"}]}
    upstream.answer(models)

    assert models == client.get("/v1/models").json()
    assert (["/v1/models"], ["Bearer secret"]) == (upstream.paths, upstream.keys)


@pytest.mark.parametrize(("status", "served_status"), [(404, 200), (405, 200), (401, 401), (500, 500)])
def test_an_upstream_without_a_list_of_models(
    client: httpx.Client, upstream: Server, status: int, served_status: int
) -> None:
    """An upstream without the path has an empty list; any other error is served."""
    upstream.answer({"error": {"message": "no"}}, status=status)

    response = client.get("/v1/models")

    assert served_status == response.status_code
    assert response.json() == {"object": "list", "data": []} or response.json()["error"]["message"] == "no"


def test_models_are_not_posted(client: httpx.Client) -> None:
    """A POST to the list of models is refused."""
    assert 405 == client.post("/v1/models", json={}).status_code


def test_calls_are_served_at_the_same_time(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many calls are served at once, and none waits for another."""
    together = threading.Barrier(32, timeout=20)
    monkeypatch.setitem(server.SERVED, "/v1/responses", lambda *_: {"place": together.wait()})

    with ThreadPoolExecutor(32) as pool:
        response = list(pool.map(lambda _: client.post("/v1/responses", json=RESPONSES).json()["place"], range(32)))

    assert [*range(32)] == sorted(response)


def test_a_bug_is_a_500(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception in the adapter gives a 500 that names it."""
    monkeypatch.setitem(server.SERVED, "/v1/responses", lambda *_: 1 / 0)
    raised = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda _: raised.set())

    response = client.post("/v1/responses", json=RESPONSES)
    # The thread raises behind its answer, and has to end while the hook stands in for pytest's.
    for thread in threading.enumerate():
        if thread.name == "reference":
            thread.join(10)

    assert raised.wait(20)  # else the thread raises behind the test
    assert (500, "ZeroDivisionError: division by zero") == (response.status_code, response.json()["error"]["message"])


def test_the_app_finds_its_upstream_in_the_environment(upstream: Server) -> None:
    """The app takes its upstream from the environment variables of the official SDK."""
    upstream.answer(ANSWER)
    process = AsgiProcess(server.app)
    process.open("chat", Upstream(upstream.base_url, "sk-env"))

    response = httpx.post(process.url("chat"), json=CHAT, trust_env=False)
    process.close()

    assert 200 == response.status_code
    assert ["Bearer sk-env"] == upstream.keys


def test_the_command_says_what_it_needs() -> None:
    """The command requires a port, an upstream and a key."""
    run = subprocess.run(
        [sys.executable, "-m", "crosswire.reference"],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
    )

    assert 2 == run.returncode
    assert "the following arguments are required: --port, --upstream, --api-key" in run.stderr


def test_the_recipe_declares_what_the_adapter_does() -> None:
    """The recipe `reference-http` has the same declarations as the adapter."""
    described = read_description(described_recipes()["reference-http"], "reference-http")

    assert reference.declares == described.declares


def url_of(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}/v1"


def dense(frame: Json) -> str:
    return json.dumps(frame, separators=(",", ":"))


@pytest.mark.parametrize(
    ("words", "paths", "status"),
    [((), "/chat/completions and /responses", 200), (("--serves", "chat"), "/chat/completions", 404)],
)
def test_the_command_serves_until_it_is_ended(
    words: tuple[str, ...], paths: str, status: int, upstream: Server
) -> None:
    """`crosswire reference` serves both APIs, or the one that is chosen, and ends in order."""
    upstream.answer(COMPLETION)
    command = [sys.executable, "-m", "crosswire", "reference", "--base-url", upstream.base_url, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        assert ran.stdout
        line = ran.stdout.readline()
        url = line.split()[2]
        answered = httpx.post(f"{url}/responses", json=RESPONSES, timeout=20, trust_env=False)
        ran.send_signal(signal.SIGINT)
        out, errors = ran.communicate(timeout=30)

    assert f"listening on {url} with {paths}, over {upstream.base_url}; Ctrl-C ends it\n" == line
    assert (status, 0, "", "") == (answered.status_code, ran.returncode, out, errors)


@contextmanager
def command(upstream: Server) -> Iterator[str]:
    """The base URL of `crosswire reference`, which is started for it."""
    words = [sys.executable, "-m", "crosswire", "reference", "--base-url", upstream.base_url]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as ran:
        assert ran.stdout
        yield ran.stdout.readline().split()[2]
        ran.terminate()


@contextmanager
def gateway(upstream: Server) -> Iterator[str]:
    """The base URL of `python -m crosswire.reference`, as the recipe `reference-http` starts it."""
    described = read_description(described_recipes()["reference-http"], "reference-http")
    assert described.gateway
    # The code under test, also where another one is installed.
    own = {**described.gateway.environment, "PYTHONPATH": str(Path(reference.__file__).parents[2])}
    process = described_candidate(replace(described, gateway=replace(described.gateway, environment=own))).process
    assert isinstance(process, GatewayProcess)
    process.open("chat", Upstream(upstream.base_url))
    yield process.url("chat").removesuffix("/chat/completions")
    process.close()


@pytest.mark.parametrize("headers", [{"origin": "https://page.example"}, {"host": "page.example"}])
@pytest.mark.parametrize("started", [command, gateway])
def test_the_server_answers_no_page_of_the_web(
    started: Callable[[Server], AbstractContextManager[str]], upstream: Server, headers: dict[str, str]
) -> None:
    """However it is started, the server refuses a foreign Origin or Host, and answers a program."""
    with started(upstream) as url, httpx.Client(trust_env=False, timeout=20) as program:
        page = program.post(f"{url}/chat/completions", json=CHAT, headers=headers)
        asked = [*upstream.asked]
        program.post(f"{url}/chat/completions", json=CHAT)

    assert (403, "invalid_request_error") == (page.status_code, page.json()["error"]["type"])
    assert ([], 1) == (asked, len(upstream.asked))
