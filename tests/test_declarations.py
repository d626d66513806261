"""A declaration excuses the fact that it names, lost; nothing else."""

import pytest

from crosswire.declarations import not_excused, unusable
from crosswire.losses import Difference
from crosswire.requirements import Requirement

SHELL = Difference("tools.shell", "lost", True, None)
SEARCH = Difference("tools.file_search", "lost", True, None)


def requirement(declarable):
    return Requirement("RESPREQ-17", "must", lambda _: True, lambda: None, declarable=declarable)


@pytest.mark.parametrize(
    ("declarable", "declares", "left"),
    [
        (True, {}, [SHELL, SEARCH]),
        (True, {"RESPREQ-17": "left out"}, []),
        (True, {"RESPREQ-17/shell": "left out"}, [SEARCH]),
        ("by fact", {"RESPREQ-17/shell": "left out"}, [SEARCH]),
        ("by fact", {"RESPREQ-17/tools.shell": "left out", "RESPREQ-17/file_search": "left out"}, []),
        ("by fact", {"RESPREQ-17": "left out"}, [SHELL, SEARCH]),
        (False, {"RESPREQ-17": "left out", "RESPREQ-17/shell": "left out"}, [SHELL, SEARCH]),
        (True, {"RESPREQ-18": "left out", "RESPREQ-18/shell": "left out"}, [SHELL, SEARCH]),
    ],
)
def test_a_lost_fact_is_excused_by_its_name(declarable, declares, left):
    """By the requirement, where it has one fact to lose; by each fact, where it has many."""
    assert left == not_excused(requirement(declarable), [SHELL, SEARCH], declares)


@pytest.mark.parametrize("kind", ["altered", "invented"])
def test_another_value_is_not_excused(kind):
    """Whoever declares that a temperature is left out may not double it."""
    found = [Difference("temperature", kind, 0.5, 1.0)]

    assert found == not_excused(requirement(True), found, {"RESPREQ-17": "left out", "RESPREQ-17/temperature": "no"})


def test_a_requirement_of_many_facts_wants_each_named():
    """Its bare id excuses nothing, and is pointed out."""
    many, one = requirement("by fact"), requirement(True)

    assert ["RESPREQ-17"] == unusable([many], {"RESPREQ-17": "left out", "RESPREQ-17/shell": "left out"})
    assert [] == unusable([one], {"RESPREQ-17": "left out"})
