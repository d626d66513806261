"""What a whole run takes beside the least that pytest takes, on one core and on two, and one verdict again.

    python benchmarks/suite_time.py [--adapter TARGET] [--write docs/performance.md]

The floor is as many empty items of a plain `pytest.Item`, run with the same plugins, and the same JSON parsed once.
Seconds are those of the processor, the run's children included; ratios are what to compare.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from crosswire.data import data_folder
from crosswire.files import write_whole
from crosswire.reporting.reading import read_report
from crosswire.scenarios import load_scenarios

ROOT = Path(__file__).parents[1]
FLOOR = """
import json, pathlib, pytest

class Empty(pytest.Item):
    def runtest(self): pass
    def reportinfo(self): return self.path, 0, self.name

class Floor(pytest.File):
    def collect(self):
        for text in json.loads(self.path.read_text())["bodies"]:
            json.loads(text)
        yield from (Empty.from_parent(self, name=f"empty[{number}]") for number in range(NUMBER))

def pytest_collect_file(file_path, parent):
    return Floor.from_parent(parent, path=file_path) if file_path.name == "floor.json" else None
"""
AGAIN = "suites/test_content.py::test_text_arrives[chat-json-plain_text]"


class Took(NamedTuple):
    """What a command took."""

    wall: float
    processor: float
    megabytes: float
    """The most that its largest process held."""


def run(arguments: Sequence[str], folder: Path) -> Took:
    """Run pytest, and return what it took.

    Raises:
        SystemExit: it could not run.
    """
    began = time.perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *arguments]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) > 1:
        sys.exit(f"exit status {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    return Took(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def floor(verdicts: int) -> Took:
    """Run as many empty items, and parse what the recordings hold."""
    bodies = [
        interaction.response["body"]["string"].decode()
        for scenario in load_scenarios().values()
        for turns in scenario.turns.values()
        for interaction in turns
        if interaction.response
    ]
    lines = [line[6:] for body in bodies for line in body.splitlines() if line.startswith("data: {")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "conftest.py").write_text(FLOOR.replace("NUMBER", str(verdicts)))
        (folder / "floor.json").write_text(json.dumps({"bodies": lines}))
        return run(["floor.json", "-n", "0"], folder)


def measured(adapter: str) -> Iterator[tuple[str, Took, float | None]]:
    """Yield each figure: its name, what it took, and its ratio to what it is held against."""
    suites, options = str(data_folder("suites")), ["--adapter", adapter, "--clients", "none"]
    with tempfile.TemporaryDirectory() as folder:
        alone = run([suites, *options, "-n", "0", "--report", folder], ROOT)
        verdicts = len(read_report(Path(folder)).verdicts)
    least = floor(verdicts)
    yield f"the floor: {verdicts:,} empty items", least, None
    yield "all verdicts on one core, beside the floor", alone, alone.processor / least.processor
    two = run([suites, *options, "-n", "2"], ROOT)
    yield "with `-n 2`, beside one core (by the clock)", two, two.wall / alone.wall
    yield "one verdict again", run([AGAIN, *options, "-n", "0"], ROOT), None


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--adapter", default="reference")
    parser.add_argument("--write", type=Path, help="the page to write")
    given = parser.parse_args()
    lines = [
        "<!-- Made by benchmarks/suite_time.py; do not edit -->",
        "# Performance",
        "",
        f"`python benchmarks/suite_time.py --adapter {given.adapter}`, {datetime.now(UTC).date()}, Python "
        f"{platform.python_version()}, {os.cpu_count()} cores. The floor is as many empty items of a plain "
        "`pytest.Item`, with the same plugins, and the same JSON parsed once. Only ratios compare between machines.",
        "",
        "| | seconds | of the processor | most memory of a process | ratio |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, took, ratio in measured(given.adapter):
        shown = f"{ratio:.2f}" if ratio else ""
        lines.append(f"| {name} | {took.wall:.1f} | {took.processor:.1f} | {took.megabytes:,.0f} MB | {shown} |")
        print(lines[-1])
    if given.write:
        write_whole(given.write, "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
