"""On hosts with functions only, a custom tool is offered as a function, and its call is served as a custom call.

Reported of gateways that served the call as the host made it: the client got JSON around the text that it waited for.
"""

import json
from typing import Any

import pytest

from tests.field_reports.reported import DONE, Reported, losses

SCENARIOS = (
    "tools_custom_called_as_a_function",
    "stream_custom_call",
    "tools_custom_call_and_its_result",
    "tools_custom_in_an_additional_namespace",
)


def custom_names(request: Any) -> set[str]:
    """Return the names of the custom tools that a client offers."""
    top = request.get("tools") or []
    items = request["input"] if isinstance(request["input"], list) else []
    spaced = [tool for item in items for group in item.get("tools") or [] for tool in group.get("tools") or []]
    return {tool["name"] for tool in (*top, *spaced) if tool["type"] == "custom"}


def as_function(tool: Any) -> Any:
    """Offer a custom tool as a function with one text to write."""
    if tool["type"] != "custom":
        return tool
    parameters = {"type": "object", "properties": {"body": {"type": "string"}}, "required": ["body"]}
    custom = {key: value for key, value in tool["custom"].items() if key != "format"}
    return {"type": "function", "function": {**custom, "parameters": parameters}}


def offers_functions(body: Any, _: Any) -> Any:
    """Offer all custom tools as functions; calls of the history are in their form, too."""
    for message in body["messages"]:
        for call in message.get("tool_calls") or []:
            if call["type"] == "custom":
                custom = call.pop("custom")
                arguments = json.dumps({"body": custom["input"]})
                call |= {"type": "function", "function": {"name": custom["name"], "arguments": arguments}}
    return {**body, "tools": [as_function(tool) for tool in body["tools"]]} if body.get("tools") else body


def reads_as_custom(payloads: Any, request: Any) -> Any:
    """Read a call of a function that stands for a custom tool as a call of that tool, its text in one piece."""
    customs = custom_names(request)
    calls: dict[int | str, list[dict[str, Any]]] = {}
    for payload in payloads:
        for choice in [] if payload is DONE else payload.get("choices") or []:
            for call in (choice.get("message") or choice.get("delta") or {}).get("tool_calls") or []:
                calls.setdefault(call.get("index", call.get("id")), []).append(call)
    for pieces in calls.values():
        functions = [call.pop("function") for call in pieces]
        if functions[0]["name"] not in customs:
            for call, function in zip(pieces, functions, strict=True):
                call["function"] = function
            continue
        text = json.loads("".join(function.get("arguments") or "" for function in functions))["body"]
        for call in pieces:
            call.pop("type", None)
            call["custom"] = {"input": ""}
        pieces[0]["custom"]["name"] = functions[0]["name"]
        pieces[-1]["custom"]["input"] = text
    return payloads


def takes_for_functions(request: Any, _: Any) -> Any:
    """Read custom tools as functions, so that their calls are served as function calls."""
    named = {"body": {"type": "string"}}
    function = {"type": "function", "parameters": {"type": "object", "properties": named}, "strict": False}

    def changed(tool: Any) -> Any:
        if tool["type"] == "namespace":
            return {**tool, "tools": [changed(inner) for inner in tool["tools"]]}
        if tool["type"] != "custom":
            return tool
        return {**function, "name": tool["name"], "description": tool.get("description")}

    def item(entry: Any) -> Any:
        if entry.get("type") == "custom_tool_call":
            arguments = json.dumps({"body": entry["input"]})
            return {**entry, "type": "function_call", "arguments": arguments}
        kind = (entry.get("type") or "message").replace("custom_tool_call_output", "function_call_output")
        return {
            **entry,
            "type": kind,
            **({"tools": [changed(tool) for tool in entry["tools"]]} if "tools" in entry else {}),
        }

    given = request["input"]
    if isinstance(given, list):
        request["input"] = [item(entry) for entry in given]
    return {**request, "tools": [changed(tool) for tool in request["tools"]]} if request.get("tools") else request


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_custom_call_from_a_function_is_right(scenario: str) -> None:
    """A custom call with the text alone, made of a function call, is right."""
    right = Reported("responses", forwarded=offers_functions, heard=reads_as_custom)

    assert {} == losses(right, scenario)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_function_call_for_a_custom_tool_is_a_loss(scenario: str) -> None:
    """A function call with JSON around the text fails TOOLS-4, a MUST."""
    wrong = Reported("responses", asked=takes_for_functions)

    assert "must" == losses(wrong, scenario).get("TOOLS-4")
