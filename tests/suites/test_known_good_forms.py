"""Known-good adapters lose nothing in any form of an answer or a request."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from crosswire.adapters.loading import as_candidate
from crosswire.declarations import not_excused
from crosswire.exchange import cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.performing import perform
from crosswire.requirements import Requirement
from crosswire.scenarios import Scenario
from crosswire.upstreams.loopback import Loopback
from crosswire.variations import VARIATIONS
from crosswire.variations.grids.payload_forms import GRIDS
from tests.suites.alternatives import KnownGood
from tests.suites.judging import CALLER, KNOWN_GOOD, REQUIREMENTS, differences, routes

JUDGING = [requirement for requirement in REQUIREMENTS if requirement.promise == "forms"]
SHARE = 20
"""Each adapter is tried in every so manieth form, adapters of one direction in different ones: all forms are tried."""


@pytest.fixture(scope="module")
def loopback() -> Iterator[Loopback]:
    with closing(Loopback()) as loopback:
        yield loopback


def forms(serves: ShapeName) -> Iterator[tuple[Scenario, Mode, str, Requirement]]:
    """Yield every form that is judged in a direction."""
    for scenario, _, mode in routes(serves):
        cases = cases_of(scenario, serves, mode) if GRIDS in scenario.tags else ()
        yield from (
            (scenario, mode, name, requirement)
            for requirement in JUDGING
            for name in requirement.applying(cases)
            if name
        )


FORMS = {serves: [*forms(serves)] for serves in ("chat", "responses")}


@pytest.mark.parametrize("number", range(len(KNOWN_GOOD)), ids=[adapter.name for adapter in KNOWN_GOOD])
def test_a_known_good_adapter_loses_nothing(number: int, loopback: Loopback) -> None:
    """No requirement about forms fails on an adapter that is right in another way than the reference."""
    adapter: KnownGood = KNOWN_GOOD[number]
    before = sum(other.serves == adapter.serves for other in KNOWN_GOOD[:number])
    candidate = as_candidate(adapter, adapter.name)
    found = {}
    for scenario, mode, name, requirement in FORMS[adapter.serves][before % SHARE :: SHARE]:
        exchange = perform(scenario, adapter.serves, mode, candidate, CALLER, VARIATIONS[name], loopback)
        if left := not_excused(requirement, differences(requirement, exchange), adapter.declares):
            found[requirement.id, scenario.name, name] = left

    assert {} == found
