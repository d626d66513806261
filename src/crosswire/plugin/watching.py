"""A small process beside the run, for a run that is killed or crashes.

The run writes the id of each test that begins into memory that both share. When the run ends without a goodbye, the
process prints the last id, and how to get the report of what was judged before. Until then it sleeps.
"""

import mmap
import subprocess
import sys
import tempfile
from contextlib import suppress

import pytest

GOODBYE = "\n"
"""What ends the watch without a word."""
LONGEST = 4_096
"""Bytes of a test's id that are kept."""
WATCH = f"""
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
if sys.stdin.read() != {GOODBYE!r}:
    test = os.pread(int(sys.argv[2]), {LONGEST}, 0).partition(b"\\0")[0].decode(errors="replace") or "the first test"
    print(f"\\ncrosswire: the run was cut short while {{test}} was judged", sys.argv[1], sep="\\n", file=sys.stderr)
"""


class Watching:
    """Starts the process with the run, and ends it with the run."""

    def __init__(self, how: str) -> None:
        self._how = how
        self._process: subprocess.Popen[str] | None = None
        self._test: mmap.mmap | None = None

    def pytest_sessionstart(self) -> None:
        """Start the process, while its output still goes where the run's does."""
        with tempfile.TemporaryFile() as shared:
            shared.truncate(LONGEST)
            self._test = mmap.mmap(shared.fileno(), LONGEST)
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", WATCH, self._how, str(shared.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[shared.fileno()],
                start_new_session=True,
                text=True,
            )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note the id of the test that begins."""
        if self._test is not None:
            line = nodeid.splitlines()[0].encode(errors="backslashreplace")[: LONGEST - 1] + b"\0"
            self._test[: len(line)] = line

    def pytest_unconfigure(self) -> None:
        """Say goodbye, and wait for the process to end."""
        if self._process:
            with suppress(OSError):  # the process was killed: the run goes on
                self._process.communicate(GOODBYE)


def how_to_report(config: pytest.Config) -> str:
    """Return how to get the report of a run that was cut short."""
    folder = config.getoption("report")
    if folder:
        return f"its report, as far as it came: crosswire report {folder}"
    return "run it with --report DIR, and crosswire report DIR makes its report, as far as it came"
