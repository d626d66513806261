"""Which served call stands for which upstream call, and which result belongs to which call."""

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
"""What Responses takes as a `call_id`."""

LARGEST = 10**30
"""Whole numbers up to here are compared digit by digit."""

Calls = Sequence[ToolCall]
Pair = tuple[ToolCall, ToolCall]

# How a served call is known again, the surest sign first; at last by its place alone.
SIGNS: Sequence[Callable[[ToolCall, ToolCall, bool], object]] = (
    lambda said, call, _: said.id and (said.id, said.name) == (call.id, call.name),
    lambda said, call, placed: placed and said.name == call.name and said.arguments in ("", call.arguments),
    lambda said, call, _: said.name == call.name and said.arguments and said.arguments == call.arguments,
    lambda said, call, _: said.id and said.id == call.id,
    lambda said, call, placed: placed and said.name == call.name,
    lambda said, call, _: said.name == call.name,
    lambda *_: True,
)


def pairs(upstream: Calls, served: Calls) -> list[Pair]:
    """Pair each served call with the upstream's that it stands for, in the order served; one too many has none."""
    found: dict[int, int] = {}
    free = dict.fromkeys(range(len(upstream)))
    for sign in SIGNS:
        for place, call in enumerate(served):
            known = (nth for nth in free if sign(upstream[nth], call, nth == place))
            if place not in found and (nth := next(known, None)) is not None:
                found[place] = nth
                del free[nth]
    return [(upstream[found[place]], served[place]) for place in sorted(found)]


def is_own(call: ToolCall, calls: Calls) -> bool:
    """Tell whether a call has an id, no other has it, and any client and upstream takes it."""
    return bool(call.id) and len(call.id or "") <= LONGEST_ID and [other.id for other in calls].count(call.id) == 1


def holds_input(arguments: str, given: str) -> bool:
    """Tell whether the arguments of a function hold a custom tool's raw input, whole, as one of their values."""
    try:
        told = json.loads(arguments)
    except ValueError:
        return False
    return isinstance(told, dict) and given in told.values()


def as_asked(calls: Calls, asked: Ask) -> list[ToolCall]:
    """Return the upstream's calls as the client knows their tools: by name, namespace and kind.

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
    """Write arguments in one way of the many that say the same: blanks, escapes and the order of keys mean nothing.

    What is no JSON stays as it is.
    """
    try:
        said = json.loads(arguments, parse_int=_number, parse_float=_number)
    except ValueError:
        return arguments
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _number(text: str) -> int | float:
    number = Decimal(text)
    return int(number) if abs(number) < LARGEST and number == number.to_integral_value() else float(number)


def result_ids(ask: Ask) -> tuple[str, ...]:
    """Return the ids of the calls whose results are sent."""
    return tuple(item.call_id or "" for item in ask.history if isinstance(item, ToolResult))


def results(ask: Ask, own: Mapping[str | None, str | None] = MappingProxyType({})) -> dict[str, Json]:
    """Return the text of each result by the id of its call, or by the id that stands for it in `own`."""
    return {
        own.get(item.call_id, item.call_id) or "": "".join(part.text for part in item.parts if isinstance(part, Text))
        for item in ask.history
        if isinstance(item, ToolResult)
    }


def in_turn(asked: Ask, forwarded: Ask) -> None:
    """Hold that what the user says, calls and results, where all of them arrive, stand in the same order."""
    said, came = _kinds(asked), _kinds(forwarded)
    held(sorted(said) != sorted(came) or said == came, "history.order", said, came)


def _kinds(ask: Ask) -> list[str]:
    return [
        type(item).__name__
        for item in ask.history
        if isinstance(item, ToolCall | ToolResult) or (isinstance(item, Message) and item.role == "user" and item.parts)
    ]
