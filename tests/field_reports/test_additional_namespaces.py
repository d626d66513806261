"""A tool in a namespace of an `additional_tools` item is called back by the name and namespace that the client gave.

Reported of a gateway that knew namespaces at the top of a request only: the client could not dispatch the call.
"""

from typing import Any

import pytest

from tests.field_reports.reported import Change, Reported, every_object, losses

SCENARIO = "tools_custom_in_an_additional_namespace"


def offered_as(name: str) -> Change:
    """Offer the tool upstream under a name."""

    def forwarded(body: Any, _: Any) -> Any:
        for tool in body["tools"]:
            tool[tool["type"]]["name"] = name
        return body

    return forwarded


def heard_as(name: str) -> Change:
    """Read every call as one of a tool with this name."""
    return every_object(lambda entry: {**entry, "name": name} if "input" in entry and "name" in entry else entry)


def called_back(**names: str | None) -> Change:
    """Serve the call under these names."""

    def change(entry: Any) -> Any:
        if entry.get("type") != "custom_tool_call":
            return entry
        return {key: value for key, value in {**entry, **names}.items() if value is not None}

    return every_object(change)


@pytest.mark.parametrize("name", ["desk__run_note", "run_note", "desk.run_note", "gateway-run_note"])
def test_a_call_goes_back_under_name_and_namespace(name: str) -> None:
    """The client's name and namespace are right, whatever name the tool had upstream."""
    right = Reported(
        "responses",
        forwarded=offered_as(name),
        heard=heard_as("run_note"),
        served=called_back(name="run_note", namespace="desk"),
    )

    assert {} == losses(right, SCENARIO)


@pytest.mark.parametrize(
    "names",
    [
        {"name": "desk__run_note", "namespace": None},
        {"name": "run_note", "namespace": None},
        {"name": "desk__run_note", "namespace": "desk"},
        {"name": "run_note", "namespace": "shed"},
    ],
)
def test_a_call_under_another_name_is_a_loss(names: dict[str, str | None]) -> None:
    """A joined name, no namespace or another one fails TOOLS-9, a MUST."""
    wrong = Reported("responses", forwarded=offered_as("desk__run_note"), served=called_back(**names))

    assert "must" == losses(wrong, SCENARIO).get("TOOLS-9")


def test_a_name_of_the_adapters_own_is_a_loss() -> None:
    """A tool without a namespace, called back under the adapter's longer name, fails TOOLS-1."""
    renamed = {"get_weather": "gateway_get_weather"}

    def forwarded(body: Any, _: Any) -> Any:
        for tool in body.get("tools") or []:
            tool["function"]["name"] = renamed.get(tool["function"]["name"], tool["function"]["name"])
        return body

    shortened = {new: old for old, new in renamed.items()}
    back = every_object(lambda entry: {**entry, **({"name": shortened[entry["name"]]} if is_renamed(entry) else {})})

    def is_renamed(entry: Any) -> bool:
        return isinstance(entry.get("name"), str) and entry["name"] in shortened

    wrong = Reported("responses", forwarded=forwarded)

    assert "must" == losses(wrong, "parallel_tool_calls").get("TOOLS-1")
    assert "TOOLS-1" not in losses(Reported("responses", forwarded=forwarded, heard=back), "parallel_tool_calls")
