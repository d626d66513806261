"""The headline says in words what a run comes to."""

from typing import Any

import pytest

from crosswire.reporting.headline import comparison, headline
from crosswire.reporting.model import Verdict
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, PASSED, UNTESTABLE, report, verdict


@pytest.mark.parametrize(
    ("expected", "base", "changed"),
    [
        ("Loses data", FAILED, {}),
        ("Alters data", FAILED, {"loss": "altered"}),
        ("Invents data", FAILED, {"loss": "invented"}),
        ("Does not always answer", NO_ANSWER, {}),
        ("Gave nothing to judge", UNTESTABLE, {}),
        ("Could not be judged", ERROR, {}),
        ("Keeps more than its known failures say", PASSED, {"verdict": "fixed"}),
        ("Fails only where that is known", FAILED, {"verdict": "known"}),
        ("Keeps all it must, not all it should", FAILED, {"verdict": "warned", "level": "should"}),
        ("Keeps what was asked, or declares what it does instead", FAILED, {"verdict": "declared"}),
        ("Keeps everything that was asked", FAILED, {"verdict": "noted", "level": "may"}),
        ("Keeps everything that was asked", PASSED, {}),
    ],
)
def test_words(expected: str, base: dict[str, Any], changed: dict[str, Any]) -> None:
    """The gravest verdict of a run decides its words."""
    assert expected == headline(report(verdict(), verdict(base, **changed))).words


def test_requirements_are_counted_by_direction() -> None:
    """A requirement that is not kept in two exchanges is one requirement."""
    verdicts = [
        verdict(FAILED),
        verdict(FAILED, mode="stream"),
        verdict(requirement="TOKENS-2"),
        verdict(serves="responses"),
    ]

    expected = (
        "Lost: token counts.",
        "Serving chat: 1 of 2 MUST requirements not kept.",
        "Serving responses: all 1 MUST requirements kept.",
    )
    assert expected == headline(report(*verdicts)).sentences


def test_a_known_failure_is_not_kept() -> None:
    """No headline says that all is kept where a failure is only known."""
    expected = ("Serving chat: 1 of 1 MUST requirements not kept.", "Not kept, but listed as a known failure: 1.")
    assert expected == headline(report(verdict(FAILED, verdict="known"))).sentences


def test_missing_answers_are_counted() -> None:
    """The sentences count the exchanges without an answer, and the verdicts that these left untestable."""
    sentences = headline(report(verdict(NO_ANSWER), verdict(UNTESTABLE), verdict(scenario="unicode_text"))).sentences

    assert "In 1 of 2 exchanges the adapter gave no answer." in sentences
    assert "No verdict, as there was nothing to judge: 1." in sentences


def test_no_verdict_is_no_success() -> None:
    """A run without a verdict doesn't count as kept."""
    assert ("error", "Nothing was judged") == (headline(report()).verdict, headline(report()).words)


def test_many_promises_are_not_all_named() -> None:
    """A headline names the first promises, and counts the others."""
    promises = ("answer", "content", "errors", "events", "metadata", "shape")
    sentence = headline(report(*(verdict(FAILED, promise=promise) for promise in promises))).sentences[0]

    assert "Lost: answer, content, errors, events and 2 more." == sentence


@pytest.mark.parametrize(
    ("expected", "others"),
    [
        ("1 of 2 adapters keeps all it must", [verdict(FAILED)]),
        ("2 of 2 adapters keep all they must", [verdict(FAILED, verdict="warned", level="should")]),
        ("1 of 2 adapters keeps all it must", [verdict(UNTESTABLE)]),
    ],
)
def test_a_comparison_has_words(expected: str, others: list[Verdict]) -> None:
    """The headline of a comparison counts the adapters that don't fail."""
    assert expected == comparison([report(verdict()), report(*others)]).words


def test_a_comparison_with_nothing_is_no_success() -> None:
    """An adapter without verdicts doesn't count as one that keeps its MUSTs."""
    assert "None of 2 adapters keeps all it must" == comparison([report(), report()]).words
