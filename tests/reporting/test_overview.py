"""The first view of the page: counts, losses and standings."""

from crosswire.reporting.model import Report
from crosswire.reporting.overview import columns, promises, silenced, standings, worst
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, UNTESTABLE, report, verdict


def test_counts_have_the_colour_of_the_gravest() -> None:
    """A count has the colour of its gravest verdict, and links to exactly the verdicts that it counts."""
    warned = verdict(FAILED, verdict="warned", level="should", mode="stream")
    [row] = promises([verdict(), warned, verdict(FAILED)])
    satisfied, lost = row.directions["chat"]["kept"], row.directions["chat"]["lost"]

    assert (1, "passed") == (satisfied.times, satisfied.gravest)
    assert (2, "failed") == (lost.times, lost.gravest)
    assert "#matrix?promise=token_counts&serves=chat&became=lost" == lost.link


def test_several_promises_have_a_sum() -> None:
    """The last row is the sum; every row has every direction that was judged."""
    rows = promises([verdict(FAILED), verdict(FAILED, promise="content", serves="responses")])

    assert ["token_counts", "content", ""] == [row.name for row in rows]
    assert [["chat", "responses"]] * 3 == [list(row.directions) for row in rows]
    assert {} == rows[0].directions["responses"]
    assert [1, 1] == [counts["lost"].times for counts in rows[2].directions.values()]


def test_columns_without_a_count_are_left_out() -> None:
    """Kept, lost, altered and invented always have a column; untestable and error only where there are some."""
    assert ["kept", "lost", "altered", "invented"] == list(columns([verdict()]))
    assert ["kept", "lost", "altered", "invented", "error"] == list(columns([verdict(ERROR)]))


def test_a_loss_is_told_with_an_example() -> None:
    """A line says what changed, and links to an example and to all of it; untestable has no change."""
    lost, trouble = worst(report(verdict(FAILED), verdict(ERROR, mode="stream")), among=False)

    assert ("output: 3", "nothing") == lost.change
    assert "#verdict?requirement=TOKENS-1&serves=chat&mode=json&scenario=plain_text" == lost.example
    assert "#requirement?requirement=TOKENS-1&serves=chat" == lost.all
    assert trouble.change is None
    assert "#matrix?verdict=error&serves=chat" == trouble.all


def test_among_others_links_name_the_adapter() -> None:
    """In a comparison, a link to a verdict names its adapter."""
    [lost] = worst(report(verdict(FAILED)), among=True)

    assert lost.example.endswith("&adapter=mine+1.2")
    assert lost.all.endswith("&adapter=mine+1.2")


def test_what_a_missing_answer_silenced_is_counted() -> None:
    """Untestable verdicts that ANSWER-1 explains are counted; those for another reason have their own line."""
    assert 1 == silenced([verdict(NO_ANSWER), verdict(UNTESTABLE), verdict(UNTESTABLE, mode="stream")])


def test_standings_begin_with_the_fewest_broken() -> None:
    """Order is by broken MUSTs, then SHOULDs; a requirement counts once, however often it is broken."""
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
