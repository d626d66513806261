"""What a command takes: by the clock, of the processor, and the most memory of one of its processes."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
QUIET = ("-q", "-p", "no:randomly", "-p", "no:cacheprovider")
"""Options of every run of pytest: no shuffled tests, and nothing written into the checkout."""


class Took(NamedTuple):
    """What a command took."""

    wall: float
    processor: float
    """Seconds of the processor, those of the processes that it started and waited for included."""
    megabytes: float
    """The most that its largest process held."""


class Figure(NamedTuple):
    """One line of the page."""

    name: str
    took: Took
    value: str = ""
    """What is held against the bar, in words."""
    is_reached: bool | None = None
    """Whether the bar is reached; None where there is none."""
    bar: str = ""


def run(command: Sequence[str], folder: Path = ROOT, variables: Mapping[str, str] | None = None) -> Took:
    """Run a command, and return what it took.

    Raises:
        SystemExit: it could not run; exit status 1 is a run with red verdicts.
    """
    env = {**os.environ, **(variables or {})}
    ran = subprocess.run(
        [sys.executable, "-c", SMALL, *command], cwd=folder, env=env, stdout=subprocess.PIPE, check=True
    )
    status, *took = json.loads(ran.stdout)
    if status not in (0, 1):
        sys.exit(f"exit status {status}: {' '.join(command)}")
    return Took(*took)


SMALL = """
import json, os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
took = time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
print(json.dumps([os.waitstatus_to_exitcode(status), *took]))
"""
"""A process that starts a command and says what it took. It is small: a child counts its parent's memory as its own."""


def run_pytest(arguments: Sequence[str], folder: Path = ROOT, variables: Mapping[str, str] | None = None) -> Took:
    """Run pytest, and return what it took."""
    return run([sys.executable, "-m", "pytest", *QUIET, *arguments], folder, variables)


def judge(adapter: str, *arguments: str, variables: Mapping[str, str] | None = None) -> Took:
    """Judge an adapter by all suites on one core, and return what it took."""
    return run_pytest(["suites", "--adapter", adapter, "--clients", "none", "-n", "0", *arguments], variables=variables)


def at_most(name: str, took: Took, value: float, bar: float, unit: str = "times") -> Figure:
    """Return a figure that should be at most its bar."""
    return Figure(name, took, f"{value:,.2f} {unit}", value <= bar, f"≤ {bar:g} {unit}")
