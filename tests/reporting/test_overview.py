"""What is told before anybody asks."""

from crosswire.reporting.model import Report
from crosswire.reporting.overview import columns, promises, silenced, standings, worst
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, UNTESTABLE, report, verdict


def test_counts_have_the_colour_of_the_gravest() -> None:
    """A number counts what came to the same, looks like the worst of it, and leads to exactly that."""
    warned = verdict(FAILED, verdict="warned", level="should", mode="stream")
    [row] = promises([verdict(), warned, verdict(FAILED)])
    satisfied, lost = row.directions["chat"]["kept"], row.directions["chat"]["lost"]

    assert (1, "passed") == (satisfied.times, satisfied.gravest)
    assert (2, "failed") == (lost.times, lost.gravest)
    assert "#matrix?promise=token_counts&serves=chat&became=lost" == lost.link


def test_several_promises_have_a_sum() -> None:
    """The last row counts all of them; every row has every direction, where one was judged."""
    rows = promises([verdict(FAILED), verdict(FAILED, promise="content", serves="responses")])

    assert ["token_counts", "content", ""] == [row.name for row in rows]
    assert [["chat", "responses"]] * 3 == [list(row.directions) for row in rows]
    assert {} == rows[0].directions["responses"]
    assert [1, 1] == [counts["lost"].times for counts in rows[2].directions.values()]


def test_columns_without_a_count_are_left_out() -> None:
    """What became of a fact always has a column; trouble has one where there was some."""
    assert ["kept", "lost", "altered", "invented"] == list(columns([verdict()]))
    assert ["kept", "lost", "altered", "invented", "error"] == list(columns([verdict(ERROR)]))


def test_a_loss_is_told_with_an_example() -> None:
    """A line says what changed, and leads to its example and to all of it; trouble changed nothing."""
    lost, trouble = worst(report(verdict(FAILED), verdict(ERROR, mode="stream")), among=False)

    assert ("output: 3", "nothing") == lost.change
    assert "#verdict?requirement=TOKENS-1&serves=chat&mode=json&scenario=plain_text" == lost.example
    assert "#requirement?requirement=TOKENS-1&serves=chat" == lost.all
    assert trouble.change is None
    assert "#matrix?verdict=error&serves=chat" == trouble.all


def test_among_others_links_name_the_adapter() -> None:
    """A verdict of one adapter is not that of another."""
    [lost] = worst(report(verdict(FAILED)), among=True)

    assert lost.example.endswith("&adapter=mine+1.2")
    assert lost.all.endswith("&adapter=mine+1.2")


def test_what_a_missing_answer_silenced_is_counted() -> None:
    """Untestable where ANSWER-1 says why is counted, untestable for another reason has a line of its own."""
    assert 1 == silenced([verdict(NO_ANSWER), verdict(UNTESTABLE), verdict(UNTESTABLE, mode="stream")])


def test_standings_begin_with_the_fewest_broken() -> None:
    """Broken MUSTs count first, then SHOULDs; a requirement is broken once, however often it was not kept."""
    bad = report(verdict(FAILED), verdict(FAILED, mode="stream"), verdict(requirement="TOKENS-2"))
    strict = _named("strict", verdict(FAILED, verdict="warned", level="should"), verdict(requirement="TOKENS-2"))
    good = _named("good", verdict(level="should"), verdict(UNTESTABLE, requirement="TOKENS-2"))
    text = standings([bad, strict, good])

    assert ["good", "strict", "mine 1.2"] == [entry.row.name for entry in text]
    assert [(0, 0), (0, 1), (1, 2)] == [entry.broken["chat", "must"] for entry in text]
    assert [(0, 1), (1, 1), (0, 0)] == [entry.broken["chat", "should"] for entry in text]
    assert [0, 1, 2] == [entry.times("lost") for entry in text]


def _named(name: str, *verdicts: object) -> Report:
    return Report({"name": name, "version": None}, "0.1.0", "2026.11", list(verdicts))  # type: ignore[arg-type]
