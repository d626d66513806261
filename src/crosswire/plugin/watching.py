"""A small process beside the run, for a run that is killed or crashes.

The run writes it the id of each test that begins. When the run ends without a goodbye, the process prints the last id,
and how to get the report of what was judged before.
"""

import subprocess
import sys
from contextlib import suppress

import pytest

GOODBYE = "\n"
"""The line that ends the watch. The id of a test is never empty."""
WATCH = f"""
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
test = "the first test"
for line in sys.stdin:
    if line == {GOODBYE!r}:
        break
    test = line.strip()
else:
    print(f"\\ncrosswire: the run was cut short while {{test}} was judged", sys.argv[1], sep="\\n", file=sys.stderr)
"""


class Watching:
    """Starts the process with the run, and ends it with the run."""

    def __init__(self, how: str) -> None:
        self._how = how
        self._process: subprocess.Popen[str] | None = None

    def pytest_sessionstart(self) -> None:
        """Start the process, while its output still goes where the run's does."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", WATCH, self._how],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
            errors="backslashreplace",
        )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Write the id of the test that begins."""
        self._write(f"{nodeid.splitlines()[0]}\n")

    def pytest_unconfigure(self) -> None:
        """Say goodbye, and wait for the process to end."""
        if self._process:
            self._write(GOODBYE)
            with suppress(OSError):
                self._process.communicate()

    def _write(self, line: str) -> None:
        if self._process and self._process.stdin:
            with suppress(OSError):  # the process was killed: the run goes on
                self._process.stdin.write(line)
                self._process.stdin.flush()


def how_to_report(config: pytest.Config) -> str:
    """Return how to get the report of a run that was cut short."""
    folder = config.getoption("report")
    if folder:
        return f"its report, as far as it came: crosswire report {folder}"
    return "run it with --report DIR, and crosswire report DIR makes its report, as far as it came"
