"""The client's side over HTTP: one POST to an adapter that is a server, and the answer as it came."""

import codecs
import functools
import json
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import httpx
from httpx_sse import EventSource, ServerSentEvent

from crosswire.adapters.servers.answer_bytes import answer_bytes
from crosswire.adapters.servers.answers import HttpAnswer, HttpError, other_kind
from crosswire.errors import Crashed, WrongKind
from crosswire.facts import Json
from crosswire.limits import LIMITS, Limits, raising
from crosswire.served import HttpSeen
from crosswire.upstreams import Upstream
from crosswire.wire.event_streams import DONE
from crosswire.wire.strict_json import NotJson, Size, parse_or_text, parse_strictly
from crosswire.wire.unpacking import ACCEPTED

_STREAM = "text/event-stream"


def over_http(
    url: Callable[[], str],
    headers: Mapping[str, str] | None = None,
    model: str = "{model}",
    limits: Limits = LIMITS,
) -> Callable[[dict[str, Any] | bytes, Upstream], Awaitable[HttpAnswer]]:
    """Return a function that serves a request by a POST to `url()`.

    `model` is what the client calls a scenario's model. Bytes, a malformed request, are sent unchanged.
    """

    async def serve(request: dict[str, Any] | bytes, _: Upstream) -> HttpAnswer:
        sent_headers = {"authorization": "Bearer sk-crosswire", **(headers or {})}
        if isinstance(request, bytes):
            return await _post(url(), sent_headers, request, limits)
        name = str(request.get("model"))
        alias = model.replace("{model}", name)
        named = {"model": alias} if "model" in request else {}
        answer = await _post(url(), sent_headers, json.dumps({**request, **named}).encode(), limits)
        return answer if alias == name else replace(answer, body=_renamed(answer.body, alias, name))

    return serve


def _renamed(body: Json | AsyncGenerator[Json], alias: str, name: str) -> Json | AsyncGenerator[Json]:
    """Replace the client's name of the model, in an answer or its frames, by the scenario's."""

    def renamed(payload: Json) -> Json:
        if not isinstance(payload, dict):
            return payload
        within = {"response": renamed(payload["response"])} if "response" in payload else {}
        return {**payload, **within, **({"model": name} if payload.get("model") == alias else {})}

    async def renamed_frames(frames: AsyncGenerator[Json]) -> AsyncGenerator[Json]:
        async with aclosing(frames):
            async for frame in frames:
                yield renamed(frame)

    return renamed_frames(body) if isinstance(body, AsyncGenerator) else renamed(body)


async def _post(url: str, headers: Mapping[str, str], body: bytes, limits: Limits) -> HttpAnswer:
    client = httpx.AsyncClient(verify=_certificates(), timeout=None, trust_env=False)
    try:
        labels = {"content-type": "application/json", "accept-encoding": ACCEPTED, **headers}
        request = client.build_request("POST", url, content=body, headers=labels)
        answer = await client.send(request, stream=True)
        seen = HttpSeen(answer.status_code, dict(answer.headers))
        if answer.is_success and _streams(answer, asked=b'"stream": true' in body):
            return HttpAnswer(seen, _frames(client, answer, seen, limits))
        raw = b"".join([piece async for piece in answer_bytes(answer, limits)])
    except httpx.ConnectError as error:
        await client.aclose()
        raise Crashed(f"nothing answers at {url}: {error}") from error
    except httpx.HTTPError as error:
        await client.aclose()
        raise Crashed(f"the adapter broke off its answer: {type(error).__name__}: {error}") from error
    except BaseException:
        await client.aclose()
        raise
    await client.aclose()
    if not answer.is_success:
        raise HttpError(seen, parse_or_text(raw))
    if seen.headers.get("content-type", "").startswith(_STREAM):
        raise other_kind("a whole answer", seen)
    try:
        return HttpAnswer(seen, parse_strictly(raw, Size(limits.answer_values, limits.answer_characters)))
    except NotJson as error:
        begins = raw[:80].decode(errors="replace")
        raise WrongKind(
            f"the adapter answered {answer.status_code} with {begins!r}, which is not JSON: {error}"
        ) from error


def _streams(answer: httpx.Response, *, asked: bool) -> bool:
    """Return whether to read an answer as a stream: clients that asked for one do, unless it is labelled as JSON."""
    return asked and not answer.headers.get("content-type", "").startswith("application/json")


async def _frames(
    client: httpx.AsyncClient, answer: httpx.Response, seen: HttpSeen, limits: Limits
) -> AsyncGenerator[Json]:
    # EventSource refuses other labels than this one.
    content = _utf8(answer_bytes(answer, limits))
    stream = httpx.Response(answer.status_code, headers={"content-type": _STREAM}, content=content)
    try:
        async for event in EventSource(stream).aiter_sse():
            if len(seen.events) == limits.frames:  # `[DONE]` and events without data count
                raise WrongKind(
                    f"the adapter streamed more than {limits.frames:,} events, all that is read of a stream "
                    f"{raising('frames')}"
                )
            seen.events.append((event.event, event.data))
            if event.data and event.data != DONE:
                yield _frame(event)
    except httpx.HTTPError:
        seen.broken = True
    finally:
        await answer.aclose()
        await client.aclose()


async def _utf8(content: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """Yield bytes unchanged, and check that they are UTF-8, as the bytes of an event stream have to be."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    async with aclosing(content):
        async for piece in content:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                shown = piece[max(0, error.start - 40) : error.start + 40]
                raise WrongKind(f"the adapter streamed {shown!r}, which is not UTF-8") from error
            yield piece


def _frame(event: ServerSentEvent) -> Json:
    try:
        return parse_strictly(event.data)
    except NotJson as error:
        raise WrongKind(f"the adapter streamed {event.data[:80]!r}, which is not JSON: {error}") from error


@functools.cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()
