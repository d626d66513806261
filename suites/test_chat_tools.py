"""The tools that a Chat client offers, and its choice among them, reach a Responses upstream.

Sources: the API description's `CreateChatCompletionRequest.tools` and `tool_choice`, `CreateResponse.tools`.
"""

from collections.abc import Iterator, Mapping

from crosswire.exchange import Case
from crosswire.facts import Ask, Json, Text, Tool, ToolCall, ToolResult
from crosswire.requirements import Wire, all_of, held, kept, must, should

from .conditions import deprecated_functions, of_ask, serves_chat
from .histories import sent

ALLOWED = "allowed_tools"
DEFAULT_CHOICE = "auto"
"""What both APIs take where tools are offered and no choice is made."""
EMPTY_SCHEMAS: tuple[Json, ...] = (None, {}, {"type": "object"}, {"type": "object", "properties": {}})


def tools(ask: Ask, kind: str) -> dict[str | None, Mapping[str, Json]]:
    """Return the definitions of the tools of a kind, by name."""
    return {tool.name: tool.definition for tool in ask.tools if tool.kind == kind}


def without_parameters(ask: Ask) -> list[str | None]:
    """Return the names of the functions that have no parameters."""
    return [name for name, told in tools(ask, "function").items() if told.get("parameters") in EMPTY_SCHEMAS]


def without_strict(ask: Ask) -> list[str | None]:
    """Return the names of the functions that leave `strict` out; null does, too."""
    return [name for name, told in tools(ask, "function").items() if "strict" not in told]


def choice(ask: Ask) -> Json:
    """Return the tool choice, `auto` where none is made."""
    return ask.settings.get("tool_choice", DEFAULT_CHOICE)


def _is_allowed_tools(value: Json) -> bool:
    return isinstance(value, dict) and value.get("type") == ALLOWED


def offered(case: Case) -> bool:
    """The client offers tools, as `tools`."""
    return serves_chat(case) and bool(case.asked.tools) and not deprecated_functions(case)


def no_tools(case: Case) -> bool:
    """The client offers no tools, nor asks for a search."""
    return serves_chat(case) and not case.asked.tools and "web_search_options" not in case.asked.settings


@must("CHATREQ-11", given=all_of(offered, of_ask(lambda ask: tools(ask, "function"))))
def test_functions_are_flattened(asked: Ask, forwarded: Ask) -> None:
    """Functions arrive flat, with name, description, parameters and a given `strict` unchanged."""
    expected = {name: _said(told) for name, told in tools(asked, "function").items()}
    kept("tools", expected, _found(forwarded, "function", expected))


def _said(told: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a function of Chat says of itself; more than that may stand there, and is not Chat's."""
    said = {key: value for key, value in told.items() if key in ("description", "parameters", "strict")}
    return {key: value for key, value in said.items() if key != "parameters" or value not in EMPTY_SCHEMAS}


def _found(forwarded: Ask, kind: str, expected: Mapping[str | None, Mapping[str, Json]]) -> Mapping[str | None, Json]:
    """Return what the forwarded tools say of what is expected; what they say beside it, other lines judge."""
    sent = tools(forwarded, kind)
    return {
        name: {key: sent[name].get(key) for key in told if sent[name].get(key) is not None}
        for name, told in expected.items()
        if name in sent
    }


@should("CHATREQ-12", given=all_of(offered, of_ask(without_strict)))
def test_strict_left_out_is_false(asked: Ask, forwarded: Ask) -> None:
    """A function's `strict` that is left out is sent as `false`: Responses tries to be strict when it is omitted.

    null is omitted. Chat's default is false; a schema with optional properties is refused or changed otherwise.
    """
    sent = tools(forwarded, "function")
    names = without_strict(asked)
    kept("tools", dict.fromkeys(names, False), {name: sent.get(name, {}).get("strict") for name in names})


@must("CHATREQ-13", given=all_of(offered, of_ask(lambda ask: tools(ask, "custom"))))
def test_custom_tools_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """Custom tools arrive with name, description and format; a grammar's syntax and definition stand one level up."""
    expected = {name: dict(told) for name, told in tools(asked, "custom").items()}
    kept("tools", expected, _found(forwarded, "custom", expected))


def choice_made(case: Case) -> bool:
    """The client offers tools and makes a plain choice."""
    made = case.asked.settings.get("tool_choice")
    return offered(case) and made is not None and not _is_allowed_tools(made)


@must("CHATREQ-14", given=choice_made)
def test_the_tool_choice_is_forwarded(asked: Ask, forwarded: Ask) -> None:
    """`tool_choice` arrives: auto, none, required, a named function or a named custom tool, flat.

    `auto`, which both APIs take where nothing is said, may be left out.
    """
    kept("tool_choice", choice(asked), choice(forwarded))


@must("CHATREQ-15", given=all_of(offered, of_ask(lambda ask: _is_allowed_tools(choice(ask)))))
def test_allowed_tools_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """`allowed_tools` arrives flat, with its mode and tools, or the request is refused."""
    kept("tool_choice", choice(asked), choice(forwarded))


@must("CHATREQ-16", given=deprecated_functions)
def test_deprecated_functions_are_honoured(asked: Ask, forwarded: Ask) -> None:
    """The deprecated `functions` and `function_call` are sent as tools and tool choice, or refused; never dropped.

    So are a `function_call` and its `function` message in the history: a call and its result, under one call id.
    """
    expected = {name: _said(told) for name, told in tools(asked, "function").items()}
    kept("tools", expected, _found(forwarded, "function", expected))
    kept("tool_choice", choice(asked), choice(forwarded))
    kept("history", list(_exchanged(asked)), list(_exchanged(forwarded)))
    called, returned = _call_ids(forwarded)
    kept("results", called, returned)


def _exchanged(ask: Ask) -> Iterator[list[str | None]]:
    for item in ask.history:
        match item:
            case ToolCall():
                yield ["call", item.name, item.arguments]
            case ToolResult():
                yield ["result", "".join(part.text for part in item.parts if isinstance(part, Text))]
            case _:
                pass


def _call_ids(ask: Ask) -> tuple[list[str | None], list[str | None]]:
    calls = [item.id for item in ask.history if isinstance(item, ToolCall)]
    return calls, [item.call_id for item in ask.history if isinstance(item, ToolResult)]


TOOL_FIELDS = ("tools", "tool_choice", "parallel_tool_calls")


@should("CHATREQ-35", given=no_tools)
def test_nothing_about_tools_without_tools(wire: Wire) -> None:
    """With `tools` absent or [], no tools, tool_choice or parallel_tool_calls is sent.

    Here an empty list is not the same as none: strict upstreams refuse it.
    """
    forwarded = sent(wire)
    about_tools = {name: forwarded[name] for name in TOOL_FIELDS if forwarded.get(name) is not None}
    held(not about_tools, "tools", None, about_tools)


@should("CHATREQ-37", given=all_of(offered, of_ask(without_parameters)))
def test_a_function_without_parameters_is_forwarded(asked: Ask, forwarded: Ask) -> None:
    """A function without parameters is accepted and sent with null or an empty object schema."""
    sent = {tool.name: tool for tool in forwarded.tools if tool.kind == "function"}
    received = {name: _properties(sent[name]) for name in without_parameters(asked) if name in sent}
    kept("tools", {name: [] for name in without_parameters(asked)}, received)


def _properties(tool: Tool) -> list[str]:
    parameters = tool.definition.get("parameters") or {}
    if parameters.get("type", "object") != "object":
        return [f"not an object: {parameters['type']}"]
    return [*parameters.get("properties", {}), *parameters.get("required", [])]
