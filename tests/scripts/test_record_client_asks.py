"""scripts/record_client_asks.py makes scenarios of what real clients ask; those that are committed are as it says."""

import importlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crosswire.facts import Message, Reasoning, Text, ToolCall
from crosswire.scenarios import load_scenarios
from tests.clients.asking.running import ASKING

CHECKOUT = Path(__file__).parents[2]
ENTRIES = tomllib.loads((CHECKOUT / "scripts" / "client_asks.toml").read_text(encoding="utf-8"))
ASKED = {
    name: table
    for name, scenario in load_scenarios().items()
    for table in scenario.provenance.values()
    if table["provenance"] == "asked"
}


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """Return the script as a module; it finds its neighbours as if it were run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(CHECKOUT / "scripts"))
        yield importlib.import_module("record_client_asks")


def words(script: ModuleType) -> Any:
    return script.Words("a_scenario")


def test_what_was_asked_is_listed() -> None:
    """Every scenario that a client asked can be recorded anew, and no other is listed."""
    assert sorted(ENTRIES) == sorted(ASKED)


@pytest.mark.parametrize("name", ENTRIES)
def test_a_scenario_is_as_the_list_says(name: str) -> None:
    """Title, purpose and tags are the list's, and the client has the version that is installed for it."""
    scenario, entry = load_scenarios()[name], ENTRIES[name]

    found = (scenario.title, scenario.proves, list(scenario.tags), scenario.refusable)
    assert (entry["title"], entry["proves"], entry["tags"], entry.get("refusable")) == found
    assert ASKING[entry["client"]].packages == ASKED[name]["client"]


def test_long_texts_become_ours(script: ModuleType) -> None:
    """A long text, and one in tags, become a sentence of ours, the same for the same text; short texts stay."""
    long = "You are an agent. " * 20
    body = {"input": [{"text": long}, {"text": "<folder>/home</folder>"}, {"text": "Hi"}, {"text": long}]}

    texts = [part["text"] for part in words(script).request(body)["input"]]

    assert [*script.Words.SENTENCES[:2], "Hi", script.Words.SENTENCES[0]] == texts


def test_long_descriptions_are_named(script: ModuleType) -> None:
    """A long description says whose it is: a tool's, or a parameter's."""
    long = "Runs a command, and says at length how."
    schema = {"properties": {"command": {"type": "string", "description": long}}}
    tool = {"type": "function", "name": "run", "description": long, "parameters": schema}

    (found,) = words(script).request({"tools": [tool]})["tools"]

    assert "The run." == found["description"]
    assert "The command." == found["parameters"]["properties"]["command"]["description"]


def test_what_is_new_each_time_is_steady(script: ModuleType) -> None:
    """An id that a client makes up, and a time that it prints, are the same in each run; equal ids stay equal."""
    ids = ("01a22764-c201-7120-a48d-9a1c143ef53b", "4fee6cdb-9f95-45d1-8e03-80e97d03cb4e")
    runs = [
        words(script).request(
            {"input": [{"id": f"msg_{one}"}, {"id": f"msg_{one}"}, {"output": f"Wall time: {time} seconds"}]}
        )
        for one, time in zip(ids, ("0.1", "2.5"), strict=True)
    ]

    assert runs[0] == runs[1]
    assert runs[0]["input"][0] == runs[0]["input"][1]


def test_answers_are_read(script: ModuleType) -> None:
    """The list says reasoning, texts and calls; what is none of its forms ends the run."""
    turn = [{"reasoning": "Hm."}, {"text": "Hi"}, {"call": "run", "arguments": "{}", "namespace": "tools"}]

    call = ToolCall("call_2", "run", "{}", namespace="tools")
    assert [Reasoning(("Hm.",)), Message("assistant", (Text("Hi"),)), call] == list(script.items_of(turn))
    with pytest.raises(SystemExit, match="is no item"):
        list(script.items_of([{"txt": "Hi"}]))
