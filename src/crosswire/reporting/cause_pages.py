"""The JSON for the page of each cause: its verdicts at once, its payloads and its bug report on demand."""

from collections.abc import Callable, Mapping, Sequence

from crosswire.facts import Json
from crosswire.reporting.bug_report import bug_report
from crosswire.reporting.causes import Cause
from crosswire.reporting.evidence import both_sides
from crosswire.reporting.marking import Marks, shown
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.overview import ShownCause
from crosswire.reporting.permalinks import link_to_cause


def cause_list(listed: Sequence[ShownCause], number_of: Callable[[Verdict], int]) -> Json:
    """Return the causes with the numbers of their verdicts, the example's first, and the profiles they stand in."""
    return [
        {
            "link": shown.link,
            "sentence": shown.cause.sentence,
            "because": shown.cause.because,
            "verdicts": list(map(number_of, shown.cause.verdicts)),
            "hidden": list(map(number_of, shown.cause.hidden)),
            "profiles": list(shown.concerned.profiles),
            "cores": list(shown.concerned.cores),
        }
        for shown in listed
    ]


def cause_details(report: Report, found: Sequence[Cause]) -> Mapping[str, Sequence[tuple[str, Json]]]:
    """Return the link and the details of each cause, by the scenario of its example."""
    exchanges = {exchange.route: exchange for exchange in report.exchanges}
    details: dict[str, list[tuple[str, Json]]] = {}
    for cause in found:
        exchange = exchanges.get(cause.example.route)
        payloads = shown(cause, exchange) if exchange else None
        difference = cause.difference
        content: dict[str, Json] = {
            "report": bug_report(report, cause, exchange, payloads),
            "turn": payloads.number if payloads else None,
            "marks": {point: _marks(marks) for point, marks in payloads.marks.items()} if payloads else {},
            "sides": both_sides(difference.expected, difference.received) if difference else None,
        }
        details.setdefault(cause.example.scenario, []).append((link_to_cause(cause), content))
    return details


def _marks(marks: Marks) -> Json:
    return {"pointers": list(marks.pointers), "gap": [marks.gap.pointer, marks.gap.name] if marks.gap else None}
