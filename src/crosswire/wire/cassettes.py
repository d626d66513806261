"""vcrpy cassettes (version 1) that a person can read in a diff.

JSON is indented, event streams have one line of compact JSON for each event, and both are literal blocks. Characters
that a literal block cannot hold, or that no editor shows, become JSON escapes. Only the form changes: before a cassette
is returned, vcrpy's own loader reads it back, and the content of its bodies is compared.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from crosswire.errors import CassetteUnwritable
from crosswire.facts import Json
from crosswire.wire.exact_json import UNSEEN, indented, parse_exactly, visible, with_types
from crosswire.wire.reading import YAML

Headers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class HttpCall:
    """One HTTP request and its answer, as a cassette holds them; the bodies are not compressed."""

    method: str
    uri: str
    request_headers: Headers
    request_body: bytes
    status: int
    reason: str
    headers: Headers
    body: bytes


def read_cassette(text: str) -> tuple[HttpCall, ...]:
    """Return what vcrpy reads from a cassette."""
    from vcr.serialize import deserialize  # type: ignore[import-untyped]  # it loads all that vcrpy intercepts

    requests, responses, *_ = deserialize(text, YAML)
    return tuple(
        HttpCall(
            method=request.method,
            uri=request.uri,
            request_headers={name: [value] for name, value in request.headers.items()},
            request_body=request.body_bytes or b"",
            status=response["status"]["code"],
            reason=response["status"]["message"],
            headers=response["headers"],
            body=response["body"]["string"] or b"",
        )
        for request, response in zip(requests, responses, strict=True)
    )


def write_cassette(calls: Sequence[HttpCall]) -> str:
    """Write a cassette; the same calls give the same text.

    Raises:
        CassetteUnwritable: a body is not UTF-8, or vcrpy would read something else than was given.
    """
    text = "".join(["interactions:\n", *(line for call in calls for line in _interaction(call)), "version: 1\n"])
    try:
        read_back = read_cassette(text)
    except (yaml.YAMLError, ValueError) as error:
        raise CassetteUnwritable(f"vcrpy would not read it back: {' '.join(str(error).split())}") from error
    for number, (given, read) in enumerate(zip(calls, read_back, strict=True), start=1):
        for part in HttpCall.__slots__:
            if _meaning(getattr(given, part)) != _meaning(getattr(read, part)):
                raise CassetteUnwritable(
                    f"interaction {number}, {given.method} {given.uri}: its {part} would be read back as something else"
                )
    return text


def _interaction(call: HttpCall) -> Iterator[str]:
    yield f"- request:\n    method: {_scalar(call.method)}\n    uri: {_scalar(call.uri)}\n"
    yield from _headers(call.request_headers)
    yield _body("body", call.request_body, indent=4)
    yield f"  response:\n    status:\n      code: {call.status}\n      message: {_scalar(call.reason)}\n"
    yield from _headers(call.headers)
    yield "    body:\n" + _body("string", call.body, indent=6)


def _headers(headers: Headers) -> Iterator[str]:
    yield "    headers:\n" if headers else "    headers: {}\n"
    for name, values in headers.items():
        yield f"      {_scalar(name)}:\n" + "".join(f"      - {_scalar(value)}\n" for value in values)


def _scalar(value: str) -> str:
    """Write a string plainly where YAML reads it as that string, else in quotes."""
    try:
        plain = yaml.safe_load(f"- {value}") == [value] and yaml.safe_load(f"{value}: 0") == {value: 0}
    except (yaml.YAMLError, ValueError):  # what looks like a date may be none: 0000-00-00
        plain = False
    return value if plain else _quoted(value)


def _quoted(text: str) -> str:
    return visible(json.dumps(text, ensure_ascii=False))


def _body(key: str, body: bytes, indent: int) -> str:
    text = _readable(_decoded(body))
    margin, inner = " " * indent, " " * (indent + 2)
    if not _fits_block(text):
        return f"{margin}{key}: {_quoted(text)}\n"
    lines = text.rstrip("\n").split("\n")
    ends = len(text) - len(text.rstrip("\n"))
    block = "".join(f"{inner}{line}\n" if line else "\n" for line in lines)
    return f"{margin}{key}: {_CHOMPING.get(ends, '|+')}\n{block}" + "\n" * (ends - 1)


_CHOMPING = {0: "|-", 1: "|"}
"""The indicator of a literal block, by the number of line feeds at the end of its text; `|+` for more."""


def _fits_block(text: str) -> bool:
    return bool(text) and not text.startswith((" ", "\t", "\n")) and not UNSEEN.search(text) and "\r" not in text


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise CassetteUnwritable(f"a body is not text in UTF-8: {error}; it starts with {body[:20]!r}") from error


# From a body to text that reads well, and what that text says.


def _readable(text: str) -> str:
    if (value := _parsed(text)) is not _NO_JSON:
        return indented(value)
    return "\n".join(_stream_lines(text)) if _is_stream(text) else text


def _stream_lines(text: str) -> Iterator[str]:
    """Yield the lines of an event stream, whichever of the three line ends they have."""
    for line in _LINE_END.split(text):
        yield line if _parsed(line.removeprefix("data:")) is _NO_JSON else visible(line)


def _is_stream(text: str) -> bool:
    return all(not line or _FIELD.match(line) for line in _LINE_END.split(text))


_LINE_END = re.compile(r"\r\n|\n|\r")
_FIELD = re.compile(r"(?:data|event|id|retry|):")


def _meaning(part: object) -> object:
    """Return the content of a part of a call, for comparison: the same for every form of its JSON."""
    if not isinstance(part, bytes):
        return part
    text = _decoded(part)
    if (value := _parsed(text)) is not _NO_JSON:
        return with_types(value)
    return [_line_meaning(line) for line in _LINE_END.split(text)] if _is_stream(text) else text


def _line_meaning(line: str) -> object:
    data = line.removeprefix("data:")
    return line if data == line or (value := _parsed(data)) is _NO_JSON else with_types(value)


_NO_JSON = object()


def _parsed(text: str) -> Json:
    try:
        return parse_exactly(text)
    except ValueError:
        return _NO_JSON
