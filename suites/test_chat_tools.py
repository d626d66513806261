"""The tools that a Chat client offers, and its choice among them, reach a Responses upstream.

Sources: the API description's `CreateChatCompletionRequest.tools` and `tool_choice`, `CreateResponse.tools`.
"""

from collections.abc import Iterator

from crosswire.comparing import defaults
from crosswire.comparing.tools import IN_CHAT, definition, in_order, paired, parameters
from crosswire.exchange import Case
from crosswire.facts import Ask, Json, Text, Tool, ToolCall, ToolResult
from crosswire.requirements import Wire, all_of, held, kept, must, should

from .call_pairs import in_turn
from .conditions import deprecated_functions, of_ask, serves_chat

ALLOWED = "allowed_tools"
DEFAULT_CHOICE = "auto"
"""What both APIs take where tools are offered and no choice is made."""


def functions(ask: Ask) -> list[Tool]:
    """Return the functions that are offered."""
    return [tool for tool in ask.tools if tool.kind == "function"]


def without_parameters(ask: Ask) -> list[Tool]:
    """Return the functions that have no parameters."""
    return [tool for tool in functions(ask) if parameters(tool.definition.get("parameters")) is None]


def without_strict(ask: Ask) -> list[Tool]:
    """Return the functions that leave `strict` out; null does, too."""
    return [tool for tool in functions(ask) if "strict" not in tool.definition]


def choice(ask: Ask) -> Json:
    """Return the tool choice, `auto` where none is made."""
    return ask.settings.get("tool_choice", DEFAULT_CHOICE)


def _is_allowed_tools(value: Json) -> bool:
    return isinstance(value, dict) and value.get("type") == ALLOWED


def offers_tools(case: Case) -> bool:
    """The client offers tools, as `tools`."""
    return serves_chat(case) and bool(case.asked.tools) and not deprecated_functions(case)


def offers_no_tools(case: Case) -> bool:
    """The client offers no tools, nor asks for a search."""
    return serves_chat(case) and not case.asked.tools and "web_search_options" not in case.asked.settings


@must("CHATREQ-11", given=all_of(offers_tools, of_ask(functions)))
def test_functions_are_flattened(asked: Ask, forwarded: Ask) -> None:
    """Functions arrive flat, with name, description, parameters and a given `strict` unchanged."""
    _offered(asked, forwarded, "function")


def _offered(asked: Ask, forwarded: Ask, kind: str) -> None:
    """Raise `Loss` unless every tool of a kind arrives with its definition; CHATREQ-37 judges invented parameters."""
    for tool, other in paired(asked.tools, forwarded.tools, kind):
        if other is None:
            kept(f"tools.{tool.name}", {"name": tool.name, **tool.definition}, None)
            continue
        own = {name: value for name, value in definition(tool).items() if name in IN_CHAT}
        found = definition(other)
        if kind == "function" and "parameters" not in own:
            found.pop("parameters", None)
        if "strict" not in own and found.get("strict") is False:  # CHATREQ-12 wants it
            del found["strict"]
        for name in dict.fromkeys([*own, *found]):
            kept(f"tools.{tool.name}.{name}", own.get(name), found.get(name))


@should("CHATREQ-12", given=all_of(serves_chat, of_ask(without_strict)))
def test_strict_left_out_is_false(asked: Ask, forwarded: Ask) -> None:
    """A function's `strict` that is left out is sent as `false`: Responses tries to be strict when it is omitted.

    null is omitted. Chat's default is false; a schema with optional properties is refused or changed otherwise.
    """
    for tool, other in paired(without_strict(asked), forwarded.tools, "function"):
        if other and "strict" not in other.definition:
            kept(f"tools.{tool.name}.strict", expected=False, received=None)


@must(
    "CHATREQ-13", given=all_of(offers_tools, of_ask(lambda ask: [tool for tool in ask.tools if tool.kind == "custom"]))
)
def test_custom_tools_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """Custom tools arrive with name, description and format; a grammar's syntax and definition stand one level up."""
    _offered(asked, forwarded, "custom")


@should("CHATREQ-40", given=all_of(serves_chat, of_ask(lambda ask: len(ask.tools) > 1)))
def test_tools_stay_in_order(asked: Ask, forwarded: Ask) -> None:
    """Tools arrive in the order in which the client offers them: the cached prefix of a prompt begins with them."""
    kept("tools.order", *in_order(asked.tools, forwarded.tools))


def makes_plain_choice(case: Case) -> bool:
    """The client offers tools and makes a plain choice."""
    made = case.asked.settings.get("tool_choice")
    return offers_tools(case) and made is not None and not _is_allowed_tools(made)


@must("CHATREQ-14", given=makes_plain_choice)
def test_the_tool_choice_is_forwarded(asked: Ask, forwarded: Ask) -> None:
    """`tool_choice` arrives: auto, none, required, a named function or a named custom tool, flat.

    `auto`, which both APIs take where nothing is said, may be left out.
    """
    _chosen(asked, forwarded)


def _chosen(asked: Ask, forwarded: Ask) -> None:
    kept("tool_choice", choice(asked), defaults.given("tool_choice", choice(asked), forwarded.settings, "responses"))


@must("CHATREQ-15", given=all_of(offers_tools, of_ask(lambda ask: _is_allowed_tools(choice(ask)))))
def test_allowed_tools_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """`allowed_tools` arrives flat, with its mode and tools, or the request is refused."""
    _chosen(asked, forwarded)


@must("CHATREQ-16", given=deprecated_functions)
def test_deprecated_functions_are_honoured(asked: Ask, forwarded: Ask) -> None:
    """The deprecated `functions` and `function_call` are sent as tools and tool choice, or refused; never dropped.

    So are a `function_call` and its `function` message in the history: a call and its result, under one call id.
    """
    _offered(asked, forwarded, "function")
    _chosen(asked, forwarded)
    kept("history", list(_exchanged(asked)), list(_exchanged(forwarded)))
    named = [item.name for item in asked.history if isinstance(item, ToolResult)]
    others = [item.name for item in forwarded.history if isinstance(item, ToolResult) and item.name not in named]
    kept("results.name", [], [name for name in others if name])
    called, returned = _call_ids(forwarded)
    kept("results", called, returned)
    in_turn(asked, forwarded)


def _exchanged(ask: Ask) -> Iterator[list[str | None]]:
    for item in ask.history:
        match item:
            case ToolCall():
                yield ["call", item.kind, item.name, item.arguments]
            case ToolResult():
                yield ["result", "".join(part.text for part in item.parts if isinstance(part, Text))]
            case _:
                pass


def _call_ids(ask: Ask) -> tuple[list[str | None], list[str | None]]:
    calls = [item.id for item in ask.history if isinstance(item, ToolCall)]
    return calls, [item.call_id for item in ask.history if isinstance(item, ToolResult)]


@should("CHATREQ-35", given=offers_no_tools)
def test_nothing_about_tools_without_tools(asked: Ask, forwarded: Ask, wire: Wire) -> None:
    """With `tools` absent or [], no tools, tool_choice or parallel_tool_calls is sent, but for what is the default.

    Here an empty list is not the same as none: strict upstreams refuse it.
    """
    added = defaults.added(asked.settings, forwarded.settings)
    for name in ("tool_choice", "parallel_tool_calls"):
        kept(name, None, added.get(name))
    held(wire.request.get("tools") != [], "tools", None, [])


@should("CHATREQ-37", given=all_of(offers_tools, of_ask(without_parameters)))
def test_a_function_without_parameters_is_forwarded(asked: Ask, forwarded: Ask) -> None:
    """A function without parameters is accepted and sent with null or an empty object schema."""
    for tool, other in paired(without_parameters(asked), forwarded.tools, "function"):
        if other:
            kept(f"tools.{tool.name}.parameters", None, parameters(other.definition.get("parameters")))
