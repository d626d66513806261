"""Trust, measured: genuine answers of the vendor's own host, replayed through the reference adapter, fail nothing."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from exchanges import CORPUS, WHOLE, Exchange, exchanges, needs_corpus

from crosswire import reference
from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate
from crosswire.exchange import cases_of
from crosswire.making.conversations import Conversation
from crosswire.making.deriving import derive
from crosswire.performing import perform
from crosswire.requirements import Loss, Untestable
from crosswire.scenarios import Scenario
from crosswire.shapes import SHAPES, other
from crosswire.specification.suites import load_requirements
from crosswire.wire.cassettes import HttpCall

pytestmark = needs_corpus

COUNTS = {
    ("chat", "json"): 162,
    ("chat", "stream"): 26,
    ("chat", "error"): 10,
    ("responses", "json"): 245,
    ("responses", "stream"): 29,
    ("responses", "error"): 8,
}


@dataclass(frozen=True)
class Genuine(Scenario):
    """A recorded exchange as a scenario; the recordings that it lacks are written from its facts."""

    recorded: Conversation | None = None

    @cached_property
    def turns(self):
        recordings = derive(self.recorded).recordings
        return {(shape, mode): recordings[f"{shape}.{mode}"].turns for shape in SHAPES for mode in ("json", "stream")}


def scenario_of(exchange: Exchange) -> Genuine:
    path = CORPUS / exchange.shape / exchange.kind / f"{exchange.name}.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    answer = raw["response"]
    call = HttpCall(
        method="POST",
        uri=f"https://{exchange.host}{raw['request']['path']}",
        request_headers={"content-type": ["application/json"]},
        request_body=json.dumps(exchange.request).encode(),
        status=exchange.status,
        reason="",
        headers={name.lower(): [value] for name, value in answer["headers"].items()},
        body=(answer["text"] if "text" in answer else json.dumps(answer["body"])).encode(),
    )
    conversation = Conversation(exchange.shape, "stream" if exchange.request.get("stream") else "json", (call,))
    return Genuine(Path(f"{exchange.shape}_{exchange.name}"), "", "", (), {}, recorded=conversation)


@pytest.fixture(scope="module")
def caller():
    caller = Caller()
    yield caller
    caller.close()


@pytest.mark.parametrize(("shape", "kind"), COUNTS)
def test_no_requirement_fails_on_genuine_answers(shape, kind, caller):
    """Every answer, stream and error, as it was recorded and in the other mode: zero requirements fail."""
    genuine = [exchange for exchange in exchanges(shape, kind) if exchange.host == "api.openai.com"]
    failed, judged = [], 0
    for exchange in genuine:
        scenario = scenario_of(exchange)
        for mode in ("json", "stream"):
            done = perform(scenario, other(shape), mode, as_candidate(reference, "reference"), caller)
            cases = cases_of(scenario, other(shape), mode)
            for requirement in load_requirements():
                if requirement.applies(cases) and not requirement.over_http:
                    judged += 1
                    failed.extend(losses(requirement, done, str(exchange)))

    assert [] == failed
    assert judged > 2 * len(genuine)
    if len(exchanges()) == WHOLE:
        assert COUNTS[shape, kind] == len(genuine)


def losses(requirement, done, name):
    try:
        requirement.judge(done)
    except Untestable:
        pass  # ANSWER-1 says why
    except Loss as loss:
        yield name, done.mode, requirement.id, str(loss)
