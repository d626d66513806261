"""Whether a requirement judges a turn, and why not; which arguments a requirement may have."""

from types import SimpleNamespace
from typing import Any

import pytest

from crosswire.applicability import APPLIES, applicability
from crosswire.errors import RequirementInvalid
from crosswire.facts import Answer, Ask, Failure
from crosswire.requirements import Condition, Requirement, Untestable, must


def a_turn(**changed: Any) -> Any:
    turn = {
        "played_case": SimpleNamespace(),
        "refused": False,
        "failed": False,
        "streamed_nothing": False,
        "forwarded": Ask(),
        "upstream": Answer(),
        "served": Answer(),
    }
    return SimpleNamespace(**turn | changed)


def an_exchange(*turns: Any, trouble: str | None = None) -> Any:
    """Return as much of an exchange as the decision looks at."""
    return SimpleNamespace(turns=turns, trouble=trouble, variation=None)


def a_requirement(given: Condition = lambda _: True, refusable: bool = True) -> Requirement:
    @must("TEST-1", given=given, refusable=refusable)
    def check(upstream: Answer, served: Answer) -> None:
        """Nothing is asked."""

    requirement = getattr(check, "requirement", None)
    assert isinstance(requirement, Requirement)
    return requirement


@pytest.mark.parametrize(
    ("turn", "decision"),
    [
        (a_turn(), ("applies", "")),
        (a_turn(refused=True), ("not applicable", "the adapter refused with a clear 4xx, as it may")),
        (a_turn(failed=True), ("not applicable", "the served API cannot carry this answer: an error is right")),
        (a_turn(upstream=Failure(500)), ("not applicable", "the recording that was played is an error")),
        (a_turn(served=Failure(500)), ("untestable", "an error was served")),
        (a_turn(served=None), ("untestable", "nothing was served")),
    ],
)
def test_the_decision_has_a_name_and_a_reason(turn: Any, decision: Any) -> None:
    """The decision is the first that is true of the turn, with its reason."""
    found = applicability(a_requirement(), turn)

    assert decision == (found.name, found.because)


def test_a_requirement_that_is_not_given_does_not_judge() -> None:
    """A requirement whose condition is false is not applicable, whatever was served."""
    found = applicability(a_requirement(given=lambda _: False), a_turn(served=None))

    assert ("not applicable", "the recording that was played has nothing of it") == (found.name, found.because)


def test_an_error_is_judged_where_none_is_right() -> None:
    """A requirement that is not refusable judges a refusal, too."""
    assert APPLIES == applicability(a_requirement(refusable=False), a_turn(refused=True, failed=True))


def test_why_no_turn_was_judged() -> None:
    """The reasons why no turn was judged are listed once; there are none after a judgement, or with trouble."""
    requirement, refused = a_requirement(), a_turn(refused=True)

    assert "the adapter refused with a clear 4xx, as it may" == requirement.judge(an_exchange(refused, refused))
    assert requirement.judge(an_exchange(refused, a_turn())) is None
    with pytest.raises(Untestable):
        requirement.judge(an_exchange(refused, trouble="it hung"))


def test_an_argument_that_is_no_point_is_an_error_at_import() -> None:
    """The error names the argument and lists the points."""
    with pytest.raises(RequirementInvalid) as raised:

        @must("TEST-1", given=lambda _: True)
        def test_something(upstrem: Any, served: Any) -> None:
            """Nothing is asked."""

    assert str(raised.value) == (
        "TEST-1: test_something has an argument 'upstrem'; a requirement's arguments are points: "
        "asked, forwarded, upstream, served, wire, frames, earlier, case, request, observed, trouble"
    )
