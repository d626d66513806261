"""The report's data can be written to report.json and read back."""

import json
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from crosswire.reporting.model import Evidence, Report, Verdict, jsonable, to_line
from crosswire.reporting.packed_turns import PackedTurns
from crosswire.reporting.verdict_table import ROWS
from crosswire.scenario_toml import PROVENANCES
from crosswire.wire.schemas import violations
from tests.reporting.report_examples import ERROR, FAILED, PASSED, UNTESTABLE, evidence, report, verdict


def test_from_json_reads_what_to_json_writes() -> None:
    """A report that is read from its JSON equals the one that was written."""
    written = report(verdict(), verdict(FAILED, turn=2), exchanges=(evidence(notes=["asked twice"]),))

    assert written == Report.from_json(json.loads(json.dumps(written.to_json())))


def test_a_long_name_is_cut() -> None:
    """Anybody may have written the report: page, badge and comment have the beginning of the adapter's name."""
    given = replace(report(), adapter={"name": 1_000_000 * "x", "version": "1"})

    assert f"{199 * 'x'}… 1" == given.adapter_name


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


@pytest.mark.parametrize(
    "value",
    [
        verdict(FAILED, message="é\u2028\ud83d"),
        evidence(),
        Evidence.from_json(json.loads(json.dumps(jsonable(evidence())))),
        [float("nan"), -float("inf"), 1.5, 10**30, True, None],
        {"set": {1}, "tuple": (1, (2,)), "mapping": MappingProxyType({"a": [object]}), "bytes": b"a"},
    ],
)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_line_is_the_json_of_a_value(value: Any, ascii_only: bool) -> None:
    """A value in one line is what it is as JSON, in the characters that were asked for."""
    assert json.dumps(jsonable(value), ensure_ascii=ascii_only) == to_line(value, ascii_only=ascii_only)


def test_words_of_verdicts_are_held_once() -> None:
    """A run has tens of thousands of verdicts, with the same sentences."""
    text = json.dumps(jsonable([verdict(FAILED), verdict(FAILED)]))
    one, other = map(Verdict.from_json, json.loads(text))

    assert (one.sentence, one.message) == (other.sentence, other.message)
    assert one.sentence is other.sentence
    assert one.message is other.message


def test_payloads_that_are_read_are_packed() -> None:
    """A report that is read holds its payloads as a run does."""
    given = Report.from_json(json.loads(json.dumps(report(verdict(FAILED), exchanges=(evidence(),)).to_json())))

    assert isinstance(given.exchanges[0].turns, PackedTurns)
