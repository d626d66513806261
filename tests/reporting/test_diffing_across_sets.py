"""Between reports by different requirement sets, what the set changed isn't the adapter's doing."""

from dataclasses import replace

import pytest

from crosswire.losses import Difference
from crosswire.reporting import difference_notes, diffing
from crosswire.reporting.cause_changes import compare_causes
from crosswire.reporting.difference_notes import notes
from crosswire.reporting.diffing import CHANGES, ReportDiff, compare
from crosswire.reporting.model import Verdict
from crosswire.reporting.verdict_changes_text import changed_verdicts
from crosswire.specification.requirement_sets import load_ids, read_ids
from tests.reporting.report_examples import FAILED, report, verdict

TOTAL = Difference("usage.total", "lost", 15, None)


def _by_sets(before: Verdict, after: Verdict) -> ReportDiff:
    newer = replace(report(after), requirements="2026.12")
    return compare(report(before), newer)


def test_a_level_that_the_set_moved_is_not_the_adapters_doing() -> None:
    """A note becomes a warning as the set moved CONTENT-15 from MAY to SHOULD: the adapter isn't worse."""
    noted = verdict({**FAILED, "differences": [TOTAL]}, requirement="CONTENT-15", level="may", verdict="noted")
    warned = replace(noted, level="should", verdict="warned")

    difference = _by_sets(noted, warned)

    assert [("moved", "may → should")] == [(change.name, change.by_set) for change in difference.changes]
    assert "changed by the set: CONTENT-15 may → should" in notes(difference)
    assert not difference.regressed


def test_a_requirement_that_the_set_added_breaks_nothing() -> None:
    """Its failure is new, and listed apart; a loss that the adapter made is listed as usual."""
    added = next(name for name, words in load_ids().changes("2026.11", "2026.12").items() if words == "new")

    difference = compare(
        report(verdict()), replace(report(verdict(FAILED), verdict(FAILED, requirement=added)), requirements="2026.12")
    )

    assert [("TOKENS-1", "broken", None), (added, "new", "new")] == sorted(
        ((change.verdict.requirement, change.name, change.by_set) for change in difference.changes),
        key=lambda change: change[2] is not None,
    )
    assert difference.regressed
    assert "changed by the requirement set:" in list(changed_verdicts(difference))
    assert ["chat/served/answer/lost"] == [change.cause.key for change in compare_causes(difference).changes]


AGED = """
[sets."2026.11"]
TOKENS-1 = "must"
TOKENS-2 = "must"
TOKENS-3 = "must"

[sets."2026.12"]
TOKENS-4 = "must"

[weakened."2026.12"]
TOKENS-1 = "a total that the upstream lacks may be there"

[superseded."2026.12"]
TOKENS-2 = { by = ["TOKENS-4"], why = "It allowed one of two right forms.", sentence = "The details are there." }

[withdrawn."2026.12"]
TOKENS-3 = { why = "No client relies on it.", sentence = "The total is first." }
"""


def test_what_a_set_weakened_superseded_or_withdrew_is_not_the_adapters_doing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verdict that now passes, or is gone, is the set's change, and the text says so."""
    for module in (diffing, difference_notes):
        monkeypatch.setattr(module, "load_ids", lambda: read_ids(AGED))
    old = [verdict(FAILED, requirement=f"TOKENS-{number}") for number in (1, 2, 3)]
    new = [verdict(), verdict(FAILED, requirement="TOKENS-4")]

    difference = compare(report(*old), replace(report(*new), requirements="2026.12"))

    words = {
        "TOKENS-1": "asks less: a total that the upstream lacks may be there",
        "TOKENS-2": "superseded by TOKENS-4: It allowed one of two right forms.",
        "TOKENS-3": "withdrawn: No client relies on it.",
    }
    assert {**words, "TOKENS-4": "new"} == {change.verdict.requirement: change.by_set for change in difference.changes}
    assert dict.fromkeys(CHANGES, 0) == difference.counts
    assert not difference.regressed
    assert [
        "another requirement set: 2026.11 before, 2026.12 now",
        "changed by the set: " + ", ".join(f"{name} {change}" for name, change in words.items()),
        "new requirement: TOKENS-4",
    ] == notes(difference)
    text = list(changed_verdicts(difference))
    assert {f"          the set changed it: {change}" for change in words.values()} == {
        line for line in text if "the set changed it: " in line
    }
    assert [] == compare_causes(difference).changes
