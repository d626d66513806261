"""Read the types of the official npm SDK, out of its `.d.ts` files, in the form of `sdk_shapes`.

They are written by a generator, so that a small part of TypeScript is all that stands in them: interfaces, aliases of
unions, namespaces, and imports of one file as a name.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sdk_shapes import Items, Object, Open, Way, Word

ROOTS = {
    "responses/request": ("resources/responses/responses.d.ts", "ResponseCreateParamsBase"),
    "responses/response": ("resources/responses/responses.d.ts", "Response"),
    "responses/event": ("resources/responses/responses.d.ts", "ResponseStreamEvent"),
    "chat/request": ("resources/chat/completions/completions.d.ts", "ChatCompletionCreateParamsBase"),
    "chat/response": ("resources/chat/completions/completions.d.ts", "ChatCompletion"),
    "chat/chunk": ("resources/chat/completions/completions.d.ts", "ChatCompletionChunk"),
}
"""Where the SDK says what a document of schemas/ is."""

_TOKEN = re.compile(r"""/\*.*?\*/|//[^\n]*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[\w$.]+|=>|\S""", re.DOTALL)
_IMPORT = re.compile(r"""import (?:type )?(\* as \w+|\{[^}]*\}) from ["'](\.[^"']+)["']""")
_OPENING, _CLOSING = "<{([", ">})]"


@dataclass(frozen=True, slots=True)
class _Interface:
    """An interface: the interfaces that it extends, and the text of each field's type."""

    extends: Sequence[str]
    fields: Mapping[str, Sequence[str]]


@dataclass(slots=True)
class _File:
    """The declarations of a file by full name (`Tool.Mcp`), aliases as their tokens, and what it imports, by name."""

    path: Path
    declared: dict[str, _Interface | Sequence[str]] = field(default_factory=dict)
    imports: dict[str, tuple[Path, str]] = field(default_factory=dict)


def shapes_of(package: Path, document: str) -> Sequence[Way]:
    """Return what the SDK in the folder `package` says of a document: `chat/chunk`."""
    path, name = ROOTS[document]
    return _named(_read((package / path).resolve()), "", name)


def version_of(package: Path) -> str:
    """Return the version of the SDK in the folder `package`."""
    return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])


@cache
def _read(path: Path) -> _File:
    text = path.read_text(encoding="utf-8")
    file = _File(path)
    for names, target in _IMPORT.findall(text):
        source = (path.parent / target).with_suffix(".d.ts")
        if names.startswith("*"):
            file.imports[names.removeprefix("* as ")] = (source, "")
        else:
            for name in names.strip("{} ").split(","):
                original, _, local = name.replace("type ", "").strip().partition(" as ")
                file.imports[local or original] = (source, original)
    tokens = [token for token in _TOKEN.findall(text) if not token.startswith(("/*", "//"))]
    _declarations(tokens, "", file.declared)
    return file


def _declarations(tokens: Sequence[str], inside: str, declared: dict[str, _Interface | Sequence[str]]) -> None:
    """Gather what `tokens` declare; `inside` is the namespace that they stand in, with a dot behind it."""
    at = 0
    while at < len(tokens):
        if tokens[at] == "interface":
            opening = tokens.index("{", at)
            closing = _closing(tokens, opening)
            extends = [name for name in tokens[at + 2 : opening] if name not in ("extends", ",")]
            declared[inside + tokens[at + 1]] = _Interface(extends, _fields(tokens[opening + 1 : closing]))
            at = closing
        elif tokens[at] == "namespace":
            opening = tokens.index("{", at)
            closing = _closing(tokens, opening)
            _declarations(tokens[opening + 1 : closing], f"{inside}{tokens[at + 1]}.", declared)
            at = closing
        elif tokens[at] == "type" and tokens[at + 2 : at + 3] == ["="]:
            end = at + 3 + len(next(_split(tokens[at + 3 :], ";")))
            declared[inside + tokens[at + 1]] = tokens[at + 3 : end]
            at = end
        elif tokens[at] == "{":
            at = _closing(tokens, at)
        at += 1


def _closing(tokens: Sequence[str], opening: int) -> int:
    depth = 0
    for at in range(opening, len(tokens)):
        depth += (tokens[at] in _OPENING) - (tokens[at] in _CLOSING)
        if depth == 0:
            return at
    return len(tokens)


def _split(tokens: Sequence[str], mark: str) -> Iterator[Sequence[str]]:
    """Yield the parts of `tokens` between marks that stand in no bracket."""
    begin = at = 0
    while at < len(tokens):
        if tokens[at] in _OPENING:
            at = _closing(tokens, at)
        elif tokens[at] == mark:
            yield tokens[begin:at]
            begin = at + 1
        at += 1
    yield tokens[begin:at]


def _fields(tokens: Sequence[str]) -> Mapping[str, Sequence[str]]:
    fields = {}
    for line in _split(tokens, ";"):
        name, *kind = [token for token in line if token != "readonly"] or [""]
        if kind and name not in _OPENING and ":" in kind[:2]:
            fields[name.strip("'\"")] = kind[kind.index(":") + 1 :]
    return fields


def _named(file: _File, inside: str, name: str) -> Sequence[Way]:
    """Return the ways of the type that is called `name` by a declaration in the namespace `inside`."""
    scope = inside
    while True:
        if scope + name in file.declared:
            return _declared(file, scope + name)
        if not scope:
            break
        scope = scope.rstrip(".").rpartition(".")[0]
        scope += "." if scope else ""
    first, _, rest = name.partition(".")
    if first in file.imports:
        path, original = file.imports[first]
        return _named(_read(path.resolve()), "", ".".join(part for part in (original, rest) if part))
    return [Open(name)]


def _declared(file: _File, name: str) -> Sequence[Way]:
    declaration = file.declared[name]
    if isinstance(declaration, _Interface):
        return [Object(f"{file.path.stem}.{name}", lambda: _fields_of(file, name, declaration))]
    return _ways(file, f"{name}.", declaration)


def _fields_of(file: _File, name: str, declaration: _Interface) -> Mapping[str, Sequence[Way]]:
    fields: dict[str, Sequence[Way]] = {}
    for base in declaration.extends:
        for way in _named(file, f"{name}.", base):
            fields |= way.fields() if isinstance(way, Object) else {}
    return fields | {field: _ways(file, f"{name}.", kind) for field, kind in declaration.fields.items()}


def _ways(file: _File, inside: str, tokens: Sequence[str]) -> Sequence[Way]:
    return [way for part in _split(tokens, "|") if part for way in _way(file, inside, part)]


def _way(file: _File, inside: str, part: Sequence[str]) -> Sequence[Way]:
    first = part[0]
    if first[0] in "'\"":
        return [Word(first[1:-1])]
    if first == "Array":
        return [Items(_ways(file, inside, part[2 : _closing(part, 1)]))]
    if first == "(" and "&" not in part:
        return _ways(file, inside, part[1 : _closing(part, 0)])
    if first == "{" and ":" in part[:4]:
        fields = _fields(part[1 : _closing(part, 0)])
        name = f"{file.path.stem}.{inside}{{{','.join(fields)}}}"
        return [Object(name, lambda: {key: _ways(file, inside, kind) for key, kind in fields.items()})]
    if first in ("null", "undefined"):
        return []
    if len(part) == 1 and first[0].isupper():
        return _named(file, inside, first)
    return [Open(first)]
