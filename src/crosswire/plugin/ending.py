"""The last lines of a run, below pytest's own: what it comes to, what to mend first, and where its report is."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from crosswire.plugin.summary import Summary
from crosswire.plugin.watching import how_to_report
from crosswire.reporting.causes import first_cause
from crosswire.reporting.headline import headline
from crosswire.reporting.terminal_lines import TerminalLines
from crosswire.reporting.verdict_table import ROWS


class Ending:
    """Prints these lines, whatever ended the run."""

    def __init__(self, config: pytest.Config, summary: Summary) -> None:
        self.config = config
        self.summary = summary

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, None, None]:
        """Print the lines after all others have finished, also by an exception: another plugin's end may fail."""
        try:
            self.summary.withdraw(session)
            self.summary.note_missing(session)
            yield
        except BaseException as error:
            if self.summary.gathered:
                self.summary.gathered.ended = self.summary.gathered.ended or f"{type(error).__name__}: {error}"
            raise
        finally:
            unwritten = self._write()
            if unwritten:
                session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
            terminal = self.config.pluginmanager.get_plugin("terminalreporter")
            if isinstance(terminal, pytest.TerminalReporter):
                terminal.ensure_newline()
                for line in self._lines(unwritten):
                    TerminalLines(terminal).write(line)

    def _write(self) -> str | None:
        """Write the report, unless it is written; return why it cannot be."""
        try:
            self.summary.write()
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return None

    def _lines(self, unwritten: str | None) -> Iterator[str]:
        gathered, journal = self.summary.gathered, self.summary.journal
        if gathered is None or not (gathered.verdicts or gathered.missing):
            return
        report = gathered.report()
        outcome = headline(report)
        if not ROWS[outcome.verdict].is_red and not report.coverage.is_partial and not unwritten:
            return
        yield f"crosswire: {outcome.words}"
        yield from (f"  {sentence}" for sentence in report.coverage.sentences)
        cause = first_cause(report.verdicts, report.exchanges)
        if cause:
            yield f"  to mend first: {cause.sentence} ({cause.times:,} of {len(report.verdicts):,} verdicts)"
            yield f"    {cause.example.rerun}"
        if unwritten:
            yield f"  its report cannot be written: {unwritten}"
            if journal and journal.path.is_file():
                yield f"  {how_to_report(self.config)}"
        elif journal:
            yield f"  {Path(self.config.getoption('report')) / 'report.html'} shows all of it"
