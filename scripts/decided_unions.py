"""Turn components of an OpenAPI description into JSON Schema whose unions are decided: by type, or by a field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from branches import KEYWORDS, LIST, OBJECT, Branch, by_kind, enumerated, joined, kinds, loosest, scalar
from openapi_components import DescriptionError, reference, referred

Schema = dict[str, Any]

# A field that tells objects apart by convention, tried before any other that does so by chance.
_USUAL_DISCRIMINATORS = ("type", "role", "object")


@dataclass(frozen=True, slots=True)
class Decision:
    """The values of the discriminating field that mean one branch."""

    values: tuple[Any, ...]
    branch: Branch


class Derivation:
    """The definitions of one document, made as they are referred to; `schema` is a reference to its root."""

    def __init__(self, components: dict[str, Schema], root: str) -> None:
        self._components = dict(components)
        self._definitions: dict[str, Schema] = {}
        self._unions = {names: name for name in components if (names := self._names_united_by(name))}
        self.schema = self._referring(Branch("object", components[root], root))

    def definitions(self) -> dict[str, Schema]:
        """Return what the schema reaches, by name."""
        reached: dict[str, Schema] = {}
        waiting = [*_references(self.schema)]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached[name] = self._definitions[name]
                waiting += _references(reached[name])
        return dict(sorted(reached.items()))

    # From the description to branches.

    def _branches(self, schema: Schema, name: str | None = None) -> list[Branch]:
        """Return the ways `schema` leaves open, references followed and nested unions flat."""
        unknown = {key for key in schema if key not in KEYWORDS and not key.startswith("x-")}
        if unknown:
            raise DescriptionError(
                f"{name or 'a schema'} uses {', '.join(sorted(unknown))}; branches.py names what is read"
            )
        members = [member for union in ("oneOf", "anyOf") for member in schema.get(union, [])]
        null = [Branch("null", {})] if schema.get("nullable") else []
        if "$ref" in schema:
            target = referred(schema)
            return self._branches(self._components[target], target) + null
        if members:
            return [branch for member in members for branch in self._branches(member)] + null
        return [Branch(kind, schema, name) for kind in kinds(schema)] + null

    def _names_united_by(self, component: str) -> tuple[str, ...]:
        """Return the components that `component` is a union of; none where it is anything else."""
        branches = self._branches(self._components[component], component)
        names = tuple(branch.name for branch in branches if branch.kind == "object" and branch.name)
        return names if len(names) == len(branches) > 1 else ()

    # From branches to JSON Schema.

    def _derived(self, schema: Schema) -> Schema:
        if "$ref" not in schema or schema.get("nullable"):
            return self._union(self._branches(schema))
        name = referred(schema)
        made = self._defined(name)
        return {"$ref": f"#/$defs/{name}"} if _holds_fields(made) else made

    def _defined(self, name: str) -> Schema:
        if name not in self._definitions:
            self._definitions[name] = {"type": "object"}  # stands in while it is made, for what holds itself
            self._definitions[name] = self._union(self._branches(self._components[name], name), name)
        return self._definitions[name]

    def _union(self, branches: list[Branch], name: str | None = None) -> Schema:
        """Return the schema that allows each of `branches`, decided by JSON type first; `name` is its component."""
        groups = by_kind(branches)
        if "any" in groups:
            return {}
        parts = {kind: self._of_kind(kind, group, name) for kind, group in groups.items()}
        return next(iter(parts.values())) if len(parts) == 1 else joined(parts)

    def _of_kind(self, kind: str, group: list[Branch], name: str | None) -> Schema:
        if kind == "object":
            return self._objects(group, name)
        if kind == "array":
            return self._list([branch.schema for branch in group])
        return {"type": kind, **scalar([branch.schema for branch in group])}

    def _list(self, schemas: list[Schema]) -> Schema:
        items = [schema["items"] for schema in schemas if "items" in schema]
        all_have_items = len(items) == len(schemas)
        derived = self._derived(items[0] if len(items) == 1 else {"anyOf": items}) if all_have_items else {}
        return {"type": "array", **loosest(schemas, LIST), **({"items": derived} if derived else {})}

    def _object(self, schema: Schema) -> Schema:
        derived: Schema = {"type": "object"}
        if schema.get("required"):
            derived["required"] = schema["required"]
        if schema.get("properties"):
            derived["properties"] = {name: self._derived(field) for name, field in schema["properties"].items()}
        for key in ("additionalProperties", "propertyNames"):
            # `false` would forbid unknown fields, which are always allowed; `true` and {} say nothing.
            inner = self._derived(schema[key]) if isinstance(schema.get(key), dict) else {}
            derived |= {key: inner} if inner else {}
        return derived | {key: schema[key] for key in OBJECT if key in schema}

    def _objects(self, group: list[Branch], name: str | None) -> Schema:
        """Return the schema of one or several kinds of objects, told apart by the field that discriminates them."""
        if len(group) == 1:
            return self._referring(group[0]) if group[0].name != name else self._object(group[0].schema)
        component = self._unions.get(tuple(branch.name or "" for branch in group))
        if component is None or component == name:
            return self._decided(group)
        return self._derived(reference(component))

    def _referring(self, branch: Branch) -> Schema:
        if branch.name is None:
            return self._object(branch.schema)
        self._defined(branch.name)
        return {"$ref": f"#/$defs/{branch.name}"}

    # From objects to a decision.

    def _decided(self, group: list[Branch]) -> Schema:
        field = self._discriminator(group)
        if field is None:  # nothing tells them apart; no union of the description 2.3.0 is so
            return {"anyOf": [self._referring(branch) for branch in group]}
        decisions = self._decisions(group, field)
        choice = {
            "properties": {field: {"enum": [value for decision in decisions for value in decision.values]}},
            "allOf": [
                {"if": _says(field, decision.values), "then": self._referring(decision.branch)}
                for decision in decisions
            ],
        }
        optional = [decision.branch for decision in decisions if not decision.branch.requires(field)]
        if not optional:
            return {"type": "object", "required": [field], **choice}
        return {
            "type": "object",
            "if": {"required": [field]},
            "then": choice,
            "else": self._undiscriminated(optional, field),
        }

    def _undiscriminated(self, optional: list[Branch], field: str) -> Schema:
        """Return what an object without `field` is: the branch whose first other required field it has.

        With none of those, it is `field` that is missing.
        """
        schema: Schema = {"required": [field]}
        for branch in reversed(optional):
            mark = next(name for name in branch.schema["required"] if name != field)
            schema = {"if": {"required": [mark]}, "then": self._referring(branch), "else": schema}
        return schema

    def _discriminator(self, group: list[Branch]) -> str | None:
        """Return the field whose values every branch enumerates, and not all the same ones."""
        fields: list[str] = list(group[0].schema.get("properties", {}))
        for name in sorted(fields, key=lambda field: field not in _USUAL_DISCRIMINATORS):
            values = [self._values(branch, name) for branch in group]
            if all(values) and any(value != values[0] for value in values):
                return name
        return None

    def _values(self, branch: Branch, field: str) -> tuple[Any, ...]:
        """Return the values that `field` may have in `branch`; none where they are not enumerated."""
        schema = branch.schema.get("properties", {}).get(field, {})
        ways = [[None] if way.kind == "null" else enumerated(way.schema) for way in self._branches(schema)]
        return tuple(value for way in ways for value in way) if all(ways) else ()

    def _decisions(self, group: list[Branch], field: str) -> list[Decision]:
        """Return which values of `field` mean which branch; branches that share a value are united."""
        meant: dict[Any, list[Branch]] = {}
        for branch in group:
            for value in self._values(branch, field):
                meant.setdefault(value, []).append(branch)
        shared: list[tuple[list[Any], list[Branch]]] = []
        for value, branches in meant.items():
            same = next((values for values, others in shared if others == branches), None)
            if same is None:
                shared.append(([value], branches))
            else:
                same.append(value)
        return [Decision(tuple(values), self._united(branches)) for values, branches in shared]

    def _united(self, branches: list[Branch]) -> Branch:
        """Return one object for `branches` that no value tells apart: all fields, required where all require them."""
        if len(branches) == 1:
            return branches[0]
        fields: dict[str, list[Schema]] = {}
        for branch in branches:
            for field, schema in branch.schema.get("properties", {}).items():
                fields.setdefault(field, []).append(schema)
        united: Schema = {
            "type": "object",
            "required": [field for field in fields if all(branch.requires(field) for branch in branches)],
            "properties": {field: {"anyOf": schemas} for field, schemas in fields.items()},
        }
        name = "-or-".join(branch.name or "unnamed" for branch in branches)
        self._components[name] = united
        return Branch("object", united, name)


def _says(field: str, values: tuple[Any, ...]) -> Schema:
    return {
        "properties": {field: {"const": values[0]} if len(values) == 1 else {"enum": list(values)}},
        "required": [field],
    }


def _holds_fields(schema: Schema) -> bool:
    return "object" in schema.get("type", "object")


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value.removeprefix("#/$defs/")
            else:
                yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)
