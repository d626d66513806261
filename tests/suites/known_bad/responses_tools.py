"""Known-bad adapters: each breaks a requirement of `suites/test_responses_tools.py`."""

from typing import Any

from crosswire.reference import declares
from tests.suites.breaking import bad
from tests.suites.mutations import Body, Change, ListChange, MaybeChange, changed, without

HOSTED = ("file_search", "code_interpreter", "image_generation", "web_search")


def with_tools(change: MaybeChange) -> Change:
    """Change every forwarded tool; None drops it."""

    def forwarded(body: Body) -> Body:
        if not body.get("tools"):
            return body
        return body | {"tools": [new for tool in body["tools"] if (new := change(tool))]}

    return forwarded


def with_functions(**fields: Any) -> Change:
    """Give fields of every function other values."""

    def tool(sent: Body) -> Body:
        return sent | {"function": changed(**fields)(sent["function"])} if sent["type"] == "function" else sent

    return with_tools(tool)


def half_described(tool: Body) -> Body:
    """Cut the description of a function in half."""
    function = tool.get("function") or {}
    if words := function.get("description"):
        return tool | {"function": function | {"description": words[: len(words) // 2]}}
    return tool


def flat(tool: Body) -> Body:
    """Send a tool in Responses' form."""
    return {"type": tool["type"], **tool[tool["type"]]}


def without_kinds(*kinds: str) -> Change:
    """Drop the client's tools of some types before the adapter reads them."""

    def asked(body: Body) -> Body:
        tools = [tool for tool in body.get("tools") or () if tool["type"] not in kinds]
        return body | {"tools": tools} if "tools" in body else body

    return asked


def with_auto_for_hosted(body: Body) -> Body:
    choice = body.get("tool_choice")
    return body | {"tool_choice": "auto"} if isinstance(choice, dict) and choice["type"] in HOSTED else body


def dropping_hosted_and_their_choice(body: Body) -> Body:
    return with_auto_for_hosted(without_kinds(*HOSTED)(body))


def without_additional(body: Body) -> Body:
    if isinstance(body["input"], str):
        return body
    return body | {"input": [item for item in body["input"] if item.get("type") != "additional_tools"]}


def allowing_tools_of_no_type(body: Body) -> Body:
    choice = body.get("tool_choice")
    if not isinstance(choice, dict) or choice["type"] != "allowed_tools":
        return body
    allowed = choice["allowed_tools"]
    tools = [without("type")(tool) for tool in allowed["tools"]]
    return body | {"tool_choice": choice | {"allowed_tools": allowed | {"tools": tools}}}


def without_inner(body: Body) -> Body:
    """Drop the tools of namespaces, and the namespaces of calls."""
    dropped = without_kinds("namespace")(body)
    if isinstance(body["input"], str):
        return dropped
    return dropped | {"input": [without("namespace")(item) for item in body["input"]]}


def one_name(body: Body) -> Body:
    """Forward the tools of namespaces under their bare names, which other tools have, too."""
    return with_functions(name=lambda name: name.rpartition("__")[2])(body)


def without_format(tool: Body) -> Body:
    if tool["type"] != "custom" or "format" not in tool["custom"]:
        return tool
    return {"type": "custom", "custom": without("format")(tool["custom"])}


def search_as_a_tool(body: Body) -> Body:
    """Send a web search in Responses' form: as a tool."""
    if "web_search_options" not in body:
        return body
    tools = [*body.get("tools", []), {"type": "web_search", **body["web_search_options"]}]
    return without("web_search_options")(body) | {"tools": tools}


def choosing_freely(body: Body) -> Body:
    """Send `auto` for every choice that names a tool."""
    return body | {"tool_choice": "auto"} if isinstance(body.get("tool_choice"), dict) else body


def allowing_all(body: Body) -> Body:
    choice = body.get("tool_choice")
    if not isinstance(choice, dict) or choice["type"] != "allowed_tools":
        return body
    return body | {"tool_choice": choice["allowed_tools"]["mode"]}


def without_tools(**fields: Any) -> Change:
    """Add fields to a request without tools."""
    return lambda body: body if body.get("tools") else body | fields


def with_list(change: ListChange) -> Change:
    """Change the list of tools, where there is one."""
    return lambda body: body | {"tools": change(body["tools"])} if body.get("tools") else body


def sorted_by_name(tools: list[Body]) -> list[Body]:
    return sorted(tools, key=lambda tool: tool[tool["type"]]["name"])


def described(tool: Body) -> Body:
    return tool | {tool["type"]: {"description": "A tool.", **tool[tool["type"]]}}


def flat_choice(body: Body) -> Body:
    """Send a choice of one tool, or of some, in Responses' form."""
    choice = body.get("tool_choice")
    return body | {"tool_choice": flat(choice)} if isinstance(choice, dict) else body


OWN_TOOL = {"type": "function", "function": {"name": "report", "parameters": {"type": "object", "properties": {}}}}


def with_asked_tools(change: MaybeChange) -> Change:
    """Change every tool of the client before the adapter reads it; None drops it."""

    def asked(body: Body) -> Body:
        return body | {"tools": [new for tool in body["tools"] if (new := change(tool))]} if "tools" in body else body

    return asked


def found_nothing(body: Body) -> Body:
    """Read every search for tools as one that found none."""
    if isinstance(body["input"], str):
        return body
    emptied = [item | {"tools": []} if item.get("type") == "tool_search_output" else item for item in body["input"]]
    return body | {"input": emptied}


def is_client_search(tool: Body) -> bool:
    return tool["type"] == "tool_search" and tool.get("execution") == "client"


HINTS_ALONE = dict.fromkeys(("METADATA-18", "RESPREQ-35", "RESPREQ-48"), "as the reference does")
"""Declarations of what is about no tool."""

KNOWN_BAD = [
    bad(
        "drops_the_clients_search",
        "responses",
        "METADATA-7 RESPREQ-45 TOOLS-14",
        asked=with_asked_tools(lambda tool: None if is_client_search(tool) else tool),
    ),
    bad(
        "forgets_what_a_search_found",
        "responses",
        "RESPREQ-46",
        asked=found_nothing,
    ),
    bad(
        "searches_the_live_web_instead",
        "responses",
        "RESPREQ-17",
        asked=with_asked_tools(without("external_web_access")),
    ),
    bad(
        "sends_tools_flat",
        "responses",
        "RESPREQ-15 RESPREQ-16 RESPREQ-19 RESPREQ-34 RESPREQ-45 RESPREQ-46",
        bugs="tool-definition-shape",
        forwarded=with_tools(flat),
    ),
    bad(
        "drops_tools",
        "responses",
        "RESPREQ-15 RESPREQ-16 RESPREQ-19 RESPREQ-20 RESPREQ-21 RESPREQ-45 RESPREQ-46",
        forwarded=without("tools", "tool_choice", "parallel_tool_calls"),
    ),
    bad(
        "forgets_strict",
        "responses",
        "RESPREQ-15 RESPREQ-19",
        bugs="strict-default",
        forwarded=with_functions(strict=None),
    ),
    bad("drops_formats_of_custom_tools", "responses", "RESPREQ-16 RESPREQ-19", forwarded=with_tools(without_format)),
    bad(
        "drops_custom_tools",
        "responses",
        "RESPREQ-16 RESPREQ-19",
        forwarded=with_tools(lambda tool: None if tool["type"] == "custom" else tool),
    ),
    bad(
        "leaves_out_hosted_tools_without_a_word",
        "responses",
        "RESPREQ-17 METADATA-7",
        bugs="built-in-tools",
        asked=without_kinds(*HOSTED),
        declares=HINTS_ALONE,
    ),
    bad(
        "leaves_out_what_only_the_client_can_run",
        "responses",
        "RESPREQ-17 METADATA-7",
        bugs="built-in-tools",
        asked=without_kinds("shell", "local_shell", "apply_patch", "computer"),
        declares=HINTS_ALONE,
    ),
    bad(
        "leaves_out_the_tool_that_is_chosen",
        "responses",
        "RESPREQ-18 METADATA-7",
        bugs="built-in-tools",
        asked=dropping_hosted_and_their_choice,
        declares=declares | {f"RESPREQ-17/{kind}": "left out" for kind in HOSTED},
    ),
    bad(
        "forwards_hosted_tools_as_they_are",
        "responses",
        "RESPREQ-17 RESPREQ-34",
        bugs="built-in-tools",
        forwarded=search_as_a_tool,
        declares=HINTS_ALONE,
    ),
    bad("drops_additional_tools", "responses", "RESPREQ-19", bugs="tool-containers", asked=without_additional),
    bad("allows_tools_of_no_type", "responses", "RESPREQ-21", forwarded=allowing_tools_of_no_type),
    bad("drops_namespaces", "responses", "RESPREQ-19 METADATA-7", bugs="tool-containers", asked=without_inner),
    bad("gives_two_tools_one_name", "responses", "RESPREQ-19", bugs="tool-containers", forwarded=one_name),
    bad(
        "offers_every_tool_to_chat_twice",
        "responses",
        "RESPREQ-19 RESPREQ-42 RESPREQ-45",
        forwarded=with_list(lambda tools: [*tools, *tools]),
    ),
    bad(
        "offers_a_tool_of_its_own_to_chat",
        "responses",
        "RESPREQ-42",
        forwarded=with_list(lambda tools: [*tools, OWN_TOOL]),
    ),
    bad("sorts_the_tools_for_chat", "responses", "RESPREQ-43", forwarded=with_list(sorted_by_name)),
    bad("describes_to_chat_what_has_no_description", "responses", "RESPREQ-15", forwarded=with_tools(described)),
    bad(
        "searches_wherever_it_likes",
        "responses",
        "RESPREQ-17",
        forwarded=lambda body: body | ({"web_search_options": {}} if "web_search_options" in body else {}),
    ),
    bad("chooses_in_responses_form", "responses", "RESPREQ-20 RESPREQ-21 RESPREQ-34", forwarded=flat_choice),
    bad("lets_the_model_choose", "responses", "RESPREQ-20 RESPREQ-21", forwarded=choosing_freely),
    bad("allows_every_tool", "responses", "RESPREQ-21", forwarded=allowing_all),
    bad(
        "sends_a_choice_without_tools",
        "responses",
        "RESPREQ-22",
        bugs="tool-params-without-tools",
        forwarded=without_tools(tool_choice="auto", parallel_tool_calls=True),
    ),
    bad(
        "sends_empty_tools",
        "responses",
        "RESPREQ-23",
        bugs="tool-params-without-tools",
        forwarded=without_tools(tools=[]),
    ),
    bad(
        "forgets_what_tools_do",
        "responses",
        "RESPREQ-15 RESPREQ-19 RESPREQ-45 RESPREQ-46",
        forwarded=with_tools(half_described),
    ),
]
