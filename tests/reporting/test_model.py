"""The report's data can be written to report.json and read back."""

import json
from typing import Any

import pytest

from crosswire.reporting.model import Report, jsonable
from crosswire.reporting.verdict_table import ROWS
from crosswire.wire.schemas import violations
from tests.reporting.report_examples import ERROR, FAILED, PASSED, UNTESTABLE, evidence, report, verdict


def test_from_json_reads_what_to_json_writes() -> None:
    """A report that is read from its JSON equals the one that was written."""
    written = report(verdict(), verdict(FAILED, turn=2), exchanges=(evidence(notes=["asked twice"]),))

    assert written == Report.from_json(json.loads(json.dumps(written.to_json())))


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_verdict_is_valid_by_the_schema(name: str) -> None:
    """schemas/report.json allows every verdict that the plugin gives."""
    bases = {"passed": PASSED, "fixed": {**PASSED, "message": "listed"}, "untestable": UNTESTABLE, "error": ERROR}
    given = verdict({**bases.get(name, FAILED), "verdict": name})

    assert [] == violations("report", report(given, exchanges=(evidence(),)).to_json())


def test_what_a_run_writes_is_valid_by_the_schema() -> None:
    """A passed verdict may say that there was nothing to compare, and a recording may be what a client asked."""
    passed = verdict(message="nothing to compare: the served API cannot carry this answer")
    asked = evidence(provenance={"chat.json": "asked", "responses.json": "derived"})

    assert [] == violations("report", report(passed, exchanges=(asked,)).to_json())


@pytest.mark.parametrize(
    ("problem", "changed"),
    [
        ("'pased' is not one of", {"verdict": "pased"}),
        ("is not null", {"loss": "lost"}),
        ("'vibes' is not one of", {"level": "vibes"}),
        ("'sent' is not one of", {"pointers": {"sent": ["/usage"]}}),
        ("does not match", {"pointers": {"served": ["usage"]}}),
        ("'color' is not known here", {"color": "red"}),
    ],
)
def test_the_schema_is_strict(problem: str, changed: dict[str, Any]) -> None:
    """The schema refuses an unknown word, and a passed verdict with a loss."""
    payload = report(verdict()).to_json()
    payload["verdicts"][0].update(changed)

    assert problem in str(violations("report", payload)[0])


def test_what_json_cannot_say_is_text() -> None:
    """NaN and infinity become text, as report.json is read by other programs."""
    assert ["nan", "inf", 1.5] == jsonable([float("nan"), float("inf"), 1.5])
