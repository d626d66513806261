"""The end of a run: the summary on the terminal, and the report's files."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from crosswire import __version__
from crosswire.plugin import is_worker
from crosswire.plugin.accepted_causes import new_verdicts
from crosswire.plugin.covered import PLAN
from crosswire.plugin.crashes import Crashes
from crosswire.plugin.gathering import Gathered
from crosswire.plugin.invocation import invocation
from crosswire.plugin.journal import Journal
from crosswire.plugin.junit import begin, cut_short, name_run
from crosswire.plugin.redacting import CLEARING
from crosswire.plugin.snapshots import COMPARED
from crosswire.plugin.verdicts import as_text
from crosswire.reporting.files import write_report
from crosswire.reporting.terminal import print_summary
from crosswire.reporting.terminal_lines import TerminalLines
from crosswire.requirements import SET


class Summary:
    """Takes the messages off the tests' reports as they come, also those of xdist's workers."""

    def __init__(self, config: pytest.Config, crashes: Crashes) -> None:
        self.config = config
        self.crashes = crashes
        self.gathered: Gathered | None = None
        self.compared = False
        """Whether anything was compared with a snapshot."""
        self._worker_stopped: str | bool | None = None
        self._has_judged = False
        self._invocation = invocation(config)
        folder = config.getoption("report")
        self.journal = Journal(Path(folder), self._invocation) if folder and not is_worker(config) else None
        self.is_written = False
        """Whether the report is written."""

    def pytest_sessionstart(self) -> None:
        """Remove the report of an earlier run: whatever becomes of this one, that is not its own."""
        if self.journal and not self.config.getoption("collectonly"):
            self.journal.clear()

    def begin(self, plan: Mapping[str, int]) -> None:
        """Begin: from here on, a run that ends is one that was cut short."""
        name = self.config.stash[CLEARING].replace_learned(self.config.getoption("adapter"))
        adapter = {"name": name, "version": None}
        self.gathered = Gathered(adapter, __version__, SET, self._invocation, plan)
        begin(self.config)
        if self.journal:
            self.journal.begin(adapter, plan)

    def pytest_runtest_logstart(self) -> None:
        """Begin before the first test, with the number of verdicts that is known by now."""
        if not self._has_judged and not is_worker(self.config):
            self._has_judged = True
            self.begin(self._plan())

    def withdraw(self, session: pytest.Session) -> None:
        """Leave no report of a run that ended before its first test, or that had none. JUnit XML is red."""
        if self._has_judged or (self.gathered and session.exitstatus not in REFUSED):
            return
        self.gathered = None
        if self.journal:
            self.journal.close()
            self.journal.clear()
        cut_short(self.config, REFUSED.get(session.exitstatus, "the run was cut short"), "nothing was judged")

    def _plan(self) -> Mapping[str, int]:
        """Return how many verdicts the run is to give. The controller of xdist knows the number of its tests."""
        return self.config.stash.get(PLAN, None) or self.crashes.least

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the message of a test."""
        self.compared = self.compared or hasattr(report, COMPARED)
        if message := getattr(report, "crosswire", None):
            if self.gathered is None:  # the worker of xdist
                return
            text, message = (message, json.loads(message)) if isinstance(message, str) else (None, message)
            if not self.gathered.verdicts:
                name_run(self.config, message.get("adapter") or self.gathered.adapter)
            self.gathered.add(message)
            if self.journal:
                self.journal.add(self.gathered.adapter, text or as_text(message))
            report.crosswire = None  # type: ignore[attr-defined]  # pytest keeps all reports to the end of the run

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Note why a worker of xdist stopped the run."""
        self._worker_stopped = self._worker_stopped or getattr(node, "workeroutput", {}).get("shouldstop")

    def note_missing(self, session: pytest.Session) -> None:
        """Note for JUnit XML that the run was cut short, before pytest writes the file."""
        if self.gathered and self.gathered.missing:
            self.gathered.ended = self._why_it_ended(session)
            coverage = self.gathered.report().coverage
            cut_short(self.config, coverage.words, "\n".join(coverage.sentences))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run that judged nothing, that was cut short, or that has an outdated entry."""
        gathered = self.gathered
        judged = gathered is not None and bool(gathered.verdicts)
        is_red = bool(gathered.outdated or gathered.missing) if gathered and judged else not self.compared
        if gathered:
            gathered.ended = self._why_it_ended(session)
        if is_red and not (is_worker(self.config) or self.config.getoption("collectonly")):
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def _why_it_ended(self, session: pytest.Session) -> str | None:
        """Return why the run ended early; None where no reason is recorded."""
        if died := self.crashes.died:
            more = f" and {len(died) - 1} times more" if len(died) > 1 else ""
            return f"a process died with the adapter while {died[0]} was judged{more}"
        stopped = session.shouldfail or session.shouldstop or self._worker_stopped
        if stopped:
            return str(stopped)
        return "interrupted" if session.exitstatus == pytest.ExitCode.INTERRUPTED else None

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
        """Print the summary and write the report. Where that fails, the run is red (`ending.py`)."""
        if self.config.getoption("collectonly") or exitstatus == pytest.ExitCode.USAGE_ERROR:
            return
        if not self.gathered or not (self.gathered.verdicts or self.gathered.missing):
            if not self.compared:
                self._print_nothing(TerminalLines(terminalreporter))
            return
        report = self.gathered.report()
        terminalreporter.ensure_newline()
        print_summary(report, terminalreporter)
        lines = TerminalLines(terminalreporter)
        self._print_entries(self.gathered, lines)
        if file := self.config.getoption("known_failures"):
            for line in new_verdicts(report, Path(file)):
                lines.write(line, red=True)
        if exitstatus == pytest.ExitCode.INTERRUPTED:
            lines.write(f"interrupted after {len(report.verdicts)} verdicts")
        with suppress(OSError):
            for path in self.write():
                lines.write(f"wrote {path}")

    def write(self) -> list[Path]:
        """Write the report's files, unless they are written; return their paths."""
        if not self.journal or not self.gathered or self.is_written:
            return []
        paths = write_report(self.gathered.report(), self.journal.path.parent)
        self.is_written = True
        self.journal.remove()
        return paths

    def pytest_unconfigure(self) -> None:
        """Close the journal, where it stays."""
        if self.journal:
            self.journal.close()

    def _print_nothing(self, lines: TerminalLines) -> None:
        lines.head("crosswire: no verdict", red=True)
        if report := self.config.getoption("since"):
            lines.write(f"nothing that was chosen is new, or was not passed, in {report}: without --since")
        lines.write(f"nothing was judged: pytest suites --adapter {self.config.getoption('adapter')}")

    def _print_entries(self, gathered: Gathered, lines: TerminalLines) -> None:
        """Name the entries of the known-failures file that are outdated or have expired."""
        for entry in gathered.outdated:
            why = f"all {entry.covers} verdicts that it covers are kept: take the entry out"
            lines.write(f"{entry.where}: {entry.about}: {why}", red=True)
        for entry in gathered.expired:
            why = f"expired on {entry.expired}, so that it covers nothing"
            lines.write(f"{entry.where}: {entry.about} ({entry.reason}): {why}", yellow=True)


REFUSED: Mapping[int, str] = {
    pytest.ExitCode.USAGE_ERROR: "the run was refused",
    pytest.ExitCode.NO_TESTS_COLLECTED: "no test was chosen",
}
"""The statuses of a run that says nothing of the adapter, and why."""
