"""The tools that a Responses client offers reach a Chat upstream, and how the model is to choose among them.

Sources: the API description's `Tool`, `ToolChoiceParam`, `ChatCompletionTool` and `ChatCompletionToolChoiceOption`.
"""

from collections.abc import Mapping

from crosswire.comparing import defaults
from crosswire.comparing.tools import definition, in_order, paired, web_search
from crosswire.facts import Ask, Json, Tool
from crosswire.requirements import Wire, all_of, held, kept, must, should
from crosswire.shapes.offered_tools import offered_tools

from .conditions import of_ask, serves_responses
from .forwarded_tools import (
    OWN,
    _stands_for,
    added_tools,
    check_definition,
    check_grouped,
    grouped_tools,
    hosted_kinds,
    in_chat,
    is_made_from,
    is_performed,
    is_search,
    tools_of,
)
from .histories import calls, is_found_tools, others, results, texts


def _choice(ask: Ask) -> Mapping[str, Json]:
    choice = ask.settings.get("tool_choice")
    return choice if isinstance(choice, dict) else {}


def _offers_none(ask: Ask) -> bool:
    return not ask.tools and not others(ask.history, "additional_tools")


offers_functions = of_ask(lambda ask: tools_of(ask, "function"))
offers_custom_tools = of_ask(lambda ask: tools_of(ask, "custom"))
offers_hosted_tools = of_ask(hosted_kinds)
chooses_hosted_tool = of_ask(lambda ask: _choice(ask).get("type") not in (None, *OWN, "allowed_tools"))
offers_grouped_tools = of_ask(grouped_tools)
offers_own_tools = of_ask(lambda ask: any(tool.kind in OWN for tool in offered_tools(ask)))
makes_plain_choice = of_ask(lambda ask: "tool_choice" in ask.settings and _choice(ask).get("type") in (None, *OWN))
chooses_allowed_tools = of_ask(lambda ask: _choice(ask).get("type") == "allowed_tools")
offers_search = of_ask(lambda ask: any(map(is_search, ask.tools)))
gives_found_tools = of_ask(lambda ask: any(map(is_found_tools, ask.history)))
offers_no_tools = of_ask(_offers_none)
gives_tool_settings = of_ask(lambda ask: {"tool_choice", "parallel_tool_calls"} & ask.settings.keys())


@must("RESPREQ-15", given=all_of(serves_responses, offers_functions))
def test_functions_are_offered(asked: Ask, forwarded: Ask) -> None:
    """Function tools are offered, nested: name, description, parameters and a given `strict` unchanged.

    `strict: false` may be left out: it is Chat's default.
    """
    for tool, offered in paired(asked.tools, forwarded.tools, "function"):
        check_definition(tool, offered)


@must("RESPREQ-16", given=all_of(serves_responses, offers_custom_tools))
def test_custom_tools_are_offered(asked: Ask, forwarded: Ask) -> None:
    """Custom tools are offered, with name, description and `format`; a grammar's syntax and definition are nested.

    Many hosts take functions only: a function that has one text to write stands for a custom tool, if it describes the
    grammar; TOOLS-4 has the calls come back as custom ones.
    """
    functions = {tool.name: tool for tool in tools_of(forwarded, "function")}
    for tool, offered in paired(asked.tools, forwarded.tools, "custom"):
        if offered or tool.name not in functions or not _stands_for(functions[tool.name], tool):
            check_definition(tool, offered)


@must("RESPREQ-42", given=serves_responses)
def test_no_tool_is_invented(asked: Ask, forwarded: Ask) -> None:
    """Each tool that is offered stands for one of the client's, and none is offered twice.

    A custom tool may be a function. A hosted tool may be performed by a function with its kind in the name, those of a
    remote server have names of their own.
    """
    for tool in added_tools(asked, forwarded):
        kept(f"tools.{tool.name or tool.kind}", None, "offered")


@should("RESPREQ-43", given=all_of(serves_responses, of_ask(lambda ask: len(ask.tools) > 1)))
def test_tools_stay_in_order(asked: Ask, forwarded: Ask) -> None:
    """Tools arrive in the order in which the client offers them: the cached prefix of a prompt begins with them."""
    kept("tools.order", *in_order(asked.tools, forwarded.tools))


@must("RESPREQ-17", given=all_of(serves_responses, offers_hosted_tools), declarable="by fact")
def test_hosted_tools_are_not_lost(asked: Ask, forwarded: Ask) -> None:
    """Hosted tools are performed, refused, or left out as declared; the functions beside them stay.

    A search keeps its context size, place and filters, and one that must not reach the web does not. An adapter
    declares each kind: `RESPREQ-17/file_search`, `RESPREQ-17/web_search.offline`.
    """
    for tool in asked.tools:
        if tool.kind in hosted_kinds(asked):
            is_offline = tool.definition.get("external_web_access") is False
            fact = f"tools.{tool.kind}.offline" if is_offline else f"tools.{tool.kind}"
            kept(fact, "performed", "performed" if is_performed(tool.kind, forwarded) else None)
    if (searches := _searches(asked)) and "web_search_options" in forwarded.settings:
        options = web_search(searches[0].definition)
        is_online = options.pop("external_web_access", True)
        kept(f"tools.{searches[0].kind}.options", options, web_search(forwarded.settings["web_search_options"]))
        # Chat's option searches the live web.
        kept(f"tools.{searches[0].kind}.external_web_access", is_online, received=True)


def _searches(ask: Ask) -> list[Tool]:
    return [tool for tool in ask.tools if tool.kind.startswith("web_search")]


@must("RESPREQ-45", given=all_of(serves_responses, offers_search))
def test_a_search_of_the_client_is_offered(asked: Ask, forwarded: Ask) -> None:
    """A `tool_search` that the client runs is offered as a function, with its words and parameters, or refused.

    The model searches by calling it. A search that the host runs has no form in Chat.
    """
    for tool in filter(is_search, asked.tools):
        functions = [one for one in tools_of(forwarded, "function") if tool.kind in str(one.name)]
        kept("tools.tool_search", [tool.kind], [tool.kind] * len(functions))
        for one in functions:
            given, sent = (in_chat(definition(side), tool) for side in (tool, one))
            words, described = (str(side.pop("description", "")) for side in (given, sent))
            held(words in described, "tools.tool_search.description", words, described)
            kept("tools.tool_search", given, sent)


@must("RESPREQ-46", given=all_of(serves_responses, gives_found_tools))
def test_what_a_search_found_is_offered(asked: Ask, forwarded: Ask) -> None:
    """The tools that a client's search found are offered, and its output goes back as the result of its call."""
    found = [tool for tool in offered_tools(asked) if tool.container == "tool_search_output"]
    offered = []
    for tool in found:
        if match := next((one for one in forwarded.tools if is_made_from(one, tool)), None):
            offered.append(tool.name)
            check_grouped(match, Tool(tool.kind, tool.name, tool.definition))
    kept("tools", [tool.name for tool in found], offered)
    searched = [item.call_id for item in results(asked.history) if is_found_tools(item)]
    answered = [item for item in results(forwarded.history) if item.call_id in searched]
    kept("results", searched, [item.call_id for item in answered])
    # In words of the adapter's own, which name what was found.
    kept("results.text", [1] * len(answered), [len(texts(item.parts)) for item in answered])
    words = "".join(text for item in answered for text in texts(item.parts))
    kept("results.text", [tool.name for tool in found], [tool.name for tool in found if str(tool.name) in words])


@must("RESPREQ-18", given=all_of(serves_responses, chooses_hosted_tool), declarable=True)
def test_a_choice_of_what_is_left_out_is_refused(asked: Ask, forwarded: Ask) -> None:
    """A `tool_choice` that names a tool which is left out is refused with a 4xx, or left out as declared."""
    kind = str(_choice(asked).get("type"))
    held(is_performed(kind, forwarded), "tool_choice", kind, forwarded.settings.get("tool_choice"))


@must("RESPREQ-19", given=all_of(serves_responses, offers_grouped_tools))
def test_grouped_tools_are_offered(asked: Ask, forwarded: Ask) -> None:
    """Functions in a `namespace` or an `additional_tools` item are offered, each under a name of its own, or refused.

    The name may be made of both names; calls in the history go by the names that are offered.
    """
    left = list(forwarded.tools)
    found = []
    for tool in grouped_tools(asked):
        match = next((one for one in left if is_made_from(one, tool)), None)
        if match:
            left.remove(match)
            found.append(tool.name)
            check_grouped(match, Tool(tool.kind, tool.name, tool.definition))
    kept("tools", [tool.name for tool in grouped_tools(asked)], found)
    names = [tool.name for tool in forwarded.tools]
    held(len(set(names)) == len(names), "tools", sorted(set(map(str, names))), sorted(map(str, names)))
    spaced = {call.id for call in calls(asked.history) if call.namespace}
    unknown = [call.name for call in calls(forwarded.history) if call.id in spaced and call.name not in names]
    kept("tool_calls", [], unknown)


@must("RESPREQ-20", given=all_of(serves_responses, offers_own_tools, makes_plain_choice))
def test_tool_choice_arrives(asked: Ask, forwarded: Ask) -> None:
    """`tool_choice` arrives: `auto`, `none`, `required`, a named function, a named custom tool.

    A custom tool in the form of a function is named as one. `auto`, the default of both APIs, may be left out.
    """
    choice = asked.settings["tool_choice"]
    functions = [tool.name for tool in tools_of(forwarded, "function")]
    is_custom = isinstance(choice, dict) and choice["type"] == "custom"
    if is_custom and choice.get("name") in functions:
        choice = {**choice, "type": "function"}
    kept("tool_choice", choice, defaults.given("tool_choice", choice, forwarded.settings, "chat"))


@must("RESPREQ-21", given=all_of(serves_responses, chooses_allowed_tools))
def test_allowed_tools_arrive(asked: Ask, forwarded: Ask) -> None:
    """`allowed_tools` arrives with its mode and tools, nested, or is refused."""
    kept("tool_choice", _choice(asked), _choice(forwarded))


@must("RESPREQ-22", given=all_of(serves_responses, offers_no_tools, gives_tool_settings))
def test_no_tool_settings_without_tools(forwarded: Ask) -> None:
    """Without tools, no `tool_choice` or `parallel_tool_calls` is sent: Chat refuses them."""
    settings = {name: forwarded.settings[name] for name in TOOL_SETTINGS if name in forwarded.settings}
    held(bool(forwarded.tools) or not settings, "tool_choice", {}, settings)


TOOL_SETTINGS = ("tool_choice", "parallel_tool_calls")


@should("RESPREQ-23", given=all_of(serves_responses, offers_no_tools))
def test_no_empty_tools(wire: Wire) -> None:
    """Without tools, no `tools: []` is sent, which some hosts refuse: here empty is not the same as absent."""
    tools = wire.request.get("tools")
    held(tools != [], "tools", None, tools)
