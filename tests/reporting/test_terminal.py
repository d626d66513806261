"""The summary at the end of a run, on the terminal."""

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from crosswire.losses import Difference
from crosswire.reporting.model import Verdict
from crosswire.reporting.terminal import print_summary
from crosswire.requirements import SET
from crosswire.specification.profiles import load_profiles
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, UNTESTABLE, report, run, verdict

if TYPE_CHECKING:
    import pytest


class _Terminal:
    def __init__(self, verbosity: int) -> None:
        self.lines: list[str] = []
        self.config = SimpleNamespace(get_verbosity=lambda: verbosity)

    def write_sep(self, _: str, title: str, **__: Any) -> None:
        self.lines.append(title)

    def write_line(self, line: str, **_: Any) -> None:
        self.lines.append(line)


def _printed(*verdicts: Verdict, verbosity: int = 1, **changed: Any) -> list[str]:
    terminal = _Terminal(verbosity)
    print_summary(replace(report(*verdicts), **changed), cast("pytest.TerminalReporter", terminal))
    return terminal.lines


def test_counts_line_up() -> None:
    """Each promise has a number or a dot in each column; a column without a count is left out."""
    expected = [
        "crosswire: mine 1.2",
        "promise                kept       lost    altered   invented",
        "token_counts              1          1          ·          ·",
    ]
    assert expected == _printed(verdict(), verdict(FAILED))[:3]


def test_a_loss_is_a_line() -> None:
    """A line has level, kind, requirement, direction, number and sentence."""
    expected = "  MUST       lost      TOKENS-1     serves chat        1 of 2  The counts are the upstream's."
    assert expected == _printed(verdict(), verdict(FAILED))[-1]


def test_an_error_says_what_to_mend() -> None:
    """What broke is one line, without the requirements that it left unjudged."""
    lines = _printed(verdict(ERROR), verdict(ERROR, requirement="TOKENS-2"))

    assert lines[-1].startswith("  ERROR ")
    assert lines[-1].endswith("2 of 2  AdapterUnusable: no module")


def test_a_crash_counts_what_it_left_untestable() -> None:
    """The untestable verdicts of exchanges without an answer are one line."""
    assert (
        "  1 verdicts untestable in 1 exchanges that ANSWER-1 names"
        == _printed(verdict(NO_ANSWER), verdict(UNTESTABLE))[-1]
    )


def test_unless_asked_for_more_it_prints_the_causes_to_mend_first() -> None:
    """Without `-v` the summary is the sum of all counts, and five causes with a command each: at most 25 lines."""
    facts = ("text", "refusal", "usage", "model", "created", "metadata", "finish")
    failed = [verdict(FAILED, differences=[Difference(fact, "lost", 1, None)]) for fact in facts]
    lines = _printed(verdict(), *failed, verdict(FAILED, promise="tools"), verbosity=0)

    assert "all                       1          8          ·          ·" in lines
    assert "7 causes, 7 red; the 5 to mend first:" in lines
    assert 5 == sum(line.startswith("    pytest ") for line in lines)
    assert (
        "  MUST           1 verdict   In what is served over Chat, `created` is lost: "
        "The counts are the upstream's. (TOKENS-1)"
    ) in lines
    assert "-v lists all that was not kept, by requirement" == lines[-1]
    assert len(lines) <= 25


def test_what_is_green_has_no_causes() -> None:
    """Where all was kept, only the counts are printed."""
    assert ["crosswire: mine 1.2", "promise                kept       lost    altered   invented"] == _printed(
        verdict(), verbosity=0
    )[:2]
    assert 3 == len(_printed(verdict(), verbosity=0))


def test_what_the_adapter_is_for_each_profile_is_a_line_an_outcome() -> None:
    """A line names the profiles of one outcome in one direction; what was not judged has none."""
    lost = verdict(FAILED, requirement="TOKENS-1", differences=[Difference("usage", "lost", 1, None)])
    lines = _printed(lost, verbosity=0, requirements=SET)

    assert "not ready          serves chat       costs (1 cause)" in lines
    assert not [line for line in lines if line.startswith(("ready", "not judged"))]


def test_the_longest_summary_has_25_lines() -> None:
    """With three outcomes in both directions and all reasons for gaps the summary has at most 25 lines."""
    facts = ("text", "refusal", "usage", "model", "created", "metadata", "finish")
    broken = [
        verdict(FAILED, serves=serves, differences=[Difference(fact, "lost", 1, None)])
        for fact in facts
        for serves in ("chat", "responses")
    ]
    profiles = load_profiles()
    core = [
        verdict(requirement="ANSWER-1", scenario=name, serves=serves, mode=profile.mode or "json")
        for profile in profiles.values()
        for serves in profile.directions
        for name in profile.core_scenarios[serves]
    ]
    beside = [
        verdict(FAILED, requirement=name, scenario=scenario, serves=serves)
        for serves in ("chat", "responses")
        for name, scenario in (("RESPREQ-48", "setting_nobody_knows"), ("ROBUST-14", "repeated_request"))
    ]
    runs = (run(90_000, 80_000, ended="interrupted", selection=("-k x",), skipped={"no SDK": 1}, clients={"a": "b"}),)
    lines = _printed(*core, *broken, *beside, verbosity=0, requirements=SET, runs=runs)

    assert {"ready", "ready with limits", "not ready"} == {line.split("  ")[0] for line in lines if "  serves " in line}
    assert len(lines) <= 25
