"""Every requirement fails on adapters that break what it is about, and on no other; the reference passes all."""

import random
from functools import cache

import pytest

from crosswire import reference
from crosswire.exchange import Exchange
from crosswire.facts import Mode, ShapeName
from crosswire.scenarios import Scenario
from tests.suites.breaking import KnownBad
from tests.suites.judging import (
    BY_CLIENTS,
    KNOWN_BAD,
    MODULES,
    READ_BY_THE_SDK,
    REQUIREMENTS,
    Route,
    applicable,
    as_bytes,
    failed,
    failed_under_variations,
    good,
    routes,
    run,
    unchanged,
)
from tests.suites.varying import Varied

UMBRELLAS = {
    "CHUNKS-9",
    "CLIENT-1",
    "CLIENT-2",
    "CLIENT-3",
    "EVENTS-18",
    *(requirement.id for requirement in REQUIREMENTS if requirement.promise == "robust"),
}
"""Requirements that compare all facts at once: an adapter that breaks any fact may fail these, too."""

EVERY_ROUTE = [*routes("chat"), *routes("responses")]


@pytest.mark.parametrize(("scenario", "serves", "mode"), EVERY_ROUTE)
def test_the_reference_passes_everything(scenario: Scenario, serves: ShapeName, mode: Mode) -> None:
    """The reference adapter fails no requirement of any level, and leaves no note, on any route."""
    exchange = good(scenario.name, serves, mode)

    assert (None, set()) == (exchange.trouble, failed(exchange))
    assert [] == [note for note in exchange.notes if not note.startswith("refused, as it may")]


def seen(exchange: Exchange) -> object:
    """Return all that a requirement can see of an exchange."""
    return as_bytes(exchange), [
        (
            dict(turn.received.error.headers) if turn.received and turn.received.error else None,
            turn.observed.request_after,
            turn.observed.attempts,
        )
        for turn in exchange.turns
    ]


@cache
def seen_of_good(scenario: str, serves: ShapeName, mode: Mode) -> object:
    return seen(good(scenario, serves, mode))


ENOUGH = 4
"""Exchanges on which an adapter is judged, where it has failed all that it breaks by then; each has its own sample."""
PLAINLY_BAD = [adapter for adapter in KNOWN_BAD if isinstance(adapter, KnownBad)]
BAD_UNDER_VARIATIONS = [adapter for adapter in KNOWN_BAD if isinstance(adapter, Varied)]


@pytest.mark.parametrize("adapter", PLAINLY_BAD, ids=lambda adapter: adapter.name)
def test_a_known_bad_adapter_fails_what_it_breaks(adapter: KnownBad) -> None:
    """A known-bad adapter fails its requirements and no other; when it is run, it fails them, too."""
    fails: set[str] = set()
    judged = 0
    first: tuple[Route, set[str]] | None = None
    undeclared = reference.declares.keys() - adapter.declares.keys()
    every = routes(adapter.serves)
    for scenario, serves, mode in random.Random(adapter.name).sample(every, len(every)):
        if judged >= ENOUGH and adapter.fails - BY_CLIENTS <= fails:
            break
        unbroken = good(scenario.name, serves, mode)
        broken = adapter.broken(unbroken) or run(adapter, scenario, serves, mode)
        is_same = seen(broken) == seen_of_good(scenario.name, serves, mode)
        if undeclared or not is_same:
            apart = () if scenario.name in READ_BY_THE_SDK else ("client",)
            among = undeclared if is_same else ()
            same = unchanged(broken)
            passed = {one.id for one in REQUIREMENTS if one.points <= same} - undeclared
            found = failed(broken, among, declared=adapter.declares, apart=apart, passed=passed)
            fails |= found
            judged += 1
            first = first or (((scenario, serves, mode), found) if found else None)

    assert adapter.fails - BY_CLIENTS == fails - (UMBRELLAS - adapter.fails)
    if adapter.fails <= BY_CLIENTS:
        return
    assert first is not None
    route, found = first
    assert found <= failed(run(adapter, *route), declared=adapter.declares)


@pytest.mark.parametrize("adapter", BAD_UNDER_VARIATIONS, ids=lambda adapter: adapter.name)
def test_a_known_bad_adapter_fails_under_variations(adapter: Varied) -> None:
    """An adapter whose fault shows over HTTP or under variations fails its requirements there, and no other."""
    assert adapter.fails == set().union(*failed_under_variations(adapter).values())


def test_every_requirement_fails_somewhere() -> None:
    """Every requirement fails on at least one known-bad adapter."""
    assert set() == {requirement.id for requirement in REQUIREMENTS} - set().union(*(bad.fails for bad in KNOWN_BAD))


def test_every_requirement_applies_somewhere() -> None:
    """Every requirement applies to at least one scenario."""
    applied = {
        requirement.id
        for scenario, serves, mode in EVERY_ROUTE
        for requirement in applicable(scenario.name, serves, mode)
    }

    assert {requirement.id for requirement in REQUIREMENTS} == applied


def test_ids_are_unique_and_sentences_are_said() -> None:
    """Every id belongs to one function, whose docstring begins with a sentence."""
    ids = [requirement.id for requirement in REQUIREMENTS]

    assert sorted(set(ids)) == sorted(ids)
    assert [] == [requirement.id for requirement in REQUIREMENTS if not requirement.sentence.endswith((".", "…"))]


def test_known_bad_adapters_are_told_apart() -> None:
    """Every known-bad adapter has its own name."""
    names = [adapter.name for adapter in KNOWN_BAD]

    assert sorted(set(names)) == sorted(names)


def test_a_promise_is_a_suite() -> None:
    """A requirement's promise is the name of its suite."""
    promises = {module.__name__.removeprefix("suites.test_") for module in MODULES}

    assert promises == {requirement.promise for requirement in REQUIREMENTS}
