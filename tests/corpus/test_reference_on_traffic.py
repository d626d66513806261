"""The vendor's genuine answers, replayed through the reference adapter, fail no requirement."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from crosswire import reference
from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate
from crosswire.exchange import Exchange as PlayedExchange
from crosswire.exchange import cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.making.conversations import Conversation
from crosswire.making.deriving import derive
from crosswire.performing import perform
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.scenarios import Scenario
from crosswire.shapes import SHAPES, opposite
from crosswire.specification.suites import load_requirements
from crosswire.wire.cassettes import HttpCall
from tests.corpus.exchanges import CORPUS, WHOLE, Exchange, exchanges, needs_corpus, recorded_file

pytestmark = needs_corpus

MODES: Sequence[Mode] = ("json", "stream")
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
    """A recorded exchange as a scenario; its other recordings are derived from the same facts."""

    recorded: Conversation | None = None

    @cached_property
    def turns(self) -> Any:
        assert self.recorded
        recordings = derive(self.recorded).recordings
        return {(shape, mode): recordings[f"{shape}.{mode}"].turns for shape in SHAPES for mode in MODES}


def scenario_of(exchange: Exchange) -> Genuine:
    """Return a recorded exchange as a scenario."""
    path = CORPUS / exchange.shape / exchange.kind / f"{exchange.name}.json"
    raw = recorded_file(path)
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
    mode: Mode = "stream" if exchange.request.get("stream") else "json"
    conversation = Conversation(exchange.shape, mode, (call,))
    return Genuine(Path(f"{exchange.shape}_{exchange.name}"), "", "", (), {}, recorded=conversation)


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    caller = Caller()
    yield caller
    caller.close()


@pytest.mark.parametrize(("shape", "kind"), COUNTS)
def test_no_requirement_fails_on_genuine_answers(shape: ShapeName, kind: str, caller: Caller) -> None:
    """No requirement fails on any answer, stream or error, as it was recorded and in the other mode."""
    genuine = [exchange for exchange in exchanges(shape, kind) if exchange.host == "api.openai.com"]
    failed: list[tuple[str, Mode, str, str]] = []
    judged = 0
    for exchange in genuine:
        scenario = scenario_of(exchange)
        for mode in MODES:
            done = perform(scenario, opposite(shape), mode, as_candidate(reference, "reference"), caller)
            cases = cases_of(scenario, opposite(shape), mode)
            for requirement in load_requirements():
                if requirement.applies(cases) and not (requirement.over_http or requirement.client):
                    judged += 1
                    failed.extend(losses(requirement, done, str(exchange)))

    assert [] == failed
    assert judged > 2 * len(genuine)
    if len(exchanges()) == WHOLE:
        assert COUNTS[shape, kind] == len(genuine)


def losses(requirement: Requirement, done: PlayedExchange, name: str) -> Iterator[tuple[str, Mode, str, str]]:
    """Yield the name, the mode, the requirement and its message, where the requirement is not kept."""
    try:
        requirement.judge(done)
    except Untestable:
        pass  # ANSWER-1 says why
    except Loss as loss:
        yield name, done.mode, requirement.id, str(loss)
