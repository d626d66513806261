"""A report of what was judged: made, written, read."""

import platform
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crosswire import __version__, judgement
from crosswire.adapters.candidate import Candidate
from crosswire.api.judging import Judged
from crosswire.clients.availability import versions_of
from crosswire.errors import ReportInvalid, ReportsUnlike
from crosswire.plugin.exchanges import can_judge
from crosswire.plugin.gathering import Gathered
from crosswire.reporting import files, reading
from crosswire.reporting.model import Report, jsonable
from crosswire.requirements import SET
from crosswire.specification.judged_routes import every_route
from crosswire.specification.suites import load_requirements


def make_report(judged: Iterable[Judged]) -> Report:
    """Return the report of some judged exchanges of one adapter; `coverage` says how many of all verdicts it has.

    Raises:
        ReportInvalid: nothing was judged.
        ReportsUnlike: two adapters were judged, or one exchange was judged twice.
    """
    parts = list(judged)
    _check(parts)
    candidate = parts[0].performed.adapter.candidate
    gathered = Gathered(judgement.adapter_of(candidate), __version__, SET, _invocation(parts))
    skipped = [reason for part in parts for reason, times in part.skipped.items() for _ in range(times)]
    chosen = sum(len(part.verdicts) for part in parts) + len(skipped)
    clients = parts[0].performed.adapter.exchanges.clients
    plan = {"chosen": chosen, "of": _number_of_verdicts(candidate, clients)}
    for reason in skipped:
        gathered.add({"plan": plan, "skipped": reason})
    for part in parts:
        longest = part.performed.adapter.exchanges.limits.report_characters
        evidence = jsonable(judgement.evidence_of(part.performed.exchange, longest))
        for number, verdict in enumerate(part.verdicts):
            exchange = None if number else evidence  # a report has it once
            gathered.add({"plan": plan, "verdict": jsonable(verdict), "exchange": exchange, "listed": []})
    return gathered.report()


def write_report(report: Report, folder: str | Path) -> tuple[Path, ...]:
    """Write report.json, report.html, summary.md, badge.svg and badge.json into a folder; return their paths.

    Raises:
        OSError: the folder cannot be written to.
    """
    return tuple(files.write_report(report, Path(folder)))


def read_report(path: str | Path) -> Report:
    """Read a report: a report.json, plain or packed as `.gz`, or the folder that holds it.

    Raises:
        ReportInvalid: it is not there, is not a report of this format, or holds several.
    """
    return reading.read_report(Path(path))


def _check(parts: Sequence[Judged]) -> None:
    if not parts:
        raise ReportInvalid("nothing was judged; a report is made of what judge(perform(…)) returns")
    targets = dict.fromkeys(part.performed.adapter.target for part in parts)
    if len(targets) > 1:
        raise ReportsUnlike(f"{' and '.join(targets)} are {len(targets)} adapters; a report is about one")
    times = Counter(part.performed.route.id for part in parts)
    if twice := [route for route, number in times.items() if number > 1]:
        raise ReportsUnlike(f"{', '.join(twice)} was judged more than once; a report has one verdict of each")


def _number_of_verdicts(candidate: Candidate, clients: Collection[str]) -> int:
    """Return how many verdicts all requirements give on an adapter."""
    return sum(
        can_judge(requirement, route, candidate, clients)
        for requirement in load_requirements()
        for route in every_route(requirement)
    )


def _invocation(parts: Sequence[Judged]) -> dict[str, Any]:
    return {
        "command": "crosswire.make_report(…)",
        "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "selection": [part.performed.route.id for part in parts] if len(parts) < 4 else [f"{len(parts)} exchanges"],
        "clients": {name: versions_of(name) for name in parts[0].performed.adapter.exchanges.clients},
    }
