"""Recorded HTTP calls made fit to publish: the headers that a replay needs, bodies and URLs without secrets.

Hosts are kept: they are part of where a recording comes from.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from crosswire.secrets.known import REDACTED, Clearing
from crosswire.wire.bodies import with_json
from crosswire.wire.cassettes import Headers, HttpCall
from crosswire.wire.exact_json import map_strings

KEPT_IN_REQUESTS = ("content-type",)
KEPT_IN_ANSWERS = ("content-type", "retry-after", "retry-after-ms", "x-should-retry", "x-request-id")
"""No other header is kept, whatever it says."""


_IDENTIFYING = re.compile(
    r"(?i)auth|cookie|key|token|secret|session|organi[sz]ation|project|account|tenant|user(?!-agent)"
)
"""Names of headers that say who asks."""


def told_by_headers(call: HttpCall) -> frozenset[str]:
    """Return what the headers of a call, and its URL, say of who asks: none of it may stand in a body either."""
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
    """Return those of some texts that cannot be met by chance: words such as `default` and numbers can."""
    return frozenset(text for text in texts if len(text) >= 6 and not _COMMON.fullmatch(text) and text != REDACTED)


_COMMON = re.compile(r"[a-z]{1,8}|[\d.,:]+")


def redacted(call: HttpCall, allowed: Collection[str] = (), known: Collection[str] = ()) -> HttpCall:
    """Return a call without secrets.

    `allowed` are texts that look like one and are none, `known` some that may not look like one. A request id becomes
    a made-up one, the same for the same id wherever it stands.
    """
    clearing = Clearing(allowed, told_by_headers(call) | frozenset(known))
    made_up = {value: _made_up(value) for value in call.headers.get("x-request-id", ()) if value}
    return replace(
        call,
        uri=clearing.clear("", call.uri),
        request_headers=_kept(call.request_headers, KEPT_IN_REQUESTS, clearing, made_up),
        request_body=_cleared(call.request_body, clearing, made_up),
        reason=clearing.clear("", call.reason),
        headers=_kept(call.headers, KEPT_IN_ANSWERS, clearing, made_up),
        body=_cleared(call.body, clearing, made_up),
    )


def _made_up(request_id: str) -> str:
    return f"req_{hashlib.sha256(f'crosswire {request_id}'.encode()).hexdigest()[:32]}"


def _kept(headers: Headers, names: Collection[str], clearing: Clearing, made_up: Mapping[str, str]) -> Headers:
    kept = {name: headers[name] for name in names if name in headers}
    return {
        name: [made_up.get(value) or clearing.clear(name, value) for value in values] for name, values in kept.items()
    }


def _cleared(body: bytes, clearing: Clearing, made_up: Mapping[str, str]) -> bytes:
    """Clear a body: the strings of its JSON, or, line by line, of an event stream; what is text is text."""
    for request_id, instead in made_up.items():
        body = body.replace(request_id.encode(errors="surrogatepass"), instead.encode())
    return with_json(
        body, lambda value: map_strings(value, clearing.clear), otherwise=lambda line: clearing.clear("", line)
    )
