"""Gateways for tests: a server of the standard library whose requests say, in Python, what it does."""

import os
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from crosswire.adapters.descriptions.description import Description, as_description
from crosswire.upstreams import Upstream

UPSTREAM = Upstream("http://127.0.0.1:1/v1", "sk-up")

SERVER = """\
import http.server, json, os, pathlib, signal, subprocess, sys, time

asked = 0

class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, said, kind="application/json"):
        body = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def begin(self):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self.wfile.write(b'10\\r\\ndata: {"n":  1}\\n\\r\\n1\\r\\n\\n\\r\\n')

    def do_GET(self):
        global asked
        asked += 1
        self.answer(503 if asked < 3 else 404, {"asked": asked})

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        exec(request["do"], globals() | {"self": self, "request": request})

    def log_message(self, *_):
        ...

print("starting", flush=True)
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
print(f"listening at {sys.argv[1]}", flush=True)
server.serve_forever()
"""
"""Takes the port as its argument."""

ANSWER = "self.answer(200, {'n': 1})"


def described(script: str = SERVER, *words: str, **gateway: Any) -> Description:
    """Return a gateway that runs a Python script; all its processes have the same `MARK`."""
    command = [sys.executable, "-c", script, "{port}", "{upstream}", *words]
    environment = {"MARK": f"mark-{uuid.uuid4().hex}", **gateway.pop("environment", {})}
    tables = {"name": "mine", "gateway": {"command": command, "environment": environment, **gateway}}
    return as_description(tables, Path(__file__).parent, "mine.toml")


def mark(description: Description) -> str:
    assert description.gateway
    return description.gateway.environment["MARK"]


def running(marked: str) -> list[int]:
    """Return the ids of the processes with this mark, whoever their parent is, but for those that have ended."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marked.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def eventually(tell: Any, patience: float = 20) -> Any:
    """Wait for something to become true."""
    deadline = monotonic() + patience
    while not (value := tell()) and monotonic() < deadline:
        sleep(0.01)
    return value


def variables(**more: str) -> Mapping[str, str]:
    return {**os.environ, **more}
