"""The observation that Crosswire starts from: its broken completion is caught, for the right reasons and no other."""

import pytest
from test_known_bad import REQUIREMENTS

from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate
from crosswire.exchange import perform
from crosswire.requirements import Loss
from crosswire.scenarios import load_scenarios


class TheSeedsAdapter:
    """Serves what was observed: the Responses answer's id, time, model and metadata around nothing."""

    @staticmethod
    def chat(request, upstream):
        import httpx

        headers = {"authorization": f"Bearer {upstream.api_key}"}
        asked = {"model": request["model"], "input": request["messages"]}
        answer = httpx.post(f"{upstream.base_url}/responses", json=asked, headers=headers).json()
        message = {"content": "", "role": "assistant", "tool_calls": None, "function_call": None}
        return {
            "id": answer["id"],
            "created": answer["created_at"],
            "model": answer["model"],
            "object": "chat.completion",
            "system_fingerprint": None,
            "choices": [{"finish_reason": "stop", "index": 0, "message": message}],
            "usage": {
                "completion_tokens": 0,
                "prompt_tokens": 0,
                "total_tokens": 0,
                "completion_tokens_details": None,
                "prompt_tokens_details": None,
            },
            "metadata": answer["metadata"],
        }


@pytest.fixture(scope="module")
def verdicts():
    """For every requirement what became of it: its kind of loss, or `kept`."""
    caller = Caller()
    scenario = load_scenarios()["reasoning_then_text"]
    exchange = perform(scenario, "chat", "json", as_candidate(TheSeedsAdapter, "seed"), caller)
    caller.close()

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
