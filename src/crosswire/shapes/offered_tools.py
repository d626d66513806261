"""Every tool that a request offers, at any position, and which of them a call is of."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crosswire.facts import Ask, Item, Json, Other, Tool, ToolCall, ToolResult
from crosswire.shapes.flat_tools import flat_tool
from crosswire.shapes.lenient import at, objects

CONTAINERS = ("additional_tools", "tool_search_output")
"""The types of input items that hold tools."""


@dataclass(frozen=True, slots=True)
class OfferedTool:
    """A tool that the model can call, and its position in the request."""

    kind: str
    name: str | None
    definition: Mapping[str, Json]
    namespace: str | None = None
    container: str | None = None
    """The type of the input item that holds it; `None` for the request itself."""

    @property
    def full_name(self) -> str:
        """Its name with that of its namespace in front: `namespace__name`."""
        return "__".join(filter(None, (self.namespace, self.name)))


def offered_tools(ask: Ask) -> tuple[OfferedTool, ...]:
    """Return the tools of a request: of its `tools`, of namespaces, of input items that hold tools, in order."""
    items = (item for entry in ask.history for item in _holders(entry))
    inner = (tool for item in items for tool in _opened(_held_by(item.value), item.kind))
    return (*_opened(ask.tools, None), *inner)


def _holders(item: Item) -> tuple[Other, ...]:
    """Return the items and parts that hold tools."""
    held = item.parts if isinstance(item, ToolResult) else (item,)
    return tuple(holder for holder in held if isinstance(holder, Other) and holder.kind in CONTAINERS)


def _opened(tools: Sequence[Tool], container: str | None, namespace: str | None = None) -> Iterator[OfferedTool]:
    for tool in tools:
        if tool.kind == "namespace":
            yield from _opened(_held_by(tool.definition), container, tool.name)
        else:
            yield OfferedTool(tool.kind, tool.name, tool.definition, namespace, container)


def _held_by(holder: Json) -> list[Tool]:
    return [flat_tool(tool) for tool in objects(at(holder, "tools"))]


def called_tool(call: ToolCall, tools: Sequence[OfferedTool]) -> OfferedTool | None:
    """Return the tool that a call is of; `None` where no tool, or more than one, has a name like it.

    APIs and hosts without namespaces are offered a tool by its bare name, or with its namespace or the adapter's own
    prefix in front; an adapter may put a digest behind the name, so that no two are the same.
    """
    name = "__".join(filter(None, (call.namespace, call.name)))
    named = [tool for tool in tools if tool.name]
    for is_named in SIGNS:
        found = [tool for tool in named if is_named(name, tool)]
        found = [tool for tool in found if tool.kind == call.kind] or found
        longest = max((len(tool.name or "") for tool in found), default=0)
        found = [tool for tool in found if len(tool.name or "") == longest]
        if found:
            return found[0] if len({(tool.namespace, tool.name) for tool in found}) == 1 else None
    return None


def was_offered(call: ToolCall, asked: Ask, forwarded: Ask) -> bool:
    """Return whether the upstream was offered the tool that it calls: an adapter may have left it out.

    No model calls a tool that it was not offered. The requirements about tools report that loss.
    """
    is_the_clients = called_tool(call, offered_tools(asked)) is not None
    return not is_the_clients or called_tool(call, offered_tools(forwarded)) is not None


def is_last_word(word: str, name: str) -> bool:
    """Return whether a name ends in a word: it is the word, or no letter or digit precedes the word."""
    return bool(word) and re.fullmatch(rf"(.*[^A-Za-z0-9])?{re.escape(word)}", name, re.DOTALL) is not None


def _letters(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", name)


def without_digest(name: str) -> str:
    """Return a name without a digest behind it: `find_customer` of `find_customer_c1d82fb934cf`."""
    return re.sub(r"[^A-Za-z0-9](?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,64}$", "", name)


SIGNS: Sequence[Callable[[str, OfferedTool], bool]] = (
    lambda name, tool: not tool.namespace and name == tool.name,
    lambda name, tool: _letters(name) == _letters(tool.full_name),
    lambda name, tool: name == tool.name,
    lambda name, tool: is_last_word(tool.name or "", name),
    lambda name, tool: is_last_word(name.rpartition("__")[2], tool.name or ""),
    lambda name, tool: _letters(without_digest(name)) == _letters(tool.full_name),
    lambda name, tool: is_last_word(tool.name or "", without_digest(name)),
    lambda name, tool: is_last_word(name.rpartition("__")[2], without_digest(tool.name or "")),
)
"""Whether a called name is that of a tool: the checks, the surest first."""
