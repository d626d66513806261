"""Every requirement fails on an adapter that breaks what it is about, and on no other; the reference passes all."""

import marshal
from functools import cache

import pytest
from breaking import KnownBad
from judging import (
    KNOWN_BAD,
    MODULES,
    READ_BY_THE_SDK,
    REQUIREMENTS,
    applicable,
    failed,
    failed_under_variations,
    good,
    routes,
    run,
)
from varying import Varied

from crosswire import reference

UMBRELLAS = {
    "CHUNKS-9",
    "CLIENT-1",
    "CLIENT-2",
    "CLIENT-3",
    "EVENTS-18",
    *(requirement.id for requirement in REQUIREMENTS if requirement.promise == "robust"),
}
"""Requirements that look at all facts at once: whatever breaks one of them may fail these, too."""

EVERY_ROUTE = [*routes("chat"), *routes("responses")]


@pytest.mark.parametrize(("scenario", "serves", "mode"), EVERY_ROUTE)
def test_the_reference_passes_everything(scenario, serves, mode):
    """Both directions, both modes, every scenario, every level; it calls the upstream as it should."""
    exchange = good(scenario.name, serves, mode)

    assert (None, set()) == (exchange.trouble, failed(exchange))
    assert [] == [note for note in exchange.notes if not note.startswith("refused, as it may")]


def seen(exchange):
    """All that a requirement can tell from an exchange, as bytes: `1`, `1.0` and `True` differ."""
    return marshal.dumps(
        [
            (
                dict(turn.payloads),
                turn.received and turn.received.error and dict(turn.received.error.headers),
                turn.left,
                turn.attempts,
            )
            for turn in exchange.turns
        ],
        0,  # the one version that writes what is equal alike, whatever it was made of
    )


@cache
def seen_of_good(scenario, serves, mode):
    return seen(good(scenario, serves, mode))


PLAINLY_BAD = [adapter for adapter in KNOWN_BAD if isinstance(adapter, KnownBad)]
BAD_UNDER_VARIATIONS = [adapter for adapter in KNOWN_BAD if isinstance(adapter, Varied)]


@pytest.mark.parametrize("adapter", PLAINLY_BAD, ids=lambda adapter: adapter.name)
def test_a_known_bad_adapter_fails_what_it_breaks(adapter):
    """It fails the requirements about what it breaks, and no other; run for real, it fails them, too."""
    fails, first = set(), None
    undeclared = reference.declares.keys() - adapter.declares.keys()
    for scenario, serves, mode in routes(adapter.serves):
        unbroken = good(scenario.name, serves, mode)
        broken = adapter.broken(unbroken) or run(adapter, scenario, serves, mode)
        is_same = seen(broken) == seen_of_good(scenario.name, serves, mode)
        if undeclared or not is_same:
            apart = () if scenario.name in READ_BY_THE_SDK else ("client",)
            among = undeclared if is_same else ()
            found = failed(broken, among, declared=adapter.declares, apart=apart)
            fails |= found
            first = first or (found and (scenario, serves, mode, found))

    assert adapter.fails == fails - (UMBRELLAS - adapter.fails)
    *route, found = first
    assert found <= failed(run(adapter, *route), declared=adapter.declares)


@pytest.mark.parametrize("adapter", BAD_UNDER_VARIATIONS, ids=lambda adapter: adapter.name)
def test_a_known_bad_adapter_fails_under_variations(adapter):
    """Over HTTP, or under the variations that show it, it fails what it breaks, and nothing else."""
    assert adapter.fails == set().union(*failed_under_variations(adapter).values())


def test_every_requirement_fails_somewhere():
    """A check that cannot fail is none."""
    assert set() == {requirement.id for requirement in REQUIREMENTS} - set().union(*(bad.fails for bad in KNOWN_BAD))


def test_every_requirement_applies_somewhere():
    """At least one scenario gives each requirement something to judge."""
    applied = {requirement.id for scenario, *way in EVERY_ROUTE for requirement in applicable(scenario.name, *way)}

    assert {requirement.id for requirement in REQUIREMENTS} == applied


def test_ids_are_unique_and_sentences_are_said():
    """One function an id; its docstring is the sentence that reports show."""
    ids = [requirement.id for requirement in REQUIREMENTS]

    assert sorted(set(ids)) == sorted(ids)
    assert [] == [requirement.id for requirement in REQUIREMENTS if not requirement.sentence.endswith((".", "…"))]


def test_known_bad_adapters_are_told_apart():
    """Each has a name of its own."""
    names = [adapter.name for adapter in KNOWN_BAD]

    assert sorted(set(names)) == sorted(names)


def test_a_promise_is_a_suite():
    """A requirement's promise is its suite's name."""
    promises = {module.__name__.removeprefix("suites.test_") for module in MODULES}

    assert promises == {requirement.promise for requirement in REQUIREMENTS}
