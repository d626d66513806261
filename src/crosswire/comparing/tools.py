"""Whether two requests offer the same tools: by kind and name, and with the same definition."""

from collections import Counter
from collections.abc import Mapping, Sequence

from crosswire.facts import Json, Tool

BARE = {"type", "properties", "required", "additionalProperties"}
"""What a schema without properties may still say; it asks for nothing."""


def parameters(schema: Json) -> Json:
    """Return a function's parameters; a schema that asks for none is none.

    "Omitting `parameters` defines a function with an empty parameter list", as the API description says.
    """
    if not isinstance(schema, dict):
        return schema or None
    asks = schema.get("properties") or schema.keys() - BARE or schema.get("type") not in (None, "object")
    return schema if asks else None


IN_CHAT = ("description", "parameters", "strict", "format")
"""What a tool of Chat can say of itself; Responses has more."""


def definition(tool: Tool) -> dict[str, Json]:
    """Return what a tool says of itself, what is empty apart, and a format of text, which is the default."""
    said: dict[str, Json] = {**tool.definition, "parameters": parameters(tool.definition.get("parameters"))}
    if said.get("format") == {"type": "text"}:
        del said["format"]
    return {name: value for name, value in said.items() if value is not None and value != ""}


def paired(asked: Sequence[Tool], forwarded: Sequence[Tool], kind: str) -> list[tuple[Tool, Tool | None]]:
    """Pair each asked tool of a kind with the forwarded one that has its kind and name."""
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
    """Return the forwarded tools that the client did not offer, or not so often."""
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


def web_search(options: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a search says of itself, in either API's form, its defaults apart.

    Chat nests what is approximate of a place. A context of medium size and live access are the defaults.
    """
    location = options.get("user_location")
    location = location if isinstance(location, dict) else {}
    nested = location.get("approximate")
    place = {name: value for name, value in location.items() if name != "approximate" and value}
    place |= {name: value for name, value in nested.items() if value} if isinstance(nested, dict) else {}
    said = {**options, "user_location": {name: value for name, value in place.items() if value != "approximate"}}
    defaults = {"search_context_size": "medium", "external_web_access": True, "type": said.get("type")}
    return {
        name: value for name, value in said.items() if value not in (None, {}, [], "") and value != defaults.get(name)
    }
