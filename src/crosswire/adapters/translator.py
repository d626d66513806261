"""Translators: pure functions from one API's JSON to the other's; docs/translators.md. Their one call is made here.

The call is made as the reference adapter makes its own: what an upstream's status, labels or bytes have about them is
no matter for a translator.
"""

import asyncio
import inspect
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Generator, Iterator, Mapping
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from crosswire.adapters.candidate import Answered, Serve
from crosswire.errors import AdapterUnusable, WrongKind
from crosswire.facts import Json, ShapeName
from crosswire.reference.failures import UpstreamError, bad_gateway
from crosswire.reference.http import DONE, post
from crosswire.shapes import SHAPES, other
from crosswire.upstreams import Upstream

FUNCTIONS: Mapping[str, tuple[str, ...]] = {
    "request": ("request",),
    "answer": ("answer", "request"),
    "stream": ("events", "request"),
    "error": ("status", "body", "request"),
}
"""What a translator may have for each API that it serves, as `chat_request`, and what each is called with."""


class Events:
    """The payloads of the upstream's stream, as they come, `[DONE]` apart; for `for` and for `async for`."""

    def __init__(self, payloads: Generator[Json]) -> None:
        self._payloads = payloads

    def __iter__(self) -> Iterator[Json]:
        return (payload for payload in self._payloads if payload is not DONE)

    async def __aiter__(self) -> AsyncIterator[Json]:
        for payload in self:
            yield payload


def translating(found: Any, target: str) -> dict[ShapeName, Serve]:
    """Return what the translating functions of a module or object serve; nothing where it has none.

    Raises:
        AdapterUnusable: one is missing that the others need, or cannot be called as it must be.
    """
    serves: dict[ShapeName, Serve] = {}
    for shape in SHAPES:
        named = {kind: getattr(found, f"{shape}_{kind}", None) for kind in FUNCTIONS}
        functions = {kind: function for kind, function in named.items() if callable(function)}
        if functions and ("request" not in functions or not functions.keys() & {"answer", "stream"}):
            has = " and ".join(f"{shape}_{kind}" for kind in functions)
            due = f"{shape}_request, and {shape}_answer, {shape}_stream or both"
            raise AdapterUnusable(f"--adapter {target}: it has {has}; a translator that serves {shape} has {due}")
        for kind, function in functions.items():
            if unfit := _unfit(function, FUNCTIONS[kind]):
                due = f"{shape}_{kind}({', '.join(FUNCTIONS[kind])})"
                raise AdapterUnusable(f"--adapter {target}: {shape}_{kind}{unfit} cannot be called as {due}")
        if functions:
            serves[shape] = Translator(shape, functions).serve
    return serves


@dataclass(frozen=True, slots=True)
class Translator:
    """The functions for one API, by what they translate."""

    serves: ShapeName
    functions: Mapping[str, Any]

    def serve(self, request: dict[str, Any], upstream: Upstream) -> Answered:
        """Serve a request: translate it, ask the upstream, and translate what comes."""
        kind = "stream" if request.get("stream") else "answer"
        if kind not in self.functions:
            raise WrongKind(f"the adapter has no {self.serves}_{kind}, which would serve this")
        asked = _now(self.functions["request"](deepcopy(request)))
        if not isinstance(asked, dict):
            raise WrongKind(f"{self.serves}_request returned {asked!r:.80}; a dict, the upstream's request, is due")
        try:
            payloads = post(upstream, SHAPES[other(self.serves)].PATH, asked)
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
        # A loop of its own for each stream: what is pure has nothing that goes on between two calls.
        with asyncio.Runner() as runner:
            waiting = aiter(frames)
            while (frame := runner.run(_next(waiting))) is not None:
                yield frame


async def _next(frames: AsyncIterator[Json]) -> Json:
    return await anext(frames, None)


def _now(answer: Any) -> Any:
    """Return what a function returned, also where it is asynchronous."""
    return asyncio.run(_awaited(answer)) if inspect.isawaitable(answer) else answer


async def _awaited(answer: Awaitable[Any]) -> Any:
    return await answer


def _unfit(function: Any, arguments: tuple[str, ...]) -> inspect.Signature | None:
    """Return the parameters of a function where these arguments do not fit them."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # not every callable tells
        return None
    try:
        signature.bind(*arguments)
    except TypeError:
        return signature
    return None
