"""Pairing the served calls with the upstream's, and results with their calls."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from crosswire.facts import Ask, Json, Message, Text, ToolCall, ToolResult
from crosswire.requirements import held
from crosswire.shapes.call_forms import text_of_function
from crosswire.shapes.offered_tools import OfferedTool, called_tool, offered_tools

LONGEST_ID = 64
"""The longest `call_id` that Responses takes, in characters."""

LARGEST = 10**30
"""Whole numbers below this are compared digit by digit."""

Calls = Sequence[ToolCall]
Pair = tuple[ToolCall, ToolCall]

# How a served call is recognised, the surest sign first, the position alone last.
SIGNS: Sequence[Callable[[ToolCall, ToolCall, bool], object]] = (
    lambda ours, call, _: ours.id and (ours.id, ours.name) == (call.id, call.name),
    lambda ours, call, placed: placed and ours.name == call.name and ours.arguments in ("", call.arguments),
    lambda ours, call, _: ours.name == call.name and ours.arguments and ours.arguments == call.arguments,
    lambda ours, call, _: ours.id and ours.id == call.id,
    lambda ours, call, placed: placed and ours.name == call.name,
    lambda ours, call, _: ours.name == call.name,
    lambda *_: True,
)


def pairs(upstream: Calls, served: Calls) -> list[Pair]:
    """Pair the served calls with those of the upstream, in the order served; without surplus calls."""
    found: dict[int, int] = {}
    free = dict.fromkeys(range(len(upstream)))
    for sign in SIGNS:
        for index, call in enumerate(served):
            unpaired = (nth for nth in free if sign(upstream[nth], call, nth == index))
            if index not in found and (nth := next(unpaired, None)) is not None:
                found[index] = nth
                del free[nth]
    return [(upstream[found[index]], served[index]) for index in sorted(found)]


def is_own(call: ToolCall, calls: Calls) -> bool:
    """Return whether a call has an id that no other call has and that any client and upstream takes."""
    return bool(call.id) and len(call.id or "") <= LONGEST_ID and [other.id for other in calls].count(call.id) == 1


def holds_input(arguments: str, given: str) -> bool:
    """Return whether one of the values in a function's arguments is a custom tool's raw input, whole."""
    try:
        values = json.loads(arguments)
    except ValueError:
        return False
    return isinstance(values, dict) and given in values.values()


def as_asked(calls: Calls, asked: Ask) -> list[ToolCall]:
    """Return the upstream's calls with the name, namespace and kind that the client gave their tools.

    A custom tool that the upstream calls as a function with one text is called with that text.
    """
    tools = offered_tools(asked)
    return [_of_tool(call, called_tool(call, tools)) for call in calls]


def _of_tool(call: ToolCall, tool: OfferedTool | None) -> ToolCall:
    match tool:
        case OfferedTool(kind="custom"):
            text = text_of_function(call.arguments) if call.kind == "function" else call.arguments
            return replace(call, name=tool.name, namespace=tool.namespace, kind="custom", arguments=text)
        case OfferedTool(kind="function"):
            return replace(call, name=tool.name, namespace=tool.namespace, kind="function")
        case _:
            return call


def namespaces(ask: Ask) -> set[str]:
    """Return the namespaces in which tools are offered."""
    return {tool.namespace for tool in offered_tools(ask) if tool.namespace}


def meant(arguments: str) -> str:
    """Return arguments in a normal form: blanks, escapes and the order of keys do not count.

    Arguments that are not JSON stay as they are.
    """
    try:
        parsed = json.loads(arguments, parse_int=_number, parse_float=_number)
    except ValueError:
        return arguments
    return json.dumps(parsed, ensure_ascii=False, sort_keys=True)


def _number(text: str) -> int | float:
    number = Decimal(text)
    return int(number) if abs(number) < LARGEST and number == number.to_integral_value() else float(number)


def result_ids(ask: Ask) -> tuple[str, ...]:
    """Return the ids of the calls whose results are sent."""
    return tuple(item.call_id or "" for item in ask.history if isinstance(item, ToolResult))


def results(ask: Ask, own: Mapping[str | None, str | None] = MappingProxyType({})) -> dict[str, Json]:
    """Return the texts of results by the id of their call, or by the id that `own` has for it."""
    return {
        own.get(item.call_id, item.call_id) or "": "".join(part.text for part in item.parts if isinstance(part, Text))
        for item in ask.history
        if isinstance(item, ToolResult)
    }


def in_turn(asked: Ask, forwarded: Ask) -> None:
    """Raise `Loss` where all calls, results and messages of the user arrive, but in another order."""
    given, sent = _kinds(asked), _kinds(forwarded)
    held(sorted(given) != sorted(sent) or given == sent, "history.order", given, sent)


def _kinds(ask: Ask) -> list[str]:
    return [
        type(item).__name__
        for item in ask.history
        if isinstance(item, ToolCall | ToolResult) or (isinstance(item, Message) and item.role == "user" and item.parts)
    ]


def normal_arguments(call: ToolCall) -> str:
    """Return the arguments in a normal form. A call without any may have `{}`; RESPREQ-13 judges custom calls."""
    return "" if call.kind == "custom" else meant(call.arguments or "{}")
