"""Judging adapters without pytest in between: the same scenarios, however they are called."""

import importlib
import itertools
from functools import cache

from crosswire.adapters.calling import Caller
from crosswire.exchange import cases_of
from crosswire.performing import perform
from crosswire.requirements import Loss, Untestable
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import suite_names


def verdicts(candidate, loopback, sample):
    """What becomes of every requirement on every exchange of a sample: kept, how it is lost, or untestable."""
    caller, found = Caller(), {}
    for serves, mode, name in itertools.product(candidate.serves, ("json", "stream"), sample):
        scenario = load_scenarios()[name]
        cases = cases_of(scenario, serves, mode)
        exchange = perform(scenario, serves, mode, candidate, caller, loopback=loopback)
        applying = [requirement for requirement in requirements() if requirement.applies(cases)]
        found |= {(name, serves, mode, requirement.id): verdict(requirement, exchange) for requirement in applying}
    caller.close()
    return found


def verdict(requirement, exchange):
    try:
        requirement.judge(exchange)
    except Loss as loss:
        return loss.kind
    except Untestable:
        return "untestable"
    return "kept"


@cache
def requirements():
    """All that are judged without HTTP."""
    modules = [importlib.import_module(f"suites.{name}") for name in suite_names()]
    members = [member for module in modules for member in vars(module).values()]
    judging = [member.requirement for member in members if hasattr(member, "requirement")]
    return [requirement for requirement in judging if not requirement.over_http]
