"""A report says which verdicts its run had; one that lacks some never counts as complete."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crosswire.reporting.badge import GREEN, GREY, RED, badge
from crosswire.reporting.comments import summarise
from crosswire.reporting.difference_notes import notes
from crosswire.reporting.diffing import compare
from crosswire.reporting.headline import headline
from crosswire.reporting.merging import merge
from crosswire.reporting.model import Report
from crosswire.reporting.reading import Source, read_report
from crosswire.reporting.runs import Run, coverage
from crosswire.reporting.verdict_table import VerdictName
from crosswire.wire.schemas import violations
from tests.reporting.report_examples import FAILED, report, run, verdict

SELECTED = run(4, 1, selection=["-k plain_text"])
CUT = run(4, 4, ended="interrupted")
SKIPPING = run(4, 4, skipped={"no SDK": 3})
PUBLISHED = Path(__file__).parents[2] / "reports" / "published" / "adapters"


def part(*runs: Run, **changed: Any) -> Report:
    return replace(report(verdict(**changed)), runs=runs)


@pytest.mark.parametrize(
    ("runs", "gaps", "cut_short"),
    [
        ([SELECTED], ["Not chosen: 3 (-k plain_text)"], False),
        ([CUT], ["Not reached: 3 (interrupted)"], True),
        ([SKIPPING], ["Skipped: 3 (no SDK)"], False),
        (
            [run(9, 5, selection=["-m fast"], skipped={"no SDK": 1}, ended="killed")],
            ["Not reached: 3 (killed)", "Not chosen: 4 (-m fast)", "Skipped: 1 (no SDK)"],
            True,
        ),
        ([run(9, 3), run(9, 4)], ["Not reached: 6", "Not chosen: 2"], True),
        ([run(4, 4), run(4, 4)], ["Not reached: 3"], True),
    ],
)
def test_what_is_missing_has_a_reason(runs: list[Run], gaps: list[str], cut_short: bool) -> None:
    """Missing verdicts were not chosen, skipped or not reached; the gaps say how many of each."""
    covered = coverage(1, runs)

    assert (gaps, cut_short, True) == (covered.gaps, covered.cut_short, covered.is_partial)


@pytest.mark.parametrize("runs", [[], [run(1, 1)], [run(1, 1), run(1, 1)]])
def test_a_whole_report_lacks_nothing(runs: list[Run]) -> None:
    """A run with all its verdicts has no gaps; an older report without runs counts as complete."""
    assert (False, ()) == (coverage(1, runs).is_partial, coverage(1, runs).gaps)


@pytest.mark.parametrize(
    ("made", "words", "name"),
    [
        (part(SELECTED), "Judged in part (1 of 4 verdicts): kept what was judged", "noted"),
        (part(SKIPPING), "Judged in part (1 of 4 verdicts): kept what was judged", "noted"),
        (part(CUT), "Cut short after 1 of 4 verdicts: kept what was judged", "error"),
        (part(SELECTED, **FAILED), "Judged in part (1 of 4 verdicts): loses data", "failed"),
        (part(CUT, **FAILED), "Cut short after 1 of 4 verdicts: loses data", "failed"),
        (part(run(1, 1)), "Keeps everything that was asked", "passed"),
    ],
)
def test_the_headline_says_so(made: Report, words: str, name: VerdictName) -> None:
    """The headline of a partial run is never green; one that was cut short is red."""
    shown = headline(made)

    assert (words, name) == (shown.words, shown.verdict)
    assert list(made.coverage.sentences) == list(shown.sentences[: len(made.coverage.sentences)])


@pytest.mark.parametrize(
    ("made", "message", "color"),
    [
        (part(SELECTED), "1 of 1 MUST kept, in part: 1 of 4 verdicts", GREY),
        (part(CUT), "1 of 1 MUST kept, cut short after 1 of 4 verdicts", RED),
        (part(SELECTED, **FAILED), "0 of 1 MUST kept, in part: 1 of 4 verdicts", RED),
        (part(run(1, 1)), "1 of 1 MUST kept", GREEN),
    ],
)
def test_the_badge_says_so(made: Report, message: str, color: str) -> None:
    """The badge of a partial run is never green."""
    shown = badge(made)

    assert (message, color) == (shown.message, shown.color)
    assert shown.title.endswith(message.removeprefix(message.partition(",")[0]))


def test_the_comment_says_so() -> None:
    """The comment names the gaps, the command and the day."""
    text = summarise(part(CUT))

    assert text.startswith("### 🔴 `mine 1.2`: Cut short after 1 of 4 verdicts: kept what was judged\n")
    assert "- Not reached: 3 (interrupted).\n" in text
    assert "`pytest suites --adapter mine`, Python 3.11.7, 2026-11-23T10:00:00Z" in text


def test_a_report_with_runs_comes_back() -> None:
    """Runs are read as they were written, and valid by the schema."""
    written = part(replace(SKIPPING, selection=["-k a"], ended="killed"))
    payload = written.to_json()

    assert [] == violations("report", payload)
    back = Report.from_json(json.loads(json.dumps(payload)))
    assert payload == back.to_json()
    assert written.coverage == back.coverage


def test_an_older_report_is_read(tmp_path: Path) -> None:
    """An older report has no runs, and counts as complete."""
    payload = part(SELECTED).to_json()
    del payload["runs"]
    (tmp_path / "report.json").write_text(json.dumps(payload))
    read = read_report(tmp_path)

    assert ((), False) == (read.runs, read.coverage.is_partial)


@pytest.mark.parametrize("adapter", sorted(path.name for path in PUBLISHED.iterdir())[::5])
def test_what_is_published_is_read(adapter: str) -> None:
    """Published reports can be read, whichever version wrote them: every fifth is, since one takes a second."""
    assert read_report(PUBLISHED / adapter / "report.json.gz").verdicts


def test_parts_become_whole() -> None:
    """Parts that complete each other become a complete report."""
    json_part, stream_part = part(run(2, 1)), part(run(2, 1), mode="stream")
    (whole,) = merge([Source("a.json", json_part), Source("b.json", stream_part)])

    assert json_part.coverage.is_partial
    assert stream_part.coverage.is_partial
    assert not whole.coverage.is_partial
    assert 2 == len(whole.runs)


def test_a_date_is_no_difference() -> None:
    """Runs that differ in date alone are the same; a partial run is noted."""
    one, other = part(run(1, 1)), part(run(1, 1, date="2026-11-24T10:00:00Z", command="pytest"))

    assert ([], []) == (notes(compare(one, other)), compare(one, other).changes)
    assert ["judged in part before: 1 of 4 verdicts"] == notes(compare(part(SELECTED), one))
