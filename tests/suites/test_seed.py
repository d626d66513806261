"""The broken completion with which Crosswire began is caught, for the right reasons."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crosswire.adapters import load_adapter
from crosswire.adapters.calling import Caller
from crosswire.exchange import Exchange
from crosswire.facts import Answer
from crosswire.performing import perform
from crosswire.requirements import Loss, Requirement
from crosswire.scenarios import load_scenarios
from tests.suites.judging import REQUIREMENTS

SEED = Path(__file__).parents[2] / "docs" / "the_seed.py"


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    """The seed's exchange with the adapter of docs/the_seed.py."""
    caller = Caller()
    yield perform(load_scenarios()["reasoning_then_text"], "chat", "json", load_adapter(str(SEED)), caller)
    caller.close()


@pytest.fixture(scope="module")
def verdicts(exchange: Exchange) -> dict[str, str]:
    """Each requirement's id, with the kind of its loss or `kept`."""

    def judged(requirement: Requirement) -> str:
        try:
            requirement.judge(exchange)
        except Loss as loss:
            return loss.kind
        return "kept"

    return {requirement.id: judged(requirement) for requirement in REQUIREMENTS if not requirement.client}


@pytest.mark.parametrize(
    ("requirement", "verdict"),
    [
        ("CONTENT-1", "lost"),
        ("TOKENS-1", "altered"),
        ("TOKENS-2", "lost"),
        ("ANSWER-1", "kept"),
        ("FINISH-1", "kept"),
        ("METADATA-1", "kept"),
    ],
)
def test_the_seed_is_caught(requirement: str, verdict: str, verdicts: dict[str, str]) -> None:
    """The text and the reasoning tokens are lost, the counts are altered; the finish and the metadata are kept."""
    assert verdict == verdicts[requirement]


def test_the_completion_is_the_observed_one(exchange: Exchange) -> None:
    """The adapter serves the facts of the observed completion."""
    served = exchange.turns[0].served

    assert isinstance(served, Answer)
    assert served.usage is not None
    assert "" == served.text
    assert {"input": 0, "output": 0, "total": 0} == served.usage.totals
    assert "stop" == served.stated_finish
    assert {"trace_name": "20251001_072421_1477-OUTBOUND-acompletion"} == served.metadata
    assert (1759303461, "gpt-5-mini-2025-08-07") == (served.created, served.model)
