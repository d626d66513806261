"""A few additions can be declared, by the name of their fact."""

from typing import Any

import pytest

from crosswire.declarations import declared_reason, unusable
from crosswire.losses import Difference, LossKind
from crosswire.requirements import Requirement

SENTENCES = {"R-1/user": "names the client", "R-1/seed": "seeds"}


def check(forwarded: Any) -> None:
    """Nothing is invented."""


REQUIREMENT = Requirement("R-1", "must", lambda _: True, check, declarable="by fact", additions=("user",))


@pytest.mark.parametrize(
    ("fact", "kind", "expected"),
    [("user", "invented", "names the client"), ("seed", "invented", None), ("user", "altered", None)],
)
def test_only_what_a_requirement_lists_may_be_added(fact: str, kind: LossKind, expected: str | None) -> None:
    """Only an invented fact that the requirement lists can be declared."""
    assert expected == declared_reason(REQUIREMENT, Difference(fact, kind, None, "x"), SENTENCES)


def test_the_id_alone_excuses_nothing() -> None:
    """A declared addition names its fact; the id alone excuses nothing."""
    assert ["R-1"] == unusable([REQUIREMENT], {"R-1": "whatever", "R-1/user": "names the client"})
