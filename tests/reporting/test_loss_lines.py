"""A report has one line for each requirement and direction with losses, the worst first."""

from typing import Any

from crosswire.reporting.loss_lines import losses
from crosswire.reporting.model import Verdict
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, UNTESTABLE, verdict


def _lines(*verdicts: Verdict) -> list[tuple[str | None, str, int, int]]:
    return [(line.requirement, line.example.verdict, line.times, line.of) for line in losses(verdicts)]


def test_losses_are_a_line_for_each_requirement_and_direction() -> None:
    """A line says how many of a requirement's verdicts in its direction were not kept."""
    verdicts = [
        verdict(FAILED),
        verdict(FAILED, mode="stream"),
        verdict(scenario="unicode_text"),
        verdict(FAILED, serves="responses"),
    ]

    assert [("TOKENS-1", "failed", 2, 3), ("TOKENS-1", "failed", 1, 1)] == _lines(*verdicts)


def test_losses_are_worst_first() -> None:
    """Failures come before errors, MUST before SHOULD, lost before altered, frequent before rare."""
    names = ["noted", "declared", "known", "warned", "fixed", "untestable", "error"]
    graver = [("A-4", "should", "lost"), ("A-3", "must", "altered"), ("A-2", "must", "lost")]
    verdicts = [
        *(verdict(FAILED, verdict=name, requirement=f"B-{number}") for number, name in enumerate(names)),
        *(verdict(FAILED, requirement=name, level=level, loss=loss) for name, level, loss in graver),
        *(verdict(FAILED, requirement="A-1", mode=mode) for mode in ("json", "stream")),
    ]

    text = [line.example.requirement for line in losses(verdicts)]

    assert ["A-1", "A-2", "A-3", "A-4", "B-6", "B-5", "B-4", "B-3", "B-2", "B-1", "B-0"] == text


def test_a_crash_is_one_loss() -> None:
    """What a missing answer leaves untestable has no line, as ANSWER-1 has one."""
    assert [("ANSWER-1", "failed", 1, 1)] == _lines(verdict(NO_ANSWER), verdict(UNTESTABLE))


def test_untestable_without_a_crash_has_a_line() -> None:
    """Untestable verdicts that no failure of ANSWER-1 explains have a line for each reason."""
    never: dict[str, Any] = {"verdict": "untestable", "message": "the adapter never asked the upstream"}
    verdicts = [verdict(**never), verdict(**never, requirement="TOKENS-2"), verdict(NO_ANSWER, scenario="other")]

    assert [("ANSWER-1", "failed", 1, 1), (None, "untestable", 2, 3)] == _lines(*verdicts)


def test_errors_of_one_reason_are_one_line() -> None:
    """Errors with one reason are one line, which has the reason and no requirement."""
    lines = losses([verdict(ERROR), verdict(ERROR, requirement="TOKENS-2"), verdict(ERROR, message="E: other")])

    assert [("AdapterUnusable: no module", 2), ("E: other", 1)] == [(line.sentence, line.times) for line in lines]
