"""Losses that only clients show: exchanges in which all other requirements are kept."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crosswire.losses import Difference
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.verdict_table import VerdictName
from crosswire.requirements import SET

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> Iterator[Any]:
    """Return the script as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(CHECKOUT / "scripts"))
        yield importlib.import_module("client_losses")


def lost(requirement: str, scenario: str, verdict: VerdictName = "warned") -> Verdict:
    differences = [Difference("usage.events", "lost", 1, None)]
    return Verdict(requirement, "should", "client", scenario, "chat", "stream", verdict, differences=differences)


def test_a_loss_has_its_clients_and_its_exchanges(script: Any) -> None:
    """A row names the fact, the clients and the exchanges; one in which every other MUST is kept is bold."""
    verdicts = [
        lost("CLIENT-5", "plain_text"),
        lost("CLIENT-14", "plain_text"),
        lost("CLIENT-5", "usage"),
        lost("CLIENT-14", "usage"),
        lost("TOKENS-1", "usage", "failed"),
        lost("TOKENS-1", "unseen", "failed"),
        lost("CHUNKS-12", "plain_text"),
    ]

    row = ("usage: openai-node, codex", "chat streamed: **plain_text**, usage")
    assert [row] == [*script.losses(script.exchanges_of(verdicts))]


def test_a_page_counts_what_each_client_judged(script: Any) -> None:
    """What was not testable was not judged; a client that judged nothing says so."""
    verdicts = [
        lost("CLIENT-5", "plain_text"),
        lost("CLIENT-5", "usage", "passed"),
        lost("CLIENT-5", "other", "untestable"),
    ]
    lines = [*script.page([Report({"name": "mine", "version": "1"}, "0", SET, verdicts)])]

    assert "## mine 1" in lines
    assert "In 1 exchanges only clients find a loss." in lines
    assert "| openai-node | not judged | 2, 1 the same |" in lines
    assert "| codex | not judged | not judged |" in lines
