"""The tools that a Responses request offers, with their names in Chat.

Chat has no namespaces: a function inside one keeps its name where no other tool has it, else it is `namespace__name`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from crosswire.reference.failures import refusal
from crosswire.reference.lenient import Json, asked_list, asked_text, mapping, objects, text
from crosswire.reference.settings import NAMED, definition

WEB_SEARCH = ("web_search", "web_search_2025_08_26", "web_search_preview", "web_search_preview_2025_03_11")
"""Hosted tools that Chat has as an option, for its search models."""

SEARCH = "tool_search"
"""The tool that finds others, and its name as a function.

Where the host would run it, it is left out: functions that wait for it are offered at once, which leaves nothing to
search for. Where the client runs it, it is a function like any other.
"""

CLIENT = "client"
"""The `execution` of a search that the client runs."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool for the client to run: its name in Chat, its flat definition, and its namespace."""

    name: str
    tool: Json
    namespace: str | None = None
    searches: bool = False
    """Whether the function is a search for tools that the client runs."""


def offered(request: Json) -> list[Offered]:
    """Return all functions and custom tools of a request, with those of namespaces and `additional_tools` items.

    Raises:
        UpstreamError: status 400, for a tool that Chat has no form for.
    """
    listed = [(namespace, definition(tool, where), tool) for namespace, tool, where in _listed(request)]
    # What a search found may also be in the request itself.
    tools = {(namespace, tool["name"]): (tool, given) for namespace, tool, given in reversed(listed)}
    names = Counter(name for _, name in tools)
    return [
        Offered(
            name if names[name] == 1 or not namespace else f"{namespace}__{name}",
            tool,
            namespace,
            searches=given.get("execution") == CLIENT,
        )
        for (namespace, name), (tool, given) in reversed(tools.items())
    ]


def chat_name(tools: list[Offered], namespace: object, name: str) -> str:
    """Return the name in Chat of the tool that the client calls `name` in `namespace`."""
    return next((tool.name for tool in tools if (tool.namespace, tool.tool["name"]) == (namespace, name)), name)


def client_name(tools: list[Offered], name: str) -> Json:
    """Return the client's `name` of a tool, and its `namespace`, if it has one."""
    for tool in tools:
        if tool.namespace and name in (tool.name, f"{tool.namespace}__{tool.tool['name']}"):
            return {"name": tool.tool["name"], "namespace": tool.namespace}
    return {"name": name}


def client_type(tools: list[Offered], name: str) -> str | None:
    """Return the type of the tool that Chat calls `name`, as the client offered it; `None` if it offered none."""
    return next(
        (
            SEARCH if tool.searches else text(tool.tool["type"])
            for tool in tools
            if name == tool.name or (tool.namespace and name == f"{tool.namespace}__{tool.tool['name']}")
        ),
        None,
    )


def web_search(request: Json) -> Json | None:
    """Return the web search tool of a request; one that must not reach the web is left out, since Chat's would."""
    return next(
        (
            tool
            for tool, _ in _tools(request)
            if tool.get("type") in WEB_SEARCH and tool.get("external_web_access") is not False
        ),
        None,
    )


def _listed(request: Json) -> Iterator[tuple[str | None, Json, str]]:
    for tool, where in _tools(request):
        kind = tool.get("type")
        if kind == "namespace":
            namespace = asked_text(tool.get("name"), f"{where}.name")
            for number, inner in enumerate(asked_list(tool.get("tools"), f"{where}.tools")):
                _check(inner, f"{where}.tools[{number}]")
                yield namespace, inner, f"{where}.tools[{number}]"
        elif kind == SEARCH and tool.get("execution") == CLIENT:
            yield None, {**tool, "type": "function", "name": SEARCH}, where
        elif kind not in (*WEB_SEARCH, SEARCH):
            _check(tool, where)
            yield None, tool, where


def _check(tool: Json, where: str) -> None:
    if tool.get("type") not in NAMED:
        raise refusal(where, f"Chat Completions has no {text(tool.get('type')) or 'nameless'} tool")


def _tools(request: Json) -> Iterator[tuple[Json, str]]:
    for number, tool in enumerate(asked_list(request.get("tools"), "tools")):
        yield tool, f"tools[{number}]"
    for item in objects(request.get("input")):
        kind = item.get("type")
        if kind == "additional_tools" or (kind == "tool_search_output" and item.get("execution") == CLIENT):
            yield from ((mapping(tool), f"input.{kind}") for tool in asked_list(item.get("tools"), "input.tools"))
