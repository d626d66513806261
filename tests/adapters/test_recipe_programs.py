"""What the programs of recipes share: calls of the upstream, and the worker's loop in JavaScript."""

import asyncio
import importlib
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from crosswire.adapters.calling import Caller
from crosswire.adapters.descriptions.description import as_description
from crosswire.adapters.loading import described_candidate
from crosswire.adapters.recipes import catalogue
from crosswire.errors import Crashed
from crosswire.facts import Mode
from crosswire.served import ErrorAnswer, Served
from crosswire.upstreams import Upstream

UPSTREAM = Upstream("http://127.0.0.1:1/v1")
RECIPES = Path(catalogue.__file__).parent
EVENTS = 'data: {"n": 1}\r\n\r\n: ping\n\nevent: second\ndata: {"n":\ndata: 2}\n\n'

WORKER = """\
import {{ crash, serveLines }} from "{file}";

async function* frames() {{
  yield {{ n: 1 }};
  console.log("a line that is none of the protocol's");
  yield {{ n: 2 }};
}}

async function chat(request) {{
  if (request.do === "refuse") throw Object.assign(new Error("no"), {{ status: 400 }});
  if (request.do === "crash") throw new TypeError("no such field\\nin any request");
  return request.stream ? frames() : {{ asked: request.do }};
}}

const refusal = ({{ status, message }}) => ({{ error: {{ status, headers: {{}}, body: {{ error: {{ message }} }} }} }});
const failure = (error) => (error.status ? refusal(error) : crash(error));
await serveLines("mine", {{ chat }}, failure);
"""


class Host(BaseHTTPRequestHandler):
    """An upstream that does what its path says."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        key = self.headers["authorization"]
        if self.path == "/v1/error":
            self._send(429, "application/json", '{"error": {"message": "slow down"}}', {"retry-after": "7"})
        elif self.path == "/v1/cut":
            self._send(200, "text/event-stream", EVENTS, {"content-length": "999"})
        elif asked.get("stream"):
            text = EVENTS + "data: [DONE]\n\ndata: behind\n\n"
            self._send(200, "application/json" if self.path == "/v1/whole" else "text/event-stream", text, {})
        else:
            self._send(200, "application/json", json.dumps({"key": key, "asked": asked}), {})

    def _send(self, status: int, kind: str, text: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-length": str(len(text)), "content-type": kind, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def upstream() -> Iterator[SimpleNamespace]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with closing(SimpleNamespace(close=server.shutdown)):
        yield SimpleNamespace(base_url=f"http://127.0.0.1:{server.server_port}/v1", api_key="sk-up")
    server.server_close()


@pytest.fixture(scope="module")
def calls() -> Iterator[Any]:
    """Return the module that converters import, as they do: from its own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(RECIPES / "converters"))
        yield importlib.import_module("upstream_calls")


def streamed(calls: Any, upstream: SimpleNamespace, path: str) -> tuple[list[Any], Exception | None]:
    """Return the events of a stream, and what broke it off."""

    async def read() -> tuple[list[Any], Exception | None]:
        events: list[Any] = []
        try:
            async for event in calls.streamed_events(upstream, path, {"stream": True}):
                events.append(event)  # noqa: PERF401 - what came before an error counts
        except (calls.Unreachable, httpx.HTTPStatusError) as error:
            return events, error
        return events, None

    return asyncio.run(read())


def test_a_whole_answer_is_its_json(calls: Any, upstream: SimpleNamespace) -> None:
    """The request goes out as it is, with the upstream's key."""
    answer = asyncio.run(calls.whole_answer(upstream, "/whole", {"model": "m"}))

    assert {"key": "Bearer sk-up", "asked": {"model": "m"}} == answer


def test_events_are_read_until_the_sentinel(calls: Any, upstream: SimpleNamespace) -> None:
    """An event's JSON may stand in several lines; comments, and what follows `[DONE]`, are no events."""
    assert ([{"n": 1}, {"n": 2}], None) == streamed(calls, upstream, "/events")


def test_an_error_answer_is_told_with_its_body(calls: Any, upstream: SimpleNamespace) -> None:
    """An error answer is the exception of httpx, whose status, headers and body are served."""
    for raised in (streamed(calls, upstream, "/error")[1], _raised(calls, upstream)):
        assert isinstance(raised, httpx.HTTPStatusError)

        assert (429, "7", {"error": {"message": "slow down"}}) == (
            raised.response.status_code,
            raised.response.headers["retry-after"],
            raised.response.json(),
        )


def _raised(calls: Any, upstream: SimpleNamespace) -> BaseException:
    with pytest.raises(httpx.HTTPStatusError) as raised:
        asyncio.run(calls.whole_answer(upstream, "/error", {}))
    return raised.value


def test_a_stream_that_breaks_off_is_an_error(calls: Any, upstream: SimpleNamespace) -> None:
    """What came before is passed on; then there is an error, since this is no end. A whole answer is no stream."""
    events, error = streamed(calls, upstream, "/cut")

    assert ([{"n": 1}, {"n": 2}], 502) == (events, getattr(error, "status_code", None))
    events, error = streamed(calls, upstream, "/whole")

    assert ([], "the upstream streams no events") == (events, str(error))


def test_recipes_in_javascript_share_the_loop(tmp_path: Path) -> None:
    """A whole answer, a stream, a refusal and a crash, in one worker; what it prints goes elsewhere."""
    if shutil.which("node") is None:
        pytest.skip("there is no node")
    (tmp_path / "worker.mjs").write_text(WORKER.format(file=RECIPES / "worker_lines.mjs"), encoding="utf-8")
    candidate = described_candidate(
        as_description(
            {"name": "mine", "serves": ["chat"], "worker": {"command": ["node", "{here}/worker.mjs"]}}, tmp_path, "mine"
        )
    )
    assert candidate.process
    with closing(candidate.process), closing(Caller(20)) as caller:
        candidate.process.open("chat", UPSTREAM)

        def served(mode: Mode, **request: Any) -> Served:
            return caller.call(candidate.serves["chat"], request, UPSTREAM, mode)

        assert Served({"asked": "answer"}) == served("json", do="answer")
        assert Served([{"n": 1}, {"n": 2}]) == served("stream", do="stream", stream=True)
        assert Served(None, ErrorAnswer(400, {}, {"error": {"message": "no"}})) == served("json", do="refuse")
        with pytest.raises(Crashed, match=r"the adapter crashed: TypeError: no such field$"):
            served("json", do="crash")
