"""The official JavaScript SDK as a witness: a Node process that runs `witness.mjs`, beside this module.

The SDK's own stream classes read the bytes, decode the events and put the answer together.
"""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer

from crosswire.adapters.descriptions.description import Install, WorkerDescription
from crosswire.adapters.processes.environments import environment
from crosswire.adapters.processes.launching import launched
from crosswire.adapters.processes.supervised import SupervisedProcess
from crosswire.errors import WitnessUnusable
from crosswire.facts import Json, ShapeName
from crosswire.proving.readings import Unread

INSTALL = Install(node=("openai@7.59.0",))
SCRIPT = Path(__file__).with_name("witness.mjs")
ANSWER_TIMEOUT = 60.0
"""Seconds that one answer may take."""


class JavaScriptSDK:
    """A Node process, started when it is first asked. It ends with this process at the latest."""

    def __init__(self, script: Path = SCRIPT, install: Install = INSTALL, timeout: float = ANSWER_TIMEOUT) -> None:
        self._script = script
        self._install = install
        self._timeout = timeout
        self._started: SupervisedProcess | None = None

    def read(self, serves: ShapeName, frames: Sequence[Json]) -> Json | Unread:
        """Return text, refusal, calls, how the answer ended, and what the deltas of a response say.

        Raises:
            AdapterUnusable: npm is missing, or could not install the SDK, or Node.js is missing.
            WitnessUnusable: the process ended, or did not answer in time.
        """
        answer = json.loads(self._answer(json.dumps({"serves": serves, "frames": list(frames)})))
        return Unread(answer["error"]) if "error" in answer else answer

    def close(self) -> None:
        """End the process; return when it is gone."""
        if self._started:
            self._started.end()
            for pipe in self._started.pipes:
                with suppress(OSError):  # what it did not take is lost with it
                    pipe.close()
            self._started = None

    def _answer(self, asked: str) -> bytes:
        """Return a line that answers a line."""
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
        raise WitnessUnusable(self._broken(process, hung=time.monotonic() >= deadline))

    def _process(self) -> SupervisedProcess:
        if self._started is None:
            program = WorkerDescription(("node", "{here}/{script}"))
            values = {"here": str(self._script.parent), "script": self._script.name}
            self._started = launched(program, values, environment(self._install), piped=True)
        return self._started

    def _broken(self, process: SupervisedProcess, *, hung: bool) -> str:
        how = f"did not answer within {self._timeout:g} s" if hung else "ended before it answered"
        printed = process.log()
        output = f"; its stderr ends:\n{printed}" if printed else "; it printed nothing to stderr"
        return f"the JavaScript SDK {how}; `crosswire prove` without --javascript needs none{output}"
