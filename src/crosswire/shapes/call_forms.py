"""The forms of a call: a custom tool may be offered as a function with one text to write, under another name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from crosswire.facts import Json, ToolCall
from crosswire.shapes.lenient import at, mapping
from crosswire.shapes.offered_tools import OfferedTool, called_tool
from crosswire.wire.json_text import dump, parse


@dataclass(frozen=True, slots=True)
class Form:
    """How a tool that a recording calls was offered."""

    kind: str
    name: str
    namespace: str | None = None
    parameter: str | None = None
    """The function's one parameter, a text, where the recorded call is of a custom tool or names its text otherwise."""

    def arguments(self, kind: str, written: str) -> str:
        """Return the arguments of a call of `kind`, rewritten for a call of this form."""
        text = text_of_function(written) if kind == "function" else written
        if self.parameter:
            return dump({self.parameter: text})
        return written if kind == self.kind else text


Forms = Mapping[tuple[str, str], Form]
"""By kind and name of a recorded call: the form in which its tool was offered, where that is another one."""


def forms_of(calls: Sequence[ToolCall], tools: Sequence[OfferedTool]) -> Forms:
    """Return the forms of the recorded calls whose tools were offered otherwise.

    A call of a tool that was not offered has no form: the requirements about tools name that loss.
    """
    forms: dict[tuple[str, str], Form] = {}
    for call in calls:
        tool = called_tool(call, tools)
        form = _form(call, tool) if tool else None
        if form and form != Form(call.kind, call.name or "", call.namespace):
            forms[call.kind, call.name or ""] = form
    return forms


def _form(call: ToolCall, tool: OfferedTool) -> Form | None:
    parameter = one_text(tool.definition) if tool.kind == "function" else None
    match call.kind, tool.kind:
        case "custom", "function" if parameter is None:
            return None
        case "function", "function" if not parameter or not _has_another_text(call.arguments, parameter):
            parameter = None
        case _, "function" | "custom":
            pass
        case _:
            return None
    return Form(tool.kind, tool.name or "", tool.namespace, parameter)


def _has_another_text(arguments: str, parameter: str) -> bool:
    """Return whether arguments are one text, which has another name than a function's parameter."""
    text = text_of_function(arguments)
    return text != arguments and parameter not in mapping(parse(arguments))


def one_text(function: Mapping[str, Json]) -> str | None:
    """Return the name of the one text that a function takes; `None` where it takes more or something else."""
    properties = mapping(at(function, "parameters", "properties"))
    match list(properties.items()):
        case [(name, {"type": "string"})]:
            return name
        case _:
            return None


def text_of_function(arguments: str) -> str:
    """Return the one text in the arguments of a function. Arguments that hold more, or no text, stay as they are."""
    try:
        values = json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments
    match list(values.values()) if isinstance(values, dict) else []:
        case [str(text)]:
            return text
        case _:
            return arguments


def in_pieces(text: str, like: Sequence[str]) -> list[str]:
    """Cut a text into as many pieces as `like` has, of proportional lengths; the last piece has the rest."""
    size = sum(map(len, like))
    ends = [len(text) * end // size if size else 0 for end in accumulate(map(len, like))]
    cuts = [0, *ends[:-1], len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]
