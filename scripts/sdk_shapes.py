"""What an official SDK's types say of a value, in one form for all languages, and where the schemas lack it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Word:
    """A value is this literal word."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A value is a list, each entry of which is one of `ways`."""

    ways: Sequence["Way"]


@dataclass(frozen=True, slots=True)
class Object:
    """A value is an object. Two of the same name are the same, so that a walk ends where a type holds itself."""

    name: str
    fields: Callable[[], Mapping[str, Sequence["Way"]]] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Open:
    """A value is anything of a JSON type: no words and no fields are named."""

    kind: str


Way = Word | Items | Object | Open


@dataclass(frozen=True, order=True, slots=True)
class Unknown:
    """What an SDK's type has and the schemas lack: a field of a component, or a word that may stand in it."""

    component: str
    field: str
    word: str = ""

    def __str__(self) -> str:
        return f"{self.component}.{self.field}" + (f" = {self.word}" if self.word else "")


def unknown_to(schema: Schema, root: Object) -> Iterator[Unknown]:
    """Yield what `root` has and a schema of schemas/ lacks, each once; nothing below a field that it lacks."""
    walk = _Walk(schema["$defs"])
    found = dict.fromkeys(walk.unknown(root, [_Position(schema, "")]))
    yield from found


@dataclass(frozen=True, slots=True)
class _Position:
    """A part of a schema: which component it is in, and the fields that lead to it from there."""

    schema: Schema
    component: str
    path: str = ""

    def inside(self, key: str, schema: Schema) -> "_Position":
        return _Position(schema, self.component, f"{self.path}.{key}" if self.path else key)


@dataclass(slots=True)
class _Walk:
    definitions: Mapping[str, Any]
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=set)

    def unknown(self, way: Way, positions: Sequence[_Position]) -> Iterator[Unknown]:
        if isinstance(way, Items):
            entries = [position for at in positions for position in self._entries(at)]
            if entries:
                yield from (lack for inner in way.ways for lack in self.unknown(inner, entries))
        elif isinstance(way, Object):
            yield from self._unknown_fields(way, positions)

    def _unknown_fields(self, way: Object, positions: Sequence[_Position]) -> Iterator[Unknown]:
        fields = way.fields()
        words = {name: {way.text for way in ways if isinstance(way, Word)} for name, ways in fields.items()}
        reached = [position for at in positions for position in self._reached(at, words)]
        branches = [
            position for position in reached if "properties" in position.schema and "allOf" not in position.schema
        ]
        key = (way.name, tuple((position.component, position.path) for position in branches))
        if key in self.seen:
            return
        self.seen.add(key)
        if not branches:
            yield from _unknown_kind(reached, words)
            return
        for name, ways in fields.items():
            inner = [
                position.inside(name, position.schema["properties"][name])
                for position in branches
                if name in position.schema["properties"]
            ]
            if inner:
                allowed = [word for word in words[name] if any(self._allows(position, word) for position in inner)]
                yield from (
                    Unknown(inner[-1].component, inner[-1].path, word) for word in sorted(words[name] - {*allowed})
                )
                yield from (lack for one in ways for lack in self.unknown(one, inner))
            elif not any("additionalProperties" in position.schema for position in branches):
                yield Unknown(branches[-1].component, branches[-1].inside(name, {}).path)

    def _reached(self, at: _Position, words: Mapping[str, set[str]]) -> Iterator[_Position]:
        """Yield the parts of a schema that hold for an object in whose fields `words` stand."""
        schema = at.schema
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            yield from self._reached(_Position(self.definitions[name], name), words)
            return
        yield at
        for member in (*schema.get("allOf", ()), *schema.get("anyOf", ())):
            yield from self._reached(_Position(member, at.component, at.path), words)
        if "if" in schema:
            if _may_hold(schema["if"], words, True) and "then" in schema:
                yield from self._reached(_Position(schema["then"], at.component, at.path), words)
            if _may_hold(schema["if"], words, False) and "else" in schema:
                yield from self._reached(_Position(schema["else"], at.component, at.path), words)

    def _entries(self, at: _Position) -> Iterator[_Position]:
        for position in self._reached(at, {}):
            if isinstance(position.schema.get("items"), dict):
                yield _Position(position.schema["items"], position.component, f"{position.path}[]")

    def _allows(self, at: _Position, word: str) -> bool:
        """Tell whether a string may be `word` there."""
        parts = [position.schema for position in self._reached(at, {})]
        enumerated = [part["enum"] for part in parts if "enum" in part]
        enumerated += [[part["const"]] for part in parts if "const" in part]
        return not enumerated or all(word in words for words in enumerated)


def _may_hold(condition: Schema, words: Mapping[str, set[str]], wanted: bool) -> bool:
    """Tell whether an object with `words` may fulfil a condition, or may fail it where that is wanted."""
    if "properties" not in condition and any(words.get(name) for name in condition.get("required", ())):
        return wanted  # a field in which a word stands is there
    for name, schema in condition.get("properties", {}).items():
        allowed = {schema["const"]} if "const" in schema else {*schema.get("enum", ())}
        if words.get(name):
            return bool(words[name] & allowed) if wanted else bool(words[name] - allowed)
    return True


def _unknown_kind(reached: Sequence[_Position], words: Mapping[str, set[str]]) -> Iterator[Unknown]:
    """Yield the words that tell objects apart there, where none of them is the object's."""
    for position in reached:
        for name, schema in position.schema.get("properties", {}).items():
            for word in sorted(words.get(name, set()) - {*schema.get("enum", ())}):
                yield Unknown(position.component, position.inside(name, {}).path, word)
