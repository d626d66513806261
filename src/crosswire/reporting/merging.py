"""Merge reports: the parts of one adapter's report become one; reports of several adapters have to be comparable.

Reports that can't be compared are refused, with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from crosswire.errors import ReportsUnlike
from crosswire.facts import ShapeName
from crosswire.reporting.model import Report
from crosswire.reporting.reading import Source
from crosswire.route import Route

SHOWN = 3
"""How many of a list an error names."""


def merge(sources: Sequence[Source]) -> list[Report]:
    """Return one report for each adapter, in the order in which the adapters first appear.

    Raises:
        ReportsUnlike: the requirement sets or the scenarios differ, or two reports have the same verdict.
    """
    _refuse_other_requirements(sources)
    adapters: dict[tuple[str | None, ...], list[Source]] = {}
    for source in sources:
        adapter = source.report.adapter
        adapters.setdefault((adapter["name"], adapter["version"]), []).append(source)
    merged = [_merge_parts(parts) for parts in adapters.values()]
    _refuse_missing_scenarios(merged)
    return [source.report for source in merged]


def _refuse_other_requirements(sources: Sequence[Source]) -> None:
    first = sources[0]
    for source in sources:
        if source.report.requirements != first.report.requirements:
            raise ReportsUnlike(
                f"other requirement set: {source} was judged by {source.report.requirements}, {first} by "
                f"{first.report.requirements}; judge both with one Crosswire, or compare them with crosswire diff"
            )


def _merge_parts(parts: Sequence[Source]) -> Source:
    """Merge the parts of one adapter's report."""
    first, *others = parts
    judged = {verdict.key: first for verdict in first.report.verdicts}
    for part in others:
        if part.report.crosswire != first.report.crosswire:
            raise ReportsUnlike(
                f"other Crosswire: {part} was judged with {part.report.crosswire}, {first.where} with "
                f"{first.report.crosswire}; parts of one report come from one version"
            )
        if twice := [verdict.key for verdict in part.report.verdicts if verdict.key in judged]:
            raise ReportsUnlike(
                f"same adapter twice: {part} and {judged[twice[0]].where} both judge {twice[0][0]} on "
                f"{_text(Route(*twice[0][1:]))}{_more(len(twice) - 1)}; give each part once, or compare two runs "
                "with crosswire diff"
            )
        judged |= dict.fromkeys((verdict.key for verdict in part.report.verdicts), part)
    if not others:
        return first
    verdicts = [verdict for part in parts for verdict in part.report.verdicts]
    # Parts may have judged different requirements on one exchange: the payloads are the same in both.
    exchanges = {exchange.route: exchange for part in reversed(parts) for exchange in part.report.exchanges}
    report = replace(
        first.report,
        verdicts=sorted(verdicts, key=lambda verdict: (verdict.promise, verdict.key)),
        exchanges=sorted(exchanges.values(), key=lambda exchange: exchange.route),
        runs=tuple(run for part in parts for run in part.report.runs),
    )
    return Source(" and ".join(part.where for part in parts), report)


def _refuse_missing_scenarios(sources: Sequence[Source]) -> None:
    """Refuse adapters that were judged on different exchanges in a direction that both serve.

    Variations do not count: some need an adapter that is a server.
    """
    judged = [(source, _by_direction(source.report)) for source in sources]
    for source, routes in judged:
        for other, more in judged:
            missing = [route for serves in routes for route in sorted(more.get(serves, set()) - routes[serves])]
            if missing:
                raise ReportsUnlike(
                    f"missing scenarios: {source} was not judged on {', '.join(map(_text, missing[:SHOWN]))}"
                    f"{_more(len(missing) - SHOWN)}, as {other} was; run the same suites on both"
                )


def _by_direction(report: Report) -> Mapping[ShapeName, set[Route]]:
    plain = sorted({verdict.route for verdict in report.verdicts if verdict.variation is None})
    return {serves: set(routes) for serves, routes in groupby(plain, key=lambda route: route.serves)}


def _text(route: Route) -> str:
    details = ", ".join(filter(None, (f"serves {route.serves}", route.mode, route.variation)))
    return f"{route.scenario} ({details})"


def _more(number: int) -> str:
    return f" and {number} more" if number > 0 else ""
