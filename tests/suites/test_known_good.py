"""The known-good family: what is documented as allowed stays green, on every scenario, in both modes."""

import itertools
import json
import random
import re

import pytest
from alternatives import together
from judging import CALLER, KNOWN_GOOD, applying, differences, good, judged_plainly, not_excused, routes

from crosswire.adapters.loading import as_candidate
from crosswire.performing import perform


@pytest.mark.parametrize("adapter", KNOWN_GOOD, ids=lambda adapter: adapter.name)
def test_a_known_good_adapter_passes_everything(adapter):
    """Every MUST and every SHOULD; a MAY is what it takes the liberty of."""
    found = {}
    for scenario, serves, mode in routes(adapter.serves):
        exchange = perform(scenario, serves, mode, as_candidate(adapter, adapter.name), CALLER)
        for requirement in applying(scenario.name, serves, mode):
            if judged_plainly(requirement) and requirement.id not in adapter.but:
                left = not_excused(requirement, differences(requirement, exchange), adapter.declares)
                if left:
                    found.setdefault(requirement.id, []).append((scenario.name, mode, left))

    assert {} == found


@pytest.mark.parametrize("adapter", KNOWN_GOOD, ids=lambda adapter: adapter.name)
def test_a_known_good_adapter_takes_another_way(adapter):
    """One that does what the reference does would prove nothing."""
    assert any(
        seen(perform(scenario, serves, mode, as_candidate(adapter, adapter.name), CALLER))
        != seen(good(scenario.name, serves, mode))
        for scenario, serves, mode in routes(adapter.serves)
    )


def seen(exchange):
    """All that tells two exchanges apart: payloads, the order of their keys, errors; but when they took place."""
    payloads = [re.sub(r'"completed_at": \d+\b(?!\.)', "", json.dumps(turn.payloads)) for turn in exchange.turns]
    errors = [turn.received and turn.received.error for turn in exchange.turns]
    return payloads, errors


def test_known_good_adapters_are_told_apart():
    """Each has a name of its own, and says what it does."""
    names = [adapter.name for adapter in KNOWN_GOOD]

    assert sorted(set(names)) == sorted(names)
    assert [] == [adapter.name for adapter in KNOWN_GOOD if not adapter.difference]


PAIRS = 60
ROUTES = 12
"""On how many exchanges each pair is judged, drawn anew for each."""


def _pairs():
    """Return pairs of known-good adapters of one direction, drawn by seed; only one may take the answering over."""
    possible = [
        (one, other)
        for one, other in itertools.combinations(KNOWN_GOOD, 2)
        if one.serves == other.serves and not (one.answers and other.answers)
    ]
    return random.Random(12).sample(possible, PAIRS)


@pytest.mark.parametrize("pair", _pairs(), ids=lambda pair: " and ".join(adapter.name for adapter in pair))
def test_two_ways_go_together(pair):
    """What is allowed is allowed beside what else is allowed."""
    both, found = together(*pair), {}
    for scenario, serves, mode in random.Random(both.name).sample(routes(both.serves), ROUTES):
        exchange = perform(scenario, serves, mode, as_candidate(both, both.name), CALLER)
        for requirement in applying(scenario.name, serves, mode):
            if judged_plainly(requirement) and requirement.id not in both.but:
                left = not_excused(requirement, differences(requirement, exchange), both.declares)
                if left:
                    found.setdefault(requirement.id, []).append((scenario.name, mode, left))

    assert {} == found


def test_what_one_does_not_keep_it_does_not_keep():
    """A reason that is no longer needed goes."""
    for adapter in KNOWN_GOOD:
        fails = set()
        for scenario, serves, mode in routes(adapter.serves) if adapter.but else ():
            exchange = perform(scenario, serves, mode, as_candidate(adapter, adapter.name), CALLER)
            for requirement in applying(scenario.name, serves, mode):
                if requirement.id in adapter.but and differences(requirement, exchange):
                    fails.add(requirement.id)

        assert adapter.but.keys() == fails
