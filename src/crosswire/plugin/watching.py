"""A small process beside the run, which says what the run itself cannot when it is killed, or crashes as a whole.

It is told which test begins. When the run ends without a goodbye, it prints which test that was, and how to get the
report of what was judged before.
"""

import subprocess
import sys
from contextlib import suppress

import pytest

GOODBYE = "\n"
"""What ends the watch. The id of a test is never empty."""
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
    """Starts the process with the run, and sends it home with it."""

    def __init__(self, how: str) -> None:
        self._how = how
        self._process: subprocess.Popen[str] | None = None

    def pytest_sessionstart(self) -> None:
        """Start it, while what it prints goes where the run's output goes."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", WATCH, self._how],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
            errors="backslashreplace",
        )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say which test begins."""
        self._tell(f"{nodeid.splitlines()[0]}\n")

    def pytest_unconfigure(self) -> None:
        """Say goodbye, and wait until it is gone."""
        if self._process:
            self._tell(GOODBYE)
            with suppress(OSError):
                self._process.communicate()

    def _tell(self, line: str) -> None:
        if self._process and self._process.stdin:
            with suppress(OSError):  # somebody ended it: the run goes on
                self._process.stdin.write(line)
                self._process.stdin.flush()


def how_to_report(config: pytest.Config) -> str:
    """Return how to get the report of a run that was cut short."""
    folder = config.getoption("report")
    if folder:
        return f"its report, as far as it came: crosswire report {folder}"
    return "run it with --report DIR, and crosswire report DIR makes its report, as far as it came"
