"""Every requirement fails on an adapter that breaks what it is about, and on no other; the reference passes all."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from known_bad import KNOWN_BAD

from crosswire import reference
from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate
from crosswire.data import data_folder
from crosswire.exchange import Exchange, cases_of, perform
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.scenarios import load_scenarios

MODULES = [importlib.import_module(f"suites.{path.stem}") for path in sorted(data_folder("suites").glob("test_*.py"))]
REQUIREMENTS: list[Requirement] = [
    member.requirement for module in MODULES for member in vars(module).values() if hasattr(member, "requirement")
]


@pytest.fixture(scope="module")
def caller():
    caller = Caller()
    yield caller
    caller.close()


def exchanges(adapter, caller, modes=("json", "stream")) -> Iterator[Exchange]:
    candidate = as_candidate(adapter, "known_bad")
    for serves in candidate.serves:
        for mode in modes:
            for scenario in load_scenarios().values():
                yield perform(scenario, serves, mode, candidate, caller)


def failed(exchange: Exchange) -> set[str]:
    """The ids that fail; what a crash leaves untestable is no failure of its own."""
    cases = cases_of(exchange.scenario, exchange.serves, exchange.mode)
    return {
        requirement.id
        for requirement in REQUIREMENTS
        if requirement.applies(cases) and not (exchange.trouble and "trouble" not in requirement.points)
        if not holds(requirement, exchange)
    }


def holds(requirement: Requirement, exchange: Exchange) -> bool:
    try:
        requirement.judge(exchange)
    except Loss:
        return False
    except Untestable:
        pass
    return True


def test_the_reference_passes_everything(caller):
    """Both directions, both modes, every scenario, every level."""
    assert [] == [
        (exchange.scenario.name, exchange.serves, exchange.mode, failed(exchange))
        for exchange in exchanges(reference, caller)
        if exchange.trouble or exchange.notes or failed(exchange)
    ]


@pytest.mark.parametrize("adapter", KNOWN_BAD, ids=lambda adapter: adapter.name)
def test_a_known_bad_adapter_fails_what_it_breaks(adapter, caller):
    """It fails the requirements about what it breaks, and no other."""
    modes = [adapter.mode] if adapter.mode else ["json", "stream"]

    assert adapter.fails == set().union(*map(failed, exchanges(adapter, caller, modes)))


def test_every_requirement_fails_somewhere():
    """A check that cannot fail is none."""
    assert set() == {requirement.id for requirement in REQUIREMENTS} - set().union(*(bad.fails for bad in KNOWN_BAD))


def test_every_requirement_applies_in_its_directions():
    """Each is exercised by at least one scenario in every direction and mode that its condition allows."""
    applied = {
        requirement.id
        for requirement in REQUIREMENTS
        for scenario in load_scenarios().values()
        for serves in ("chat", "responses")
        for mode in ("json", "stream")
        if requirement.applies(cases_of(scenario, serves, mode))
    }

    assert {requirement.id for requirement in REQUIREMENTS} == applied


def test_ids_are_unique_and_sentences_are_said():
    """One function an id; its docstring is the sentence that reports show."""
    ids = [requirement.id for requirement in REQUIREMENTS]

    assert sorted(set(ids)) == sorted(ids)
    assert [] == [requirement.id for requirement in REQUIREMENTS if not requirement.sentence.endswith((".", "…"))]


def test_suites_are_where_the_requirements_say():
    """A requirement's promise is its suite's name."""
    assert {Path(module.__file__).stem.removeprefix("test_") for module in MODULES} == {
        requirement.promise for requirement in REQUIREMENTS
    }
