"""Levels, held to the vendor: no MUST and no SHOULD about an answer fails on the vendor's own answer.

The other API's recording is derived from the same facts. Chat has no form for phases, or for the items of what ran
upstream, so that a response which has them has more than its upstream there.
"""

from collections import Counter
from dataclasses import replace

import pytest
from exchanges import exchanges, needs_corpus
from test_reference_on_traffic import scenario_of

from crosswire import reference
from crosswire.adapters.calling import Caller, Served
from crosswire.adapters.loading import as_candidate
from crosswire.exchange import cases_of
from crosswire.performing import perform
from crosswire.requirements import Loss, Untestable
from crosswire.specification.suites import load_requirements

pytestmark = needs_corpus

PROMISES = ("content", "metadata", "finish_reason", "token_counts", "tools")
NOT_IN_CHAT = ("CONTENT-20 output", "CONTENT-20 phase")


@pytest.mark.parametrize("shape", ["chat", "responses"])
def test_no_level_is_above_the_vendor(shape):
    """What the vendor's own host answers, served as it stands, keeps every MUST and SHOULD."""
    caller = Caller()
    judged, failed = 0, Counter()
    for genuine in (*exchanges(shape, "json"), *exchanges(shape, "stream")):
        if genuine.host == "api.openai.com":
            scenario, mode = scenario_of(genuine), "stream" if genuine.request.get("stream") else "json"
            done = perform(scenario, shape, mode, as_candidate(reference, "reference"), caller)
            if done.trouble or any(turn.received.error for turn in done.turns):
                continue
            judged += 1
            done = replace(done, turns=tuple(replace(turn, received=Served(genuine.body)) for turn in done.turns))
            failed.update(failures(done, cases_of(scenario, shape, mode)))
    caller.close()

    assert judged > 150
    assert {} == {name: times for name, times in failed.items() if name not in NOT_IN_CHAT}


def failures(done, cases):
    for requirement in load_requirements():
        about_answers = requirement.promise in PROMISES and "served" in requirement.points
        if about_answers and requirement.level != "may" and requirement.applies(cases):
            try:
                requirement.judge(done)
            except Untestable:
                pass
            except Loss as loss:
                yield from (f"{requirement.id} {difference.root}" for difference in loss.differences)
