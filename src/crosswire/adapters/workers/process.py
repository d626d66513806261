"""One run of a worker, from its hello to its end. Every message that it writes goes to the call that it is about."""

import threading
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue

from crosswire.adapters.processes.supervised import SupervisedProcess
from crosswire.adapters.workers import protocol
from crosswire.adapters.workers.protocol import Hello, WorkerMessage
from crosswire.errors import AdapterUnusable, Crashed
from crosswire.facts import Json, ShapeName
from crosswire.limits import LIMITS, Limits, raising
from crosswire.upstreams import Upstream

EXIT_TIMEOUT = 2.0
"""Seconds that a worker may take to exit after it closed its stdout."""


class WorkerProcess:
    """A started worker. Once it is `broken`, another one has to be started.

    Any number of threads may call `ask` at once. One more thread reads all that the worker writes.
    """

    def __init__(self, started: SupervisedProcess, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._supervised = started
        self._stdin, self._stdout = started.pipes
        self.broken: str | None = None
        """Why the worker serves nothing any more."""
        self._hello: Future[Hello] = Future()
        self._last_id = 0
        self._inboxes: dict[int, SimpleQueue[WorkerMessage | None]] = {}
        self._cancelled: set[int] = set()
        self._state, self._writing, self._ending = threading.Lock(), threading.Lock(), threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True, name="crosswire-worker")
        self._reader.start()

    def hello(self, timeout: float) -> Hello:
        """Return the worker's hello. It may take `timeout` seconds.

        Raises:
            AdapterUnusable: the worker ended, or wrote something else, or nothing.
        """
        try:
            return self._hello.result(timeout)
        except TimeoutError:
            self.end(at_once=True)
            raise AdapterUnusable(f"the worker did not say hello within {timeout:g} s{self.error_output()}") from None

    def ask(self, serves: ShapeName, request: Json, upstream: Upstream) -> Generator[WorkerMessage]:
        """Ask the worker to serve a request, and yield its messages up to the last. Closed earlier, it cancels.

        Raises:
            Crashed: the worker died, or wrote a line that is not of the protocol.
        """
        id_, inbox = self._registered()
        message: WorkerMessage | None = None
        try:
            self._write(protocol.request(id_, serves, request, upstream))
            while not (message and message.is_last):
                message = inbox.get()
                if message is None:
                    raise Crashed(f"{self.broken}{self.error_output()}")
                yield message
                if self._hello.result().paced and not message.is_last:
                    self._write(protocol.go_on(id_))
        finally:
            self._forget(id_, cancelled=not (message and message.is_last))

    def end(self, *, at_once: bool) -> None:
        """End the worker and its children, and return when they are gone. With `at_once`, they get SIGKILL."""
        self._end(at_once=at_once)
        self._reader.join()
        with suppress(OSError):  # bytes that the worker did not read are lost
            self._stdin.close()

    def log(self) -> str:
        """Return the end of the worker's stderr."""
        return self._supervised.log(self._limits.log_bytes)

    def error_output(self) -> str:
        """Return the end of the worker's stderr, as the last part of an error text."""
        log = self.log()
        return f"; its stderr ends:\n{log}" if log else "; it printed nothing to stderr"

    def _end(self, *, at_once: bool) -> None:
        with self._ending:
            self._supervised.end(at_once=at_once)

    def _registered(self) -> tuple[int, SimpleQueue[WorkerMessage | None]]:
        inbox: SimpleQueue[WorkerMessage | None] = SimpleQueue()
        with self._state:
            self._last_id += 1
            self._inboxes[self._last_id] = inbox
            if self.broken:
                inbox.put(None)
            return self._last_id, inbox

    def _forget(self, id_: int, *, cancelled: bool) -> None:
        with self._state:
            del self._inboxes[id_]
            if not cancelled or self.broken:
                return
            self._cancelled.add(id_)  # messages about it may still come
        self._write(protocol.cancel(id_))

    def _write(self, line: bytes) -> None:
        # A worker that has died reads nothing. `_read` then ends the calls that wait.
        with self._writing, suppress(OSError, ValueError):
            self._stdin.write(line)
            self._stdin.flush()

    def _read(self) -> None:
        """Pass on all that the worker writes. Then end all open calls, with the reason in `broken`."""
        try:
            rest = self._passed_on()
        except ValueError as wrong:
            broken = f"the worker {wrong}"
        else:
            broken = f"the worker ended with {self._supervised.outcome(EXIT_TIMEOUT) or 'its stdout closed'}"
            broken += f" within a line: {protocol.shown(rest)}" if rest else ""
        self._end(at_once=True)
        with self._state:
            self.broken = broken
            for inbox in self._inboxes.values():
                inbox.put(None)
        if not self._hello.done():
            self._hello.set_exception(AdapterUnusable(f"{broken}{self.error_output()}"))

    def _passed_on(self) -> bytes:
        """Pass on every line to its end; return an incomplete last line.

        Raises:
            ValueError: a line is not of the protocol. The text continues "the worker …".
        """
        with self._stdout:
            longest = self._limits.line_bytes
            while line := self._stdout.readline(longest + 1):
                if len(line) > longest:
                    begins = protocol.shown(line)
                    raise ValueError(f"wrote a line longer than {longest:,} bytes {raising('line-bytes')}: {begins}")
                if not line.endswith(b"\n"):
                    return line
                if self._hello.done():
                    self._pass_on(protocol.read_message(line), line)
                else:
                    self._hello.set_result(protocol.read_hello(line))
        return b""

    def _pass_on(self, message: WorkerMessage, line: bytes) -> None:
        with self._state:
            if inbox := self._inboxes.get(message.id):
                inbox.put(message)
            elif message.id not in self._cancelled:
                raise ValueError(f"wrote {protocol.shown(line)}, about no request that is under way")
            elif message.is_last:
                self._cancelled.remove(message.id)
