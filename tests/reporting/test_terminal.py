"""The summary at the end of a run, on the terminal."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from crosswire.losses import Difference
from crosswire.reporting.model import Verdict
from crosswire.reporting.terminal import print_summary
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, UNTESTABLE, report, verdict

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


def _printed(*verdicts: Verdict, verbosity: int = 1) -> list[str]:
    terminal = _Terminal(verbosity)
    print_summary(report(*verdicts), cast("pytest.TerminalReporter", terminal))
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
