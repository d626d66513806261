"""What the page unpacks: payloads as their JSON, and of exchanges as many as there is room for, the gravest first."""

from typing import Any

import pytest

from crosswire.reporting.evidence import both_sides, exchanges_within
from crosswire.reporting.model import Evidence
from crosswire.reporting.payloads import Text
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


def test_numbers_keep_their_text() -> None:
    """1 and 1.0 stay different, and a large number has all its digits."""
    sides = both_sides([1, 1.0, 12345678901234567890], None)

    assert (Text("[1, 1.0, 12345678901234567890]"), None) == (sides["expected"], sides["received"])


@pytest.mark.parametrize(
    ("mode", "forwarded", "answered"),
    [("stream", {"stream": False}, "json"), ("json", {"stream": True}, "stream"), ("stream", "text", "stream")],
)
def test_an_exchange_names_the_recording_that_was_asked_for(mode: str, forwarded: Any, answered: str) -> None:
    """Packed or not, an exchange on the page has its recordings: the client's, and the one that answered upstream."""
    provenance = dict.fromkeys(("chat.json", "chat.stream", "responses.json", "responses.stream"), "authored")
    plain = evidence({**TURN, "forwarded": forwarded}, mode=mode, provenance=provenance)
    body = {**report(exchanges=(plain,)).to_json()["exchanges"][0]}
    found = [
        list(exchanges_within([report(verdict(FAILED), exchanges=(one,))]).values())
        for one in (plain, Evidence.from_json(body))
    ]

    assert found[0] == found[1]
    assert {f"chat.{mode}", f"responses.{answered}"} == set(found[0][0]["recordings"])
