"""One run of a worker's process, from its hello to its end: requests go out, its lines go to whom they are about."""

import threading
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue

from crosswire.adapters import worker_protocol as protocol
from crosswire.adapters.kept import Kept
from crosswire.adapters.worker_protocol import Hello, Said
from crosswire.errors import AdapterUnusable, Crashed
from crosswire.facts import Json, ShapeName
from crosswire.upstreams import Upstream

GRACE = 2.0
"""Seconds in which a worker that writes no more has ended."""


class WorkerProcess:
    """A worker that was started, its stdin and stdout pipes. Once it is `broken`, another one has to be started.

    Any number of threads may ask it at once; a thread of its own reads all that it writes.
    """

    def __init__(self, started: Kept) -> None:
        self._kept = started
        self._stdin, self._stdout = started.pipes
        self.broken: str | None = None
        """Why it serves nothing any more."""
        self._hello: Future[Hello] = Future()
        self._asked = 0
        self._inboxes: dict[int, SimpleQueue[Said | None]] = {}
        self._cancelled: set[int] = set()
        self._state, self._writing, self._ending = threading.Lock(), threading.Lock(), threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True, name="crosswire-worker")
        self._reader.start()

    def hello(self, patience: float) -> Hello:
        """Return what it says of itself, within `patience` seconds.

        Raises:
            AdapterUnusable: it ended, or wrote something else, or nothing.
        """
        try:
            return self._hello.result(patience)
        except TimeoutError:
            self.end(at_once=True)
            raise AdapterUnusable(f"the worker did not say hello within {patience:g} s{self.told()}") from None

    def ask(self, serves: ShapeName, request: Json, upstream: Upstream) -> Generator[Said]:
        """Ask it to serve a request, and yield what it says, to the last line. Closed before that, it cancels.

        Raises:
            Crashed: it died, or wrote what is none of the protocol's lines.
        """
        id_, inbox = self._registered()
        said: Said | None = None
        try:
            self._write(protocol.request(id_, serves, request, upstream))
            while not (said and said.is_last):
                said = inbox.get()
                if said is None:
                    raise Crashed(f"{self.broken}{self.told()}")
                yield said
                if self._hello.result().paced and not said.is_last:
                    self._write(protocol.go_on(id_))
        finally:
            self._forget(id_, cancelled=not (said and said.is_last))

    def end(self, *, at_once: bool) -> None:
        """End it, with its children, and return when they are gone; not at once, it may tidy up for a moment."""
        self._end(at_once=at_once)
        self._reader.join()
        with suppress(OSError):  # what it did not take is lost with it
            self._stdin.close()

    def log(self) -> str:
        """Return the end of what it printed to stderr."""
        return self._kept.log()

    def told(self) -> str:
        """Return what it printed to stderr, as the end of a message."""
        printed = self.log()
        return f"; its stderr ends:\n{printed}" if printed else "; it printed nothing to stderr"

    def _end(self, *, at_once: bool) -> None:
        with self._ending:
            self._kept.end(at_once=at_once)

    def _registered(self) -> tuple[int, SimpleQueue[Said | None]]:
        inbox: SimpleQueue[Said | None] = SimpleQueue()
        with self._state:
            self._asked += 1
            self._inboxes[self._asked] = inbox
            if self.broken:
                inbox.put(None)
            return self._asked, inbox

    def _forget(self, id_: int, *, cancelled: bool) -> None:
        with self._state:
            del self._inboxes[id_]
            if not cancelled or self.broken:
                return
            self._cancelled.add(id_)  # lines about it may be on their way
        self._write(protocol.cancel(id_))

    def _write(self, line: bytes) -> None:
        # Where it has died and takes nothing, the reader tells whoever waits for an answer.
        with self._writing, suppress(OSError, ValueError):
            self._stdin.write(line)
            self._stdin.flush()

    def _read(self) -> None:
        """Pass on all that it writes, and then tell everybody why there is no more."""
        try:
            rest = self._passed_on()
        except ValueError as wrong:
            broken = f"the worker {wrong}"
        else:
            broken = f"the worker ended with {self._kept.outcome(GRACE) or 'its stdout closed'}"
            broken += f" within a line: {protocol.shown(rest)}" if rest else ""
        self._end(at_once=True)
        with self._state:
            self.broken = broken
            for inbox in self._inboxes.values():
                inbox.put(None)
        if not self._hello.done():
            self._hello.set_exception(AdapterUnusable(f"{broken}{self.told()}"))

    def _passed_on(self) -> bytes:
        """Pass on every line; return what stands behind the last line feed, where there is an end.

        Raises:
            ValueError: it wrote what it must not, told as the end of a sentence.
        """
        with self._stdout:
            while line := self._stdout.readline(protocol.LONGEST + 1):
                if not line.endswith(b"\n") and len(line) <= protocol.LONGEST:
                    return line
                if self._hello.done():
                    self._pass_on(protocol.read_said(line), line)
                else:
                    self._hello.set_result(protocol.read_hello(line))
        return b""

    def _pass_on(self, said: Said, line: bytes) -> None:
        with self._state:
            if inbox := self._inboxes.get(said.id):
                inbox.put(said)
            elif said.id not in self._cancelled:
                raise ValueError(f"wrote {protocol.shown(line)}, about no request that is under way")
            elif said.is_last:
                self._cancelled.remove(said.id)
