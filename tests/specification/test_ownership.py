"""Every fact has an owner on each arrow, in each direction and mode, present or absent; or a reason why not."""

import dataclasses

import pytest

from crosswire import facts
from crosswire.specification.ownership import Cell, Free, load_free, load_owners
from crosswire.specification.requirement_sets import load_ids
from tests.suites import fact_mutants, owning


@pytest.fixture(scope="module")
def found() -> list[owning.JudgedMutant]:
    """One mutant of each cell, with the owners that fail on it."""
    return list(owning.judged_mutants(1, only=load_owners()))


def is_free(cell: Cell) -> bool:
    return any(entry.covers(cell) for entry in load_free())


def test_an_owner_tells_each_mutant(found: list[owning.JudgedMutant]) -> None:
    """A fact that is lost, altered, doubled, moved or invented fails one of its owners, unless it is free."""
    assert [] == [one for one in found if not one.killers and not is_free(one.cell)]


def test_every_cell_is_in_the_table(found: list[owning.JudgedMutant]) -> None:
    """Every cell has an owner or is free; so a new field of `facts/` needs one."""
    assert [] == [one.cell for one in found if one.cell not in load_owners() and not is_free(one.cell)]


def test_every_field_of_a_fact_is_mutated(found: list[owning.JudgedMutant]) -> None:
    """A mutant changes every field: the owner of an unchanged field would be a guess."""
    places = {part.partition("[")[0] for one in found for part in one.cell.fact.split(".")}
    derived = {name for names in fact_mutants.DERIVED.values() for name in names}
    classes = [value for value in vars(facts).values() if isinstance(value, type) and dataclasses.is_dataclass(value)]
    fields = {
        (owner.__name__, field.name)
        for owner in classes
        if owner not in WHOLE
        for field in dataclasses.fields(owner)
        if field.name not in derived
    }

    assert set() == {(owner, name) for owner, name in fields if name not in places}


WHOLE = {facts.UsageChunk, facts.Citation, facts.OutputItem, facts.Other}
"""How a shape says usage, and what is mutated as a whole: a citation, an item that one shape has, and its label."""


def test_no_entry_of_the_tables_is_stale(found: list[owning.JudgedMutant]) -> None:
    """Every owner is a requirement, and every free entry covers a cell."""
    cells = [one.cell for one in found]

    assert set() == {identifier for ids in load_owners().values() for identifier in ids} - load_ids().levels.keys()
    assert [] == [entry for entry in load_free() if not any(map(entry.covers, cells))]


def test_what_is_free_says_why() -> None:
    """Every free entry has a sentence as its reason."""
    assert [] == [entry.fact for entry in load_free() if len(entry.reason.split()) < 4]


def test_what_is_free_is_free_on_the_api_that_says_it() -> None:
    """An entry for one API covers the request that is forwarded on it, not the one that is served."""
    entry = Free("ask.settings.store", "lost", "because of a test", "chat")
    forwarded = Cell("forwarded", "responses", "ask.settings.store", "lost", "json")

    assert entry.covers(forwarded)
    assert entry.covers(dataclasses.replace(forwarded, mode="stream"))
    assert not entry.covers(dataclasses.replace(forwarded, serves="chat"))
    assert not entry.covers(dataclasses.replace(forwarded, change="altered"))
    assert not entry.covers(dataclasses.replace(forwarded, fact="ask.settings.stop"))
