"""The end of the run: a summary that is read at a glance, and the report's files."""

from pathlib import Path

import pytest

from crosswire import __version__
from crosswire.reporting.files import write_report
from crosswire.reporting.model import Evidence, Report, Verdict
from crosswire.reporting.terminal import print_summary
from crosswire.requirements import SET

VERDICTS: pytest.StashKey[list[Verdict]] = pytest.StashKey()
EXCHANGES: pytest.StashKey[list[Evidence]] = pytest.StashKey()
ADAPTER: pytest.StashKey[dict[str, str | None]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Make room for the verdicts; under xdist the workers' reports bring them here."""
    config.stash[VERDICTS], config.stash[EXCHANGES] = [], []
    config.pluginmanager.register(_Gatherer(config), "crosswire.plugin.summary.gatherer")


class _Gatherer:
    """Takes the verdicts off the reports as they come."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if told := getattr(report, "crosswire", None):
            self.config.stash[ADAPTER] = told["adapter"]
            self.config.stash[VERDICTS].append(Verdict(**told["verdict"]))
            if told["exchange"]:
                self.config.stash[EXCHANGES].append(Evidence(**told["exchange"]))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run without one verdict: nothing was judged, whatever else passed."""
    if _is_worker(session.config) or session.config.getoption("collectonly"):
        return
    if not session.config.stash[VERDICTS] and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """Print the summary and write the report."""
    if config.getoption("collectonly") or exitstatus == pytest.ExitCode.USAGE_ERROR:
        return
    if not config.stash[VERDICTS]:
        terminalreporter.write_sep("=", "crosswire: no verdict", red=True)
        terminalreporter.write_line(f"nothing was judged: pytest suites --adapter {config.getoption('adapter')}")
        return
    report = report_of(config)
    terminalreporter.ensure_newline()
    print_summary(report, terminalreporter)
    if folder := config.getoption("report"):
        for path in write_report(report, Path(folder)):
            terminalreporter.write_line(f"wrote {path}")


def report_of(config: pytest.Config) -> Report:
    """Gather the run into a report; the order of the verdicts does not depend on who judged first."""
    verdicts = sorted(config.stash[VERDICTS], key=lambda verdict: (verdict.promise, verdict.requirement, verdict.route))
    exchanges = sorted(config.stash[EXCHANGES], key=lambda exchange: exchange.route)
    return Report(config.stash[ADAPTER], __version__, SET, verdicts, exchanges)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
