"""The vendor's own answers, judged as if an adapter had served them, keep every MUST."""

import json
import tomllib
from functools import cache
from pathlib import Path

import pytest

from crosswire.assertions import Loss, Untestable
from crosswire.exchange import Case, Exchange, Turn
from crosswire.facts import Mode
from crosswire.making.calls import interaction
from crosswire.observed import Observed
from crosswire.requirements import Requirement
from crosswire.scenarios import Scenario
from crosswire.served import ErrorAnswer, Served
from crosswire.specification.suites import load_requirements
from crosswire.upstreams.replay import Played
from crosswire.wire.cassettes import HttpCall
from tests.corpus.exchanges import CORPUS, WHOLE, exchanges, needs_corpus, recorded_file
from tests.corpus.exchanges import Exchange as RecordedExchange

pytestmark = needs_corpus

VENDOR = "api.openai.com"
EXCEPTIONS = tomllib.loads((Path(__file__).parents[2] / "scripts" / "vendor_levels.toml").read_text(encoding="utf-8"))
"""The requirements that the vendor's own answers break, each with its reason; docs/vendors.md prints them."""
POINTS = {"upstream", "served", "wire", "frames", "asked", "earlier", "case"}


def requirements() -> list[Requirement]:
    """Return the requirements that need only an answer, but for STATE: no adapter has to hold the vendor's state."""
    return [
        requirement
        for requirement in load_requirements()
        if {"served", "wire", "frames"} & {*requirement.points} <= {*requirement.points} <= POINTS
        and not (requirement.over_http or requirement.client)
        and "" in requirement.variations
        and not requirement.id.startswith(("CHATREQ", "RESPREQ", "STATE"))
    ]


def served_as_it_is(recorded: RecordedExchange) -> Exchange:
    """Return the exchange of an adapter that serves the upstream's answer unchanged."""
    raw = recorded_file(CORPUS / recorded.shape / recorded.kind / f"{recorded.name}.json")
    answer = raw["response"]
    recording = interaction(
        recorded.shape,
        HttpCall(
            method="POST",
            uri=f"https://{recorded.host}{raw['request']['path']}",
            request_headers={"content-type": ["application/json"]},
            request_body=json.dumps(recorded.request).encode(),
            status=recorded.status,
            reason="",
            headers={name.lower(): [value] for name, value in answer["headers"].items()},
            body=(answer["text"] if "text" in answer else json.dumps(answer["body"])).encode(),
        ),
    )
    mode: Mode = "stream" if recorded.request.get("stream") else "json"
    case = Case(recorded.shape, mode, recording, {"json": recording, "stream": recording})
    failed = recorded.status >= 400
    error = ErrorAnswer(recorded.status, recorded.headers, recorded.body) if failed else None
    received = Served(None if failed else recorded.body, error)
    turn = Turn(
        case, recorded.request, Played(recorded.request, recording), received, observed=Observed(recorded.request, 1)
    )
    return Exchange(Scenario(Path(str(recorded)), "", "", (), {}), recorded.shape, mode, (turn,))


@cache
def broken() -> dict[str, dict[str, str]]:
    """Return the losses on the vendor's answers: messages by requirement and recording."""
    found: dict[str, dict[str, str]] = {}
    for recorded in exchanges():
        if recorded.host == VENDOR:
            exchange = served_as_it_is(recorded)
            for requirement in requirements():
                try:
                    requirement.judge(exchange)
                except Untestable:
                    pass
                except Loss as loss:
                    found.setdefault(requirement.id, {})[str(recorded)] = str(loss)
    return found


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.id)
def test_the_vendors_own_answers_keep_it(requirement: Requirement) -> None:
    """Every recording keeps a MUST, but for older ones; another level may break where the table has a reason."""
    exception = EXCEPTIONS.get(requirement.id, {"recordings": []})
    losses = broken().get(requirement.id, {})
    if requirement.level == "must" or "reason" not in exception:
        losses = {name: loss for name, loss in losses.items() if Path(name).name not in exception["recordings"]}
        assert {} == losses


def test_every_exception_is_one_and_has_a_reason() -> None:
    """Every exception in the table is broken by some answer, and has a reason."""
    if len(exchanges()) == WHOLE:
        assert {*EXCEPTIONS} == {*broken()}
    assert [] == [name for name, exception in EXCEPTIONS.items() if not exception["reason"].endswith(".")]
