"""A client in a process of its own: a line with an answer goes in, a line with what the client sees comes out."""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from threading import Timer

from crosswire.adapters.descriptions.description import WorkerDescription
from crosswire.adapters.processes.environments import Environment, environment
from crosswire.adapters.processes.launching import launched
from crosswire.adapters.processes.supervised import SupervisedProcess
from crosswire.clients.availability import runtime_versions
from crosswire.clients.bodies import HttpAnswer, as_answer
from crosswire.clients.catalogue import PROGRAMS, ClientProgram
from crosswire.clients.remembered import RememberedLines
from crosswire.clients.views import Views, as_view
from crosswire.errors import AdapterUnusable, ClientUnusable
from crosswire.facts import Answer, Message, Mode, ShapeName, Text
from crosswire.shapes import SHAPES

VIEWS = "crosswire-views"
"""The folder in a client's environment that keeps what it saw. So this goes with its packages."""
ANSWER_TIMEOUT = 20.0
"""Seconds that one answer may take. The first also takes what the client needs to start."""
MOST_FAILURES = 3
"""How often a client's process may end or hang. After that it is started no more."""


class LineClient:
    """A client's process. It starts when it is first asked, and ends with this process at the latest."""

    def __init__(self, name: str, program: ClientProgram, timeout: float = ANSWER_TIMEOUT) -> None:
        self._name = name
        self._program = program
        self._timeout = timeout
        self._environment: Environment | None = None
        self._remembered: RememberedLines | None = None
        self._started: SupervisedProcess | None = None
        self._failures = 0
        self._failure: ClientUnusable | None = None

    def see(
        self, serves: ShapeName, mode: Mode, answer: HttpAnswer, tools: Sequence[str] = (), *, recorded: bool = False
    ) -> Views:
        """Return what the client sees of an answer that calls these functions.

        What it sees of a `recorded` one is remembered: the next run does not ask it again.

        Raises:
            ClientUnusable: its packages could not be installed, or what runs them is missing; the process ended, did
                not answer in time, or wrote something else.
        """
        if self._failure and self._failures >= MOST_FAILURES:
            raise self._failure
        answers = [asdict(answer), asdict(_last_answer(serves, mode))]
        asked = json.dumps({"serves": serves, "mode": mode, "answers": answers, "tools": [*tools]})
        memory = self._memory() if recorded else None
        remembered = memory.get(asked) if memory else None
        line = remembered or self._answer(asked)
        try:
            views = {way: as_view(seen, serves) for way, seen in json.loads(line).items()}
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise self._failed(f"wrote a line that is no view: {error}") from error
        if memory and not remembered:
            memory.add(asked, line)
        return views

    def close(self) -> None:
        """End the process, and keep what it saw of recordings; return when it is gone."""
        self._end()
        if self._remembered:
            self._remembered.write()

    def _end(self) -> None:
        if self._started:
            self._started.end()
            for pipe in self._started.pipes:
                with suppress(OSError):  # what it did not take is lost with it
                    pipe.close()
            self._started = None

    def _answer(self, asked: str) -> bytes:
        """Return the line that answers a line."""
        process = self._process()
        stdin, stdout = process.pipes
        deadline = time.monotonic() + self._timeout
        ending = Timer(self._timeout, process.end, kwargs={"at_once": True})
        ending.start()
        try:
            with suppress(BrokenPipeError):  # it has ended: so does what it writes
                stdin.write(f"{asked}\n".encode())
                stdin.flush()
            line = stdout.readline()
        finally:
            ending.cancel()
            ending.join()
        if line.endswith(b"\n"):
            return line
        hung = time.monotonic() >= deadline
        raise self._failed(f"did not answer within {self._timeout:g} s" if hung else "ended before it answered")

    def _process(self) -> SupervisedProcess:
        if self._started is None:
            # What a client imports takes seconds to compile: the next run finds it compiled.
            program = WorkerDescription(self._program.command, environment={"PYTHONDONTWRITEBYTECODE": ""})
            try:
                self._started = launched(program, {}, self._installed(), piped=True)
            except AdapterUnusable as error:
                raise self._unusable(error) from error
        return self._started

    def _installed(self) -> Environment:
        if self._environment is None:
            try:
                self._environment = environment(self._program.install)
            except AdapterUnusable as error:
                raise self._unusable(error) from error
        return self._environment

    def _memory(self) -> RememberedLines | None:
        """Return what it saw of recordings before; `None` where nothing was installed beside which that could be."""
        folder = self._installed().folder
        if self._remembered is None and folder:
            sources = [path.read_bytes() for path in sorted(PROGRAMS.glob("*.*"))]
            self._remembered = RememberedLines(folder / VIEWS, *sources, runtime_versions().encode())
        return self._remembered

    def _unusable(self, error: AdapterUnusable) -> ClientUnusable:
        self._failures = MOST_FAILURES  # the next attempt would take as long, and fail alike
        self._failure = ClientUnusable(f"client {self._name}: {error}")
        return self._failure

    def _failed(self, how: str) -> ClientUnusable:
        """End the process, so that the next call starts another; return the error."""
        printed = self._started.log() if self._started else ""
        self._end()
        output = f"; its stderr ends:\n{printed}" if printed else "; it printed nothing to stderr"
        self._failures += 1
        self._failure = ClientUnusable(f"client {self._name} {how}; `--clients` can leave it out{output}")
        return self._failure


@cache
def _last_answer(serves: ShapeName, mode: Mode) -> HttpAnswer:
    """Return the answer that a client gets to what it asks next: a text, which ends its loop."""
    answer = Answer(id="last", model="m", items=(Message("assistant", (Text("Done."),)),), finish="stop")
    shape = SHAPES[serves]
    return as_answer(shape.write_stream(answer) if mode == "stream" else shape.write_answer(answer))
