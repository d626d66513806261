"""What the page's script is given: all verdicts, as compact JSON, and what it unpacks on demand.

A *case* is what one verdict is about, whichever adapter gave it: a requirement and an exchange. Cases are columns of
numbers, and the verdicts of each report one character a case: that keeps 20 adapters in one page.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple, get_args

from crosswire.facts import Json, Mode, ShapeName
from crosswire.losses import LossKind
from crosswire.reporting.evidence import Exchanges, details, exchanges_within, packed
from crosswire.reporting.model import GRAVEST_FIRST, MEANINGS, Report, Route, Verdict
from crosswire.reporting.sources import source_of
from crosswire.reporting.words import FAULTS, LETTERS, POINTS, PROVENANCES

ROUTES = [(serves, mode) for serves in get_args(ShapeName) for mode in get_args(Mode)]
_KINDS: Sequence[LossKind | None] = (None, *get_args(LossKind))
TOGETHER = 8
"""How many scenarios are packed together: they resemble each other, which makes a page a third smaller."""


class Case(NamedTuple):
    """What a verdict is about."""

    requirement: str
    route: Route


def case_of(verdict: Verdict) -> Case:
    """Return what a verdict is about."""
    return Case(verdict.requirement, verdict.route)


def page_data(reports: Sequence[Report], pages: Sequence[str] = ()) -> tuple[Json, Json]:
    """Return what the script reads at once, and, for some scenarios each, what it unpacks on demand.

    Where the reports have `pages` of their own, these have the payloads.
    """
    cases = {case_of(verdict): verdict for report in reports for verdict in report.verdicts}
    requirements = {verdict.requirement: verdict for verdict in sorted(cases.values(), key=_by_promise)}
    scenarios = sorted({case.route[2] for case in cases})
    variations = sorted({case.route[3] for case in cases})
    titles = {exchange.scenario: exchange.title for report in reports for exchange in report.exchanges}
    ranks = {requirement: rank for rank, requirement in enumerate(requirements)}
    order = sorted(cases, key=lambda case: (ranks[case.requirement], *case.route[2:], *case.route))
    data = {
        "words": _words(),
        "together": TOGETHER,
        "reports": [
            {"page": page, **_report(report, order)}
            for report, page in zip(reports, pages or [""] * len(reports), strict=True)
        ],
        "requirements": [_requirement(verdict) for verdict in requirements.values()],
        "scenarios": [{"name": name, "title": titles.get(name, "")} for name in scenarios],
        "variations": variations,
        "cases": {
            "requirement": _places([case.requirement for case in order], list(requirements)),
            "route": _places([case.route[:2] for case in order], ROUTES),
            "scenario": _places([case.route[2] for case in order], scenarios),
            "variation": _places([case.route[3] for case in order], variations),
        },
    }
    exchanges: Exchanges = {} if pages else exchanges_within(reports)
    return data, _on_demand(reports, exchanges, order, scenarios)


def _words() -> Json:
    return {
        "verdicts": [{"name": name, "letter": LETTERS[name], "meaning": MEANINGS[name]} for name in GRAVEST_FIRST],
        "kinds": list(_KINDS),
        "routes": [list(route) for route in ROUTES],
        "points": dict(POINTS),
        "faults": dict(FAULTS),
        "provenances": dict(PROVENANCES),
    }


def _by_promise(verdict: Verdict) -> tuple[str, list[str | int]]:
    """Order requirements by promise, and `TOKENS-2` before `TOKENS-10`."""
    parts = re.split(r"(\d+)", verdict.requirement)
    return verdict.promise, [int(part) if place % 2 else part for place, part in enumerate(parts)]


def _places(entries: Iterable[Hashable], table: Sequence[Hashable]) -> list[Json]:
    places = {entry: place for place, entry in enumerate(table)}
    return [places[entry] for entry in entries]


def _requirement(verdict: Verdict) -> Json:
    source = source_of(verdict.requirement, verdict.sentence)
    return {
        "id": verdict.requirement,
        "level": verdict.level,
        "promise": verdict.promise,
        "sentence": verdict.sentence,
        "why": source.why if source else "",
        "about": source.about if source else "",
        "sources": source.sources if source else "",
        "function": source.function if source else "",
    }


def _report(report: Report, order: Sequence[Case]) -> Json:
    given = {case_of(verdict): verdict for verdict in report.verdicts}
    found = [given.get(case) for case in order]
    return {
        "name": report.adapter_name,
        "verdicts": "".join(str(GRAVEST_FIRST.index(each.verdict)) if each else "." for each in found),
        "kinds": "".join(str(_KINDS.index(each.loss)) if each else "." for each in found),
        "commands": _commands(report),
        "commandsApart": {
            str(number): verdict.rerun
            for number, verdict in enumerate(found)
            if verdict and _bracketed(verdict) not in verdict.rerun
        },
    }


def _bracketed(verdict: Verdict) -> str:
    """Return what stands in the brackets of the test's id."""
    serves, mode, scenario, variation = verdict.route
    return f"[{'-'.join(filter(None, (serves, mode, scenario, variation)))}]"


def _commands(report: Report) -> Json:
    """Return what stands before and after the brackets in each requirement's command: they differ in nothing else."""
    return {
        verdict.requirement: list(verdict.rerun.split(_bracketed(verdict), 1))
        for verdict in report.verdicts
        if _bracketed(verdict) in verdict.rerun
    }


def _on_demand(
    reports: Sequence[Report], exchanges: Exchanges, order: Sequence[Case], scenarios: Sequence[str]
) -> list[Json]:
    """Return for each scenario the details of its verdicts and its exchanges, packed with those of its neighbours."""
    numbers = {case: number for number, case in enumerate(order)}
    parts: dict[str, dict[str, dict[str, Json]]] = {name: {"verdicts": {}, "exchanges": {}} for name in scenarios}
    for place, report in enumerate(reports):
        for verdict in report.verdicts:
            if verdict.verdict != "passed":
                parts[verdict.scenario]["verdicts"][f"{place} {numbers[case_of(verdict)]}"] = details(verdict)
    for (place, (serves, mode, scenario, variation)), exchange in exchanges.items():
        if scenario in parts:
            parts[scenario]["exchanges"][f"{place} {serves} {mode} {variation}"] = exchange
    each = list(parts.values())
    return [packed(each[start : start + TOGETHER]) for start in range(0, len(each), TOGETHER)]
