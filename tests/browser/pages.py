"""Reports to look at in a browser."""

from typing import Any

from crosswire.facts import Json
from crosswire.losses import Difference
from crosswire.reporting.model import Evidence, Report, Verdict

SENTENCE = "Reasoning tokens are the upstream's number, where it is not zero."
PASSED: dict[str, Any] = {
    "requirement": "TOKENS-2",
    "level": "must",
    "promise": "token_counts",
    "scenario": "plain_text",
    "serves": "chat",
    "mode": "json",
    "verdict": "passed",
    "sentence": SENTENCE,
}
LOST: dict[str, Any] = {
    **PASSED,
    "verdict": "failed",
    "loss": "lost",
    "fault": "adapter",
    "message": "usage lost",
    "expected": {"input": 12, "reasoning": 64},
    "received": {"input": 12},
    "pointers": {"upstream": ["/usage/output_tokens_details"], "served": []},
}
TURN: dict[str, Json] = {
    "asked": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello"}]},
    "forwarded": {"model": "gpt-5-mini", "input": "Hello"},
    "upstream": {"id": "resp_1", "usage": {"input_tokens": 12, "output_tokens_details": {"reasoning_tokens": 64}}},
    "served": {"id": "chatcmpl-1", "usage": {"prompt_tokens": 12}},
}


def verdict(base: dict[str, Any] = PASSED, **changed: Any) -> Verdict:
    """Make a verdict that differs from an example in what is given."""
    given = {**base, **changed}
    route = "-".join(filter(None, (given["serves"], given["mode"], given["scenario"], given.get("variation"))))
    rerun = f'pytest "suites/test_{given["promise"]}.py::test_it[{route}]" --adapter mine'
    return Verdict(**{"rerun": rerun, **given})


def evidence(*turns: dict[str, Json], **changed: Any) -> Evidence:
    """Make an exchange of some turns, `TURN` unless given."""
    plain: dict[str, Any] = {
        "scenario": "plain_text",
        "serves": "chat",
        "mode": "json",
        "title": "A plain answer",
        "provenance": {"chat.json": "authored", "responses.json": "recorded"},
    }
    return Evidence(**{**plain, "turns": list(turns or (TURN,)), **changed})


def report(*verdicts: Verdict, exchanges: tuple[Evidence, ...] = (), name: str = "mine") -> Report:
    """Make a report on an adapter."""
    return Report({"name": name, "version": "1.2"}, "0.1.0", "2026.11", list(verdicts), list(exchanges))


def usual() -> Report:
    """Make a report with a bit of everything."""
    return report(
        verdict(LOST),
        verdict(mode="stream"),
        verdict(LOST, scenario="long_text", verdict="warned", level="should", requirement="TOKENS-9"),
        verdict(LOST, mode="stream", variation="cut"),
        verdict(serves="responses", requirement="CONTENT-1", promise="content", sentence="The text arrives."),
        verdict(LOST, serves="responses", requirement="CONTENT-2", promise="content", loss="altered"),
        verdict(LOST, scenario="long_text", requirement="CONTENT-3", promise="content", level="may", verdict="noted"),
        verdict(scenario="crash", verdict="untestable", message="nothing to judge", fault="adapter"),
        verdict(scenario="crash", mode="stream", verdict="error", message="no module", fault="configuration"),
        verdict(LOST, scenario="excused", verdict="known", message="usage lost: reported"),
        verdict(LOST, scenario="said", verdict="declared", message="usage lost: it is declared"),
        verdict(scenario="mended", verdict="fixed", message="listed as known, but kept"),
        exchanges=(evidence(), evidence(mode="stream", variation="cut"), evidence(serves="responses")),
    )


def with_causes() -> Report:
    """Make a report of three causes: a lost fact in two scenarios, a lost field of a request, a crash."""
    details, desk = "/usage/output_tokens_details", {"desk": "planets"}
    usage = Difference("usage.reasoning", "lost", 64, None, {"upstream": [details], "served": []})
    hint = Difference("metadata", "lost", desk, None, {"asked": ["/metadata"], "forwarded": []})
    asked = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello"}], "metadata": desk}
    lost = verdict(LOST, differences=[usage])
    silent = {"verdict": "untestable", "message": "nothing to judge: KeyError: 'output'?", "fault": "adapter"}
    return report(
        lost,
        verdict(LOST, differences=[usage], mode="stream", scenario="long_text"),
        verdict(LOST, differences=[hint], requirement="METADATA-2", promise="metadata", sentence="Metadata arrives."),
        *(verdict({**PASSED, **silent}, requirement=f"TOOLS-{number}", scenario="crash") for number in range(30)),
        exchanges=(evidence({**TURN, "asked": asked}),),
    )


HOSTILE = [
    "<script>pwned = 1</script>",
    "</script><script>pwned = 1</script>",
    '"><img src=x onerror="pwned = 1">',
    "' onmouseover='pwned = 1' onfocus='pwned = 1' autofocus='",
    "</pre></details></style><svg onload=pwned=1><!--",
    "<!--<script>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "<base href='https://example.invalid/'><link rel=stylesheet href=//example.invalid/x.css>",
    "javascript:pwned=1",
    "__proto__",
    "constructor",
    "]]>&lt;b&gt;{{7*7}}${pwned=1}`",
]


def hostile() -> Report:
    """Make a report with a text wherever an adapter or a model can put one."""
    name = "".join(HOSTILE)
    verdicts, exchanges = [_broken(text) for text in HOSTILE], [_exchange(text) for text in HOSTILE]
    return Report({"name": name, "version": name}, name, name, verdicts, exchanges)


def _broken(text: str) -> Verdict:
    shown: dict[str, Any] = {
        **LOST,
        "scenario": text,
        "promise": text,
        "requirement": text,
        "variation": text,
        "sentence": text,
        "message": f"usage lost: {text}",
        "expected": {text: text},
        "received": [text],
        "pointers": {"served": [f"/{text.replace('~', '~0').replace('/', '~1')}"], "asked": [text]},
        "rerun": f"pytest {text}",
    }
    return Verdict(**shown)


def _exchange(text: str) -> Evidence:
    turn: dict[str, Json] = {point: {text: text, "model": [text]} for point in TURN}
    names = {"scenario": text, "variation": text, "title": text, "notes": [text], "provenance": {text: text}}
    return evidence(turn, turn, **names)
