"""The ways that a schema leaves open for a value, and how several of one JSON type make one schema."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]

# Keywords by what becomes of them. Any other is an error: a new one in the description wants a decision, not a guess.
PROSE = {"title", "description", "example", "examples", "default", "deprecated", "externalDocs", "format"}
SCALAR = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
)
LIST = ("minItems", "maxItems", "uniqueItems")
OBJECT = ("minProperties", "maxProperties")
READ = {"$ref", "oneOf", "anyOf", "discriminator", "type", "nullable", "enum", "const"}
READ |= {"items", "properties", "required", "additionalProperties", "propertyNames"}
KEYWORDS = PROSE | {*SCALAR, *LIST, *OBJECT} | READ


@dataclass(frozen=True, slots=True)
class Branch:
    """A type that a value may have: its JSON name, `any` where there is none; its schema; its component, if any."""

    kind: str
    schema: Schema
    name: str | None = None

    def requires(self, field: str) -> bool:
        """Return whether an object of this kind has to have `field`."""
        return field in self.schema.get("required", [])


def kinds(schema: Schema) -> list[str]:
    """Return the JSON types of `schema`, which some descriptions leave to be inferred."""
    named = schema.get("type")
    if named is not None:
        return [named] if isinstance(named, str) else list(named)
    values = enumerated(schema)
    inferred = {
        "object": "properties" in schema,
        "array": "items" in schema,
        "string": bool(values) and all(isinstance(value, str) for value in values),
    }
    return [kind for kind, holds in inferred.items() if holds] or ["any"]


def enumerated(schema: Schema) -> list[Any]:
    """Return the only values that `schema` allows; none where it does not enumerate them."""
    return [schema["const"]] if "const" in schema else list(schema.get("enum", []))


def by_kind(branches: Iterable[Branch]) -> dict[str, list[Branch]]:
    """Return `branches` by JSON type, each once; an integer is a number where both may be; null comes last."""
    kinds: dict[str, list[Branch]] = {}
    for branch in branches:
        group = kinds.setdefault(branch.kind, [])
        if branch not in group:
            group.append(branch)
    if "number" in kinds and "integer" in kinds:
        kinds["number"] += kinds.pop("integer")
    if "null" in kinds:
        kinds["null"] = kinds.pop("null")
    return kinds


def scalar(schemas: list[Schema]) -> Schema:
    """Return what binds a scalar that may be each of `schemas`; a string beside an enumerated string is any string."""
    allowed = [enumerated(schema) for schema in schemas]
    if all(allowed):
        return {"enum": list(dict.fromkeys(value for values in allowed for value in values))}
    return loosest(schemas, SCALAR)


def loosest(schemas: list[Schema], keywords: tuple[str, ...]) -> Schema:
    """Return the limits that hold for every one of `schemas`."""
    limits: Schema = {}
    for key in keywords:
        values = [schema[key] for schema in schemas if key in schema]
        if len(values) < len(schemas):
            continue
        if all(value == values[0] for value in values):
            limits[key] = values[0]
        elif "min" in key.lower():
            limits[key] = min(values)
        elif "max" in key.lower():
            limits[key] = max(values)
    return limits


def joined(parts: dict[str, Schema]) -> Schema:
    """Return one schema for values of several JSON types; what would bind the other types too stands behind an `if`."""
    joined: Schema = {"type": list(parts)}
    guarded: list[Schema] = []
    for kind, part in parts.items():
        bound = {key: value for key, value in part.items() if key != "type"}
        if not bound.keys() & {"enum", "$ref", "if", "allOf", "anyOf"}:
            joined |= bound
        elif set(parts) == {kind, "null"} and "enum" in bound:
            joined["enum"] = [*bound["enum"], None]
        else:
            guarded.append({"if": {"type": kind}, "then": bound})
    if len(guarded) == 1:
        return joined | guarded[0]
    return joined | {"allOf": guarded} if guarded else joined
