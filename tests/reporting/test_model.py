"""The report's data: counts, loss lines, and the way to report.json and back."""

import json
from typing import Any

import pytest
from report_examples import ERROR, FAILED, NO_ANSWER, PASSED, UNTESTABLE, evidence, report, verdict

from crosswire.reporting.model import MEANINGS, Report, Verdict, column, count, jsonable, losses
from crosswire.wire.schemas import violations


def _lines(*verdicts: Verdict) -> list[tuple[str | None, str, int, int]]:
    return [(line.requirement, line.example.verdict, line.times, line.of) for line in losses(verdicts)]


@pytest.mark.parametrize(
    ("expected", "base", "changed"),
    [
        ("kept", PASSED, {}),
        ("lost", FAILED, {}),
        ("altered", FAILED, {"loss": "altered", "verdict": "warned"}),
        ("invented", FAILED, {"loss": "invented", "verdict": "known"}),
        ("untestable", UNTESTABLE, {}),
        ("untestable", UNTESTABLE, {"verdict": "known"}),
        ("error", ERROR, {}),
        ("kept", PASSED, {"verdict": "fixed", "message": "listed"}),
    ],
)
def test_column(expected: str, base: dict[str, Any], changed: dict[str, Any]) -> None:
    """A verdict counts as what became of the fact; a known failure without a loss was not kept either."""
    assert expected == column(verdict(base, **changed))


def test_counts_are_by_promise() -> None:
    """Promises come in the order of their first verdicts, each with its own counts."""
    counts = count([verdict(promise="shape"), verdict(promise="content"), verdict(FAILED, promise="shape")])

    assert {"shape": {"kept": 1, "lost": 1}, "content": {"kept": 1}} == counts
    assert ["shape", "content"] == list(counts)


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
    """A failure comes before an error; in it a MUST before a SHOULD, lost before altered, often before once."""
    names = ["noted", "declared", "known", "warned", "fixed", "untestable", "error"]
    graver = [("A-4", "should", "lost"), ("A-3", "must", "altered"), ("A-2", "must", "lost")]
    verdicts = [
        *(verdict(FAILED, verdict=name, requirement=f"B-{place}") for place, name in enumerate(names)),
        *(verdict(FAILED, requirement=name, level=level, loss=loss) for name, level, loss in graver),
        *(verdict(FAILED, requirement="A-1", mode=mode) for mode in ("json", "stream")),
    ]

    told = [line.example.requirement for line in losses(verdicts)]

    assert ["A-1", "A-2", "A-3", "A-4", "B-6", "B-5", "B-4", "B-3", "B-2", "B-1", "B-0"] == told


def test_a_crash_is_one_loss() -> None:
    """What a missing answer leaves untestable has no line: ANSWER-1 tells it."""
    assert [("ANSWER-1", "failed", 1, 1)] == _lines(verdict(NO_ANSWER), verdict(UNTESTABLE))


def test_untestable_without_a_crash_has_a_line() -> None:
    """Nothing red goes untold: what ANSWER-1 does not name is a line for each reason."""
    never = {"verdict": "untestable", "message": "the adapter never asked the upstream"}
    verdicts = [verdict(**never), verdict(**never, requirement="TOKENS-2"), verdict(NO_ANSWER, scenario="other")]

    assert [("ANSWER-1", "failed", 1, 1), (None, "untestable", 2, 3)] == _lines(*verdicts)


def test_errors_of_one_reason_are_one_line() -> None:
    """A missing module breaks every verdict, and is one thing to mend; its line says what, not which requirement."""
    lines = losses([verdict(ERROR), verdict(ERROR, requirement="TOKENS-2"), verdict(ERROR, message="E: other")])

    assert [("AdapterUnusable: no module", 2), ("E: other", 1)] == [(line.sentence, line.times) for line in lines]


def test_from_json_reads_what_to_json_writes() -> None:
    """A report comes back from report.json as it was."""
    written = report(verdict(), verdict(FAILED, turn=2), exchanges=(evidence(notes=["asked twice"]),))

    assert written == Report.from_json(json.loads(json.dumps(written.to_json())))


@pytest.mark.parametrize("name", sorted(MEANINGS))
def test_every_verdict_is_valid_by_the_schema(name: str) -> None:
    """schemas/report.json allows each verdict as the plugin gives it."""
    bases = {"passed": PASSED, "fixed": {**PASSED, "message": "listed"}, "untestable": UNTESTABLE, "error": ERROR}
    given = verdict({**bases.get(name, FAILED), "verdict": name})

    assert [] == violations("report", report(given, exchanges=(evidence(),)).to_json())


@pytest.mark.parametrize(
    ("told", "changed"),
    [
        ("'pased' is not one of", {"verdict": "pased"}),
        ("is not null", {"loss": "lost"}),
        ("'vibes' is not one of", {"level": "vibes"}),
        ("'sent' is not one of", {"pointers": {"sent": ["/usage"]}}),
        ("does not match", {"pointers": {"served": ["usage"]}}),
        ("'color' is not known here", {"color": "red"}),
    ],
)
def test_the_schema_is_strict(told: str, changed: dict[str, Any]) -> None:
    """A word that report.json does not have, or a passed verdict with a loss, breaks its schema."""
    payload = report(verdict()).to_json()
    payload["verdicts"][0].update(changed)

    assert told in str(violations("report", payload)[0])


def test_what_json_cannot_say_is_text() -> None:
    """No NaN or infinity reaches report.json, which other programs read."""
    assert ["nan", "inf", 1.5] == jsonable([float("nan"), float("inf"), 1.5])
