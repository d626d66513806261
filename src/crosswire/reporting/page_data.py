"""The JSON for the page's script: all verdicts in a compact form, and what it unpacks on demand.

A *case* is what a verdict is about: a requirement and a route, whichever the adapter. Cases are columns of numbers; the
verdicts of a report are one character for each case. So 20 adapters fit into one page.
"""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, get_args

from crosswire.facts import Json, Mode, ShapeName
from crosswire.losses import LossKind
from crosswire.reporting.cause_pages import cause_details, cause_list
from crosswire.reporting.evidence import Exchanges, details, exchanges_within, packed
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.overview import ShownCause
from crosswire.reporting.profile_filter import ProfilesOf, no_profiles
from crosswire.reporting.sources import source_of
from crosswire.reporting.verdict_table import GRAVITY, VERDICTS
from crosswire.reporting.words import FAULTS, POINTS, PROVENANCES
from crosswire.route import Route

ROUTES = [(serves, mode) for serves in get_args(ShapeName) for mode in get_args(Mode)]
_KINDS: Sequence[LossKind | None] = (None, *get_args(LossKind))
TOGETHER = 8
"""How many scenarios are packed together. They resemble each other, so the page is a third smaller."""


class Case(NamedTuple):
    """What a verdict is about."""

    requirement: str
    route: Route


def case_of(verdict: Verdict) -> Case:
    """Return what a verdict is about."""
    return Case(verdict.requirement, verdict.route)


def page_data(
    reports: Sequence[Report],
    pages: Sequence[str] = (),
    causes: Sequence[ShownCause] = (),
    profiles_of: ProfilesOf = no_profiles,
) -> tuple[Json, Json]:
    """Return the JSON that the script reads at once, and what it unpacks on demand, several scenarios together.

    Where the reports have `pages` of their own, the payloads are there. `causes` are those of the only report.
    """
    judged = [{case_of(verdict): verdict for verdict in report.verdicts} for report in reports]
    cases = {case: verdict for given in judged for case, verdict in given.items()}
    found = {verdict.requirement: verdict for verdict in cases.values()}
    requirements = {verdict.requirement: verdict for verdict in sorted(found.values(), key=_by_promise)}
    routes = sorted({case.route for case in cases}, key=lambda route: (*route[2:], *route))
    scenarios = sorted({route.scenario for route in routes})
    variations = sorted({route.variation for route in routes})
    titles = {exchange.scenario: exchange.title for report in reports for exchange in report.exchanges}
    ranks = {requirement: rank for rank, requirement in enumerate(requirements)}
    route_ranks = {route: rank for rank, route in enumerate(routes)}
    order = sorted(cases, key=lambda case: (ranks[case.requirement], route_ranks[case.route]))
    numbers = {case: number for number, case in enumerate(order)}
    profiles = [tuple(profiles_of(cases[case])) for case in order]
    groups = list(dict.fromkeys(profiles))
    data = {
        "words": _words(),
        "together": TOGETHER,
        "reports": [
            {"page": page, "name": report.adapter_name, **_verdicts(given, order)}
            for report, page, given in zip(reports, pages or [""] * len(reports), judged, strict=True)
        ],
        "requirements": [_requirement(verdict) for verdict in requirements.values()],
        "scenarios": [{"name": name, "title": titles.get(name, "")} for name in scenarios],
        "variations": variations,
        "causes": cause_list(causes, lambda verdict: numbers[case_of(verdict)]),
        "profiles": list(map(list, groups)),
        "cases": {
            "requirement": _positions([case.requirement for case in order], list(requirements)),
            "route": _positions([case.route[:2] for case in order], ROUTES),
            "scenario": _positions([case.route.scenario for case in order], scenarios),
            "variation": _positions([case.route.variation for case in order], variations),
            "profiles": _positions(profiles, groups),
        },
    }
    examples = {(0, shown.cause.example.route) for shown in causes}
    exchanges: Exchanges = {} if pages else exchanges_within(reports, examples=examples)
    details_of_causes = cause_details(reports[0], [shown.cause for shown in causes]) if causes else {}
    return data, _on_demand(reports, exchanges, numbers, scenarios, details_of_causes)


def _words() -> Json:
    return {
        "verdicts": [
            {
                "name": row.name,
                "letter": row.letter,
                "meaning": row.meaning,
                "classes": row.css_classes,
                "column": row.column,
            }
            for row in VERDICTS
        ],
        "kinds": list(_KINDS),
        "routes": [list(route) for route in ROUTES],
        "points": dict(POINTS),
        "faults": dict(FAULTS),
        "provenances": dict(PROVENANCES),
    }


def _by_promise(verdict: Verdict) -> tuple[str, list[str | int]]:
    """Order requirements by promise, and `TOKENS-2` before `TOKENS-10`."""
    parts = re.split(r"(\d+)", verdict.requirement)
    return verdict.promise, [int(part) if number % 2 else part for number, part in enumerate(parts)]


def _positions(entries: Iterable[Hashable], table: Sequence[Hashable]) -> list[Json]:
    positions = {entry: number for number, entry in enumerate(table)}
    return [positions[entry] for entry in entries]


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


def _verdicts(given: Mapping[Case, Verdict], order: Sequence[Case]) -> dict[str, Json]:
    """Return the verdicts of a report, and the commands that judge them again.

    A requirement's command is the same on all routes but for the end of the test's id. So the page has it once, before
    and after that. A command of another form stands apart.
    """
    found = [given.get(case) for case in order]
    ends = {route: f"[{route.id}]" for route in {case.route for case in given}}
    return {
        "verdicts": "".join(_RANK[verdict.verdict] if verdict else "." for verdict in found),
        "kinds": "".join(_KIND[verdict.loss] if verdict else "." for verdict in found),
        "commands": {
            case.requirement: verdict.rerun.split(ends[case.route], 1)
            for case, verdict in given.items()
            if ends[case.route] in verdict.rerun
        },
        "commandsApart": {
            str(number): verdict.rerun
            for number, (case, verdict) in enumerate(zip(order, found, strict=True))
            if verdict and ends[case.route] not in verdict.rerun
        },
    }


_RANK = {name: str(rank) for name, rank in GRAVITY.items()}
_KIND = {kind: str(number) for number, kind in enumerate(_KINDS)}


def _on_demand(
    reports: Sequence[Report],
    exchanges: Exchanges,
    numbers: Mapping[Case, int],
    scenarios: Sequence[str],
    causes: Mapping[str, Sequence[tuple[str, Json]]],
) -> list[Json]:
    """Return the details of each scenario's verdicts, exchanges and causes, several scenarios packed together."""
    parts: dict[str, dict[str, dict[str, Json]]] = {
        name: {"verdicts": {}, "exchanges": {}, "causes": dict(causes.get(name, ()))} for name in scenarios
    }
    for number, report in enumerate(reports):
        for verdict in report.verdicts:
            if verdict.verdict != "passed":
                parts[verdict.scenario]["verdicts"][f"{number} {numbers[case_of(verdict)]}"] = details(verdict)
    for (number, (serves, mode, scenario, variation)), exchange in exchanges.items():
        if scenario in parts:
            parts[scenario]["exchanges"][f"{number} {serves} {mode} {variation}"] = exchange
    in_order = list(parts.values())
    return [packed(in_order[start : start + TOGETHER]) for start in range(0, len(in_order), TOGETHER)]
