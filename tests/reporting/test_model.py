"""The report's data can be written to report.json and read back."""

import json
from typing import Any

import pytest

from crosswire.reporting.model import Report, jsonable
from crosswire.reporting.verdict_table import ROWS
from crosswire.scenario_toml import PROVENANCES
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


def test_a_requirement_that_judged_nothing_is_valid_by_the_schema() -> None:
    """A verdict that passed because nothing was compared says so in its message."""
    given = verdict(message="nothing to compare: the adapter refused with a clear 4xx, as it may")

    assert [] == violations("report", report(given).to_json())


@pytest.mark.parametrize("name", sorted(PROVENANCES))
def test_every_provenance_is_valid_by_the_schema(name: str) -> None:
    """schemas/report.json allows every provenance that a recording can have."""
    given = evidence(provenance={"responses.request": name})

    assert [] == violations("report", report(verdict(), exchanges=(given,)).to_json())


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
