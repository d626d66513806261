"""Annotations: what is worse by cause, at the adapter's file where the adapter is one."""

from dataclasses import replace
from typing import Any

import pytest

from crosswire.losses import Difference
from crosswire.reporting.annotations import annotations
from crosswire.reporting.cause_changes import compare_causes
from crosswire.reporting.diffing import compare
from crosswire.reporting.model import Verdict
from tests.reporting.report_examples import FAILED, NO_ANSWER, PASSED, report, run, verdict

RERUN = 'pytest "suites/test_answer.py::test_the_adapter_answers[chat-json-plain_text]" --adapter '


def text_of(old: list[Verdict], new: list[Verdict]) -> list[str]:
    difference = compare(report(*old), report(*new))
    return list(annotations(difference, compare_causes(difference)))


def losing(fact: str = "text", **changed: Any) -> Verdict:
    return verdict({**FAILED, "differences": [Difference(fact, "lost", 1, None)], **changed})


@pytest.mark.parametrize(
    ("target", "position"),
    [
        ("src/mine.py", "file=src/mine.py,"),
        ("mine.toml", "file=mine.toml,"),
        ("'my, own: adapter.py'", "file=my%2C own%3A adapter.py,"),
        ("litellm@1.80.8", ""),
        ("http://127.0.0.1:4000", ""),
        ("package.module", ""),
    ],
)
def test_an_annotation_is_at_the_adapters_file(target: str, position: str) -> None:
    """The file is the one that the run judged; an adapter that is none has an annotation without a place."""
    (line,) = text_of([verdict()], [losing(rerun=RERUN + target)])

    assert line.startswith(
        f"::error {position}title=new%3A chat-json-plain_text::In what is served over Chat, `text` is lost: "
    )
    assert line.endswith(f" 1 verdict in 1 scenario. {RERUN}{target}")


@pytest.mark.parametrize(
    ("file", "position"), [("mine.py", "file=src/mine.py,line=12,"), ("lib.py", "file=src/mine.py,")]
)
def test_a_crash_has_its_line(file: str, position: str) -> None:
    """Where the adapter's own file raised, the annotation is at that line."""
    raised = verdict(NO_ANSWER, received=f"the adapter raised KeyError: 'a' ({file}:12)", rerun=f"{RERUN}src/mine.py")
    (line,) = text_of([verdict({**PASSED, "requirement": "ANSWER-1"})], [raised])

    assert line.startswith(f"::error {position}title=")


def test_what_is_not_red_is_a_warning_and_what_is_better_is_none() -> None:
    """A SHOULD is a warning; what is gone has no annotation."""
    should = {"level": "should", "verdict": "warned"}

    assert text_of([verdict(level="should")], [losing(**should)])[0].startswith("::warning title=new")
    assert [] == text_of([losing()], [verdict()])


def test_an_annotation_is_one_line() -> None:
    """A line break and a percent sign in a sentence are escaped."""
    (line,) = text_of([verdict()], [losing(sentence="100 %\r\nof it")])

    assert "100 %25%0D%0Aof it" in line


def test_there_are_no_more_than_are_shown() -> None:
    """GitHub shows ten errors of a step: the tenth counts the others."""
    number = 14
    old = [verdict(scenario=f"s{index}") for index in range(number)]
    lines = text_of(old, [losing(f"fact{index}", scenario=f"s{index}") for index in range(number)])

    assert 10 == len(lines)
    assert "::error title=Crosswire::5 causes more, which crosswire diff lists" == lines[-1]


def test_a_run_that_was_cut_short_is_one_of_them() -> None:
    """It is told first, and counts among the ten errors."""
    old = report(*(verdict(scenario=f"s{index}") for index in range(14)))
    new = report(*(losing(f"fact{index}", scenario=f"s{index}") for index in range(14)))
    difference = compare(old, replace(new, runs=(run(20, 20),)))
    lines = list(annotations(difference, compare_causes(difference)))

    assert 10 == len(lines)
    assert "::error title=Crosswire::now cut short after 14 of 20 verdicts" == lines[0]
    assert "::error title=Crosswire::6 causes more, which crosswire diff lists" == lines[-1]
