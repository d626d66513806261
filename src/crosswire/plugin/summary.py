"""The end of the run: a summary that is read at a glance, and the report's files."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from crosswire import __version__
from crosswire.reporting.files import write_report
from crosswire.reporting.model import Evidence, Report, Verdict
from crosswire.reporting.terminal import print_summary
from crosswire.requirements import SET


class Summary:
    """Takes the verdicts off the tests' reports as they come, which also works for those of xdist's workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.verdicts: list[Verdict] = []
        self.exchanges: list[Evidence] = []
        self.adapter: Mapping[str, str | None] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a verdict, and the exchange's payloads where they come with it."""
        if text := getattr(report, "crosswire", None):
            told = json.loads(text)
            self.adapter = told["adapter"]
            self.verdicts.append(Verdict(**told["verdict"]))
            if told["exchange"]:
                self.exchanges.append(Evidence(**told["exchange"]))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run without one verdict: nothing was judged, whatever else passed."""
        is_worker = hasattr(self.config, "workerinput")
        if not (is_worker or self.verdicts or self.config.getoption("collectonly")):
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
        """Print the summary and write the report."""
        if self.config.getoption("collectonly") or exitstatus == pytest.ExitCode.USAGE_ERROR:
            return
        if not self.verdicts:
            terminalreporter.write_sep("=", "crosswire: no verdict", red=True)
            terminalreporter.write_line(
                f"nothing was judged: pytest suites --adapter {self.config.getoption('adapter')}"
            )
            return
        report = self.report()
        terminalreporter.ensure_newline()
        print_summary(report, terminalreporter)
        if folder := self.config.getoption("report"):
            for path in write_report(report, Path(folder)):
                terminalreporter.write_line(f"wrote {path}")

    def report(self) -> Report:
        """Gather the run into a report; the order of the verdicts does not depend on who judged first."""
        verdicts = sorted(self.verdicts, key=lambda verdict: (verdict.promise, verdict.requirement, verdict.route))
        exchanges = sorted(self.exchanges, key=lambda exchange: exchange.route)
        return Report(self.adapter, __version__, SET, verdicts, exchanges)
