"""Recorded HTTP calls without secrets: with the headers that a replay needs, and cleared bodies and URLs.

Hosts stay: they are part of a recording's provenance.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import unquote

from crosswire.facts import Json
from crosswire.secrets.chance import is_unmistakable, of_basic
from crosswire.secrets.deltas import with_events
from crosswire.secrets.entries import json_in
from crosswire.secrets.fakes import REDACTED
from crosswire.secrets.lazy import regex
from crosswire.secrets.names import is_harmless_header, telling
from crosswire.secrets.patterns import Clearing
from crosswire.secrets.quick import is_surely_plain
from crosswire.secrets.running_text import header_value
from crosswire.secrets.texts import look
from crosswire.secrets.tokens import adjusted
from crosswire.shapes.lenient import mapping
from crosswire.wire.bodies import with_json
from crosswire.wire.cassettes import Headers, HttpCall

REQUEST_HEADERS = ("content-type",)
ANSWER_HEADERS = ("content-type", "retry-after", "retry-after-ms", "x-should-retry", "x-request-id")
"""All other headers are dropped."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """Calls without secrets."""

    calls: tuple[HttpCall, ...]
    replaced: Sequence[str]
    """What was replaced, in words, without the secrets."""
    secrets: frozenset[str]
    """The secrets: nothing else that is made of these calls may hold them."""


def secrets_in_headers(call: HttpCall) -> frozenset[str]:
    """Return the texts in headers that identify the client. No body may hold them either."""
    texts: set[str] = set()
    for headers in (call.request_headers, call.headers):
        for name, lines in headers.items():
            shown = {line[one.start : one.end] for line in lines if "://" in line for one in look(line).found}
            texts |= unmistakable(shown)  # such as a token in the URL of `location`
            if is_harmless_header(name):
                continue
            found = {line[one.start : one.end] for line in lines for one in header_value(name, line)}
            found |= {part for text in found for part in of_basic(text)}
            texts |= set(filter(is_unmistakable, found)) if _tells(name) else unmistakable(found)
            if _tells(name):
                texts |= {part for text in found for part in _parts(text)}
    return frozenset(texts)


def texts_of_users(requests: Iterable[Json]) -> frozenset[str]:
    """Return the texts in the bodies of requests that identify the user of an app."""
    found = (mapping(request).get(key) for request in requests for key in ("user", "safety_identifier"))
    return unmistakable(text for text in found if isinstance(text, str))


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a credential that look generated: `Digest …, response="…"`, `sso-key user:…`."""
    for part in _BETWEEN_PARTS.split(_A_SCHEME.sub("", unquote(text))):
        if part != text and len(part) >= SHORTEST_PART and re.search(r"\d", part) and re.search(r"[^\W\d_]", part):
            yield part


_A_SCHEME = regex(r"^[\w-]+ ")
_BETWEEN_PARTS = regex(r"[\s,;:=\"'{}]+")
SHORTEST_PART = 8
"""Characters of a part of a header that is a credential by itself."""


def _tells(header: str) -> bool:
    return bool(telling(header)) or "auth" in header.lower() or "cookie" in header.lower()


def unmistakable(texts: Iterable[str]) -> frozenset[str]:
    """Return the texts that do not occur by chance, as `default` and numbers do."""
    return frozenset(text for text in texts if len(text) >= 6 and not _COMMON.fullmatch(text) and text != REDACTED)


_COMMON = regex(r"[a-z]{1,8}|[\d.,:]+")


def redacted(call: HttpCall, allowed: Collection[str] = (), secrets: Collection[str] = ()) -> HttpCall:
    """Return a call without secrets: see `redact`."""
    return redact([call], allowed, secrets).calls[0]


def redact(calls: Sequence[HttpCall], allowed: Collection[str] = (), secrets: Collection[str] = ()) -> Redacted:
    """Return the calls of one conversation without secrets.

    `allowed` are texts that look like a secret and are none; `secrets` may not look like one. What is secret in one
    place of the calls is secret in all. A request id becomes a made-up one, the same everywhere for the same id.
    """
    of_headers = [text for call in calls for text in secrets_in_headers(call)]
    ids = {value for call in calls for value in call.headers.get("x-request-id", ()) if value}
    clearing = Clearing(allowed)
    for request_id in ids:
        clearing.know(request_id, _made_up(request_id), "a request id")
    clearing.learn([*secrets, *_not_of_the_api(of_headers, calls)])
    # The first time learns what is secret, the second knows it wherever it stands.
    before = len(clearing.learned)
    cleared = tuple(_cleared(call, clearing) for call in calls)
    learned = before
    while len(clearing.learned) > learned:
        learned = len(clearing.learned)
        cleared = tuple(_cleared(call, clearing) for call in calls)
    found = {text: kind for text, kind in clearing.kinds.items() if text not in ids}
    met = {text: kind for text, kind in found.items() if text not in clearing.respelled}
    return Redacted(cleared, _in_words(met), frozenset(filter(is_unmistakable, found)))


def _not_of_the_api(texts: Sequence[str], calls: Sequence[HttpCall]) -> list[str]:
    """Return the texts that are no words of the API in these calls, such as the model's name."""
    bodies = b"\n".join(body for call in calls for body in (call.request_body, call.body)).decode(errors="replace")
    is_met = any(text in bodies for text in texts)
    words = {*_STRUCTURAL.findall(bodies), *_KEYS.findall(bodies)} if is_met else set()
    return [text for text in texts if text not in words]


_STRUCTURAL = regex(r'"(?:model|type|role|status|object|finish_reason|service_tier|event)"\s*:\s*"([^"\\]{1,100})"')
_KEYS = regex(r'"([^"\\]{1,100})"\s*:')


def _in_words(found: dict[str, str]) -> list[str]:
    kinds: dict[str, int] = {}
    for kind in found.values():
        kinds[kind] = kinds.get(kind, 0) + 1
    return [kind if times == 1 else f"{kind}, {times} of them" for kind, times in kinds.items()]


def _cleared(call: HttpCall, clearing: Clearing) -> HttpCall:
    return replace(
        call,
        uri=clearing.clear("", call.uri),
        request_headers=_cleared_headers(call.request_headers, REQUEST_HEADERS, clearing),
        request_body=cleared_body(call.request_body, clearing),
        reason=clearing.clear("", call.reason),
        headers=_cleared_headers(call.headers, ANSWER_HEADERS, clearing),
        body=cleared_body(call.body, clearing),
    )


def _made_up(request_id: str) -> str:
    return f"req_{hashlib.sha256(f'crosswire {request_id}'.encode()).hexdigest()[:32]}"


def _cleared_headers(headers: Headers, names: Collection[str], clearing: Clearing) -> Headers:
    published = {name: headers[name] for name in names if name in headers}
    return {name: [clearing.clear(name, value) for value in values] for name, values in published.items()}


ESCAPE = "surrogateescape"
"""How bytes are kept that are no text."""


def cleared_body(body: bytes, clearing: Clearing) -> bytes:
    """Return a body without secrets: of its JSON, of the JSON of an event stream, or of its lines."""
    if (encoding := json.detect_encoding(body)) != "utf-8":
        with suppress(UnicodeDecodeError):
            recoded = body.decode(encoding, ESCAPE).encode(errors=ESCAPE)
            cleared = cleared_body(recoded, clearing)
            return body if cleared == recoded else cleared.decode(errors=ESCAPE).encode(encoding, ESCAPE)
    text = body.decode(errors=ESCAPE)
    if is_surely_plain(text, clearing):
        return body
    if "data:" in text and json_in(text) is None:
        return with_events(text, partial(clearing.clear, ""), clearing.clear_json).encode(errors=ESCAPE)

    def changed(value: Json) -> Json:
        after = clearing.clear_json(value)
        return adjusted(value, after) if '"token"' in text else after

    return with_json(body, changed, otherwise=partial(clearing.clear, ""))
