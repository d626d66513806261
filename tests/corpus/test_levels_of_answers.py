"""No MUST and no SHOULD about answers fails on the vendor's own answers.

The other API's recording is derived from the same facts. Chat has no form for phases, or for the items of what ran
upstream, so that a response which has them has more than its upstream there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from crosswire import reference
from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate
from crosswire.exchange import Case, Exchange, cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.performing import perform
from crosswire.requirements import Loss, Untestable
from crosswire.served import Served
from crosswire.specification.suites import load_requirements
from tests.corpus.exchanges import exchanges, needs_corpus
from tests.corpus.test_reference_on_traffic import scenario_of

pytestmark = needs_corpus

PROMISES = ("content", "metadata", "finish_reason", "token_counts", "tools")
NOT_IN_CHAT = ("CONTENT-20 output", "CONTENT-20 phase")


@pytest.mark.parametrize("shape", ["chat", "responses"])
def test_no_level_is_above_the_vendor(shape: ShapeName) -> None:
    """The vendor's answers, served unchanged, keep every MUST and SHOULD about answers."""
    caller = Caller()
    judged = 0
    failed: Counter[str] = Counter()
    for genuine in (*exchanges(shape, "json"), *exchanges(shape, "stream")):
        if genuine.host == "api.openai.com":
            scenario = scenario_of(genuine)
            mode: Mode = "stream" if genuine.request.get("stream") else "json"
            done = perform(scenario, shape, mode, as_candidate(reference, "reference"), caller)
            if done.trouble or any(turn.received and turn.received.error for turn in done.turns):
                continue
            judged += 1
            done = replace(done, turns=tuple(replace(turn, received=Served(genuine.body)) for turn in done.turns))
            failed.update(failures(done, cases_of(scenario, shape, mode)))
    caller.close()

    assert judged > 150
    assert {} == {name: times for name, times in failed.items() if name not in NOT_IN_CHAT}


def failures(done: Exchange, cases: Sequence[Case]) -> Iterator[str]:
    """Yield the requirements about answers that fail, each with the fact that differs."""
    for requirement in load_requirements():
        about_answers = requirement.promise in PROMISES and "served" in requirement.points
        if about_answers and requirement.level != "may" and not requirement.client and requirement.applies(cases):
            try:
                requirement.judge(done)
            except Untestable:
                pass
            except Loss as loss:
                yield from (f"{requirement.id} {difference.root}" for difference in loss.differences)
