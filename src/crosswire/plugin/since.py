"""`--since REPORT`: judge only what was not passed in that report, or is not in it."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from crosswire import judgement
from crosswire.adapters.candidate import Candidate
from crosswire.errors import CrosswireError
from crosswire.reporting.model import VerdictKey
from crosswire.reporting.reading import read_report
from crosswire.requirements import SET

ADAPTER: pytest.StashKey[Mapping[str, str | None]] = pytest.StashKey()
"""What the report says of its adapter."""
PASSED: pytest.StashKey[frozenset[VerdictKey]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Read the report. It is read before the suites are: a wrong one is one error."""
    if not (path := config.getoption("since")):
        return
    try:
        report = read_report(Path(path))
    except CrosswireError as error:
        raise pytest.UsageError(f"--since: {error}") from None
    if report.requirements != SET:
        raise pytest.UsageError(
            f"--since {path}: it was judged by the requirement set {report.requirements}, and this run is by {SET}; "
            "a report of the same set is allowed: judge all of it once"
        )
    if (folder := config.getoption("report")) and _is_in(Path(path), Path(folder)):
        raise pytest.UsageError(
            f"--report {folder}: the report of this run, which is a part, would take the place of --since {path}; "
            "another folder is allowed"
        )
    config.stash[ADAPTER] = report.adapter
    config.stash[PASSED] = frozenset(verdict.key for verdict in report.verdicts if verdict.verdict == "passed")


def _is_in(report: Path, folder: Path) -> bool:
    return folder.resolve() == (report if report.is_dir() else report.parent).resolve()


def passed_before(config: pytest.Config) -> Collection[VerdictKey]:
    """Return the verdicts that the report has as passed; none without the option."""
    return config.stash.get(PASSED, frozenset())


def complaint(config: pytest.Config, candidate: Candidate) -> str | None:
    """Return why the report says nothing of an adapter; None where it does. Its version may be another."""
    if (there := config.stash.get(ADAPTER, None)) is None:
        return None
    here = judgement.adapter_of(candidate)
    given = f"--since {config.getoption('since')}"
    if here["name"] != there["name"]:
        return f"{given}: it is of the adapter {there['name']}; a report of {here['name']} is allowed"
    if there.get("judged") not in (None, here["judged"]):
        return (
            f"{given}: {here['name']} was judged by its {there['judged']} there, and is by its {here['judged']} here; "
            "judge all of it once"
        )
    return None
