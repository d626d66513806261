"""Calls to the upstream: one POST, and its answer as JSON payloads, whatever its form."""

import codecs
import functools
import json
import ssl
from collections.abc import Generator, Iterator, Mapping
from itertools import chain
from typing import Any, Final, Protocol

import httpx
from httpx_sse import EventSource

from crosswire.reference.failures import UpstreamError, bad_gateway, from_answer, refusal
from crosswire.reference.lenient import Json

DONE: Final[Json] = {"done": "[DONE]"}
"""The payload for `data: [DONE]`; compare by identity."""

# Reasoning models are silent for minutes; a connection is there within seconds or not at all.
TIMEOUT = httpx.Timeout(600, connect=10)
GIVEN = 30
"""Seconds for an answer that no model makes."""


class Upstream(Protocol):
    """Where to call: `base_url` ends in `/v1`."""

    @property
    def base_url(self) -> str: ...  # noqa: D102 - said above
    @property
    def api_key(self) -> str: ...  # noqa: D102 - likewise


def post(upstream: Upstream, path: str, body: Mapping[str, Any]) -> Generator[Json]:
    """Send `body` and return the payloads of the answer: the frames of an event stream, or the one JSON object.

    The status is checked before it returns; the rest is read as it is asked for. Closing it hangs up.

    Raises:
        UpstreamError: here for an HTTP error or an upstream out of reach, from the generator for one that breaks off.
    """
    payloads = _payloads(upstream, path, body)
    next(payloads)
    return payloads


def get(upstream: Upstream, path: str) -> Json:
    """Return the JSON object that the upstream has at a path.

    Raises:
        UpstreamError: an HTTP error, no JSON object, or an upstream out of reach.
    """
    headers = {**_authorization(upstream), "accept": "application/json"}
    try:
        answer = httpx.get(upstream.base_url.rstrip("/") + path, headers=headers, verify=_certificates(), timeout=GIVEN)
    except httpx.HTTPError as error:
        raise _unreadable(error) from error
    if not answer.is_success:
        raise from_answer(answer.status_code, answer.reason_phrase, answer.headers, _json(answer.content), answer.text)
    return _document(answer.content)


def _payloads(upstream: Upstream, path: str, body: Mapping[str, Any]) -> Generator[Json]:
    headers = {
        **_authorization(upstream),
        "content-type": "application/json",
        "accept": "text/event-stream" if body.get("stream") else "application/json",
    }
    url = upstream.base_url.rstrip("/") + path
    try:
        with (
            httpx.Client(verify=_certificates(), timeout=TIMEOUT) as client,
            client.stream("POST", url, headers=headers, content=_written(body), extensions=_traced(upstream)) as answer,
        ):
            if not answer.is_success:
                raw = answer.read()
                raise from_answer(answer.status_code, answer.reason_phrase, answer.headers, _json(raw), answer.text)
            yield {}  # the answer is there: `post` returns
            yield from _read(answer.iter_bytes())
    except httpx.HTTPError as error:
        raise _unreadable(error) from error


def _authorization(upstream: Upstream) -> dict[str, str]:
    """Return the header with the key; none for an upstream that needs no key."""
    return {"authorization": f"Bearer {upstream.api_key}"} if upstream.api_key else {}


def _unreadable(error: httpx.HTTPError) -> UpstreamError:
    return bad_gateway(f"the upstream could not be read: {type(error).__name__}: {error}")


def _traced(upstream: Upstream) -> dict[str, Any]:
    """Return options that pass each connection to the upstream's `connected`, if it has one, so that it can hang up."""
    if (connected := getattr(upstream, "connected", None)) is None:
        return {}

    def trace(event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            connected(info["return_value"].get_extra_info("socket"))

    return {"trace": trace}


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Return the certificates. They are read once, since that takes longer than many exchanges."""
    return httpx.create_ssl_context()


def _written(body: Mapping[str, Any]) -> bytes:
    """Return JSON in ASCII, so that half a surrogate pair, which UTF-8 cannot hold, is passed on."""
    try:
        return json.dumps(body, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError) as error:
        raise refusal("request", f"is not JSON: {error}") from error


def _read(chunks: Iterator[bytes]) -> Iterator[Json]:
    """Yield the payloads. Content types are often wrong: an answer that begins with `{`, or as HTML, is a document."""
    head = b""
    for chunk in chunks:
        head += chunk
        if head.removeprefix(codecs.BOM_UTF8).strip():
            break
    rest = chain([head], chunks)
    document = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[", b"<", b'"')
    yield from [_document(b"".join(rest))] if document else _frames(rest)


def _document(raw: bytes) -> Json:
    body = _json(raw)
    if not isinstance(body, dict):
        raise bad_gateway(f"the upstream answered 200 without a JSON object: {raw[:300].decode(errors='replace')}")
    return body


def _frames(chunks: Iterator[bytes]) -> Iterator[Json]:
    # A response of our own around the bytes: event streams are UTF-8 whatever the label says, may begin with a byte
    # order mark, and a last event without its blank line still counts.
    answer = httpx.Response(
        200,
        headers={"content-type": "text/event-stream"},
        default_encoding="utf-8-sig",
        content=chain(chunks, [b"\n\n"]),
    )
    for event in EventSource(answer).iter_sse():
        if event.data == "[DONE]":
            yield DONE
            return
        if not event.data.strip():
            continue
        try:
            payload = json.loads(event.data)
        except ValueError as error:
            raise bad_gateway(f"the upstream's stream holds broken JSON: {event.data[:300]}") from error
        if isinstance(payload, dict):
            yield payload if event.event == "message" else {"type": event.event, **payload}


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except ValueError:
        return None
