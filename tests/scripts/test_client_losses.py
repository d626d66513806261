"""Losses that only clients show: exchanges in which all other requirements are kept."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crosswire.losses import Difference
from crosswire.reporting.model import Verdict
from crosswire.reporting.verdict_table import VerdictName

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


def test_exchanges_that_others_fail_too_are_left_out(script: Any) -> None:
    """A row names the fact and the clients; an exchange in which another MUST fails has none."""
    verdicts = [
        lost("CLIENT-5", "plain_text"),
        lost("CLIENT-14", "plain_text"),
        lost("CLIENT-5", "usage"),
        lost("TOKENS-1", "usage", "failed"),
        lost("CHUNKS-12", "plain_text"),
    ]

    assert [("plain_text", "chat", "stream", "usage: openai-node, codex")] == [*script.rows(verdicts)]
