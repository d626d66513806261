"""DIR/journal.jsonl: the messages of a run's tests, written as they come. A run that is cut short loses nothing.

The first line is written before the first test runs: the adapter, the versions, the invocation, and how many verdicts
the run is to give. Each further line is the message of one test. The plugin removes the journal when it has written the
report. `crosswire report` makes the report of one that is left.

Nothing may look like a result of this run before it ends. So the report of an earlier run is removed when this one
starts, and one that says "cut short" stands in its place before the adapter is loaded, which may end this process.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from crosswire import __version__
from crosswire.errors import ReportInvalid
from crosswire.files import sweep
from crosswire.plugin.gathering import Gathered
from crosswire.reporting.contradictions import contradictions
from crosswire.reporting.files import REPORT, write_report
from crosswire.reporting.model import Report
from crosswire.requirements import SET
from crosswire.wire.reading import Unreadable, load_json, read_text
from crosswire.wire.schemas import violations
from crosswire.wire.violation import Violation

NAME = "journal.jsonl"
FORMAT = 1
"""The version of a journal; a reader of another version refuses it."""
LONGEST_JOURNAL = 512 * 2**20
"""Bytes of a journal: it has more of each test than the report."""
HOW = f"pytest suites --adapter TARGET --report DIR writes DIR/{NAME}, and removes it when DIR/report.json is written"


class Journal:
    """A journal that is being written. It begins with a report that is cut short, in the place of an earlier run's."""

    def __init__(self, folder: Path, invocation: Mapping[str, Any]) -> None:
        self.path = folder / NAME
        self._invocation = invocation
        self._file: TextIOWrapper | None = None

    def clear(self) -> None:
        """Remove what an earlier run left, and make the folder where there is none."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        sweep(self.path.parent)
        for name in (NAME, *REPORT):
            (self.path.parent / name).unlink(missing_ok=True)

    def begin(self, adapter: Mapping[str, str | None], plan: Mapping[str, int]) -> None:
        """Write the first line, or write it anew where more is known of the plan or the adapter."""
        has_begun = self._file is not None
        self.close()
        self.path.parent.mkdir(parents=True, exist_ok=True)  # an adapter may have removed it
        self._file = self.path.open("w", encoding="utf-8")
        head = {
            "journal": FORMAT,
            "adapter": adapter,
            "crosswire": __version__,
            "requirements": SET,
            "invocation": self._invocation,
            "plan": plan,
        }
        self._write(json.dumps(head))
        if has_begun:
            return
        begun = Gathered(adapter, __version__, SET, self._invocation, plan)
        begun.ended = "the run has not ended"
        write_report(begun.report(), self.path.parent)

    def add(self, adapter: Mapping[str, str | None], message: str) -> None:
        """Write the message of one test, JSON in one line. It survives the end of this process."""
        if self._file is None:
            self.begin(adapter, {})
        self._write(message)

    def _write(self, line: str) -> None:
        assert self._file is not None
        self._file.write(f"{line}\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def remove(self) -> None:
        """Remove the file: the report has all of it."""
        self.close()
        self.path.unlink(missing_ok=True)


class Read(NamedTuple):
    """The content of a journal."""

    gathered: Gathered
    torn: bool
    """Whether its last line is incomplete: the run ended while it was written."""


def read_journal(path: Path) -> Read:
    """Read a journal: the file, or the folder that holds it.

    Raises:
        ReportInvalid: there is no file, it has another format, or its lines are not a run's.
    """
    file = path / NAME if path.is_dir() else path
    try:
        lines = read_text(file, LONGEST_JOURNAL).splitlines(keepends=True)
    except OSError as error:
        raise ReportInvalid(f"{file}: {error.strerror}; {HOW}") from None
    except Unreadable as error:
        raise ReportInvalid(f"{file} is not a journal: {error}; {HOW}") from None
    return _gathered(_messages(lines, file), file)


def _messages(lines: Sequence[str], file: Path) -> Iterator[Any]:
    """Yield the messages, each of which is forgotten before the next is read; last None, where a line is incomplete."""
    yield from (_line(line, f"{file}:{number}", last=number == len(lines)) for number, line in enumerate(lines, 1))


def _line(text: str, where: str, *, last: bool) -> Any:
    """Return a line's JSON; None of an incomplete last line."""
    try:
        return load_json(text)
    except ValueError as error:
        if last and not text.endswith("\n"):
            return None
        raise ReportInvalid(f"{where} is not a line of a journal: {error}; {HOW}") from None


def _gathered(messages: Iterator[Any], file: Path) -> Read:
    first = next(messages, None)
    head = first if isinstance(first, dict) else {}
    if head.get("journal") != FORMAT:
        by = f"; Crosswire {__version__} reads journals of format {FORMAT}" if "journal" in head else ""
        raise ReportInvalid(f"{file} is not a journal{by}; {HOW}")
    torn = False
    try:
        gathered = Gathered(
            head["adapter"], head["crosswire"], head["requirements"], head.get("invocation"), head.get("plan", {})
        )
        for message in messages:
            torn = message is None
            if not torn:
                gathered.add(message)
        report = gathered.report()
        found = next(chain(_violations(report), contradictions(report)), None)
        is_empty = not (gathered.verdicts or gathered.missing)
    except (LookupError, TypeError, AttributeError) as error:
        raise ReportInvalid(f"{file} is not a journal: {type(error).__name__}: {error}; {HOW}") from None
    if found:
        raise ReportInvalid(f"{file} makes no report: {found}; {HOW}")
    if is_empty:
        raise ReportInvalid(f"{file} holds no verdict: the run ended before there was one")
    return Read(gathered, torn)


AT_ONCE = 500
"""How many verdicts and exchanges are held to the schema at once: as JSON, all together would take a gigabyte."""


def _violations(report: Report) -> Iterator[Violation]:
    for start in range(0, max(1, len(report.verdicts), len(report.exchanges)), AT_ONCE):
        end = start + AT_ONCE
        part = replace(report, verdicts=report.verdicts[start:end], exchanges=report.exchanges[start:end])
        yield from violations("report", part.to_json())
