"""Workers: adapters that are programs of their own, in any language; docs/workers.md has what they read and write."""

import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from itertools import chain
from typing import Any

from crosswire.adapters.candidate import Answered, Candidate, Serve
from crosswire.adapters.description import Description
from crosswire.adapters.description import Worker as Described
from crosswire.adapters.environments import environment
from crosswire.adapters.kept import Kept
from crosswire.adapters.launching import launched
from crosswire.adapters.worker_process import WorkerProcess
from crosswire.adapters.worker_protocol import Hello, Said
from crosswire.errors import AdapterUnusable, Crashed, WrongKind
from crosswire.facts import Json, ShapeName
from crosswire.upstreams import Upstream

PATIENCE = 60.0
"""Seconds that a worker may take to say hello."""


def worker_candidate(description: Description, worker: Described) -> Candidate:
    """Return the candidate that the description of a worker makes. It is started, since it tells what it serves.

    Raises:
        AdapterUnusable: it cannot be installed or started, or does not say hello.
    """
    installed = environment(description.install)
    values = {"here": str(description.here), "version": description.version or ""}
    process = Worker(lambda: launched(worker, values, installed, piped=True), description.name)
    hello = process.hello()
    serves = [shape for shape in description.serves if shape in hello.serves]
    if not serves:
        process.close()
        told = " and ".join(description.serves)
        raise AdapterUnusable(f"{description.name}: it is described to serve {told}, and serves {hello.serves[0]}")
    return Candidate(
        name=description.name,
        version=description.version or hello.version,
        declares={**hello.declares, **description.declares},
        serves={shape: process.serve(shape) for shape in serves},
        process=process,
        on_loopback=True,
        language=description.language,
        runs="worker",
    )


class WorkerError(Exception):
    """An error answer of a worker, raised as adapters in process raise theirs."""

    def __init__(self, status: int, body: Json, headers: Mapping[str, str]) -> None:
        super().__init__(f"status {status}")
        self.status_code = status
        self.body = body
        self.headers = headers


class Worker:
    """The worker of a run, one process for both directions. `close` it at the end of the run."""

    def __init__(self, start: Callable[[], Kept], name: str, patience: float = PATIENCE) -> None:
        self._start = start
        self._name = name
        self._patience = patience
        self._process: WorkerProcess | None = None
        self._starting = threading.Lock()

    def hello(self) -> Hello:
        """Return what it says of itself; it is started where it does not run.

        Raises:
            AdapterUnusable: it cannot be started, or does not say hello.
        """
        with self._starting:
            if self._process and self._process.broken:
                self.close()
            try:
                if self._process is None:
                    self._process = WorkerProcess(self._start())
                return self._process.hello(self._patience)
            except AdapterUnusable as error:
                self.close()
                raise AdapterUnusable(f"{self._name}: {error}") from None

    def serve(self, serves: ShapeName) -> Serve:
        """Return the function that has it serve the requests of one API."""

        def serve(request: dict[str, Any], upstream: Upstream) -> Answered:
            if self._process is None:
                raise Crashed("the worker does not run")
            lines = self._process.ask(serves, request, upstream)
            first = next(lines)
            if failed := _failure(first):
                lines.close()
                raise failed
            streams = bool(request.get("stream"))
            if streams != (first.kind != "answer"):
                lines.close()
                due = "frames and their end are" if streams else "an answer is"
                raise WrongKind(f"the worker wrote a line with {first.kind!r} first, where {due} due")
            return _frames(first, lines) if streams else dict(first.content)

        return serve

    def open(self, serves: ShapeName, upstream: Upstream) -> None:  # noqa: ARG002 - each request tells them
        """Make sure that it runs."""
        self.hello()

    def kill(self, serves: ShapeName) -> None:  # noqa: ARG002 - one process serves both
        """End it at once; the next `open` starts it again."""
        if self._process:
            self._process.end(at_once=True)

    def log(self, serves: ShapeName) -> str:  # noqa: ARG002 - likewise
        """Return the end of what it printed to stderr."""
        return self._process.log() if self._process else ""

    def close(self) -> None:
        """End it, with its children."""
        if self._process:
            self._process.end(at_once=False)
            self._process = None


def _frames(first: Said, rest: Generator[Said]) -> Iterator[Json]:
    with closing(rest):
        for said in chain([first], rest):
            if failed := _failure(said):
                raise failed
            if said.kind == "answer":
                raise WrongKind("the worker wrote an answer behind frames; their end is due")
            if said.kind == "frame":
                yield said.content


def _failure(said: Said) -> Exception | None:
    """Return what a line says went wrong, as adapters in process raise it."""
    match said.kind:
        case "error":
            return WorkerError(said.content["status"], said.content["body"], said.content.get("headers", {}))
        case "crash":
            return Crashed(f"the adapter crashed: {said.content}")
        case "unusable":
            return AdapterUnusable(said.content)
        case _:
            return None
