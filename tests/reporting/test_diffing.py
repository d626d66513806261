"""Each change between two reports has one name; a failure counts the same whether it is listed or not."""

import json
from dataclasses import replace
from typing import Any

import pytest

from crosswire.losses import Difference
from crosswire.reporting.difference_notes import notes
from crosswire.reporting.diffing import CHANGES, ChangeName, ReportDiff, compare
from crosswire.reporting.groups import groups
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.verdict_changes_text import changed_verdicts
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, PASSED, UNTESTABLE, report, verdict

ANSWERED: dict[str, Any] = {**PASSED, "requirement": "ANSWER-1", "promise": "answer"}
LISTED: dict[str, Any] = {**FAILED, "verdict": "known"}
WARNED: dict[str, Any] = {**FAILED, "verdict": "warned", "level": "should"}
SHOULD: dict[str, Any] = {**PASSED, "level": "should"}
TOTAL = Difference("usage.total", "lost", 15, None)
CACHED = Difference("usage.cached", "lost", 4, None)


def FACTS(*differences: Difference) -> dict[str, Any]:  # noqa: N802 - stands among the examples
    return {**FAILED, "differences": list(differences)}


def _difference(old: list[Verdict], new: list[Verdict]) -> ReportDiff:
    return compare(report(*old), replace(report(*new), adapter={"name": "mine", "version": "1.3"}))


def _lines(old: list[Verdict], new: list[Verdict]) -> list[str]:
    return list(changed_verdicts(_difference(old, new)))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("broken", PASSED, FAILED),
        ("broken", PASSED, UNTESTABLE),
        ("broken", PASSED, ERROR),
        ("broken", WARNED, {**FAILED, "level": "should"}),
        ("mended", FAILED, PASSED),
        ("mended", UNTESTABLE, PASSED),
        ("mended", FAILED, {**FAILED, "verdict": "declared"}),
        ("worse", SHOULD, WARNED),
        ("worse", PASSED, {**FAILED, "verdict": "declared"}),
        ("better", WARNED, SHOULD),
        (None, PASSED, PASSED),
        (None, FAILED, FAILED),
        ("other", FAILED, {**FAILED, "loss": "altered"}),
        ("other", FAILED, UNTESTABLE),
        (None, FACTS(TOTAL, CACHED), FACTS(CACHED, TOTAL)),
        ("worse", FACTS(TOTAL), FACTS(TOTAL, CACHED)),
        ("better", FACTS(TOTAL, CACHED), FACTS(TOTAL)),
        ("other", FACTS(TOTAL), FACTS(CACHED)),
        ("other", FACTS(TOTAL), FACTS(replace(TOTAL, kind="altered"))),
        (None, FACTS(TOTAL), FACTS(replace(TOTAL, received=7, times=3))),
        (None, FAILED, LISTED),
        (None, LISTED, FAILED),
        (None, UNTESTABLE, {**UNTESTABLE, "verdict": "known"}),
        (None, WARNED, {**WARNED, "verdict": "known"}),
        (None, PASSED, {**PASSED, "verdict": "fixed", "message": "listed"}),
        ("mended", LISTED, {**PASSED, "verdict": "fixed", "message": "listed"}),
        ("broken", PASSED, LISTED),
        ("worse", SHOULD, {**WARNED, "verdict": "known"}),
    ],
)
def test_what_a_change_is(name: str | None, before: dict[str, Any], after: dict[str, Any]) -> None:
    """A change is named by what became of the fact: to list a failure, or to unlist it, is no change."""
    difference = _difference([verdict(before)], [verdict(after)])

    assert ([name] if name else []) == [change.name for change in difference.changes]
    assert 1 == len(difference.changes) + difference.unchanged


def test_what_was_not_judged_before_is_new() -> None:
    """A verdict that is new isn't broken, also where it fails."""
    old = [verdict(), verdict(scenario="gone")]
    new = [verdict(), verdict(FAILED, scenario="new"), verdict(FAILED, variation="cut"), verdict(FAILED, mode="stream")]

    difference = _difference(old, new)

    assert {**dict.fromkeys(CHANGES, 0), "new": 3, "gone": 1} == difference.counts
    assert (1, 0) == (difference.unchanged, difference.unchanged_losses)


def test_what_the_reports_were_judged_by_is_told() -> None:
    """The notes name another requirement set, Crosswire or adapter, and what only one report has."""
    old = report(verdict(), verdict(requirement="OLD-1"))
    new = Report(
        {"name": "other", "version": None},
        "0.2.0",
        "2027.01",
        [verdict(), verdict(scenario="new"), *(verdict(requirement=f"NEW-{number}") for number in range(1, 11))],
    )

    assert [
        "another requirement set: 2026.11 before, 2027.01 now",
        "another Crosswire: 0.1.0 before, 0.2.0 now",
        "another adapter: mine before, other now",
        "new requirements: NEW-1, NEW-10, NEW-2, NEW-3, NEW-4, NEW-5, NEW-6, NEW-7 and 2 more",
        "gone requirement: OLD-1",
        "new scenario: new",
    ] == notes(compare(old, new))
    assert [] == notes(compare(old, old))


def test_changes_are_gathered() -> None:
    """Changes are grouped by requirement and direction; MUSTs come first, then the most frequent."""
    old = [
        *(verdict(mode=mode, scenario=name) for mode in ("json", "stream") for name in ("a", "b")),
        verdict(serves="responses"),
        verdict(SHOULD, requirement="TOKENS-5"),
    ]
    new = [replace(entry, verdict="failed", loss="lost", fault="adapter", message="usage lost") for entry in old[:3]]
    new += [old[3], verdict(FAILED, serves="responses"), verdict({**FAILED, "level": "should"}, requirement="TOKENS-5")]

    difference = _difference(old, new)
    found = groups(difference, difference.of("broken"))

    assert [("TOKENS-1", "chat", 3, 4), ("TOKENS-1", "responses", 1, 1), ("TOKENS-5", "chat", 1, 1)] == [
        (entry.example.requirement, entry.example.serves, len(entry.changes), entry.of) for entry in found
    ]
    assert {"a": ["json", "stream"], "b": ["json"]} == found[0].scenarios


def test_a_missing_answer_is_told_once() -> None:
    """What a missing answer leaves untestable is counted in one line, also where the answer came back."""
    answered, silent = [verdict(ANSWERED), verdict()], [verdict(NO_ANSWER), verdict(UNTESTABLE)]

    directions: list[tuple[list[Verdict], list[Verdict], ChangeName]]
    directions = [(answered, silent, "broken"), (silent, answered, "mended")]
    for old, new, name in directions:
        difference = _difference(old, new)

        assert 2 == difference.counts[name]
        assert ["ANSWER-1"] == [entry.example.requirement for entry in groups(difference, difference.of(name))]
        assert (
            "  and 1 verdicts that had nothing to judge before or have nothing now, as an answer was missing"
            == _lines(old, new)[-1]
        )


def test_text_is_counts_then_lines() -> None:
    """Counts come first, then lines with level, change, requirement, direction and number, then the exchanges."""
    old = [verdict(), verdict(FAILED, mode="stream"), *(verdict(scenario=name) for name in "abcd")]
    new = [verdict(), verdict(mode="stream"), *(verdict(FAILED, scenario=name) for name in "abcd")]

    assert [
        "broken        4  was not red, is red now",
        "mended        1  was red, is not red any more",
        f"worse         0  {CHANGES['worse']}",
        "better        0  loses less than before, or was not kept without being red, and is kept now",
        "other         0  not kept, as before, but for another reason",
        "moved         0  not kept, as before, at another level: the requirement set moved it",
        "new           0  was not judged before",
        "gone          0  is not judged any more",
        "as before     1  1 kept, 0 not kept",
        "",
        "broken:",
        "  MUST    kept → lost        TOKENS-1     serves chat         4 of 6  The counts are the upstream's.",
        "          a json, b json, c json and 1 more",
        "",
        "mended:",
        "  MUST    lost → kept        TOKENS-1     serves chat         1 of 6  The counts are the upstream's.",
        "          plain_text stream",
    ] == _lines(old, new)


def test_what_is_new_is_told_where_it_is_not_kept() -> None:
    """A new failure is listed with its variation; what is new and kept, or gone, is only counted."""
    lines = _lines([verdict(scenario="gone")], [verdict(), verdict(FAILED, variation="cut in two")])

    assert ["new, and not kept:", "          plain_text (cut in two) json"] == [lines[-3], lines[-1]]
    assert lines[-2].startswith("  MUST    lost               TOKENS-1 ")


def test_json_says_all_of_it() -> None:
    """The JSON has each change with both verdicts, in flat fields that are easy to filter."""
    body = json.loads(json.dumps(_difference([verdict()], [verdict(FAILED)]).to_json()))

    assert 1 == body["format"]
    assert {
        "adapter": {"name": "mine", "version": "1.3"},
        "crosswire": "0.1.0",
        "requirements": "2026.11",
        "judged": 1,
        "of": 1,
        "cut_short": False,
    } == body["new"]
    assert {
        **{str(name): 0 for name in CHANGES},
        "broken": 1,
        "by_set": 0,
        "kept_as_before": 0,
        "not_kept_as_before": 0,
    } == body["counts"]
    assert [
        {
            "change": "broken",
            **{key: PASSED[key] for key in ("requirement", "level", "promise", "scenario", "serves", "mode")},
            "variation": None,
            "before": {"verdict": "passed", "loss": None, "facts": [], "message": None},
            "after": {"verdict": "failed", "loss": "lost", "facts": [], "message": "usage lost"},
            "by_set": None,
            "sentence": PASSED["sentence"],
            "rerun": PASSED["rerun"],
        }
    ] == body["changes"]


@pytest.mark.parametrize(
    ("before", "after", "regressed"),
    [
        (PASSED, FAILED, True),
        (FACTS(TOTAL), FACTS(TOTAL, CACHED), True),
        (FACTS(TOTAL, CACHED), FACTS(TOTAL), False),
        (FACTS(TOTAL), FACTS(CACHED), False),
        (SHOULD, WARNED, False),
    ],
)
def test_what_breaks_or_loses_more_is_a_regression(
    before: dict[str, Any], after: dict[str, Any], regressed: bool
) -> None:
    """A fact that is newly lost is a regression where it is red, also behind an older failure."""
    assert regressed is _difference([verdict(before)], [verdict(after)]).regressed
