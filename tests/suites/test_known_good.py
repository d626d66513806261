"""Known-good adapters pass every requirement that judges them, on every scenario, in both modes."""

import itertools
import json
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from crosswire import reference
from crosswire.adapters.loading import as_candidate
from crosswire.declarations import not_excused
from crosswire.exchange import Exchange
from crosswire.facts import Mode
from crosswire.losses import Difference
from crosswire.performing import perform
from tests.suites.alternatives import KnownGood, together
from tests.suites.judging import (
    BY_CLIENTS,
    CALLER,
    KNOWN_GOOD,
    Route,
    applying,
    differences,
    good,
    judged_plainly,
    routes,
    unchanged,
)

Found = Mapping[str, Sequence[tuple[str, Mode, Sequence[Difference]]]]
"""By a requirement's id: the scenario, the mode and the differences where it fails."""


def losses(adapter: KnownGood, on: Sequence[Route]) -> Found:
    """Return what a known-good adapter loses on some routes, where it gives no reason."""
    found: dict[str, list[tuple[str, Mode, Sequence[Difference]]]] = {}
    for scenario, serves, mode in on:
        right = good(scenario.name, serves, mode)
        exchange = adapter.changing(right) or perform(
            scenario, serves, mode, as_candidate(adapter, adapter.name), CALLER
        )
        as_reference = unchanged(exchange) if adapter.declares == reference.declares else set()
        for requirement in applying(scenario.name, serves, mode):
            # The reference passes: what compares only points that are the same would pass again, and takes time.
            if requirement.points <= as_reference:
                continue
            if judged_plainly(requirement) and requirement.id not in adapter.but:
                left = not_excused(requirement, differences(requirement, exchange), adapter.declares)
                if left:
                    found.setdefault(requirement.id, []).append((scenario.name, mode, left))
    return found


SHARE = 8
"""Of how many routes an adapter is judged on one; each has its own sample."""


@pytest.mark.parametrize("adapter", KNOWN_GOOD, ids=lambda adapter: adapter.name)
def test_a_known_good_adapter_passes_everything(adapter: KnownGood) -> None:
    """A known-good adapter passes every MUST and every SHOULD; a MAY does not judge it."""
    every = routes(adapter.serves)
    sample = random.Random(adapter.name).sample(every, len(every) // SHARE)

    assert {} == losses(adapter, sample)


@pytest.mark.parametrize("adapter", KNOWN_GOOD, ids=lambda adapter: adapter.name)
def test_a_known_good_adapter_takes_another_way(adapter: KnownGood) -> None:
    """A known-good adapter differs from the reference adapter somewhere; else it would prove nothing."""
    assert any(
        seen(perform(scenario, serves, mode, as_candidate(adapter, adapter.name), CALLER))
        != seen(good(scenario.name, serves, mode))
        for scenario, serves, mode in routes(adapter.serves)
    )


def seen(exchange: Exchange) -> tuple[Any, Any]:
    """Return all that can differ between two exchanges, also the order of keys; the time of completion is left out."""
    payloads = [re.sub(r'"completed_at": \d+\b(?!\.)', "", json.dumps(turn.payloads)) for turn in exchange.turns]
    errors = [turn.received and turn.received.error for turn in exchange.turns]
    return payloads, errors


def test_known_good_adapters_are_told_apart() -> None:
    """Every known-good adapter has its own name, and a description of what it does."""
    names = [adapter.name for adapter in KNOWN_GOOD]

    assert sorted(set(names)) == sorted(names)
    assert [] == [adapter.name for adapter in KNOWN_GOOD if not adapter.difference]


PAIRS = 60
ROUTES = 12
"""The number of exchanges on which a pair is judged; every pair has its own sample."""


def _pairs() -> list[tuple[KnownGood, KnownGood]]:
    """Return a seeded sample of pairs that serve the same API; at most one of a pair replaces the answering."""
    possible = [
        (one, other)
        for one, other in itertools.combinations(KNOWN_GOOD, 2)
        if one.serves == other.serves and not (one.answers and other.answers)
    ]
    return random.Random(12).sample(possible, PAIRS)


@pytest.mark.parametrize("pair", _pairs(), ids=lambda pair: " and ".join(adapter.name for adapter in pair))
def test_two_ways_go_together(pair: tuple[KnownGood, KnownGood]) -> None:
    """An adapter that makes the changes of two known-good adapters passes as well."""
    both = together(*pair)

    assert {} == losses(both, random.Random(both.name).sample(routes(both.serves), ROUTES))


def test_what_one_does_not_keep_it_does_not_keep() -> None:
    """An adapter fails every requirement for which it gives a reason; a reason without a failure is removed."""
    for adapter in KNOWN_GOOD:
        fails: set[str] = set()
        reasons = adapter.but.keys() - BY_CLIENTS
        for scenario, serves, mode in routes(adapter.serves):
            if fails == reasons:
                break
            exchange = perform(scenario, serves, mode, as_candidate(adapter, adapter.name), CALLER)
            for requirement in applying(scenario.name, serves, mode):
                if requirement.id in adapter.but and differences(requirement, exchange):
                    fails.add(requirement.id)

        assert reasons == fails
