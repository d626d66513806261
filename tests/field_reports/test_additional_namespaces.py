"""A tool in a namespace of an `additional_tools` item is called back as the client knows it: by name and namespace.

Reported of a gateway that knew namespaces at the top of a request only: the client could not dispatch the call.
"""

import pytest
from reported import Reported, each_object, losses

SCENARIO = "tools_custom_in_an_additional_namespace"


def offered_as(name):
    """Offer the tool upstream under a name."""

    def forwarded(body, _):
        for tool in body["tools"]:
            tool[tool["type"]]["name"] = name
        return body

    return forwarded


def heard_as(name):
    """Read every call as one of the tool of a name."""
    return each_object(lambda entry: {**entry, "name": name} if "input" in entry and "name" in entry else entry)


def called_back(**names):
    """Serve the call under these names."""

    def change(entry):
        if entry.get("type") != "custom_tool_call":
            return entry
        return {key: value for key, value in {**entry, **names}.items() if value is not None}

    return each_object(change)


@pytest.mark.parametrize("name", ["desk__run_note", "run_note", "desk.run_note", "gateway-run_note"])
def test_a_call_goes_back_under_name_and_namespace(name):
    """Under whichever name the tool was offered upstream."""
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
def test_a_call_under_another_name_is_a_loss(names):
    """The joined name, no namespace, another one: TOOLS-9, a MUST."""
    wrong = Reported("responses", forwarded=offered_as("desk__run_note"), served=called_back(**names))

    assert "must" == losses(wrong, SCENARIO).get("TOOLS-9")


def test_a_name_of_the_adapters_own_is_a_loss():
    """A tool at the top that was offered under a longer name is called back under the client's: TOOLS-1."""
    renamed = {"get_weather": "gateway_get_weather"}

    def forwarded(body, _):
        for tool in body.get("tools") or []:
            tool["function"]["name"] = renamed.get(tool["function"]["name"], tool["function"]["name"])
        return body

    shortened = {new: old for old, new in renamed.items()}
    back = each_object(lambda entry: {**entry, **({"name": shortened[entry["name"]]} if known(entry) else {})})

    def known(entry):
        return isinstance(entry.get("name"), str) and entry["name"] in shortened

    wrong = Reported("responses", forwarded=forwarded)

    assert "must" == losses(wrong, "parallel_tool_calls").get("TOOLS-1")
    assert "TOOLS-1" not in losses(Reported("responses", forwarded=forwarded, heard=back), "parallel_tool_calls")
