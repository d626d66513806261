"""From several reports to one for each adapter: its parts are put together, different ones have to be comparable.

What does not fit is refused, by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from crosswire.errors import ReportsUnlike
from crosswire.facts import ShapeName
from crosswire.reporting.model import Report, Route
from crosswire.reporting.reading import Source

SHOWN = 3
"""How many of a list an error names."""


def merge(sources: Sequence[Source]) -> list[Report]:
    """Return a report for each adapter, in the order in which they were given first.

    Raises:
        ReportsUnlike: they were judged by different requirement sets or on different scenarios, or an adapter twice.
    """
    _refuse_other_requirements(sources)
    adapters: dict[tuple[str | None, ...], list[Source]] = {}
    for source in sources:
        adapter = source.report.adapter
        adapters.setdefault((adapter["name"], adapter["version"]), []).append(source)
    whole = [_put_together(parts) for parts in adapters.values()]
    _refuse_missing_scenarios(whole)
    return [source.report for source in whole]


def _refuse_other_requirements(sources: Sequence[Source]) -> None:
    first = sources[0]
    for source in sources:
        if source.report.requirements != first.report.requirements:
            raise ReportsUnlike(
                f"other requirement set: {source} was judged by {source.report.requirements}, {first} by "
                f"{first.report.requirements}; judge both with one Crosswire, or compare them with crosswire diff"
            )


def _put_together(parts: Sequence[Source]) -> Source:
    """Put the parts of one adapter's report together."""
    first, *others = parts
    judged = {verdict.key: first for verdict in first.report.verdicts}
    for part in others:
        if part.report.crosswire != first.report.crosswire:
            raise ReportsUnlike(
                f"other Crosswire: {part} was judged with {part.report.crosswire}, {first.where} with "
                f"{first.report.crosswire}; parts of one report come from one version"
            )
        if twice := [verdict.key for verdict in part.report.verdicts if verdict.key in judged]:
            requirement, *route = twice[0]
            raise ReportsUnlike(
                f"same adapter twice: {part} and {judged[twice[0]].where} both judge {requirement} on "
                f"{_told(tuple(route))}{_more(len(twice) - 1)}; give each part once, or compare two runs "
                "with crosswire diff"
            )
        judged |= dict.fromkeys((verdict.key for verdict in part.report.verdicts), part)
    if not others:
        return first
    verdicts = [verdict for part in parts for verdict in part.report.verdicts]
    # Parts may have judged different requirements on one exchange: either one's payloads are its evidence.
    exchanges = {exchange.route: exchange for part in reversed(parts) for exchange in part.report.exchanges}
    report = replace(
        first.report,
        verdicts=sorted(verdicts, key=lambda verdict: (verdict.promise, verdict.key)),
        exchanges=sorted(exchanges.values(), key=lambda exchange: exchange.route),
        runs=tuple(run for part in parts for run in part.report.runs),
    )
    return Source(" and ".join(part.where for part in parts), report)


def _refuse_missing_scenarios(sources: Sequence[Source]) -> None:
    """Refuse adapters that were judged on different exchanges in a direction that they serve.

    Variations are left aside: faults of the wire cannot be tried on an adapter that has no wire of its own.
    """
    judged = [(source, _by_direction(source.report)) for source in sources]
    for source, routes in judged:
        for other, more in judged:
            missing = [route for serves in routes for route in sorted(more.get(serves, set()) - routes[serves])]
            if missing:
                raise ReportsUnlike(
                    f"missing scenarios: {source} was not judged on {', '.join(map(_told, missing[:SHOWN]))}"
                    f"{_more(len(missing) - SHOWN)}, as {other} was; run the same suites on both"
                )


def _by_direction(report: Report) -> Mapping[ShapeName, set[Route]]:
    plain = sorted({verdict.route for verdict in report.verdicts if verdict.variation is None})
    return {serves: set(routes) for serves, routes in groupby(plain, key=lambda route: route[0])}


def _told(route: tuple[str, ...]) -> str:
    serves, mode, scenario, variation = route
    return f"{scenario} (serves {serves}, {mode}{', ' if variation else ''}{variation})"


def _more(number: int) -> str:
    return f" and {number} more" if number > 0 else ""
