"""Calls of the upstream, for libraries that convert payloads and leave HTTP to their users."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
from httpx_sse import EventSource


class Refused(Exception):
    """A request that the library does not convert. The status is made up: the library raises none."""

    status_code = 400


class Unreachable(Exception):
    """An upstream that is not there, breaks off, or streams no events. The status is made up."""

    status_code = 502


async def whole_answer(upstream: Any, path: str, request: dict[str, Any]) -> Any:
    """Return the JSON of the upstream's whole answer.

    Raises:
        httpx.HTTPStatusError: it is an error answer.
        Unreachable: there is none.
    """
    try:
        async with httpx.AsyncClient(timeout=None) as client:
            response = await client.post(f"{upstream.base_url}{path}", json=request, headers=_headers(upstream))
            return response.raise_for_status().json()
    except httpx.TransportError as error:
        raise Unreachable(str(error)) from error


async def streamed_events(upstream: Any, path: str, request: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Yield the JSON of each event of the upstream's stream, without `[DONE]`.

    Raises:
        httpx.HTTPStatusError: the upstream sends an error answer instead.
        Unreachable: the stream breaks off, or is none.
    """
    url, headers = f"{upstream.base_url}{path}", _headers(upstream)
    try:
        async with (
            httpx.AsyncClient(timeout=None) as client,
            client.stream("POST", url, json=request, headers=headers) as response,
        ):
            if response.is_error:
                await response.aread()
            response.raise_for_status()
            if "text/event-stream" not in response.headers.get("content-type", ""):
                raise Unreachable("the upstream streams no events")
            async for event in EventSource(response).aiter_sse():
                if event.data == "[DONE]":
                    return
                if event.data:
                    yield json.loads(event.data)
    except httpx.TransportError as error:
        raise Unreachable(str(error)) from error


def _headers(upstream: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {upstream.api_key}"}
