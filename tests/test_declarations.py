"""A declaration excuses the loss of the fact that it names, and nothing else."""

from typing import Any

import pytest

from crosswire.declarations import not_excused, unusable
from crosswire.losses import Difference, LossKind
from crosswire.requirements import Requirement

SHELL = Difference("tools.shell", "lost", True, None)
SEARCH = Difference("tools.file_search", "lost", True, None)


def requirement(declarable: Any) -> Requirement:
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
def test_a_lost_fact_is_excused_by_its_name(declarable: bool | str, declares: Any, left: Any) -> None:
    """A loss is excused by the id of a requirement with one fact, or by id and fact."""
    assert left == not_excused(requirement(declarable), [SHELL, SEARCH], declares)


@pytest.mark.parametrize("kind", ["altered", "invented"])
def test_another_value_is_not_excused(kind: LossKind) -> None:
    """An altered or invented fact is not excused."""
    found = [Difference("temperature", kind, 0.5, 1.0)]

    assert found == not_excused(requirement(True), found, {"RESPREQ-17": "left out", "RESPREQ-17/temperature": "no"})


def test_a_requirement_of_many_facts_wants_each_named() -> None:
    """For a requirement of many facts, the id alone excuses nothing, and is reported."""
    many, one = requirement("by fact"), requirement(True)

    assert ["RESPREQ-17"] == unusable([many], {"RESPREQ-17": "left out", "RESPREQ-17/shell": "left out"})
    assert [] == unusable([one], {"RESPREQ-17": "left out"})
