"""The tools of a Responses client among those that a Chat upstream is offered."""

from collections.abc import Mapping

from crosswire.comparing.tools import IN_CHAT, added, definition, parameters
from crosswire.facts import Ask, Json, Tool
from crosswire.requirements import held, kept
from crosswire.shapes.offered_tools import OfferedTool, offered_tools

OWN = ("function", "custom")
"""The kinds of tools that a client runs, in both APIs."""
GROUPS = ("namespace", "tool_search")
"""What holds or finds tools, and is none itself."""
CLIENT_RUN = {
    "apply_patch": "patch",
    "computer": "computer",
    "computer_use_preview": "computer",
    "local_shell": "shell",
    "shell": "shell",
}
"""The kinds of tools that a client runs, in Responses alone, and the word in the name of a function for each."""


def hosted_kinds(ask: Ask) -> list[str]:
    """Return the kinds of the tools that Responses alone has."""
    return [tool.kind for tool in ask.tools if tool.kind not in (*OWN, *GROUPS)]


def is_search(tool: Tool) -> bool:
    """Tell whether a tool is the search for tools that the client runs."""
    return tool.kind == "tool_search" and tool.definition.get("execution") == "client"


def grouped_tools(ask: Ask) -> list[OfferedTool]:
    """Return the tools in namespaces and in `additional_tools` items."""
    tools = [tool for tool in offered_tools(ask) if tool.container in (None, "additional_tools")]
    return [tool for tool in tools if tool.kind in OWN and (tool.namespace or tool.container)]


def tools_of(ask: Ask, kind: str) -> list[Tool]:
    """Return the tools of a kind, in order."""
    return [tool for tool in ask.tools if tool.kind == kind]


def check_definition(tool: Tool, offered: Tool | None) -> None:
    """Raise `Loss` unless a tool arrives with its definition, as far as Chat has one."""
    if offered is None:
        kept(f"tools.{tool.name}", {"name": tool.name, **tool.definition}, None)
        return
    own, found = (in_chat(definition(one), tool) for one in (tool, offered))
    for name in dict.fromkeys([*own, *found]):
        kept(f"tools.{tool.name}.{name}", own.get(name), found.get(name))


def in_chat(fields: Mapping[str, Json], given: Tool) -> dict[str, Json]:
    """Return the fields of a tool that Chat has, without `strict: false`.

    A function without `strict` may become either: Responses makes it strict where its schema allows that.
    """
    is_free = given.kind == "function" and given.definition.get("strict") is None
    names = [name for name in IN_CHAT if not (is_free and name == "strict")]
    return {name: fields[name] for name in names if name in fields and fields[name] is not False}


def _stands_for(function: Tool, given: Tool) -> bool:
    """Return whether a function represents a custom tool: it takes one text, and describes the tool and its format."""
    schema = parameters(function.definition.get("parameters"))
    properties = schema.get("properties") if isinstance(schema, dict) else None
    written = list(properties.values()) if isinstance(properties, dict) else []
    format_ = given.definition.get("format") or {}
    texts = [given.definition.get("description"), format_.get("syntax"), format_.get("definition")]
    description = function.definition.get("description")
    is_one_text = [isinstance(parameter, dict) and parameter.get("type") for parameter in written] == ["string"]
    return is_one_text and all(word in str(description or "") for word in texts if word)


def added_tools(asked: Ask, forwarded: Ask) -> list[Tool]:
    """Return the tools offered upstream that stand for none of the client's."""
    own = [tool for tool in asked.tools if tool.kind in OWN]
    functions = {tool.name for tool in tools_of(forwarded, "function")}
    customs = {tool.name for tool in tools_of(forwarded, "custom")}
    as_sent = [
        Tool("function", tool.name) if tool.name in functions - customs and tool.kind == "custom" else tool
        for tool in own
    ]
    found = added(as_sent, forwarded.tools)
    found_tools = [tool for tool in offered_tools(asked) if tool.container == "tool_search_output"]
    for inner in (*grouped_tools(asked), *found_tools):
        if match := next((tool for tool in found if is_made_from(tool, inner)), None):
            found.remove(match)
    kinds = [tool.kind for tool in asked.tools if tool.kind not in (*OWN, "namespace")]
    for kind in kinds:
        if match := next((tool for tool in found if kind in str(tool.name)), None):
            found.remove(match)
    return [] if "mcp" in kinds else [tool for tool in found if tool.name and tool.kind in OWN]


def is_performed(kind: str, forwarded: Ask) -> bool:
    """Return whether the model is offered a hosted tool: as Chat's option, or as a function that the adapter runs.

    The name of such a function contains the kind of the tool, as `my_file_search`, or, for a tool that the client runs,
    the word in `CLIENT_RUN`, as `run_shell`.
    """
    if kind.startswith("web_search") and "web_search_options" in forwarded.settings:
        return True
    return any(CLIENT_RUN.get(kind, kind) in str(tool.name) for tool in tools_of(forwarded, "function"))


def check_grouped(offered: Tool, given: Tool) -> None:
    """Note what a tool of a namespace lost of its definition. Its description may contain that of the namespace."""
    if offered.kind == given.kind:
        own, found = (in_chat(definition(one), given) for one in (given, offered))
        words, sent = str(own.pop("description", "")), str(found.pop("description", ""))
        held(words in sent, f"tools.{given.name}.description", words, sent)
        for name in dict.fromkeys([*own, *found]):
            kept(f"tools.{given.name}.{name}", own.get(name), found.get(name))


def is_made_from(offered: Tool, tool: OfferedTool) -> bool:
    """Return whether an offered tool is this one; names of more than 64 characters are cut."""
    given = Tool(tool.kind, tool.name, tool.definition)
    same_parameters = parameters(offered.definition.get("parameters")) == parameters(tool.definition.get("parameters"))
    is_same = offered.kind == tool.kind and same_parameters
    in_function_form = (offered.kind, tool.kind) == ("function", "custom") and _stands_for(offered, given)
    return (is_same or in_function_form) and str(tool.name)[:24] in str(offered.name)
