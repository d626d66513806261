"""The fields that `schemas/` describes, as pointers, and those of them that a payload has.

In a pointer `*` is any entry of a list, and `(function_call)` the kind of the object: `/output/*(function_call)/name`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from crosswire.facts import Json
from crosswire.wire.schema_files import document

WHOLE: Mapping[str, Sequence[str]] = {
    "responses/response": (
        "/tools/[*]",
        "/tool_choice",
        "/instructions/[*]",
        "/prompt",
        "/output/[*](tool_search_output)/tools/[*]",
        "/output/[*](additional_tools)/tools/[*]",
        "/output/[*](computer_call)/action*",
    ),
    "responses/event": ("(*)/response", "(*)/item", "(*)/part(output_text)/*/[*]"),
    "responses/request": (
        "/input/[*](tool_search_output)/tools/[*]",
        "/input/[*](additional_tools)/tools/[*]",
        "/input/[*](computer_call)/action*",
    ),
}
"""Parts of a document that count as one field: their own fields count elsewhere, or only one API has them."""


def described_fields(name: str) -> list[str]:
    """Return the pointers of all leaf fields that a schema describes, in its order. A recursive part counts once."""
    return fields_described_by(document(name), name)


def fields_described_by(schema: Mapping[str, Any], name: str) -> list[str]:
    """Return the same for a schema that is not under `schemas/`; `name` is the name that it would have there."""
    return list(dict.fromkeys(_Walk(schema["$defs"], WHOLE.get(name, ())).described(schema, "")))


def fields_in(name: str, payload: Json) -> set[str]:
    """Return the fields of a schema that a payload has, and that are not empty there."""
    schema = document(name)
    return set(_Walk(schema["$defs"], WHOLE.get(name, ())).present(schema, "", payload))


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a schema: one of its fields, its entries, or one of several cases."""

    schema: Mapping[str, Any]
    pointer: str
    key: str | None = None
    case: Mapping[str, Any] | None = None
    holds: bool = True
    """Whether the case needs the condition to hold, or not to hold."""

    def of(self, value: Json) -> Iterator[Json]:
        """Yield the values that a value has there."""
        if self.case is not None:
            yield from [value] if _is_so(self.case, value) is self.holds else []
        elif self.key is not None:
            yield from [value[self.key]] if isinstance(value, dict) and self.key in value else []
        elif isinstance(value, list):
            yield from value


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk down a schema; `above` has the definitions on the way."""

    definitions: Mapping[str, Json]
    whole: Sequence[str]
    above: frozenset[str] = frozenset()

    def described(self, schema: Mapping[str, Any], pointer: str) -> Iterator[str]:
        """Yield the pointers of the leaves that a schema describes at a pointer."""
        if self._ends(schema, pointer):
            yield pointer
        elif name := _referred(schema):
            yield from self._below(name).described(self.definitions[name], pointer)
        elif schema.keys() != {"required"}:  # a bare `required` is a condition, which describes no field
            within = [leaf for part in _parts(schema, pointer) for leaf in self.described(part.schema, part.pointer)]
            if not within or _is_scalar(schema):
                yield pointer
            yield from within

    def present(self, schema: Mapping[str, Any], pointer: str, value: Json) -> Iterator[str]:
        """Yield the pointers of the leaves that a value has."""
        if value is None or value in ("", [], {}):
            return
        if self._ends(schema, pointer):
            yield pointer
        elif name := _referred(schema):
            yield from self._below(name).present(self.definitions[name], pointer, value)
        else:
            parts = list(_parts(schema, pointer))
            if not parts or (_is_scalar(schema) and not isinstance(value, dict | list)):
                yield pointer
            for part in parts:
                for entry in part.of(value):
                    yield from self.present(part.schema, part.pointer, entry)

    def _ends(self, schema: Mapping[str, Any], pointer: str) -> bool:
        return _referred(schema) in self.above or any(fnmatchcase(pointer, pattern) for pattern in self.whole)

    def _below(self, name: str) -> "_Walk":
        return replace(self, above=self.above | {name})


def _referred(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _parts(schema: Mapping[str, Any], pointer: str) -> Iterator[_Part]:
    cases = [case for case in [*schema.get("allOf", ()), schema] if "then" in case]
    for case in cases:
        yield _Part(case["then"], pointer + _kind(case["if"]), case=case["if"])
        if "else" in case:
            yield _Part(case["else"], pointer, case=case["if"], holds=False)
    for key, field in schema.get("properties", {}).items():
        if not (cases and _is_discriminator(field)):
            yield _Part(field, f"{pointer}/{key}", key)
    if isinstance(entries := schema.get("items"), dict) and entries.keys() & DEEP:
        yield _Part(entries, f"{pointer}/*")


DEEP = {"$ref", "properties", "allOf", "if", "items"}
"""The keywords of a schema that describes more than a plain value."""


UNTYPED = {"role": "message", "id": "item_reference"}
"""The kind of an item in a request's `input` that has no `type`, by the field that it must have instead."""


def _kind(condition: Mapping[str, Any]) -> str:
    if condition.keys() == {"required"} and (field := condition["required"][0]) in UNTYPED:
        return f"({UNTYPED[field]})"
    words = [word for field in condition.get("properties", {}).values() for word in _words(field)]
    return f"({'|'.join(words)})" if words else ""


def _words(field: Mapping[str, Any]) -> list[str]:
    return [str(word) for word in ([field["const"]] if "const" in field else field.get("enum", ())) if word]


def _is_so(condition: Mapping[str, Any], value: Json) -> bool:
    """Tell whether a value fulfils a condition on its type, its keys, or the word in a field."""
    if not isinstance(value, dict):
        return not condition.keys() & {"type", "required", "properties"}
    return all(key in value for key in condition.get("required", ())) and all(
        value[key] in _words(field) for key, field in condition.get("properties", {}).items() if key in value
    )


def _is_discriminator(field: Mapping[str, Any]) -> bool:
    """Tell whether a field only names the kind of its object: every kind has it again."""
    return not field.keys() - {"enum", "const"}


def _is_scalar(schema: Mapping[str, Any]) -> bool:
    """Tell whether a value may be a text, a number or a boolean as well as an object or a list."""
    kinds = schema.get("type", ())
    return bool({"string", "number", "integer", "boolean"} & {*([kinds] if isinstance(kinds, str) else kinds)})
