"""What one API alone can say is named in a made scenario, and an adapter may refuse it."""

from pathlib import Path
from typing import Any

import pytest

from crosswire.facts import ShapeName
from crosswire.making.checks import faults
from crosswire.making.one_exchange import make_scenario
from crosswire.making.refusing import why_refusable
from crosswire.scenarios import Scenario, load_scenario, load_scenarios
from tests.making.test_one_exchange import COMPLETION, exchange
from tests.theirs import interaction, responses_answer, write

USER = {"role": "user", "content": "Hi"}
REASONING = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAAA"}
FUNCTION = {"name": "f", "parameters": {}}
PATCH = {"type": "apply_patch_call", "id": "apc_1", "call_id": "c1", "status": "completed",
         "operation": {"type": "delete_file", "path": "x"}}  # fmt: skip


def made(shape: ShapeName, asked: dict[str, Any], tmp_path: Path) -> Scenario:
    answer: Any = COMPLETION if shape == "chat" else responses_answer(1, "Yes")
    folder, _ = make_scenario("made", shape, exchange(tmp_path, asked, answer), tmp_path / "cassettes")
    return load_scenario(folder)


@pytest.mark.parametrize(
    ("shape", "asked", "names", "refusable"),
    [
        ("chat", {"messages": [USER]}, ("include_usage",), None),
        ("chat", {"messages": [USER], "stop": ["x"], "seed": 1}, ("seed", "stop", "include_usage"), "Responses has no"),
        ("responses", {"input": "Hi", "truncation": "auto"}, ("truncation",), "Chat Completions has no form"),
        ("responses", {"input": "Hi", "include": ["reasoning.encrypted_content"]}, ("include",), None),
        ("responses", {"input": [USER, REASONING]}, ("reasoning",), None),
        (
            "responses",
            {"input": [USER, PATCH]},
            ("apply_patch_call",),
            "Chat Completions has no form of its own for ap",
        ),
        (
            "chat",
            {"messages": [USER], "functions": [{"name": "f", "parameters": {}}]},
            ("include_usage",),
            "the fields a",
        ),
        ("chat", {"messages": [USER], "vendor_field": 1}, ("include_usage",), "neither API describes one of the fie"),
        ("responses", {"input": "Hi", "tools": [{"type": "local_shell"}]}, ("tools",), "Chat Completions has no form"),
    ],
)
def test_what_one_api_alone_says_is_named(
    shape: ShapeName, asked: dict[str, Any], names: tuple[str, ...], refusable: str | None, tmp_path: Path
) -> None:
    """`[only]` names it, whatever it is; `refusable` is written where it is more than how an answer is wanted."""
    scenario = made(shape, {"model": "m", **asked}, tmp_path)

    assert set(names) == set(scenario.only[shape])
    assert refusable is None if scenario.refusable is None else scenario.refusable.startswith(refusable or "nothing")
    assert [] == [fault for fault in faults(scenario) if "request" in fault]


def test_ours_would_be_refusable() -> None:
    """Crosswire's own scenarios that may be refused would be made so, but for a few of one odd thing each."""
    ours = [one for one in load_scenarios().values() if one.only]
    missed = {
        one.name
        for one in ours
        if one.refusable and not why_refusable(one.only, [turn for turns in one.turns.values() for turn in turns])
    }

    assert missed <= {
        "responses_configuration_update",
        "responses_odd_characters",
        "setting_configuration_update",
        "setting_reasoning_summary",
    }


def test_what_breaks_the_description_is_explained(tmp_path: Path) -> None:
    """`[odd]` says as whose answer, and how; a service tier of the host's own goes into the stream, too."""
    asked = {"model": "m", "messages": [USER]}
    file = write(
        tmp_path / "theirs.yaml", interaction("/chat/completions", asked, {**COMPLETION, "service_tier": "on_demand"})
    )
    folder, draft = make_scenario("made", "chat", file, tmp_path / "cassettes")
    scenario = load_scenario(folder)

    assert {"chat.json", "chat.stream", "responses.json", "responses.stream"} == scenario.deviations.keys()
    assert scenario.deviations["chat.json"].startswith("as api.openai.com: the answer service_tier: 'on_demand' is")
    assert any("[odd] says so" in note for note in draft.notes)
    assert [] == list(faults(scenario))
