"""What changed between two reports is told by cause: each has one name, and says which verdicts changed."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from crosswire.losses import Difference
from crosswire.reporting.cause_changes import CauseDiff, compare_causes
from crosswire.reporting.diffing import compare
from crosswire.reporting.model import Verdict
from tests.reporting.report_examples import FAILED, NO_ANSWER, PASSED, UNTESTABLE, report, verdict

TEXT = Difference("text", "lost", "a", "", {"served": []})
USAGE = Difference("usage.total", "lost", 15, None, {"served": []})
INPUT = Difference("usage.input", "lost", 15, None, {"served": []})
ON_TEXT, ON_USAGE = "chat/served/text/lost", "chat/served/usage/total/lost"
NO = "chat/answer/it hung"
LISTED = {"verdict": "known"}


def losing(*differences: Difference, **changed: Any) -> Verdict:
    return verdict({**FAILED, "differences": list(differences), **changed})


def silent(**changed: Any) -> Verdict:
    return verdict({**NO_ANSWER, "received": "it hung", **changed})


def hidden(**changed: Any) -> Verdict:
    return verdict({**UNTESTABLE, "message": "nothing to judge: it hung", **changed})


def answered(**changed: Any) -> Verdict:
    return verdict({**PASSED, "requirement": "ANSWER-1", **changed})


def compared(old: Sequence[Verdict], new: Sequence[Verdict]) -> CauseDiff:
    return compare_causes(compare(report(*old), report(*new)))


def names(found: CauseDiff) -> list[tuple[str, str]]:
    return [(change.name, change.cause.key) for change in found.changes]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ([verdict()], [losing(TEXT)], [("new", ON_TEXT)]),
        ([losing(TEXT)], [verdict()], [("gone", ON_TEXT)]),
        ([losing(TEXT)], [losing(TEXT)], []),
        ([losing(TEXT)], [losing(TEXT, **LISTED)], []),
        ([losing(TEXT, **LISTED)], [verdict({**PASSED, "verdict": "fixed", "message": "listed"})], [("gone", ON_TEXT)]),
        ([losing(TEXT), verdict(mode="stream")], [losing(TEXT), losing(TEXT, mode="stream")], [("worse", ON_TEXT)]),
        ([losing(TEXT), losing(TEXT, mode="stream")], [losing(TEXT), verdict(mode="stream")], [("better", ON_TEXT)]),
        ([losing(USAGE)], [losing(USAGE, INPUT)], [("worse", ON_USAGE)]),
        ([losing(USAGE, INPUT)], [losing(USAGE)], [("better", ON_USAGE)]),
        ([losing(TEXT)], [losing(TEXT, USAGE)], [("new", ON_USAGE)]),
        ([losing(TEXT, USAGE)], [losing(USAGE)], [("gone", ON_TEXT)]),
        ([losing(TEXT)], [losing(USAGE)], [("other", ON_USAGE)]),
        ([answered(), verdict()], [silent(), hidden()], [("new", NO), ("hidden", NO)]),
        ([answered(), losing(TEXT)], [silent(), hidden()], [("new", NO), ("hidden", NO)]),
        ([silent(), hidden()], [answered(), verdict()], [("gone", NO)]),
        ([silent(), hidden()], [answered(), losing(TEXT)], [("uncovered", ON_TEXT), ("gone", NO)]),
        ([hidden()], [hidden(verdict="known", message="nothing to judge: it hung (known: why)")], []),
        ([], [losing(TEXT)], [("uncovered", ON_TEXT)]),
        (
            [losing(INPUT), losing(USAGE, requirement="TOKENS-2")],
            [verdict(), losing(USAGE, requirement="TOKENS-2")],
            [("gone", "chat/served/usage/input/lost")],
        ),
        (
            [verdict(), losing(USAGE, requirement="TOKENS-2")],
            [losing(INPUT), losing(USAGE, requirement="TOKENS-2")],
            [("new", "chat/served/usage/input/lost")],
        ),
        ([losing()], [losing()], []),
        ([silent()], [silent(received="it raised")], [("other", "chat/answer/it raised")]),
        ([losing(TEXT)], [losing(TEXT), losing(TEXT, scenario="another")], []),
        ([losing(TEXT)], [], []),
    ],
)
def test_what_became_of_a_cause(old: Sequence[Verdict], new: Sequence[Verdict], changes: list[tuple[str, str]]) -> None:
    """A cause is new, gone, worse or better; a verdict fails for another reason, is hidden, or was not judged."""
    assert changes == names(compared(old, new))


def test_what_fails_for_another_reason_says_which() -> None:
    """It names the causes of before, and is told for the newer cause."""
    (change,) = compared([losing(TEXT), losing(TEXT, mode="stream")], [losing(USAGE), losing(USAGE, mode="stream")]).of(
        "other"
    )

    assert [ON_TEXT] == [cause.key for cause in change.instead]
    assert ["json", "stream"] == sorted(verdict.mode for verdict in change.verdicts)


def test_what_is_hidden_says_behind_which_cause() -> None:
    """A missing answer names what it hides: how many verdicts, and which causes cannot be seen any more."""
    old = [answered(), losing(TEXT), verdict(requirement="TOKENS-2")]
    new = [silent(), hidden(), hidden(requirement="TOKENS-2")]
    (change,) = compared(old, new).of("hidden")

    assert (NO, 2, [ON_TEXT]) == (change.cause.key, len(change.verdicts), [cause.key for cause in change.instead])
    assert change.is_red


def test_how_many_verdicts_a_cause_had_and_has() -> None:
    """A change has both numbers, and lists what changed alone."""
    scenarios = [losing(TEXT, scenario=name) for name in ("a", "b", "c")]
    (change,) = compared([*scenarios[:2], verdict(scenario="c")], scenarios).changes

    assert (2, 3, ["c"]) == (change.before, change.after, change.scenarios)


def test_a_warning_is_not_red() -> None:
    """A cause of a SHOULD is listed, and is not red."""
    should = {"verdict": "warned", "level": "should"}
    (change,) = compared([verdict(level="should")], [losing(TEXT, **should)]).changes

    assert ("new", False) == (change.name, change.is_red)


def test_causes_that_did_not_change_are_counted() -> None:
    """What both reports have is counted once a cause."""
    same = [losing(TEXT), losing(USAGE, requirement="TOKENS-2", scenario="b")]

    assert (0, 2) == (len(compared(same, same).changes), compared(same, same).unchanged)


def test_whatever_is_red_now_and_was_not_is_told() -> None:
    """No verdict that makes the exit status 1 is missing under what is worse."""
    befores = [verdict(), losing(USAGE, verdict="declared"), losing(TEXT, verdict="warned", level="should")]
    afters = [losing(TEXT), losing(TEXT, USAGE), hidden(), losing(TEXT, level="should", verdict="failed")]
    for before in befores:
        for after in afters:
            old, new = report(before), report(replace(after, level=before.level))
            difference = compare(old, new)
            found = [change for name in ("new", "worse", "hidden") for change in compare_causes(difference).of(name)]

            assert difference.regressed
            assert [after.key] == [*{verdict.key for change in found for verdict in change.verdicts}]


def test_json_says_all_of_it() -> None:
    """The JSON has each cause with its numbers, and the command that shows it."""
    body = json.loads(json.dumps(compared([verdict()], [losing(TEXT)]).to_json()))

    assert {"causes", "causes_as_before"} == body.keys()
    assert {
        "change": "new",
        "cause": ON_TEXT,
        "sentence": "In what is served over Chat, `text` is lost: The counts are the upstream's.",
        "red": True,
        "before": 0,
        "after": 1,
        "verdicts": 1,
        "scenarios": ["plain_text"],
        "requirements": ["TOKENS-1"],
        "instead_of": [],
        "rerun": PASSED["rerun"],
    } == body["causes"][0]
