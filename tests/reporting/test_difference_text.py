"""On the terminal a difference is told by cause: counts, then what to look at first."""

from crosswire.losses import Difference
from crosswire.reporting.cause_changes import compare_causes
from crosswire.reporting.difference_text import lines
from crosswire.reporting.diffing import compare
from crosswire.reporting.model import Report
from tests.reporting.report_examples import FAILED, PASSED, report, verdict


def losing(*facts: str) -> Report:
    """Return a report in which each of the facts is lost, in a scenario of its own; others are kept."""
    names = [f"fact{number:02}" for number in range(15)]
    return report(
        *(
            verdict({**FAILED, "differences": [Difference(name, "lost", 1, None)]}, scenario=name)
            if name in facts
            else verdict(scenario=name)
            for name in names
        )
    )


def text_of(old: Report, new: Report, *, verbose: bool = False) -> list[str]:
    difference = compare(old, new)
    return list(lines(difference, compare_causes(difference), verbose=verbose))


def test_counts_come_first_and_then_the_causes() -> None:
    """A cause has its level, how much changed, its sentence, its key and the command that shows it."""
    assert [
        "mine 1.2 → mine 1.2, requirement set 2026.11",
        "",
        "new          1    1 red  nothing had this cause before",
        "worse        0           has more verdicts than before, or loses more in them",
        "other        0           not kept, as before, but of another cause",
        "hidden       0           was judged, and cannot be judged now, as an answer is missing",
        "uncovered    0           shows now in verdicts that could not be judged before, or were not",
        "gone         1    1 red  no verdict has this cause now",
        "better       0           has fewer verdicts than before, or loses less in them",
        "as before    1",
        "",
        "new:",
        "  MUST   1 verdict in 1 scenario  In what is served over Chat, `fact02` is lost: " + PASSED["sentence"],
        "         chat/served/fact02/lost (TOKENS-1)",
        f"         {PASSED['rerun']}",
        "",
        "gone:",
        "  MUST   1 verdict in 1 scenario  In what is served over Chat, `fact01` is lost: " + PASSED["sentence"],
        "         chat/served/fact01/lost (TOKENS-1)",
        f"         {PASSED['rerun']}",
    ] == text_of(losing("fact00", "fact01"), losing("fact00", "fact02"))


def test_all_that_is_worse_is_listed() -> None:
    """Of what is better a screen is listed, and all with `verbose`, which also lists the requirements."""
    facts = [f"fact{number:02}" for number in range(12)]
    worse, better = text_of(losing(), losing(*facts)), text_of(losing(*facts), losing())

    assert 12 == sum("/lost" in line for line in worse)
    assert 10 == sum("/lost" in line for line in better)
    assert "  … and 2 more; --verbose lists them" == better[-1]
    all_of_it = text_of(losing(*facts), losing(), verbose=True)
    assert 12 == sum("/lost" in line for line in all_of_it)
    assert "mended       12  was red, is not red any more" in all_of_it
