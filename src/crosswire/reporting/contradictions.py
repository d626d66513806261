"""What a report says against itself: a verdict twice, or numbers of which one is wrong. A schema cannot tell."""

from collections import Counter
from collections.abc import Iterator

from crosswire.reporting.model import Report
from crosswire.reporting.runs import Run
from crosswire.wire.violation import Violation


def contradictions(report: Report) -> Iterator[Violation]:
    """Yield what a report says against itself."""
    times = Counter((verdict.requirement, verdict.route) for verdict in report.verdicts)
    for (requirement, route), number in times.items():
        if number > 1:
            yield Violation("/verdicts", f"{requirement} on {route.id} is there {number} times")
    for position, run in enumerate(report.runs):
        yield from (Violation(f"/runs/{position}", why) for why in _of_run(run))
    if report.runs:
        yield from (Violation("/runs", why) for why in _of_runs(report))


def _of_run(run: Run) -> Iterator[str]:
    if run.chosen > run.of:
        yield f"it chose {run.chosen:,} verdicts of {run.of:,}"
    if (skipped := sum(run.skipped.values())) > run.chosen:
        yield f"it chose {run.chosen:,} verdicts, and skipped {skipped:,} of them"


def _of_runs(report: Report) -> Iterator[str]:
    """Yield what the runs say against the number of verdicts. What one did not reach, another may have judged."""
    judged, chosen = len(report.verdicts), sum(run.chosen for run in report.runs)
    skipped = sum(number for run in report.runs for number in run.skipped.values())
    ended = next((run.ended for run in report.runs if run.ended), None)
    if judged > chosen:
        yield f"chosen were {chosen:,} verdicts, judged {judged:,}"
    elif ended and judged >= chosen - skipped:
        yield f"one ended before all was judged ({ended}), and no verdict is missing"
