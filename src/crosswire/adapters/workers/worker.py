"""Workers: adapters that are programs in any language. docs/workers.md says what they read and write."""

import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from crosswire.adapters.candidate import Answered, Candidate, Serve
from crosswire.adapters.descriptions.description import Description, WorkerDescription
from crosswire.adapters.processes.environments import environment
from crosswire.adapters.processes.launching import launched
from crosswire.adapters.processes.supervised import SupervisedProcess
from crosswire.adapters.workers import host
from crosswire.adapters.workers.process import WorkerProcess
from crosswire.adapters.workers.protocol import Hello, WorkerMessage
from crosswire.errors import AdapterNotFound, AdapterUnusable, Crashed, WrongKind
from crosswire.facts import Json, ShapeName
from crosswire.limits import LIMITS, Limits
from crosswire.quoting import cut
from crosswire.upstreams import Upstream

HELLO_TIMEOUT = 60.0
"""Seconds that a worker may take to write its hello."""


def worker_candidate(description: Description, worker: WorkerDescription, limits: Limits = LIMITS) -> Candidate:
    """Return the candidate that the description of a worker makes. The worker is started, since its hello is needed.

    Raises:
        AdapterUnusable: it cannot be installed or started, or writes no hello.
    """
    installed = environment(description.install)
    values = {"here": str(description.here), "version": description.version or ""}
    process = Worker(
        lambda: launched(worker, values, installed, piped=True, scenarios=description.scenarios),
        description.name,
        limits=limits,
    )
    hello = process.hello()
    serves = [shape for shape in description.serves if shape in hello.serves]
    if not serves:
        process.close()
        wanted = " and ".join(description.serves)
        raise AdapterUnusable(f"{description.name}: it is described to serve {wanted}, and serves {hello.serves[0]}")
    return Candidate(
        name=description.name,
        version=description.version or (hello.version and cut(hello.version)),
        declares={**hello.declares, **description.declares},
        serves={shape: process.serve(shape) for shape in serves},
        process=process,
        on_loopback=True,
        language=description.language,
        runs="worker",
    )


def isolated_candidate(description: Description, file: Path, limits: Limits = LIMITS) -> Candidate:
    """Return the candidate that a Python adapter file makes in an environment of its own, run by `host.py`.

    Raises:
        AdapterNotFound: there is no such file.
        AdapterUnusable: it cannot be installed or imported, or serves nothing.
    """
    if not file.is_file():
        raise AdapterNotFound(f"{description.name}: there is no file {file} (python.file)")
    # Python ignores the folder of the host and the user's packages; what it compiles is kept beside what is installed.
    command = ("{python}", "-P", "-s", host.__file__, str(file))
    worker = WorkerDescription(command, environment={"PYTHONDONTWRITEBYTECODE": ""})
    return replace(
        worker_candidate(description, worker, limits), language="Python", runs="in an environment of its own"
    )


class WorkerError(Exception):
    """A worker's error answer, as an exception: adapters in process raise theirs so, too."""

    def __init__(self, status: int, body: Json, headers: Mapping[str, str]) -> None:
        super().__init__(f"status {status}")
        self.status_code = status
        self.body = body
        self.headers = headers


class Worker:
    """The worker of a run: one process, which serves both APIs. `close` it at the end of the run."""

    def __init__(
        self,
        start: Callable[[], SupervisedProcess],
        name: str,
        timeout: float = HELLO_TIMEOUT,
        limits: Limits = LIMITS,
    ) -> None:
        self._start = start
        self._limits = limits
        self._name = name
        self._timeout = timeout
        self._process: WorkerProcess | None = None
        self._starting = threading.Lock()

    def hello(self) -> Hello:
        """Return the worker's hello. Start the worker if it does not run.

        Raises:
            AdapterUnusable: it cannot be started, or writes no hello.
        """
        with self._starting:
            if self._process and self._process.broken:
                self.close()
            try:
                if self._process is None:
                    self._process = WorkerProcess(self._start(), self._limits)
                return self._process.hello(self._timeout)
            except AdapterUnusable as error:
                self.close()
                raise AdapterUnusable(f"{self._name}: {error}") from None

    def serve(self, serves: ShapeName) -> Serve:
        """Return the function that serves the requests of one API."""

        def serve(request: dict[str, Any], upstream: Upstream) -> Answered:
            if self._process is None:
                raise Crashed("the worker does not run")
            messages = self._process.ask(serves, request, upstream)
            first = next(messages)
            if failed := _failure(first):
                messages.close()
                raise failed
            streams = bool(request.get("stream"))
            if streams != (first.kind != "answer"):
                messages.close()
                expected = "frames and their end are" if streams else "an answer is"
                raise WrongKind(f"the worker wrote a line with {first.kind!r} first, where {expected} due")
            return _frames(first, messages) if streams else dict(first.content)

        return serve

    def open(self, serves: ShapeName, upstream: Upstream) -> None:  # noqa: ARG002 - every request has them
        """Start the worker, if it does not run."""
        self.hello()

    def kill(self, serves: ShapeName) -> None:  # noqa: ARG002 - one process serves both
        """End the worker at once. The next `open` starts it again."""
        if self._process:
            self._process.end(at_once=True)

    def log(self, serves: ShapeName) -> str:  # noqa: ARG002 - likewise
        """Return the end of the worker's stderr."""
        return self._process.log() if self._process else ""

    def close(self) -> None:
        """End the worker, with its children."""
        if self._process:
            self._process.end(at_once=False)
            self._process = None


def _frames(first: WorkerMessage, rest: Generator[WorkerMessage]) -> Iterator[Json]:
    with closing(rest):
        for message in chain([first], rest):
            if failed := _failure(message):
                raise failed
            if message.kind == "answer":
                raise WrongKind("the worker wrote an answer behind frames; their end is due")
            if message.kind == "frame":
                yield message.content


def _failure(message: WorkerMessage) -> Exception | None:
    """Return the exception that an adapter in process would raise instead of this message; None for other messages."""
    match message.kind:
        case "error":
            return WorkerError(message.content["status"], message.content["body"], message.content.get("headers", {}))
        case "crash":
            return Crashed(f"the adapter crashed: {message.content}")
        case "unusable":
            return AdapterUnusable(message.content)
        case _:
            return None
