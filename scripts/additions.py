"""Put into the components of a description what is known beyond it: additions.toml.

No verdict hangs on an added field: it is never required, may be null, and a scalar may be any. A line that the
description has caught up with is an error.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openapi_components import reference, referred

Schema = dict[str, Any]
Change = Callable[[Schema], Schema]
"""Makes a component, or a part of one, what it is to be."""

LIST = "[]"
TABLE = Path(__file__).with_name("additions.toml")


class UselessAdditionError(Exception):
    """An addition that matches nothing in the description, or that the description has."""


@dataclass(frozen=True, slots=True)
class Additions:
    """The table: fields by component, words by `Component.field`, members by union, and new components."""

    fields: dict[str, dict[str, Schema]]
    words: dict[str, list[str]]
    members: dict[str, list[str]]
    components: dict[str, Schema]

    def lines(self) -> Iterator["Additions"]:
        """Yield every field and every words' line alone, with all members and components."""
        rest = replace(self, fields={}, words={})
        yield rest
        for name, fields in self.fields.items():
            yield from (replace(rest, fields={name: {path: field}}) for path, field in fields.items())
        yield from (replace(rest, words={path: words}) for path, words in self.words.items())


NONE = Additions({}, {}, {}, {})


def load_additions(table: Path = TABLE) -> Additions:
    """Read a table of additions."""
    return Additions(**tomllib.loads(table.read_text(encoding="utf-8")))


def extended(components: dict[str, Schema], additions: Additions) -> dict[str, Schema]:
    """Return `components` with every addition.

    Raises:
        UselessAdditionError: one matches nothing, or is there already.
    """
    more = components | additions.components
    for name, fields in additions.fields.items():
        for path, field in fields.items():
            *within, key = _steps(path)
            _change(more, f"{name}.{path}", within, _with_field(f"{name}.{path}", key, field))
    for path, words in additions.words.items():
        name, *within, key = _steps(path)
        _change(more, path, within, _with_words(path, key, words, more))
    for name, members in additions.members.items():
        if name not in more:
            raise UselessAdditionError(f"the addition {name} matches nothing: no schema reaches it")
        more[name] = _with_members(more[name], members)
    return more


def _steps(path: str) -> list[str]:
    """Return the steps of `sources[].name`: `sources`, into the list, `name`."""
    return path.replace(LIST, f".{LIST}").split(".")


def useful(components: dict[str, Schema], additions: Additions) -> tuple[Additions, list[str]]:
    """Return the additions without those that are useless, and what is said of each of these."""
    left, useless = replace(additions, fields={}, words={}), []
    for line in additions.lines():
        try:
            extended(components, line)
        except UselessAdditionError as problem:
            useless.append(str(problem))
        else:
            fields = {name: left.fields.get(name, {}) | fields for name, fields in line.fields.items()}
            left = replace(left, fields=left.fields | fields, words=left.words | line.words)
    return left, useless


def _change(components: dict[str, Schema], path: str, within: list[str], change: Change) -> None:
    name = path.partition(".")[0]
    if name not in components:
        raise UselessAdditionError(f"the addition {path} matches nothing: no schema reaches {name}")
    components[name] = _changed(components[name], path, within, change)


def _changed(schema: Schema, path: str, within: list[str], change: Change) -> Schema:
    """Return a copy of `schema`, changed at the fields `within`, in whichever object of a union has them."""
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return {**schema, union: [_changed_member(member, path, within, change) for member in schema[union]]}
    if not within:
        return change(schema)
    if within[0] == LIST:
        return {**schema, "items": _changed(schema["items"], path, within[1:], change)}
    name, *deeper = within
    if name not in schema.get("properties", {}):
        raise UselessAdditionError(f"the addition {path} matches nothing: there is no field {name}")
    inner = _changed(schema["properties"][name], path, deeper, change)
    return {**schema, "properties": {**schema["properties"], name: inner}}


def _changed_member(member: Schema, path: str, within: list[str], change: Change) -> Schema:
    return _changed(member, path, within, change) if member.keys() & {"properties", "items"} else member


def _with_field(path: str, key: str, field: Schema) -> Change:
    def change(schema: Schema) -> Schema:
        if key in schema.get("properties", {}):
            raise UselessAdditionError(f"the addition {path} is useless: the description has the field")
        return {**schema, "properties": {**schema["properties"], key: {**_loose(field), "nullable": True}}}

    return change


def _loose(field: Schema) -> Schema:
    """Return a field whose scalars may be any."""
    if field.get("type") == "array":
        return {**field, "items": _loose(field["items"])}
    if field.get("type") == "object":
        return {**field, "properties": {name: _loose(inner) for name, inner in field.get("properties", {}).items()}}
    return field if "$ref" in field else {}


def _with_words(path: str, key: str, words: list[str], components: dict[str, Schema]) -> Change:
    def change(schema: Schema) -> Schema:
        field = schema.get("properties", {}).get(key)
        if field is None:
            raise UselessAdditionError(f"the addition {path} matches nothing: there is no such field")
        if described := {*words} & {*_words(field, components)}:
            raise UselessAdditionError(f"the addition {path} is useless: the description has {', '.join(described)}")
        more = {"anyOf": [field, {"type": "string", "enum": words}]}
        return {**schema, "properties": {**schema["properties"], key: more}}

    return change


def _words(schema: Schema, components: dict[str, Schema]) -> list[str]:
    if "$ref" in schema:
        return _words(components[referred(schema)], components)
    members = [*schema.get("anyOf", []), *schema.get("oneOf", [])]
    return [*schema.get("enum", []), *(word for member in members for word in _words(member, components))]


def _with_members(union: Schema, members: list[str]) -> Schema:
    key = "oneOf" if "oneOf" in union else "anyOf"
    return {**union, key: [*union[key], *map(reference, members)]}
