"""A cause as a bug report in Markdown: all that a maintainer needs, and nothing that becomes markup."""

from dataclasses import replace

from markdown_it import MarkdownIt

from crosswire.losses import Difference
from crosswire.reporting.bug_report import bug_report
from crosswire.reporting.causes import causes
from crosswire.reporting.marking import shown
from crosswire.reporting.model import Evidence, Report, Verdict
from tests.reporting.report_examples import FAILED, NO_ANSWER, TURN, UNTESTABLE, evidence, report, run, verdict

SENTENCE = "Reasoning tokens are the upstream's number, where it is not zero."
LOST = verdict(
    FAILED,
    requirement="TOKENS-2",
    sentence=SENTENCE,
    differences=[
        Difference("usage.reasoning", "lost", 64, None, {"upstream": ["/usage/output_tokens"], "served": []}),
    ],
)


def _of(*found: Verdict, exchange: Evidence | None = None, judged: Report | None = None) -> str:
    first = causes(found)[0]
    return bug_report(judged or report(*found), first, exchange, shown(first, exchange) if exchange else None)


def test_it_says_what_to_mend_and_how_to_see_it() -> None:
    """Adapter and version, the sentence and its source, what came instead, the payloads, the command and the extent."""
    text = _of(LOST, replace(LOST, mode="stream"), exchange=evidence())

    assert text.startswith("### In what is served over Chat, `reasoning` of `usage` is lost\n")
    assert "`mine 1.2` serves Chat over Responses, whole." in text
    assert f"**Expected** (`TOKENS-2`, a MUST): {SENTENCE}" in text
    assert "`ResponseUsage`" in text
    assert "https://platform.openai.com/docs/api-reference/responses" in text
    assert "**Got**: nothing in place of `64`." in text
    assert "The upstream answers (see `/usage/output_tokens`):\n\n```json\n" in text
    assert "The adapter serves (no `reasoning` in `/usage`):\n\n```json\n" in text
    assert '"messages": [{"role": "user", "content": "Hello"}]' in text
    assert LOST.rerun in text
    assert "Seen in 2 verdicts of 1 scenario, by `TOKENS-2`." in text
    assert "cause `chat/served/usage/reasoning/lost`" in text


def test_what_it_needs_is_installed_first() -> None:
    """An adapter that is imported comes with an extra of its own; any other brings its environment."""
    litellm = replace(report(LOST), adapter={"name": "litellm", "version": "1.0"})

    assert "pip install -e '.[adapters]'\n" in _of(LOST)
    assert "pip install -e '.[adapters,litellm]'\n" in _of(LOST, judged=litellm)


def test_the_run_is_named() -> None:
    """Python, platform and date of the run are there where the report has them."""
    judged = replace(report(LOST), runs=(run(1, 1),))

    assert "Python 3.11.7, Linux, 2026-11-23" in _of(LOST, judged=judged)


def test_without_payloads_it_still_tells() -> None:
    """A report without the exchange has the rest; so has a requirement that this Crosswire does not know."""
    text = _of(replace(LOST, sentence="Something else."))

    assert "```json" not in text
    assert "ResponseUsage" not in text
    assert "Something else." in text
    assert LOST.rerun in text


def test_a_missing_answer_tells_why_and_what_it_hides() -> None:
    """The reason stands in place of a value, and the untestable verdicts are counted."""
    silent = verdict(UNTESTABLE, message="nothing to judge: KeyError")
    text = _of(
        verdict(NO_ANSWER, received="KeyError"), silent, exchange=evidence({**TURN, "forwarded": None, "served": None})
    )

    assert "**Got**: `KeyError`" in text
    assert "The adapter serves nothing." in text
    assert "It leaves 1 verdict untestable." in text
    assert "**Expected**: an answer that can be judged." in _of(silent)


def test_hostile_text_stays_in_its_block() -> None:
    """What an adapter serves neither ends its block of code nor becomes a link, a heading or a mention."""
    hostile = "```\n# heading\n@everyone <b>[x](https://example.invalid)"
    turn = {**TURN, "served": {"text": hostile}, "asked": [hostile]}
    found = replace(LOST, sentence=hostile, requirement=hostile)
    judged = replace(report(found), adapter={"name": hostile, "version": hostile})
    text = _of(found, exchange=evidence(turn, title=hostile), judged=judged)
    page = MarkdownIt("commonmark").render(text)

    assert page.count("<h1") == page.count("<h2") == 0
    assert "<b>" not in page
    assert 'href="https://example.invalid' not in page
