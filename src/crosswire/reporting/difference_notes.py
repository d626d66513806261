"""Notes on a difference: what the two reports were not judged alike by."""

from collections.abc import Iterator, Sequence

from crosswire.reporting.diffing import ReportDiff
from crosswire.specification.requirement_sets import NEW, load_ids


def notes(difference: ReportDiff) -> Sequence[str]:
    """Return a sentence for everything but the verdicts that differs between the reports."""
    old, new = difference.old, difference.new
    pairs = {
        "requirement set": (old.requirements, new.requirements),
        "Crosswire": (old.crosswire, new.crosswire),
        "adapter": (old.adapter["name"], new.adapter["name"]),
    }
    others = [
        f"another {subject}: {before} before, {now} now" for subject, (before, now) in pairs.items() if before != now
    ]
    parts = [
        f"judged in part {when}: {report.coverage.measure}"
        for when, report in (("before", old), ("now", new))
        if report.coverage.is_partial and not report.coverage.shortfall
    ]
    return [*difference.shortfalls, *others, *parts, *_by_set(difference), *_one_sided(difference)]


def _by_set(difference: ReportDiff) -> Iterator[str]:
    """Say what the newer set changed about the requirements that the reports judged."""
    judged = _names(difference, "requirement")
    changes = load_ids().changes(difference.old.requirements, difference.new.requirements)
    words = [f"{name} {change}" for name, change in changes.items() if name in judged and change != NEW]
    if words:
        yield f"changed by the set: {_some(words)}"


def _one_sided(difference: ReportDiff) -> Iterator[str]:
    """Name the requirements and scenarios that only one report has, unless the newer set retired them."""
    ids = load_ids()
    changes = ids.changes(difference.old.requirements, difference.new.requirements)
    retired = changes.keys() & ids.retired.keys()
    for subject in ("requirement", "scenario"):
        before, after = (
            {getattr(verdict, subject) for verdict in report.verdicts} for report in (difference.old, difference.new)
        )
        for when, names in (("new", after - before), ("gone", before - after - retired)):
            if names:
                yield f"{when} {subject}{'s' * (len(names) > 1)}: {_some(sorted(names))}"


def _names(difference: ReportDiff, subject: str) -> set[str]:
    return {getattr(verdict, subject) for report in (difference.old, difference.new) for verdict in report.verdicts}


def _some(names: Sequence[str], most: int = 8) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
