"""Judging adapters without pytest: the requirements, the families of adapters, and what fails on an exchange."""

import importlib
import marshal
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from functools import cache

from crosswire import reference
from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate
from crosswire.declarations import not_excused
from crosswire.exchange import Exchange, Turn, cases_of
from crosswire.facts import Mode, Point, ShapeName
from crosswire.losses import Difference
from crosswire.performing import perform
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.scenarios import Scenario, load_scenarios
from crosswire.specification.judged_routes import routes_of_set
from crosswire.specification.suites import suite_names
from crosswire.upstreams.loopback import Loopback
from crosswire.variations import PLAIN, VARIATIONS
from tests.suites.alternatives import KnownGood
from tests.suites.breaking import KnownBad
from tests.suites.varying import Varied

NAMES = suite_names()
MODULES = [importlib.import_module(f"suites.{name}") for name in NAMES]
REQUIREMENTS: list[Requirement] = [
    member.requirement for module in MODULES for member in vars(module).values() if hasattr(member, "requirement")
]
KNOWN_BAD: list[KnownBad | Varied] = [
    adapter
    for name in NAMES
    for adapter in importlib.import_module(f"tests.suites.known_bad.{name.removeprefix('test_')}").KNOWN_BAD
]
KNOWN_GOOD: list[KnownGood] = [
    adapter
    for name in ("asking", "empty_requests", "grouping", "answering", "deltas", "empty_answers", "remembering")
    for adapter in importlib.import_module(f"tests.suites.known_good.{name}").KNOWN_GOOD
]
BY_CLIENTS = frozenset(requirement.id for requirement in REQUIREMENTS if requirement.client)
"""Requirements that clients judge: `test_clients.py` is about them, since no client is installed everywhere."""
CALLER = Caller()
IMPATIENT = 0.5
"""Seconds for which the upstream holds its answer back from a known-bad adapter."""
HASTY = Caller(deadline=1)
"""Calls the adapters that hang."""

OF_AN_ID = re.compile(r"(?:msg|call|resp|rs|fc|ctc|chatcmpl|item)_\w*\d")
"""What a fact may not have in its name."""
Route = tuple[Scenario, ShapeName, Mode]
"""A scenario, the shape that is served, and the mode."""
VariedRoute = tuple[Scenario, ShapeName, Mode, str]
"""A route, and the name of a variation; `""` where there is none."""
MODES: Sequence[Mode] = ("json", "stream")


@cache
def routes(serves: ShapeName) -> list[Route]:
    """Return every route of an adapter that serves `serves` on which there is something to judge."""
    return [
        (scenario, serves, mode)
        for scenario in load_scenarios().values()
        for mode in MODES
        if cases_of(scenario, serves, mode)
    ]


def varied_routes(serves: ShapeName, under: Collection[str], *, over_http: bool) -> list[VariedRoute]:
    """Return every route under these variations on which a requirement about the variation, or about HTTP, applies."""
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
def good(scenario_name: str, serves: ShapeName, mode: Mode) -> Exchange:
    """Return the reference adapter's exchange; it is performed once."""
    candidate = as_candidate(reference, "reference")
    return perform(load_scenarios()[scenario_name], serves, mode, candidate, CALLER)


@cache
def applying(
    scenario_name: str, serves: ShapeName, mode: Mode, variation: str = "", *, over_http: bool = False
) -> list[Requirement]:
    """Return the requirements that apply to an exchange, but those that clients judge."""
    found = _by_exchange()[scenario_name, serves, mode][variation]
    return [
        requirement
        for requirement in REQUIREMENTS
        if requirement.id in found and (over_http or not requirement.over_http) and requirement.client is None
    ]


@cache
def _by_exchange() -> Mapping[tuple[str, ShapeName, Mode], Mapping[str, set[str]]]:
    """Return the ids of the requirements that apply to each exchange, by variation."""
    found: dict[tuple[str, ShapeName, Mode], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for identifier, routes_of_it in routes_of_set().items():
        for route in routes_of_it:
            found[route.scenario, route.serves, route.mode][route.variation].add(identifier)
    return found


def judged_plainly(requirement: Requirement) -> bool:
    """Tell whether a requirement judges known-good adapters: no MAY does, and the official SDK takes too long."""
    return requirement.level != "may" and requirement.promise != "client" and not requirement.over_http


@cache
def applicable(scenario_name: str, serves: ShapeName, mode: Mode) -> list[Requirement]:
    """Return the requirements that apply to an exchange: plain, over HTTP, or under any variation."""
    found = set().union(*_by_exchange()[scenario_name, serves, mode].values())
    return [requirement for requirement in REQUIREMENTS if requirement.id in found]


READ_BY_THE_SDK = (
    "parallel_tool_calls",
    "plain_text",
    "reasoning_then_text",
    "stream_custom_call",
    "stream_reasoning_text_two_calls",
    "stream_refusal",
)
"""Scenarios in which the official SDK reads what known-bad adapters serve: it is too slow for all of them."""


def failed(
    exchange: Exchange,
    among: Collection[str] = (),
    declared: Mapping[str, str] = reference.declares,
    *,
    apart: Collection[str] = (),
    passed: Collection[str] = (),
    over_http: bool = False,
) -> set[str]:
    """Return the ids of the requirements that fail.

    A requirement does not fail where a crash left it nothing to judge, or where its difference is declared.
    Only those `among` are judged, or all; those of the promises `apart`, and those that `passed` before, are not.
    """
    return {
        requirement.id
        for requirement in applying(
            exchange.scenario.name, exchange.serves, exchange.mode, exchange.variation or "", over_http=over_http
        )
        if requirement.promise not in apart and requirement.id not in passed
        if not (exchange.trouble and not exchange.variation and "trouble" not in requirement.points)
        if not (requirement.when_declared and requirement.id not in declared)
        if not among or requirement.id in among
        if not_excused(requirement, differences(requirement, exchange), declared)
    }


def unchanged(exchange: Exchange) -> set[str]:
    """Return the points at which an exchange is the reference adapter's. What compares no other needs no judging."""
    right = good(exchange.scenario.name, exchange.serves, exchange.mode)
    if exchange.trouble or [*map(_outcome, exchange.turns)] != [*map(_outcome, right.turns)]:
        return set()
    ours, theirs = as_bytes(exchange), _good_as_bytes(exchange.scenario.name, exchange.serves, exchange.mode)
    served = {"frames"} if ours["served"] == theirs["served"] else set()
    return {"asked", "case", "request"} | served | {point for point in ours if ours[point] == theirs[point]}


def _outcome(turn: Turn) -> object:
    """Return all that decides whether a requirement judges a turn, but for the payloads."""
    return turn.refused, turn.failed, turn.streamed_nothing, turn.received and turn.received.error


def as_bytes(exchange: Exchange) -> Mapping[str, bytes]:
    """Return the payloads at each point: `1`, `1.0` and `True` differ, and so does the order of keys."""
    points: Sequence[Point] = ("forwarded", "upstream", "served")
    # Version 0 is the only one that writes equal values as equal bytes.
    return {point: marshal.dumps([turn.payloads[point] for turn in exchange.turns], 0) for point in points}


@cache
def _good_as_bytes(scenario_name: str, serves: ShapeName, mode: Mode) -> Mapping[str, bytes]:
    return as_bytes(good(scenario_name, serves, mode))


def differences(requirement: Requirement, exchange: Exchange) -> Sequence[Difference]:
    """Return the differences that a requirement finds; none where there is nothing to judge.

    No fact has an id in its name: an adapter's own are others in each run, and a list of known failures names facts.
    """
    found: Sequence[Difference] = ()
    try:
        requirement.judge(exchange)
    except Loss as loss:
        found = loss.differences
    except Untestable:
        pass
    assert [] == [f"{requirement.id}: {one.fact}" for one in found if OF_AN_ID.search(one.fact)]
    return found


def run(adapter: KnownBad, scenario: Scenario, serves: ShapeName, mode: Mode) -> Exchange:
    """Perform an exchange with a known-bad adapter."""
    return perform(scenario, serves, mode, as_candidate(adapter, adapter.name), CALLER)


def failed_under_variations(adapter: Varied, among: Collection[str] = ()) -> dict[str, set[str]]:
    """Run a known-bad adapter under its variations; return the ids that fail, by the scenario's name."""
    found: dict[str, set[str]] = {}
    over_http = adapter.app is not None
    caller = HASTY if "ROBUST-8" in adapter.fails else CALLER
    with closing(Loopback(patience=IMPATIENT)) as loopback, adapter.candidate(loopback.url) as candidate:
        for scenario, serves, mode, name in varied_routes(adapter.serves, adapter.under, over_http=over_http):
            if name or scenario.name in READ_BY_THE_SDK:
                exchange = perform(scenario, serves, mode, candidate, caller, VARIATIONS.get(name, PLAIN), loopback)
                fails = failed(exchange, among, adapter.declares, apart=("client",), over_http=over_http)
                found.setdefault(scenario.name, set()).update(fails)
    return found
