"""A small process beside the run, for a run that is killed or crashes.

The run writes what it is at, such as the id of the test that begins, into memory that both share. When the run ends
without a goodbye, the process makes the report of what was judged before, and prints the last of these and where that
report is. Until then it sleeps. Where the run's own watchdog ended it, the process also writes that into the journal.
"""

import mmap
import os
import subprocess
import sys
import tempfile
import weakref
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

import pytest

from crosswire.adapters.watchdog import Watchdog
from crosswire.plugin.exchanges import WATCHDOG
from crosswire.plugin.journal import NAME
from crosswire.plugin.supervising import LAST_WORDS

GOODBYE = "\n"
"""What ends the watch without a word."""
LONGEST = 4_096
"""Bytes of what the run is at: a test's id, and some words."""
LONGEST_WORDS = 100
"""Bytes of the words."""
LONGEST_TRACES = 100_000
"""Bytes that are read of what the watchdog wrote."""
WATCH = f"""
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
if sys.stdin.readline() != {GOODBYE!r}:
    how, shared, held, folder = sys.argv[1:]
    text = os.pread(int(shared), {LONGEST}, 0).partition(b"\\0")[0].decode(errors="replace")
    test, _, what = text.partition("\\n")
    traces = os.pread(int(held), {LONGEST_TRACES}, 0).decode(errors="replace")
    journal = os.path.join(folder, {NAME!r})
    if folder and os.path.exists(journal):
        import json, subprocess
        if traces:
            with open(journal, "a") as file:
                file.write(json.dumps({{"died": test, "traces": traces}}) + "\\n")
        command = [sys.executable, "-m", "crosswire", "report", folder]
        silent = subprocess.DEVNULL
        if subprocess.run(command, stdin=silent, stdout=silent, stderr=silent).returncode == 0:
            how = "its report, as far as it came: " + os.path.relpath(os.path.join(folder, "report.html"))
    why = ", since the adapter held the interpreter past its deadline" if traces else ""
    print(f"\\ncrosswire: the run was cut short while {{test}} {{what}}{{why}}", how, sep="\\n", file=sys.stderr)
"""


class Watching:
    """Starts the process with the run, and ends it with the run."""

    def __init__(self, config: pytest.Config) -> None:
        self._how = how_to_report(config)
        folder = config.getoption("report")
        self._config = config
        self._folder = str(Path(folder).absolute()) if folder else ""
        # Open for as long as the process lives.
        self._held = tempfile.TemporaryFile()  # noqa: SIM115
        # Pytest's own timeout for tests has the same timer.
        if not float(config.getini("faulthandler_timeout") or 0):
            config.stash[WATCHDOG] = Watchdog(self._held)
        self._process: subprocess.Popen[str] | None = None
        self._test: mmap.mmap | None = None

    def pytest_sessionstart(self) -> None:
        """Start the process, while its output still goes where the run's does."""
        with tempfile.TemporaryFile() as shared:
            shared.truncate(LONGEST)
            fds = [shared.fileno(), self._held.fileno()]
            last_words = self._config.stash.get(LAST_WORDS, None)
            self._test = mmap.mmap(shared.fileno(), LONGEST)
            self.note("the tests", "were collected")
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", WATCH, self._how, *map(str, fds), self._folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[*fds, *([] if last_words is None else [last_words])],
                start_new_session=True,
                text=True,
            )
            if last_words is not None:
                os.close(last_words)
        assert self._process.stdin
        os.register_at_fork(after_in_child=partial(_close, weakref.ref(self._process.stdin)))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note the id of the test that begins."""
        self.note(nodeid, "was judged")

    def note(self, subject: str, what: str) -> None:
        """Note what the run is at, in words that go on after "while"."""
        if self._test is not None:
            first = subject.splitlines()[0].encode(errors="backslashreplace")[: LONGEST - LONGEST_WORDS]
            line = first + f"\n{what}\0".encode()
            self._test[: len(line)] = line

    def pytest_unconfigure(self) -> None:
        """Say goodbye, and wait for the process to end."""
        if self._process:
            with suppress(OSError):  # the process was killed: the run goes on
                self._process.communicate(GOODBYE)
        self._held.close()


def _close(pipe: "weakref.ref[IO[str]]") -> None:
    """Close a pipe in a process that the adapter forked: the run's end is to close it, while that one may live on."""
    if (stream := pipe()) is not None:
        stream.close()


def how_to_report(config: pytest.Config) -> str:
    """Return how to get the report of a run that was cut short."""
    folder = config.getoption("report")
    if folder:
        return f"its report, as far as it came: crosswire report {folder}"
    return "run it with --report DIR, and crosswire report DIR makes its report, as far as it came"
