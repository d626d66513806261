"""Small reports to test with."""

from typing import Any

from crosswire.reporting.model import Evidence, Report, Verdict
from crosswire.reporting.runs import Run

PASSED: dict[str, Any] = {
    "requirement": "TOKENS-1",
    "level": "must",
    "promise": "token_counts",
    "scenario": "plain_text",
    "serves": "chat",
    "mode": "json",
    "verdict": "passed",
    "sentence": "The counts are the upstream's.",
    "rerun": 'pytest "suites/test_token_counts.py::test_counts_survive[chat-json-plain_text]" --adapter mine',
}
FAILED: dict[str, Any] = {
    **PASSED,
    "verdict": "failed",
    "loss": "lost",
    "fault": "adapter",
    "message": "usage lost",
    "expected": {"input": 12, "output": 3},
    "received": {"input": 12},
    "pointers": {"upstream": ["/usage"], "served": ["/usage/prompt_tokens"]},
}
UNTESTABLE: dict[str, Any] = {
    **PASSED,
    "verdict": "untestable",
    "fault": "adapter",
    "message": "nothing to judge: KeyError",
}
NO_ANSWER: dict[str, Any] = {
    **FAILED,
    "requirement": "ANSWER-1",
    "promise": "answer",
    "message": "answer lost",
    "expected": "an answer",
    "received": None,
    "pointers": {},
}
ERROR: dict[str, Any] = {
    **PASSED,
    "verdict": "error",
    "fault": "configuration",
    "message": "AdapterUnusable: no module",
}
TURN: dict[str, Any] = {
    "asked": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello"}]},
    "forwarded": {"model": "gpt-5-mini", "input": "Hello"},
    "upstream": {"usage": {"input_tokens": 12, "output_tokens": 3}},
    "served": {"usage": {"prompt_tokens": 12}},
}


def verdict(base: dict[str, Any] = PASSED, **changed: Any) -> Verdict:
    """Make a verdict that differs from an example in what is given."""
    return Verdict(**{**base, **changed})


def evidence(*turns: dict[str, Any], **changed: Any) -> Evidence:
    """Make an exchange of some turns, `TURN` unless given."""
    plain: dict[str, Any] = {
        "scenario": "plain_text",
        "serves": "chat",
        "mode": "json",
        "title": "A plain answer",
        "provenance": {"chat.json": "authored", "responses.json": "recorded"},
        "notes": [],
    }
    return Evidence(**{**plain, "turns": list(turns or (TURN,)), **changed})


def report(*verdicts: Verdict, exchanges: tuple[Evidence, ...] = ()) -> Report:
    """Make a report on an adapter called mine."""
    return Report({"name": "mine", "version": "1.2"}, "0.1.0", "2026.11", list(verdicts), list(exchanges))


def run(of: int, chosen: int, **changed: Any) -> Run:
    """Make a run that collected `chosen` of `of` verdicts."""
    plain: dict[str, Any] = {
        "command": "pytest suites --adapter mine",
        "date": "2026-11-23T10:00:00Z",
        "python": "3.11.7",
        "platform": "Linux",
    }
    return Run(**{**plain, **changed}, of=of, chosen=chosen)
