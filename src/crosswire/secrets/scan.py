"""Finding secrets in what is about to be saved, and refusing to save it.

It reads what redaction cannot reach: percent-encoded and base64 texts, JSON in JSON, keys, and the texts that the
deltas of a stream add up to.
"""

import base64
import gzip
import re
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import unquote_plus

from crosswire.errors import SecretsFound
from crosswire.facts import Json
from crosswire.secrets.patterns import Clearing, json_in
from crosswire.shapes import SHAPES
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.event_streams import read_events
from crosswire.wire.json_text import parse
from crosswire.wire.pointers import escape


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret that would be published."""

    where: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.kind}, {self.text[:6]}… ({len(self.text)} characters)"


def refuse_secrets(
    calls: Mapping[str, Sequence[HttpCall]], allowed: Collection[str] = (), secrets: Collection[str] = ()
) -> None:
    """Check the calls of recordings, by the names of these.

    Raises:
        SecretsFound: there is a secret in one.
    """
    clearing = Clearing(allowed, frozenset(secrets))
    leaks = {
        leak: None
        for recording, recorded in calls.items()
        for number, call in enumerate(recorded, start=1)
        for leak in leaks_in(call, f"{recording}, interaction {number}", clearing)
    }
    if leaks:
        raise SecretsFound([str(leak) for leak in leaks])


def leaks_in(call: HttpCall, where: str, clearing: Clearing) -> Iterator[Leak]:
    """Yield every secret in a call."""
    for part, name, text in _texts(call):
        for kind, found in clearing.left(name, text):
            yield Leak(f"{where}: {part}", kind, found)


def _texts(call: HttpCall) -> Iterator[tuple[str, str, str]]:
    """Yield every text of a call, also decoded ones: its position, the name of its field, the text."""
    yield from _unwrapped("URL", "", call.uri)
    yield from _unwrapped("reason", "", call.reason)
    for part, headers in (("request header", call.request_headers), ("answer header", call.headers)):
        for name, values in headers.items():
            for value in values:
                yield from _unwrapped(f"{part} {name}", name, value)
    yield from _body("request", call.request_body)
    yield from _body("answer", call.body)
    yield from _joined(call)


def _body(part: str, body: bytes) -> Iterator[tuple[str, str, str]]:
    text = body.decode(errors="replace")
    value = parse(text)
    if not isinstance(value, str):
        yield from _leaves(part, value)
        return
    yield from _unwrapped(part, "", "\n".join(line for line in text.splitlines() if not _is_event_of_json(line)))
    for number, data in enumerate(read_events(text)):
        yield from _leaves(f"{part}, event {number}", parse(data))


def _is_event_of_json(line: str) -> bool:
    name, _, data = line.partition(":")
    return name == "data" and not isinstance(parse(data), str)


def _joined(call: HttpCall) -> Iterator[tuple[str, str, str]]:
    """Yield the texts that the deltas of a stream add up to: a secret may be cut by them."""
    text = call.body.decode(errors="replace")
    if isinstance(parse(text), str):
        frames = [parse(data) for data in read_events(text)]
        for shape in SHAPES.values():
            yield from _leaves("answer, its deltas joined,", asdict(shape.read_stream(frames)))


def _leaves(part: str, value: Json, pointer: str = "", name: str = "") -> Iterator[tuple[str, str, str]]:
    match value:
        case dict():
            for key, entry in value.items():
                yield from _unwrapped(f"{part} {pointer or '/'}, a key", "", str(key))
                yield from _leaves(part, entry, f"{pointer}/{escape(key)}", str(key))
        case list() | tuple():
            for index, entry in enumerate(value):
                yield from _leaves(part, entry, f"{pointer}/{index}", name)
        case str():
            yield from _unwrapped(f"{part} {pointer}".rstrip(), name, value)


def _unwrapped(where: str, name: str, text: str) -> Iterator[tuple[str, str, str]]:
    """Yield a text, and the texts that it decodes to."""
    if json_in(text) is not None:
        yield from _leaves(f"{where}, JSON in it,", parse(text), name=name)
        return
    yield where, name, text
    if "%" in text and (unquoted := unquote_plus(text)) != text:
        yield f"{where}, percent-decoded", name, unquoted
    for found in _BASE64.findall(text):
        if decoded := _from_base64(found):
            yield from _unwrapped(f"{where}, base64-decoded", name, decoded)


_GZIP = b"\x1f\x8b"
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


def _from_base64(text: str) -> str | None:
    """Return the text that is encoded in base64; `None` where it is not base64, or no text."""
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    try:
        content = base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
        decoded = (gzip.decompress(content) if content.startswith(_GZIP) else content).decode()
    except (ValueError, OSError, EOFError, zlib.error):
        return None
    return decoded if decoded.isprintable() or "\n" in decoded else None
