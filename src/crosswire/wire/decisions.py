"""Making a schema quick to follow: references resolved, and a chain of `if` … `then` on one field as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The keyword that stands for such a chain in memory. Files hold standard keywords only.
DECISION = "crosswire:decision"

_MAPS = {"properties", "patternProperties", "dependentSchemas", "$defs"}
_LITERALS = {"enum", "const", "default", "examples"}


@dataclass(frozen=True, slots=True)
class Decision:
    """Which schema an object has to meet, by the value of `field`."""

    field: str
    branches: Mapping[str | None, Any]


def decided(document: Any) -> Any:
    """Return an equivalent schema, with local references replaced by their targets, and chains by a `Decision`.

    A schema that refers to itself becomes a dictionary that contains itself.
    """
    return _Reading(document).schema(document)


class _Reading:
    def __init__(self, document: Any) -> None:
        self._document = document
        self._read: dict[str, dict[str, Any]] = {}

    def schema(self, schema: Any) -> Any:
        if not isinstance(schema, dict):
            return schema
        target = schema.get("$ref")
        if not isinstance(target, str) or not target.startswith("#"):
            return self._rest(schema)
        beside = {
            key: value for key, value in schema.items() if key not in ("$ref", "$defs", "$id", "$schema", "$comment")
        }
        if not beside:
            return self._referred(target)
        return self._rest({**beside, "allOf": [{"$ref": target}, *beside.get("allOf", [])]})

    def _referred(self, target: str) -> Any:
        if target not in self._read:
            self._read[target] = {}  # filled below: whoever reads it meanwhile holds the same dictionary
            self._read[target].update(self.schema(_at(self._document, target)))
        return self._read[target]

    def _rest(self, schema: dict[str, Any]) -> dict[str, Any]:
        read = {key: self._value(key, value) for key, value in schema.items() if key != "$defs"}
        decision = _decision(read.get("allOf", []))
        if decision is not None:
            del read["allOf"]
            read[DECISION] = decision
        return read

    def _value(self, key: str, value: Any) -> Any:
        if key in _LITERALS:
            return value
        if key in _MAPS:
            return {name: self.schema(entry) for name, entry in value.items()}
        if isinstance(value, list):
            return [self.schema(entry) for entry in value]
        return self.schema(value)


def _decision(chain: list[Any]) -> Decision | None:
    """Return the table that `chain` (of an `allOf`) spells out; None where it is anything else."""
    rules = [_rule(link) for link in chain]
    fields = {rule[0] for rule in rules if rule is not None}
    if None in rules or len(fields) != 1:
        return None
    return Decision(fields.pop(), {value: then for rule in rules if rule for value, then in rule[1].items()})


def _rule(link: Any) -> tuple[str, dict[str | None, Any]] | None:
    """Return the field, and by value the schema, of `if` that required field has that value, `then` that schema."""
    match link:
        case {"if": {"properties": properties, "required": [field], **more_if}, "then": then, **more} if not (
            more_if or more
        ):
            values = _values(properties.get(field)) if len(properties) == 1 else []
            return (field, dict.fromkeys(values, then)) if values else None
    return None


def _values(schema: Any) -> list[str | None]:
    match schema:
        case {"const": value, **more} if not more:
            values = [value]
        case {"enum": [*values], **more} if not more:
            pass
        case _:
            return []
    return values if all(value is None or isinstance(value, str) for value in values) else []


def _at(document: Any, target: str) -> Any:
    found = document
    for part in target.removeprefix("#").split("/")[1:]:
        found = found[int(part) if isinstance(found, list) else part.replace("~1", "/").replace("~0", "~")]
    return found
