"""Known-bad adapters: each breaks a requirement of `suites/test_chat_tools.py`."""

from collections.abc import Callable
from typing import Any

from tests.suites.breaking import bad
from tests.suites.mutations import Body, Change, ListChange, MaybeChange, changed, where, without


def every_tool(change: MaybeChange, *kinds: str) -> Change:
    """Change the tools of some types; None drops one."""

    def request(body: Body) -> Body:
        tools = [change(tool) if tool["type"] in kinds else tool for tool in body["tools"]]
        return body | {"tools": [tool for tool in tools if tool is not None]}

    return where(lambda body: body.get("tools"), request)


def nested(value: Any) -> Any:
    """Write an object as Chat does: its fields nested under its type."""
    if not isinstance(value, dict):
        return value
    return {"type": value["type"], value["type"]: {name: entry for name, entry in value.items() if name != "type"}}


def with_nested_grammar(tool: Body) -> Body:
    return tool | ({"format": nested(tool["format"])} if "format" in tool else {})


def mode_alone(choice: Any) -> Any:
    return choice["mode"] if isinstance(choice, dict) and choice["type"] == "allowed_tools" else choice


def with_choice(change: Callable[[Any], Any]) -> Change:
    """Change the tool choice, where there is one."""
    return where(lambda body: "tool_choice" in body, changed(tool_choice=change))


def with_a_made_up_parameter(tool: Body) -> Body:
    empty = not (tool["parameters"] or {}).get("properties")
    made_up = {"type": "object", "properties": {"input": {"type": "string"}}, "required": ["input"]}
    return tool | ({"parameters": made_up} if empty else {})


def without_function_messages(body: Body) -> Body:
    return body | {"messages": [message for message in body["messages"] if message["role"] != "function"]}


def with_tools(change: ListChange) -> Change:
    """Change the list of tools, where there is one."""
    return where(lambda body: body.get("tools"), changed(tools=change))


def sorted_by_name(tools: list[Body]) -> list[Body]:
    return sorted(tools, key=lambda tool: tool.get("name", ""))


OWN_TOOL = {"type": "function", "name": "report", "strict": False, "parameters": {"type": "object", "properties": {}}}
A_GRAMMAR = {"type": "grammar", "syntax": "regex", "definition": ".*"}

no_tools = where(lambda body: not body.get("tools"), changed(tools=[]))
a_choice_always = where(lambda body: not body.get("tools"), changed(tool_choice="none", parallel_tool_calls=False))

KNOWN_BAD = [
    bad(
        "sends_tools_nested",
        "chat",
        "CHATREQ-11 CHATREQ-16 CHATREQ-36",
        bugs="tool-definition-shape",
        forwarded=every_tool(nested, "function"),
    ),
    bad(
        "drops_descriptions",
        "chat",
        "CHATREQ-11 CHATREQ-16",
        bugs="tool-definition-shape",
        forwarded=every_tool(without("description"), "function"),
    ),
    bad(
        "makes_every_function_strict",
        "chat",
        "CHATREQ-11 CHATREQ-16",
        bugs="strict-default",
        forwarded=every_tool(changed(strict=True), "function"),
    ),
    bad(
        "leaves_strict_out",
        "chat",
        "CHATREQ-11 CHATREQ-12 CHATREQ-36",
        bugs="strict-default",
        forwarded=every_tool(where(lambda tool: not tool["strict"], without("strict")), "function"),
    ),
    bad("forgets_custom_tools", "chat", "CHATREQ-13", forwarded=every_tool(lambda _: None, "custom")),
    bad(
        "sends_grammars_nested",
        "chat",
        "CHATREQ-13 CHATREQ-36",
        bugs="tool-definition-shape",
        forwarded=every_tool(with_nested_grammar, "custom"),
    ),
    bad("drops_the_tool_choice", "chat", "CHATREQ-14 CHATREQ-15 CHATREQ-16", forwarded=without("tool_choice")),
    bad(
        "sends_the_tool_choice_nested",
        "chat",
        "CHATREQ-14 CHATREQ-15 CHATREQ-16 CHATREQ-36",
        bugs="tool-definition-shape",
        forwarded=with_choice(nested),
    ),
    bad("allows_all_tools", "chat", "CHATREQ-15", forwarded=with_choice(mode_alone)),
    bad("drops_deprecated_functions", "chat", "CHATREQ-16", asked=without("functions", "function_call")),
    bad("drops_function_messages", "chat", "CHATREQ-16", asked=without_function_messages),
    bad("sends_no_tools_as_a_list", "chat", "CHATREQ-35", bugs="tool-params-without-tools", forwarded=no_tools),
    bad(
        "sends_a_choice_among_no_tools",
        "chat",
        "CHATREQ-35",
        bugs="tool-params-without-tools",
        forwarded=a_choice_always,
    ),
    bad(
        "makes_a_parameter_up",
        "chat",
        "CHATREQ-37",
        forwarded=every_tool(with_a_made_up_parameter, "function"),
    ),
    bad("offers_every_tool_twice", "chat", "CHATREQ-21", forwarded=with_tools(lambda tools: [*tools, *tools])),
    bad("offers_a_tool_of_its_own", "chat", "CHATREQ-21", forwarded=with_tools(lambda tools: [*tools, OWN_TOOL])),
    bad("sorts_the_tools", "chat", "CHATREQ-40", forwarded=with_tools(sorted_by_name)),
    bad(
        "describes_what_has_no_description",
        "chat",
        "CHATREQ-11 CHATREQ-13",
        forwarded=every_tool(lambda tool: {"description": "A tool.", **tool}, "function", "custom"),
    ),
    bad(
        "gives_custom_tools_a_grammar",
        "chat",
        "CHATREQ-13",
        forwarded=every_tool(lambda tool: {"format": A_GRAMMAR, **tool}, "custom"),
    ),
]
