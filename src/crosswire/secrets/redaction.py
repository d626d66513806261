"""Recorded HTTP calls without secrets: with the headers that a replay needs, and cleared bodies and URLs.

Hosts stay: they are part of a recording's provenance.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from crosswire.secrets.patterns import REDACTED, Clearing
from crosswire.wire.bodies import with_json
from crosswire.wire.cassettes import Headers, HttpCall
from crosswire.wire.exact_json import map_strings

REQUEST_HEADERS = ("content-type",)
ANSWER_HEADERS = ("content-type", "retry-after", "retry-after-ms", "x-should-retry", "x-request-id")
"""All other headers are dropped."""


_IDENTIFYING = re.compile(
    r"(?i)auth|cookie|key|token|secret|session|organi[sz]ation|project|account|tenant|user(?!-agent)"
)
"""The names of headers that identify the client."""


def secrets_in_headers(call: HttpCall) -> frozenset[str]:
    """Return the texts in headers and URL that identify the client. No body may hold them either."""
    values = (
        text
        for headers in (call.request_headers, call.headers)
        for name, lines in headers.items()
        if _IDENTIFYING.search(name)
        for line in lines
        for text in _values_in(name, line)
    )
    in_url = re.findall(r"(?<=://)[^/@\s]+(?=@)", call.uri)
    return unmistakable([*values, *in_url, *(part for pair in in_url for part in pair.split(":"))])


def _values_in(name: str, line: str) -> Iterator[str]:
    if "cookie" in name.lower():
        pairs = line.split(";")[: 1 if name.lower() == "set-cookie" else None]
        yield from (pair.partition("=")[2].strip() for pair in pairs)
    else:
        yield line.strip().rpartition(" ")[2]


def unmistakable(texts: Iterable[str]) -> frozenset[str]:
    """Return the texts that do not occur by chance, as `default` and numbers do."""
    return frozenset(text for text in texts if len(text) >= 6 and not _COMMON.fullmatch(text) and text != REDACTED)


_COMMON = re.compile(r"[a-z]{1,8}|[\d.,:]+")


def redacted(call: HttpCall, allowed: Collection[str] = (), secrets: Collection[str] = ()) -> HttpCall:
    """Return a call without secrets.

    `allowed` are texts that look like a secret and are none; `secrets` may not look like one. A request
    id becomes a made-up one, the same everywhere for the same id.
    """
    clearing = Clearing(allowed, secrets_in_headers(call) | frozenset(secrets))
    made_up = {value: _made_up(value) for value in call.headers.get("x-request-id", ()) if value}
    return replace(
        call,
        uri=clearing.clear("", call.uri),
        request_headers=_cleared_headers(call.request_headers, REQUEST_HEADERS, clearing, made_up),
        request_body=_cleared(call.request_body, clearing, made_up),
        reason=clearing.clear("", call.reason),
        headers=_cleared_headers(call.headers, ANSWER_HEADERS, clearing, made_up),
        body=_cleared(call.body, clearing, made_up),
    )


def _made_up(request_id: str) -> str:
    return f"req_{hashlib.sha256(f'crosswire {request_id}'.encode()).hexdigest()[:32]}"


def _cleared_headers(
    headers: Headers, names: Collection[str], clearing: Clearing, made_up: Mapping[str, str]
) -> Headers:
    published = {name: headers[name] for name in names if name in headers}
    return {
        name: [made_up.get(value) or clearing.clear(name, value) for value in values]
        for name, values in published.items()
    }


def _cleared(body: bytes, clearing: Clearing, made_up: Mapping[str, str]) -> bytes:
    """Clear a body: the strings of its JSON, the JSON of an event stream, or plain text, line by line."""
    for request_id, instead in made_up.items():
        body = body.replace(request_id.encode(errors="surrogatepass"), instead.encode())
    return with_json(
        body, lambda value: map_strings(value, clearing.clear), otherwise=lambda line: clearing.clear("", line)
    )
