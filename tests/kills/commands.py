"""The commands that write, each with what it is given, and what has to hold of its files whenever it was killed."""

import json
import os
import socket
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from crosswire.data import data_folder
from crosswire.plugin.journal import read_journal
from crosswire.reporting.reading import read_report
from crosswire.scenarios import load_scenario
from crosswire.wire.cassettes import read_cassette
from tests.other_plugins import NO_OTHER_PLUGINS
from tests.plugin.running import SUITES

CROSSWIRE = (sys.executable, "-m", "crosswire")
JUDGE = (
    *(sys.executable, "-m", "pytest", str(SUITES / "test_answer.py"), "--adapter", "adapter.py", "--clients", "none"),
    *("-k", "parallel or several", "-q", *NO_OTHER_PLUGINS),
)
SNAPSHOTS = (
    *(sys.executable, "-m", "pytest", str(SUITES / "served.py"), "--adapter", "adapter.py", "--snapshots", "snaps"),
    *("-k", "json-parallel", "-q", *(word for word in NO_OTHER_PLUGINS if word != "-pno:syrupy")),
)
REWRITE = """
import sys
from tests.recording.recording_live import record, ROUTES, Source, KEY
from crosswire.scenarios import load_scenario
from pathlib import Path
for shape, mode in ROUTES:
    record(load_scenario(Path("plain_text")), Source(sys.argv[1], key=KEY), shape, mode)
"""


@dataclass(frozen=True, slots=True)
class Command:
    """A command that writes: its words, and what its folder holds before."""

    name: str
    words: Callable[[str], Sequence[str]]
    """Of the address of a live source."""
    given: Sequence[str] = ()
    """The inputs that it needs, of `INPUTS`."""
    asks: bool = False
    """Whether it waits for clients, so that it does not end by itself."""


def _commands() -> Iterator[Command]:
    report = ("--report", "out", "--junitxml", "junit.xml")
    yield Command("pytest --report", lambda _: (*JUDGE, *report), ["adapter.py", "out"])
    yield Command("pytest --report -n 2", lambda _: (*JUDGE, *report, "-n", "2"), ["adapter.py", "out"])
    yield Command("pytest --snapshots", lambda _: (*SNAPSHOTS, "--snapshot-update"), ["adapter.py"])
    yield Command(
        "import", lambda _: (*CROSSWIRE, "import", "theirs.yaml", "--into", "made", "--force"), ["theirs.yaml"]
    )
    yield Command(
        "scenario new",
        lambda _: (*CROSSWIRE, "scenario", "new", "one", "--responses", "one.json", "--into", "made", "--force"),
        ["one.json"],
    )
    yield Command(
        "record",
        lambda url: (
            *(*CROSSWIRE, "record", "one", "--request", "request.json", "--base-url", url, "--into", "made", "--force"),
        ),
        ["request.json"],
    )
    yield Command("--record-mode=rewrite", lambda url: (sys.executable, "-c", REWRITE, url), ["plain_text"])
    yield Command("report", lambda _: (*CROSSWIRE, "report", "journal.jsonl", "--into", "out"), ["journal.jsonl"])
    yield Command("merge", lambda _: (*CROSSWIRE, "merge", "given.json", "--into", "out"), ["given.json"])
    yield Command("publish", lambda _: (*CROSSWIRE, "publish", "site", "given.json", "--partial"), ["given.json"])
    yield Command("accept", lambda _: (*CROSSWIRE, "accept", "given.json", "--partial"), ["given.json"])
    yield Command("badge", lambda _: (*CROSSWIRE, "badge", "given.json", "--into", "out"), ["given.json", "out"])
    yield Command(
        "proxy",
        lambda url: (*CROSSWIRE, "proxy", "--base-url", url, "--into", "tape.yaml", "--port", str(PORT), "--force"),
        asks=True,
    )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


PORT = _free_port()
COMMANDS = {command.name: command for command in _commands()}
VARIABLES = {
    **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
    "PYTHONPATH": os.pathsep.join(
        [str(data_folder("cassettes").parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    ),
    "OPENAI_API_KEY": "any-key-will-do",
    "NO_COLOR": "1",
}


def check(folder: Path) -> None:
    """Raise where a file of a folder is half-written; hidden ones are what the next process sweeps."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            WHOLE.get(path.suffix, Path.read_bytes)(path)
    for toml in folder.rglob("scenario.toml"):
        if not toml.parent.parent.name.startswith("."):
            _scenario(toml.parent)
    _report(folder / "out")


def _scenario(folder: Path) -> None:
    for turns in load_scenario(folder).turns.values():
        for turn in turns:
            _ = turn.asked, turn.answer


def _report(folder: Path) -> None:
    """Raise where a report of a run that was killed looks like one of a run that was not."""
    if not (folder / "report.json").is_file():
        return
    report = read_report(folder / "report.json")
    missing = sum(run.chosen for run in report.runs) - len(report.verdicts)
    badge = json.loads((folder / "badge.json").read_text()) if (folder / "badge.json").is_file() else {}
    if missing and (folder / "journal.jsonl").is_file():
        assert report.coverage.cut_short
        assert badge.get("color") == "cf222e"


def _html(path: Path) -> None:
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")


def _journal(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for line in lines[: None if lines and lines[-1].endswith("\n") else -1]:
        json.loads(line)
    if len(lines) > 1:
        read_journal(path)


WHOLE: Mapping[str, Callable[[Path], object]] = {
    ".json": lambda path: json.loads(path.read_text(encoding="utf-8")),
    ".jsonl": _journal,
    ".yaml": lambda path: read_cassette(path.read_text(encoding="utf-8")),
    ".toml": lambda path: tomllib.loads(path.read_text(encoding="utf-8")),
    ".xml": ElementTree.parse,
    ".svg": ElementTree.parse,
    ".html": _html,
}
"""How a file of a kind is read whole."""
