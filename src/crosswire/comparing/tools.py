"""Whether two requests offer the same tools: by kind and name, and with the same definition."""

from collections import Counter
from collections.abc import Sequence

from crosswire.facts import Json, Tool

BARE = {"type", "properties", "required", "additionalProperties"}
"""The fields of a schema that asks for no parameter."""


def parameters(schema: Json) -> Json:
    """Return a function's parameters; `None` for a schema that asks for none.

    "Omitting `parameters` defines a function with an empty parameter list", as the API description says.
    """
    if not isinstance(schema, dict):
        return schema or None
    asks = schema.get("properties") or schema.keys() - BARE or schema.get("type") not in (None, "object")
    return schema if asks else None


IN_CHAT = ("description", "parameters", "strict", "format")
"""The fields of a tool that Chat has; Responses has more."""


def definition(tool: Tool) -> dict[str, Json]:
    """Return the definition of a tool, without empty fields and without the default format, text."""
    fields: dict[str, Json] = {**tool.definition, "parameters": parameters(tool.definition.get("parameters"))}
    if fields.get("format") == {"type": "text"}:
        del fields["format"]
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def paired(asked: Sequence[Tool], forwarded: Sequence[Tool], kind: str) -> list[tuple[Tool, Tool | None]]:
    """Pair every asked tool of a kind with the forwarded one of the same kind and name."""
    left = list(forwarded)
    pairs: list[tuple[Tool, Tool | None]] = []
    for tool in asked:
        if tool.kind == kind:
            match = next((one for one in left if (one.kind, one.name) == (kind, tool.name)), None)
            if match:
                left.remove(match)
            pairs.append((tool, match))
    return pairs


def added(asked: Sequence[Tool], forwarded: Sequence[Tool]) -> list[Tool]:
    """Return the forwarded tools that the client did not offer, or offered less often."""
    left = Counter((tool.kind, tool.name) for tool in asked)
    found = []
    for tool in forwarded:
        left[tool.kind, tool.name] -= 1
        if left[tool.kind, tool.name] < 0:
            found.append(tool)
    return found


def in_order(asked: Sequence[Tool], forwarded: Sequence[Tool]) -> tuple[list[str | None], list[str | None]]:
    """Return the names that both sides offer, in the order of each."""
    one, another = [tool.name for tool in asked], [tool.name for tool in forwarded]
    both = set(one) & set(another)
    return [name for name in dict.fromkeys(one) if name in both], [
        name for name in dict.fromkeys(another) if name in both
    ]


def web_search(options: Json) -> Json:
    """Return the options of a search in one form for both APIs, without defaults; what is no object as it is.

    Chat nests the fields of an approximate location. A medium context and live access are the defaults.
    """
    if not isinstance(options, dict):
        return options
    location = options.get("user_location")
    location = location if isinstance(location, dict) else {}
    nested = location.get("approximate")
    area = {name: value for name, value in location.items() if name != "approximate" and value}
    area |= {name: value for name, value in nested.items() if value} if isinstance(nested, dict) else {}
    fields = {**options, "user_location": {name: value for name, value in area.items() if value != "approximate"}}
    defaults = {"search_context_size": "medium", "external_web_access": True, "type": fields.get("type")}
    return {
        name: value for name, value in fields.items() if value not in (None, {}, [], "") and value != defaults.get(name)
    }
