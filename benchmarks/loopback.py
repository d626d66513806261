"""The upstream on loopback beside other servers: requests a second for a 2 KB answer, and the time to the first event.

    python benchmarks/loopback.py [--aimock FOLDER] [--requests N]

One is a bare server of asyncio, which parses nothing and writes the same bytes: about the least that Python takes. The
other is aimock; FOLDER is where `npm install @copilotkit/aimock` was run, and without it, aimock is left out. Each
server has a process of its own; one client asks over one connection, and takes turns between them. Ratios are what to
compare: requests a second and milliseconds are this machine's.
"""

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from crosswire.facts import Answer, Message, Mode, Text
from crosswire.interactions import Interaction
from crosswire.scenarios import load_scenarios
from crosswire.upstreams.line import Line
from crosswire.upstreams.loopback import Loopback
from crosswire.upstreams.replay import Replay
from crosswire.variations.larger_answers import rewritten
from crosswire.wire.serving import HOST

TEXT = "The kookaburra laughs at dawn and at dusk, when all can hear it. " * 28
QUESTION = "What does a kookaburra sound like?"
MODES: tuple[Mode, ...] = ("json", "stream")
ROUNDS = 5
INSTALL = "npm install @copilotkit/aimock"

Server = contextlib.AbstractContextManager[dict[str, str]]
"""Runs as long as the context; says where it answers whole, and where in a stream."""


def answer_of_2_kb(answer: Answer) -> Answer:
    """Return an answer whose JSON has about 2 KB."""
    return replace(answer, items=(Message("assistant", (Text(TEXT),)),), output=())


def answers() -> dict[Mode, Interaction]:
    """Return the recording that is served, with such an answer."""
    turns = load_scenarios()["plain_text"].turns
    return {mode: rewritten(turns["chat", mode][0], answer_of_2_kb) for mode in MODES}


def serve_barely(pipe: Any) -> None:
    """Serve the same bytes with asyncio alone until the pipe says to stop."""
    asyncio.run(_serve_barely(pipe))


async def _serve_barely(pipe: Any) -> None:
    bodies = {mode: answer.response["body"]["string"] for mode, answer in answers().items()}
    head = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while asked := await reader.readuntil(b"\r\n\r\n"):
                length = next(line for line in asked.split(b"\r\n") if line.startswith(b"content-length:"))
                await reader.readexactly(int(length.partition(b":")[2]))
                mode: Mode = "stream" if asked.startswith(b"POST /stream") else "json"
                kind = b"text/event-stream" if mode == "stream" else b"application/json"
                writer.write(head % (kind, len(bodies[mode])) + bodies[mode])
                await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, HOST, 0) as server:
        port = server.sockets[0].getsockname()[1]
        pipe.send([f"http://{HOST}:{port}/{mode}/v1" for mode in MODES])
        await asyncio.to_thread(pipe.recv)


def serve(pipe: Any) -> None:
    """Serve on loopback until the pipe says to stop; this runs in a process of its own."""
    turn, upstream = answers(), Loopback()
    whole, stream = (Replay(f"{upstream.url}/{mode}/v1", [turn]) for mode in MODES)
    with upstream.serve(Line(whole)), upstream.serve(Line(stream)):
        pipe.send([whole.base_url, stream.base_url])
        pipe.recv()
    upstream.close()


@contextlib.contextmanager
def apart(server: Callable[[Any], None]) -> Iterator[dict[str, str]]:
    """Run a server in a process of its own; return where it answers whole, and where in a stream."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=server, args=[theirs])
    process.start()
    theirs.close()  # one that dies is heard of
    yield dict(zip(MODES, ours.recv(), strict=True))
    ours.send("stop")
    process.join()


@contextlib.contextmanager
def aimock(folder: Path) -> Iterator[dict[str, str]]:
    """Run aimock with one fixture."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as fixtures:
        fixture = {"match": {"userMessage": QUESTION}, "response": {"content": TEXT}}
        (Path(fixtures) / "kookaburra.json").write_text(json.dumps({"fixtures": [fixture]}))
        cli = folder / "node_modules/@copilotkit/aimock/dist/cli.js"
        command = ["node", str(cli), "--port", str(port), "--fixtures", fixtures, "--log-level", "silent"]
        with subprocess.Popen(
            [*command, "--chunk-size", "100"], env={**os.environ, "NODE_ENV": "production"}
        ) as server:
            try:
                _wait_for(port)
                yield dict.fromkeys(MODES, f"http://{HOST}:{port}/v1")
            finally:
                server.terminate()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection((HOST, port)):
            return
        time.sleep(0.05)
    sys.exit(f"aimock does not listen on port {port}")


class Client:
    """One connection, and as little around it as will do."""

    def __init__(self, base_url: str, *, stream: bool) -> None:
        address, _, path = base_url.removeprefix("http://").partition("/")
        host, _, port = address.partition(":")
        asked = {"model": "gpt-4o", "messages": [{"role": "user", "content": QUESTION}], "stream": stream}
        body = json.dumps(asked)
        self._request = (
            f"POST /{path}/chat/completions HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer sk-x\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n{body}"
        ).encode()
        self._connection = socket.create_connection((host, int(port)))
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> float:
        """Read an answer to its end; return the seconds to the first event, where it is a stream."""
        began, first, came = time.perf_counter(), 0.0, b""
        self._connection.sendall(self._request)
        while not _complete(came):
            came += self._connection.recv(65536)
            if not first and b"data: " in came:
                first = time.perf_counter() - began
        if not came.startswith(b"HTTP/1.1 200"):
            sys.exit(f"no answer: {came[:300]!r}")
        return first

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _complete(came: bytes) -> bool:
    head, ended, body = came.partition(b"\r\n\r\n")
    if not ended:
        return False
    length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), None)
    return len(body) >= int(length.partition(b":")[2]) if length else body.endswith(b"0\r\n\r\n")


def measured(base_urls: dict[str, str], requests: int) -> tuple[float, float]:
    """Return whole answers a second, and the median of the milliseconds to the first event of a stream."""
    with contextlib.closing(Client(base_urls["json"], stream=False)) as client:
        began = time.perf_counter()
        for _ in range(requests):
            client.ask()
        rate = requests / (time.perf_counter() - began)
    with contextlib.closing(Client(base_urls["stream"], stream=True)) as client:
        first = statistics.median(client.ask() for _ in range(requests // 10))
    return rate, first * 1000


def best_of(servers: Mapping[str, Server], requests: int) -> dict[str, tuple[float, float]]:
    """Measure servers in turns; return the most whole answers a second of each, and the least time to a first event."""
    with contextlib.ExitStack() as stack:
        running = {name: stack.enter_context(server) for name, server in servers.items()}
        for urls in running.values():
            measured(urls, 50)
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in running}
        for _ in range(ROUNDS):
            for name, urls in running.items():
                runs[name].append(measured(urls, requests))
    return {name: (max(rate for rate, _ in rounds), min(first for _, first in rounds)) for name, rounds in runs.items()}


def main() -> None:
    """Measure servers in turns, and print the best of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aimock", type=Path, default=Path(), help=f"where `{INSTALL}` was run (here)")
    parser.add_argument("--requests", type=int, default=1000)
    options = parser.parse_args()
    servers = {"crosswire": apart(serve), "asyncio": apart(serve_barely)}
    if (options.aimock / "node_modules/@copilotkit/aimock").is_dir():
        servers["aimock"] = aimock(options.aimock)
    else:
        print(f"aimock is left out: it is not installed in {options.aimock.resolve()}; {INSTALL}, there")
    best = best_of(servers, options.requests)
    for name, (rate, first) in best.items():
        print(f"{name:10} {rate:8.0f} requests/s {first:8.2f} ms to the first event")
    for name in [*servers][1:]:
        (rate, first), (other_rate, other_first) = best["crosswire"], best[name]
        print(f"crosswire answers {rate / other_rate:.2f} times as many requests as {name},", end=" ")
        print(f"and its first event takes {first / other_first:.2f} of the time")


if __name__ == "__main__":
    main()
