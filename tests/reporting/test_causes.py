"""What to mend first is the cause of most red verdicts."""

import pytest

from crosswire.reporting.causes import first_cause, no_answer
from crosswire.reporting.headline import headline
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, PASSED, UNTESTABLE, report, verdict

DICT = "the adapter returned dict {'id': '%s', 'n': 'a for a'... for a streamed request; an iterable of dicts is due"
CAUSE = "the adapter returned dict for a streamed request; an iterable of dicts is due"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (DICT % 1, CAUSE),
        (DICT % 2 + " (turn 1 of 2)", CAUSE),
        (
            "the adapter streamed str 'a'; every frame is a dict, its JSON",
            "the adapter streamed str; every frame is a dict, its JSON",
        ),
        ("the adapter served dict {'a': nan}, which is not JSON: x", "the adapter served dict, which is not JSON: x"),
        ("the adapter raised KeyError: 'a' (mine.py:3)", "the adapter raised KeyError: 'a' (mine.py:3)"),
        ("it hung; it printed last:\nwords", "it hung; it printed last:"),
    ],
)
def test_a_cause_does_not_name_what_differs(text: str, cause: str) -> None:
    """A cause leaves out payload, turn and log, so that equal faults are one cause."""
    assert cause == no_answer(verdict(UNTESTABLE, message=f"nothing to judge: {text}"))
    assert cause == no_answer(verdict(NO_ANSWER, received=text))


def test_what_was_answered_has_no_such_cause() -> None:
    """A fact that was not kept isn't the cause of a missing answer."""
    assert [None, None] == [no_answer(verdict()), no_answer(verdict(FAILED))]


def test_the_cause_of_most_comes_first() -> None:
    """Failed and untestable verdicts of one cause count together."""
    verdicts = [
        verdict(NO_ANSWER, received=DICT % 1),
        verdict(UNTESTABLE, message=f"nothing to judge: {DICT % 2}"),
        verdict(UNTESTABLE, message=f"nothing to judge: {DICT % 3}", rerun="pytest 3"),
        *(verdict(FAILED, mode=mode) for mode in ("json", "stream")),
        verdict(ERROR),
    ]
    cause = first_cause(verdicts)

    assert cause
    assert (CAUSE, 3, 6, PASSED["rerun"]) == (cause.text, cause.times, cause.of, cause.rerun)
    assert f"{CAUSE}: 3 of 6 verdicts" == str(cause)


def test_a_requirement_is_a_cause() -> None:
    """Where answers are there and one fact isn't kept, the requirement is the cause."""
    cause = first_cause([verdict(FAILED), verdict(FAILED, mode="stream"), verdict(NO_ANSWER, received="it hung")])

    assert cause
    assert "TOKENS-1 (serves chat), The counts are the upstream's: 2 of 3 verdicts" == str(cause)


def test_what_is_not_red_is_nothing_to_mend() -> None:
    """A warning, a known failure and a note are green, and no cause."""
    assert first_cause([verdict(), *(verdict(FAILED, verdict=name) for name in ("warned", "known", "noted"))]) is None


def test_a_headline_names_what_many_have_in_common() -> None:
    """The headline names a cause from ten verdicts on; fewer are read faster as they are."""
    many = [verdict(UNTESTABLE, requirement=f"A-{number}") for number in range(10)]

    assert "To mend first: KeyError: 10 of 10 verdicts." in headline(report(*many)).sentences
    assert not [entry for entry in headline(report(*many[1:])).sentences if "first" in entry]
