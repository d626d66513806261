"""The observation that Crosswire starts from: its broken completion is caught, for the right reasons and no other."""

from pathlib import Path

import pytest
from judging import REQUIREMENTS

from crosswire.adapters import load_adapter
from crosswire.adapters.calling import Caller
from crosswire.performing import perform
from crosswire.requirements import Loss
from crosswire.scenarios import load_scenarios

SEED = Path(__file__).parents[2] / "docs" / "the_seed.py"


@pytest.fixture(scope="module")
def exchange():
    """The seed's exchange with the adapter of docs/the_seed.py."""
    caller = Caller()
    yield perform(load_scenarios()["reasoning_then_text"], "chat", "json", load_adapter(str(SEED)), caller)
    caller.close()


@pytest.fixture(scope="module")
def verdicts(exchange):
    """For every requirement what became of it: its kind of loss, or `kept`."""

    def judged(requirement):
        try:
            requirement.judge(exchange)
        except Loss as loss:
            return loss.kind
        return "kept"

    return {requirement.id: judged(requirement) for requirement in REQUIREMENTS}


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
def test_the_seed_is_caught(requirement, verdict, verdicts):
    """Its text is lost, its counts are altered, its reasoning tokens are lost; its finish and its metadata are kept."""
    assert verdict == verdicts[requirement]


def test_the_completion_is_the_observed_one(exchange):
    """What the adapter serves says what the observed completion said."""
    served = exchange.turns[0].served

    assert "" == served.text
    assert {"input": 0, "output": 0, "total": 0} == served.usage.totals
    assert "stop" == served.finish_said
    assert {"trace_name": "20251001_072421_1477-OUTBOUND-acompletion"} == served.metadata
    assert (1759303461, "gpt-5-mini-2025-08-07") == (served.created, served.model)
