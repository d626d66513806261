"""What a run comes to, in words."""

from typing import Any

import pytest
from report_examples import ERROR, FAILED, NO_ANSWER, PASSED, UNTESTABLE, verdict

from crosswire.reporting.headline import headline


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
    """The gravest verdict of a run gives it its words."""
    assert expected == headline([verdict(), verdict(base, **changed)]).words


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
    assert expected == headline(verdicts).sentences


def test_a_known_failure_is_not_kept() -> None:
    """No sentence says that all is kept where a failure is only excused."""
    expected = ("Serving chat: 1 of 1 MUST requirements not kept.", "Not kept, but listed as a known failure: 1.")
    assert expected == headline([verdict(FAILED, verdict="known")]).sentences


def test_missing_answers_are_counted() -> None:
    """The sentences say in how many exchanges there was no answer, and how many verdicts that cost."""
    sentences = headline([verdict(NO_ANSWER), verdict(UNTESTABLE), verdict(scenario="unicode_text")]).sentences

    assert "In 1 of 2 exchanges the adapter gave no answer." in sentences
    assert "No verdict, as there was nothing to judge: 1." in sentences


def test_no_verdict_is_no_success() -> None:
    """A run that judged nothing does not look kept."""
    assert ("error", "Nothing was judged") == (headline([]).verdict, headline([]).words)
