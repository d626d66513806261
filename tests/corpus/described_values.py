"""What an OpenAPI description says of every value in a payload, read without the code of scripts/ and schemas/."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One alternative for a value: its name in the description, its JSON type (`any` where it has none), its schema."""

    name: str
    kind: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class DescribedValue:
    """A value in a payload and what the description allows there; one `name` for all values that it describes alike.

    `kinds` are the JSON types allowed, `any` where all are. `words` are the enumerated values; if `closed`, no others
    are allowed. `required` are the fields that an object must have, and `inside` is the name of that object.
    """

    name: str
    inside: str
    steps: Steps
    value: Any
    kinds: frozenset[str]
    words: tuple[Any, ...]
    closed: bool
    required: tuple[str, ...]


class Description:
    """The components of an OpenAPI description, which must outlive it."""

    def __init__(self, components: Mapping[str, Schema]) -> None:
        self._components = components
        self._read: dict[tuple[int, str], list[Way]] = {}

    def values(self, component: str, payload: Any) -> Iterator[DescribedValue]:
        """Yield every value in `payload` that `component` describes, the payload itself first."""
        return self._values(component, (), payload, self._ways(self._components[component], component))

    def _values(self, name: str, steps: Steps, value: Any, ways: Sequence[Way]) -> Iterator[DescribedValue]:
        fitting = self._fitting(ways, value)
        kinds = frozenset(way.kind for way in ways)
        words = tuple(word for way in ways for word in way.schema.get("enum", ()))
        closed = all("enum" in way.schema for way in ways if way.kind == "string")
        yield DescribedValue(name, _named(fitting) or name, steps, value, kinds, words, closed, _required(fitting))
        if "any" in kinds:
            return
        for key, inner in _entries(value):
            inside = [self._inside(way, key) for way in fitting]
            inner_ways = [way for name, described in inside for way in described or [Way(name, "any", {})]]
            if inside:
                yield from self._values(
                    "|".join(sorted({name for name, _ in inside})), (*steps, key), inner, inner_ways
                )

    def _fitting(self, ways: Sequence[Way], value: Any) -> list[Way]:
        """Return the alternatives that a list or an object matches; an object is matched by its fields."""
        if isinstance(value, list):
            return [way for way in ways if way.kind == "array"]
        if not isinstance(value, dict):
            return []
        possible = [way for way in ways if way.kind == "object" and self._tells(way, value)]
        whole = [way for way in possible if all(field in value for field in way.schema.get("required", ()))]
        return whole or possible

    def _tells(self, way: Way, value: Mapping[str, Any]) -> bool:
        """Return whether every field of `value` has an allowed value, where `way` enumerates them."""
        for field, schema in way.schema.get("properties", {}).items():
            if field in value:
                ways = self._ways(schema, f"{way.name}.{field}")
                words = [
                    word for one in ways for word in ([None] if one.kind == "null" else one.schema.get("enum", ()))
                ]
                if all(one.kind == "null" or "enum" in one.schema for one in ways) and value[field] not in words:
                    return False
        return True

    def _inside(self, way: Way, key: str | int) -> tuple[str, list[Way]]:
        """Return the name of `way`'s field or item `key`, and its alternatives; none where it is not described."""
        if isinstance(key, int):
            name, schema = f"{way.name}[]", way.schema.get("items")
        elif key in way.schema.get("properties", {}):
            name, schema = f"{way.name}.{key}", way.schema["properties"][key]
        else:
            schema = way.schema.get("additionalProperties")
            name = f"{way.name}{{}}" if schema else f"{way.name}.{key}"
        return name, self._ways(schema, name) if isinstance(schema, dict) else []

    def _ways(self, schema: Schema, name: str) -> list[Way]:
        """Return the alternatives of `schema`, which stands at `name`: references followed, nested unions flat."""
        if (id(schema), name) not in self._read:
            self._read[id(schema), name] = [*self._alternatives(schema, name)]
        return self._read[id(schema), name]

    def _alternatives(self, schema: Schema, name: str) -> Iterator[Way]:
        if schema.get("nullable"):
            yield Way(name, "null", {})
        for member in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
            yield from self._ways(member, name)
        if "$ref" in schema or "$recursiveRef" in schema:
            target = schema["$ref"].rpartition("/")[2] if "$ref" in schema else name.partition(".")[0]
            yield from self._ways(self._components[target], target)
        elif "allOf" in schema:
            yield Way(name, "object", self._joined(schema))
        elif not schema.keys() & {"oneOf", "anyOf"}:
            inferred = "object" if "properties" in schema else "string" if "enum" in schema else "any"
            types = schema.get("type", inferred)
            yield from (Way(name, kind, schema) for kind in ([types] if isinstance(types, str) else types))

    def _joined(self, schema: Schema) -> Schema:
        """Return one schema for all parts of `allOf`. Where two parts have the same field, the last one counts."""
        properties: dict[str, Any] = {}
        required: dict[str, None] = {}
        for member in (*schema["allOf"], {key: value for key, value in schema.items() if key != "allOf"}):
            part = self._components[member["$ref"].rpartition("/")[2]] if "$ref" in member else member
            part = self._joined(part) if "allOf" in part else part
            properties |= part.get("properties", {})
            required |= dict.fromkeys(part.get("required", ()))
        return {"properties": properties, "required": list(required)}


def _named(ways: Sequence[Way]) -> str:
    return "|".join(sorted({way.name for way in ways}))


def _required(ways: Sequence[Way]) -> tuple[str, ...]:
    """Return the fields that every one of `ways` requires."""
    wanted = [way.schema.get("required", ()) for way in ways]
    return tuple(field for field in wanted[0] if all(field in fields for fields in wanted)) if wanted else ()


def _entries(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []
