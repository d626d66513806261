"""Read the components of an OpenAPI description: those that some roots reach, each object as one object."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_PREFIX = "#/components/schemas/"


class DescriptionError(Exception):
    """The description says something that cannot be derived faithfully."""


def reference(name: str) -> Schema:
    """Return the schema that refers to component `name`."""
    return {"$ref": _PREFIX + name}


def referred(schema: Schema) -> str:
    """Return the name of the component that `schema` refers to."""
    target: str = schema["$ref"]
    if not target.startswith(_PREFIX):
        raise DescriptionError(f"{target} is no component; references into {_PREFIX} only are read")
    return target.removeprefix(_PREFIX)


def components(description: Schema, roots: list[str]) -> dict[str, Schema]:
    """Return the components that `roots` reach, recursive references named and `allOf` merged, sorted by name."""
    described: dict[str, Schema] = description.get("components", {}).get("schemas", {})
    reached: dict[str, Schema] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        if name not in described:
            raise DescriptionError(f"there is no component {name!r}; is this an OpenAPI description of the API?")
        reached[name] = _recursion_named(described[name], reference(name))
        waiting += [referred(found) for found in _references(reached[name])]
    return {name: _merged(reached[name], reached) for name in sorted(reached)}


def _recursion_named(value: Any, itself: Schema) -> Any:
    """Return `value` with `$recursiveRef` (of drafts before 2020-12) as a plain reference to the component."""
    if isinstance(value, dict):
        if value.get("$recursiveRef") == "#":
            return itself
        return {key: _recursion_named(inner, itself) for key, inner in value.items() if key != "$recursiveAnchor"}
    return [_recursion_named(inner, itself) for inner in value] if isinstance(value, list) else value


def _references(value: object) -> Iterator[Schema]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _merged(schema: Schema, reached: dict[str, Schema]) -> Schema:
    """Return the one object that `allOf` describes; a field said twice is as its last mention says, as in the SDKs."""
    if "allOf" not in schema:
        return schema
    properties: Schema = {}
    required: dict[str, None] = {}
    for member in [*schema["allOf"], {key: value for key, value in schema.items() if key != "allOf"}]:
        part = _merged(reached[referred(member)] if "$ref" in member else member, reached)
        if part.get("type", "object") != "object" or part.keys() & {"oneOf", "anyOf"}:
            raise DescriptionError(f"allOf joins something other than plain objects: {sorted(part)}")
        properties |= part.get("properties", {})
        required |= dict.fromkeys(part.get("required", []))
    return {"type": "object", "properties": properties, "required": list(required)}
