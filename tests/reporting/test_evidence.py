"""A page has room for some exchanges' payloads; the gravest come first."""

from crosswire.reporting.evidence import exchanges_within
from tests.reporting.report_examples import FAILED, TURN, evidence, report, verdict


def test_the_gravest_exchanges_come_first() -> None:
    """Where not all payloads fit, those of the gravest verdicts of all reports do."""
    light = report(verdict(FAILED, verdict="warned"), exchanges=(evidence(),))
    grave = report(verdict(FAILED), exchanges=(evidence(),))
    size = 230

    assert [(1, ("chat", "json", "plain_text", ""))] == list(exchanges_within([light, grave], size))
    assert 2 == len(exchanges_within([light, grave], 2 * size))


def test_a_small_exchange_fits_where_a_large_one_does_not() -> None:
    """An exchange that is too large is left out, and smaller ones behind it take the room."""
    large = evidence({**TURN, "served": "x" * 1000}, scenario="large")
    small = evidence()
    both = report(verdict(FAILED, scenario="large"), verdict(FAILED), exchanges=(large, small))

    assert ["plain_text"] == [route[2] for _, route in exchanges_within([both], 300)]
