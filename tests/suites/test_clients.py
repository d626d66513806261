"""Clients as judges: the reference and the known-good adapters pass, and known-bad adapters fail."""

import random
from collections.abc import Iterator

import pytest

from crosswire.adapters.loading import as_candidate
from crosswire.clients.availability import is_installed
from crosswire.clients.catalogue import CLIENTS
from crosswire.clients.running import close_clients
from crosswire.exchange import cases_of
from crosswire.performing import perform
from crosswire.requirements import Requirement
from tests.suites.breaking import KnownBad
from tests.suites.judging import (
    BY_CLIENTS,
    CALLER,
    KNOWN_BAD,
    KNOWN_GOOD,
    REQUIREMENTS,
    differences,
    good,
    routes,
    run,
)

ADAPTERS = 5
"""How many known-good adapters a client judges, each on one route."""
MOST_BAD = 2
"""How many known-bad adapters a client has to find: any of those that name it."""
SHARE = 20
"""Of how many routes a client in a process of its own judges one; `scripts/client_table.py` has it judge all."""


def by_client(requirement: Requirement) -> object:
    """Return a parameter that is skipped where the client is not installed."""
    name = str(requirement.client)
    reason = f"the client {name} is not installed: pytest suites --adapter reference --clients {name} -k plain_text"
    return pytest.param(requirement, id=name, marks=pytest.mark.skipif(not is_installed(name), reason=reason))


IN_PROCESS = "openai-python"
JUDGING = [requirement for requirement in REQUIREMENTS if requirement.client]
every_client = pytest.mark.parametrize("requirement", [*map(by_client, JUDGING)])


@pytest.fixture(scope="module", autouse=True)
def _ended_clients() -> Iterator[None]:
    yield
    close_clients()


def test_every_client_judges() -> None:
    """Every client has one requirement."""
    assert [*CLIENTS] == [requirement.client for requirement in JUDGING]


@every_client
def test_the_reference_serves_what_clients_see_direct(requirement: Requirement) -> None:
    """A client sees through the reference adapter what it sees direct: on a share of all routes, or on all."""
    every = [*routes("chat"), *routes("responses")]
    first = JUDGING.index(requirement)  # the clients judge different routes
    found = {
        (scenario.name, shape, mode): lost
        for scenario, shape, mode in (every if requirement.client == IN_PROCESS else every[first % SHARE :: SHARE])
        if requirement.applies(cases_of(scenario, shape, mode))
        if (lost := differences(requirement, good(scenario.name, shape, mode)))
    }

    assert {} == found


@every_client
def test_known_good_adapters_serve_what_clients_see_direct(requirement: Requirement) -> None:
    """A client sees through some known-good adapters what it sees direct."""
    found = {}
    chance = random.Random(str(requirement.client))
    read = {serves for serves, _ in CLIENTS[str(requirement.client)].reads}
    right = [one for one in KNOWN_GOOD if one.serves in read and requirement.id not in one.but]
    for adapter in chance.sample(right, ADAPTERS):
        judged = [
            route for route in routes(adapter.serves) if requirement.applies(cases_of(route[0], route[1], route[2]))
        ]
        scenario, serves, mode = chance.choice(judged)
        exchange = perform(scenario, serves, mode, as_candidate(adapter, adapter.name), CALLER)
        if lost := differences(requirement, exchange):
            found[adapter.name, scenario.name, mode] = lost

    assert {} == found


@every_client
def test_known_bad_adapters_show_clients_something_else(requirement: Requirement) -> None:
    """A client finds known-bad adapters that name its requirement."""
    bad = [adapter for adapter in KNOWN_BAD if isinstance(adapter, KnownBad) and requirement.id in adapter.fails]

    chosen = random.Random(requirement.id).sample(bad, min(MOST_BAD, len(bad)))

    assert chosen
    assert [] == [adapter.name for adapter in chosen if not _is_found(adapter, requirement)]


def _is_found(adapter: KnownBad, requirement: Requirement) -> bool:
    return any(
        differences(requirement, adapter.broken(good(scenario.name, serves, mode)) or run(adapter, *route))
        for route in routes(adapter.serves)
        for scenario, serves, mode in [route]
        if requirement.applies(cases_of(scenario, serves, mode))
    )


def test_requirements_of_clients_are_told_apart() -> None:
    """No other requirement is judged by a client of the run."""
    assert {requirement.id for requirement in JUDGING} == BY_CLIENTS
