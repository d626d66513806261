"""Judge adapters without pytest: the same scenarios, however an adapter is called."""

import importlib
import itertools
from collections.abc import Sequence
from functools import cache

from crosswire.adapters import Candidate
from crosswire.adapters.calling import Caller
from crosswire.exchange import Exchange, cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.performing import perform
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import suite_names
from crosswire.upstreams.loopback import Loopback

MODES: Sequence[Mode] = ("json", "stream")

Tried = tuple[str, ShapeName, Mode, str]
"""A scenario, what is served, the mode, and a requirement's id."""


def verdicts(candidate: Candidate, loopback: Loopback, sample: Sequence[str]) -> dict[Tried, str]:
    """Return what becomes of every requirement on every exchange of a sample: see `verdict`."""
    caller = Caller()
    found: dict[Tried, str] = {}
    for serves, mode, name in itertools.product(candidate.serves, MODES, sample):
        scenario = load_scenarios()[name]
        cases = cases_of(scenario, serves, mode)
        exchange = perform(scenario, serves, mode, candidate, caller, loopback=loopback)
        applying = [requirement for requirement in requirements() if requirement.applies(cases)]
        found |= {(name, serves, mode, requirement.id): verdict(requirement, exchange) for requirement in applying}
    caller.close()
    return found


def verdict(requirement: Requirement, exchange: Exchange) -> str:
    """Return `kept`, how facts are lost (`lost`, `altered` or `invented`), or `untestable`."""
    try:
        requirement.judge(exchange)
    except Loss as loss:
        return loss.kind
    except Untestable:
        return "untestable"
    return "kept"


@cache
def requirements() -> list[Requirement]:
    """Return all requirements that are judged without HTTP and without a client."""
    modules = [importlib.import_module(f"suites.{name}") for name in suite_names()]
    members = [member for module in modules for member in vars(module).values()]
    judging = [member.requirement for member in members if hasattr(member, "requirement")]
    return [requirement for requirement in judging if not (requirement.over_http or requirement.client)]
