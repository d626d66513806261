"""Judging adapters without pytest in between."""

import importlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from functools import cache

from alternatives import KnownGood
from breaking import KnownBad
from varying import Varied

from crosswire import reference
from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate
from crosswire.declarations import not_excused
from crosswire.exchange import Case, Exchange, cases_of
from crosswire.losses import Difference
from crosswire.performing import perform
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.scenarios import Scenario, load_scenarios
from crosswire.specification.suites import suite_names
from crosswire.upstreams.loopback import Loopback
from crosswire.variations import PLAIN, VARIATIONS

NAMES = suite_names()
MODULES = [importlib.import_module(f"suites.{name}") for name in NAMES]
REQUIREMENTS: list[Requirement] = [
    member.requirement for module in MODULES for member in vars(module).values() if hasattr(member, "requirement")
]
KNOWN_BAD: list[KnownBad | Varied] = [
    adapter
    for name in NAMES
    for adapter in importlib.import_module(f"known_bad.{name.removeprefix('test_')}").KNOWN_BAD
]
KNOWN_GOOD: list[KnownGood] = [
    adapter
    for name in ("asking", "empty_requests", "grouping", "answering", "deltas", "empty_answers")
    for adapter in importlib.import_module(f"known_good.{name}").KNOWN_GOOD
]
CALLER = Caller()
IMPATIENT = 0.5
"""Seconds that a gate waits for a known-bad adapter, which gives nothing away."""
HASTY = Caller(deadline=1)
"""For those that hang."""


@cache
def routes(serves: str) -> list[tuple[Scenario, str, str]]:
    """Every way through an adapter that serves `serves`, on which there is something to judge."""
    return [
        (scenario, serves, mode)
        for scenario in load_scenarios().values()
        for mode in ("json", "stream")
        if cases_of(scenario, serves, mode)
    ]


def varied_routes(serves: str, under: Collection[str], *, over_http: bool) -> list[tuple[Scenario, str, str, str]]:
    """Every way under one of these variations on which a requirement that knows of it has something to judge."""
    return [
        (scenario, serves, mode, variation)
        for scenario, _, mode in routes(serves)
        for variation in under
        if any(
            variation or requirement.over_http
            for requirement in applying(scenario.name, serves, mode, variation, over_http=over_http)
        )
    ]


@cache
def good(scenario_name: str, serves: str, mode: str) -> Exchange:
    """The reference adapter's exchange; performed once."""
    candidate = as_candidate(reference, "reference")
    return perform(load_scenarios()[scenario_name], serves, mode, candidate, CALLER)


@cache
def applying(
    scenario_name: str, serves: str, mode: str, variation: str = "", *, over_http: bool = False
) -> list[Requirement]:
    """The requirements that apply to an exchange, as its recordings tell."""
    cases: tuple[Case, ...] = cases_of(load_scenarios()[scenario_name], serves, mode)
    return [
        requirement
        for requirement in REQUIREMENTS
        if requirement.applies(cases, variation) and (over_http or not requirement.over_http)
    ]


def judged_plainly(requirement: Requirement) -> bool:
    """Tell whether a known-good adapter is held to a requirement: a MAY is left free, and the SDK takes too long."""
    return requirement.level != "may" and requirement.promise != "client" and not requirement.over_http


@cache
def applicable(scenario_name: str, serves: str, mode: str) -> list[Requirement]:
    """The requirements that apply to an exchange: plain, over HTTP, or under any variation."""
    cases = cases_of(load_scenarios()[scenario_name], serves, mode)
    return [each for each in REQUIREMENTS if any(each.applies(cases, variation) for variation in each.variations)]


READ_BY_THE_SDK = (
    "parallel_tool_calls",
    "plain_text",
    "reasoning_then_text",
    "stream_custom_call",
    "stream_reasoning_text_two_calls",
    "stream_refusal",
)
"""Where the official SDK reads what known-bad adapters serve: it takes longer than all else that is judged."""


def failed(
    exchange: Exchange,
    among: Collection[str] = (),
    declared: Mapping[str, str] = reference.declares,
    *,
    apart: Collection[str] = (),
    over_http: bool = False,
) -> set[str]:
    """The ids that fail; what a crash leaves untestable is no failure of its own, nor is what may be declared and is.

    Requirements of the promises `apart` are not judged.
    """
    return {
        requirement.id
        for requirement in applying(
            exchange.scenario.name, exchange.serves, exchange.mode, exchange.variation or "", over_http=over_http
        )
        if requirement.promise not in apart
        if not (exchange.trouble and not exchange.variation and "trouble" not in requirement.points)
        if not (requirement.when_declared and requirement.id not in declared)
        if not among or requirement.id in among
        if not_excused(requirement, differences(requirement, exchange), declared)
    }


def differences(requirement: Requirement, exchange: Exchange) -> Sequence[Difference]:
    """What was not kept; nothing where there is nothing to judge."""
    try:
        requirement.judge(exchange)
    except Loss as loss:
        return loss.differences
    except Untestable:
        pass
    return ()


def run(adapter: KnownBad, scenario: Scenario, serves: str, mode: str) -> Exchange:
    """The known-bad adapter's exchange, really performed."""
    return perform(scenario, serves, mode, as_candidate(adapter, adapter.name), CALLER)


def failed_under_variations(adapter: Varied, among: Collection[str] = ()) -> dict[str, set[str]]:
    """Run a known-bad adapter under its variations: what it fails, by the scenario's name."""
    found: dict[str, set[str]] = {}
    over_http = adapter.app is not None
    caller = HASTY if "ROBUST-8" in adapter.fails else CALLER
    with closing(Loopback(patience=IMPATIENT)) as loopback, adapter.candidate(loopback.url) as candidate:
        for scenario, serves, mode, name in varied_routes(adapter.serves, adapter.under, over_http=over_http):
            if name or scenario.name in READ_BY_THE_SDK:
                exchange = perform(scenario, serves, mode, candidate, caller, VARIATIONS.get(name, PLAIN), loopback)
                told = failed(exchange, among, adapter.declares, apart=("client",), over_http=over_http)
                found.setdefault(scenario.name, set()).update(told)
    return found
