"""Translators: pure functions from one API's JSON to the other's. docs/translators.md describes them.

The call of the upstream is made here, as the reference adapter makes it. So a translator sees no status, no headers and
no bytes.
"""

import asyncio
import inspect
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Generator, Iterator, Mapping
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from crosswire.adapters.candidate import Answered, Serve
from crosswire.adapters.signatures import unfit_signature
from crosswire.errors import AdapterUnusable, WrongKind
from crosswire.facts import Json, ShapeName
from crosswire.reference.failures import UpstreamError, bad_gateway
from crosswire.reference.http import DONE, post
from crosswire.shapes import SHAPES, opposite
from crosswire.upstreams import Upstream

FUNCTIONS: Mapping[str, tuple[str, ...]] = {
    "request": ("request",),
    "answer": ("answer", "request"),
    "stream": ("events", "request"),
    "error": ("status", "body", "request"),
}
"""The functions that a translator may have for an API, such as `chat_request`, and their arguments."""


class Events:
    """The payloads of the upstream's stream as they come, without `[DONE]`. For `for` and `async for`."""

    def __init__(self, payloads: Generator[Json]) -> None:
        self._payloads = payloads

    def __iter__(self) -> Iterator[Json]:
        return (payload for payload in self._payloads if payload is not DONE)

    async def __aiter__(self) -> AsyncIterator[Json]:
        for payload in self:
            yield payload


def translating(adapter: Any, target: str) -> dict[ShapeName, Serve]:
    """Return what the translator's functions of a module or object serve. Empty when there are no such functions.

    Raises:
        AdapterUnusable: a function is missing that the others need, or has other parameters.
    """
    serves: dict[ShapeName, Serve] = {}
    for shape in SHAPES:
        named = {kind: getattr(adapter, f"{shape}_{kind}", None) for kind in FUNCTIONS}
        functions = {kind: function for kind, function in named.items() if callable(function)}
        if functions and ("request" not in functions or not functions.keys() & {"answer", "stream"}):
            has = " and ".join(f"{shape}_{kind}" for kind in functions)
            needed = f"{shape}_request, and {shape}_answer, {shape}_stream or both"
            raise AdapterUnusable(f"--adapter {target}: it has {has}; a translator that serves {shape} has {needed}")
        for kind, function in functions.items():
            if signature := unfit_signature(function, FUNCTIONS[kind]):
                call = f"{shape}_{kind}({', '.join(FUNCTIONS[kind])})"
                raise AdapterUnusable(f"--adapter {target}: {shape}_{kind}{signature} cannot be called as {call}")
        if functions:
            serves[shape] = Translator(shape, functions).serve
    return serves


@dataclass(frozen=True, slots=True)
class Translator:
    """The functions that serve one API, by the keys of `FUNCTIONS`."""

    serves: ShapeName
    functions: Mapping[str, Any]

    def serve(self, request: dict[str, Any], upstream: Upstream) -> Answered:
        """Serve a request: translate it, ask the upstream, and translate the answer."""
        kind = "stream" if request.get("stream") else "answer"
        if kind not in self.functions:
            raise WrongKind(f"the adapter has no {self.serves}_{kind}, which would serve this")
        asked = _now(self.functions["request"](deepcopy(request)))
        if not isinstance(asked, dict):
            raise WrongKind(f"{self.serves}_request returned {asked!r:.80}; a dict, the upstream's request, is due")
        try:
            payloads = post(upstream, SHAPES[opposite(self.serves)].PATH, asked)
        except UpstreamError as error:
            raise self._translated(error, request) from error
        if kind == "stream":
            return _frames(self.functions["stream"](Events(payloads), deepcopy(request)), payloads)
        answer: Answered = _now(self.functions["answer"](_whole(payloads), deepcopy(request)))
        return answer

    def _translated(self, error: UpstreamError, request: Json) -> UpstreamError:
        if translate := self.functions.get("error"):
            error.body = _now(translate(error.status_code, error.body, deepcopy(request)))
        return error


def _whole(payloads: Generator[Json]) -> Json:
    with closing(payloads):
        answer, *more = payloads
    if more:
        raise bad_gateway("the upstream answered a plain request with a stream")
    return answer


def _frames(frames: Any, payloads: Generator[Json]) -> Iterator[Json]:
    with closing(payloads):
        if not isinstance(frames, AsyncIterable):
            yield from _now(frames)
            return
        # Pure functions leave no tasks behind, so one event loop a stream is enough.
        with asyncio.Runner() as runner:
            waiting = aiter(frames)
            while (frame := runner.run(_next(waiting))) is not None:
                yield frame


async def _next(frames: AsyncIterator[Json]) -> Json:
    return await anext(frames, None)


def _now(answer: Any) -> Any:
    """Return a function's result, also of an asynchronous function."""
    return asyncio.run(_awaited(answer)) if inspect.isawaitable(answer) else answer


async def _awaited(answer: Awaitable[Any]) -> Any:
    return await answer
