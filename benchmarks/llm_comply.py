"""llm-comply, a package of PyPI, on the reference server: how many checks it makes, in which time.

It knows no upstream: a check is one request, its answer held to a schema and to some rules. So the upstream behind the
server answers whatever it is asked with a recording: with calls where tools are offered, else with a text.
"""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from took import Took, run

from crosswire.facts import Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.scenarios import load_scenarios
from crosswire.wire.serving import HOST

FORMATS = ("openai-chat", "open-responses")
"""The two APIs, as llm-comply names them."""
INSTALL = "pip install llm-comply"


class Checked(NamedTuple):
    """What llm-comply made of the server."""

    took: Took
    checks: int
    """How many there are, without those that it skips."""
    passed: int


def installed() -> str | None:
    """Return the path of llm-comply; None where it is not on PATH."""
    return shutil.which("llm-comply")


def checked(llm_comply: str) -> Checked:
    """Check both APIs of the server, one after the other."""
    tooks, summaries = [], []
    with _upstream() as upstream, _server(upstream) as url:
        for name in FORMATS:
            command = [llm_comply, "--format", name, "--base-url", url, "--api-key", "sk-x"]
            # The second time is measured: the files are in memory then.
            first = subprocess.run([*command, "--json"], stdout=subprocess.PIPE, check=False)
            summaries.append(json.loads(first.stdout)["summary"])
            tooks.append(run(command))
    wall, processor, megabytes = zip(*tooks, strict=True)
    return Checked(
        Took(sum(wall), sum(processor), max(megabytes)),
        sum(one["total"] - one["skipped"] for one in summaries),
        sum(one["passed"] for one in summaries),
    )


@contextmanager
def _server(upstream: str) -> Iterator[str]:
    """Serve the reference adapter in a process of its own; return its URL."""
    command = [sys.executable, "-m", "crosswire", "reference", "--base-url", upstream]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        _, _, url, *_ = process.stdout.readline().split()  # listening on URL with …
        yield url
        process.terminate()


@contextmanager
def _upstream() -> Iterator[str]:
    """Answer on loopback; return the URL."""
    server = ThreadingHTTPServer((HOST, 0), _Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{HOST}:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


class _Answering(BaseHTTPRequestHandler):
    """Answers every request with a recording of the API that it is for."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        body = _recorded(asked, self.path).response["body"]["string"]
        self.send_response(200)
        self.send_header("content-type", "text/event-stream" if asked.get("stream") else "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def _recorded(asked: Mapping[str, Any], path: str) -> Interaction:
    scenario = load_scenarios()["parallel_tool_calls" if asked.get("tools") else "plain_text"]
    shape: ShapeName = "chat" if path.endswith("/chat/completions") else "responses"
    mode: Mode = "stream" if asked.get("stream") else "json"
    return scenario.turns[shape, mode][0]
