"""Gateways: adapters that are servers, started for a run, once for each direction, and ended with it."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import httpx

from crosswire.adapters.candidate import Candidate
from crosswire.adapters.description import Description, Gateway
from crosswire.adapters.environments import environment
from crosswire.adapters.kept import Kept
from crosswire.adapters.launching import launched
from crosswire.adapters.over_http import HttpAnswer, over_http
from crosswire.adapters.running_elsewhere import RunningElsewhere
from crosswire.errors import AdapterUnusable, Crashed
from crosswire.facts import Json, ShapeName
from crosswire.upstreams import Upstream

GLANCE = 0.02
"""Seconds between two looks at a gateway that is starting."""

WHILE = 0.1
"""Seconds after which a gateway that broke off an answer and still listens is taken to live."""

DYING = 5.0
"""Seconds in which a gateway that listens no more is seen to have ended."""

_TAKEN = re.compile(r"(?i)address (is )?already in use|EADDRINUSE|port \S+ is (already )?(in use|taken|allocated)")


@dataclass(frozen=True, slots=True)
class Running:
    """A gateway that was started, and where it is to listen."""

    kept: Kept
    port: int

    @property
    def root(self) -> str:
        """Its address, without a path."""
        return f"http://127.0.0.1:{self.port}"


class GatewayProcess:
    """Runs a gateway, once for each direction."""

    def __init__(self, description: Description, gateway: Gateway) -> None:
        self._described = description
        self._gateway = gateway
        self._running: dict[ShapeName, Running] = {}
        self._lock = threading.Lock()

    def open(self, serves: ShapeName, upstream: Upstream) -> None:
        """Make sure that it runs.

        Raises:
            AdapterUnusable: it cannot be installed or started, or is never ready.
        """
        with self._lock:
            running = self._running.get(serves)
            if running is None or not _listens(running.port) or running.kept.outcome():
                self._end(serves)
                self._running[serves] = self._started(serves, upstream)

    def kill(self, serves: ShapeName) -> None:
        """End it at once; what it printed can still be read."""
        if running := self._running.get(serves):
            running.kept.end(at_once=True)

    def log(self, serves: ShapeName) -> str:
        """Return the end of what it printed."""
        return self._running[serves].kept.log() if serves in self._running else ""

    def close(self) -> None:
        """End all of it, with its children."""
        for serves in [*self._running]:
            self._end(serves)

    def url(self, serves: ShapeName) -> str:
        """Return where the client posts to."""
        return self._running[serves].root + self._gateway.paths[serves]

    def last_words(self, serves: ShapeName) -> str | None:
        """Return how it ended and what it printed last, or None where it still listens."""
        running = self._running.get(serves)
        if running is None:
            return None
        # A process that dies closes its connections one after the other: a while later, it listens no more.
        if running.kept.outcome(WHILE) is None and _listens(running.port):
            return None
        outcome = running.kept.outcome(DYING)
        return outcome and f"{self._described.name} ended with {outcome}{_told(running.kept.log())}"

    def _end(self, serves: ShapeName) -> None:
        if running := self._running.pop(serves, None):
            running.kept.end()

    def _started(self, serves: ShapeName, upstream: Upstream) -> Running:
        name = f"{self._described.name}, serving {serves}"
        try:
            running = self._launched(serves, upstream)
            if (why := self._unready(running)) and _TAKEN.search(running.kept.log()):
                running = self._launched(serves, upstream)  # another program was quicker: at another port, then
                why = self._unready(running)
        except AdapterUnusable as unusable:
            raise AdapterUnusable(f"{name}: {unusable}") from None
        if why is None:
            return running
        log = running.kept.log()
        if _TAKEN.search(log):
            why = f"the port it was given, {running.port}, is taken: it has to listen at {{port}} and nowhere else"
        raise AdapterUnusable(f"{name}: {why}{_told(log)}")

    def _launched(self, serves: ShapeName, upstream: Upstream) -> Running:
        installed, port = environment(self._described.install), _free_port()
        values = {
            "port": str(port),
            "upstream": upstream.base_url,
            "upstream_root": upstream.base_url.removesuffix("/v1"),
            "api_key": upstream.api_key,
            "serves": serves,
            "here": str(self._described.here),
            "version": self._described.version or "",
        }
        return Running(launched(self._gateway, values, installed), port)

    def _unready(self, running: Running) -> str | None:
        """Wait until it is ready. Return why it is not; it is ended, then."""
        is_ready, sign = self._sign(running)
        deadline = time.monotonic() + self._gateway.seconds
        try:
            while time.monotonic() < deadline:
                ready = is_ready()
                # Another program may answer in its place: ready is who is ready and lives.
                if outcome := running.kept.outcome(GLANCE):
                    sign = f"it ended with {outcome} before it was ready"
                    break
                if ready:
                    return None
        except BaseException:
            running.kept.end(at_once=True)
            raise
        running.kept.end(at_once=True)
        return sign

    def _sign(self, running: Running) -> tuple[Callable[[], bool], str]:
        """Return what tells that it is ready, and what to say if that never comes."""
        late = f"it was not ready within {self._gateway.seconds:g} s ([gateway] seconds)"
        match self._gateway.ready:
            case {"log": pattern}:
                is_said = re.compile(pattern).search
                return lambda: bool(is_said(running.kept.printed())), f"{late}: it printed nothing like {pattern!r}"
            case {"url": path}:
                url = running.root + path
                return lambda: _answers(url), f"{late}: no answer below 500 at {url}"
            case _:
                return lambda: _listens(running.port), f"{late}: nothing listens at 127.0.0.1:{running.port}"


def gateway_candidate(description: Description, gateway: Gateway) -> Candidate:
    """Return the candidate that the description of a gateway makes."""
    process: GatewayProcess | RunningElsewhere = (
        RunningElsewhere(gateway.url, gateway.paths) if gateway.url else GatewayProcess(description, gateway)
    )
    return Candidate(
        name=description.name,
        version=description.version,
        declares=description.declares,
        serves={
            shape: _watched(process, shape, over_http(_url(process, shape), gateway.headers, model))
            for shape in description.serves
            for model in [gateway.models.get(shape, "{model}")]
        },
        models=gateway.models,
        process=process,
        over_http=True,
        on_loopback=True,
        language=description.language,
        runs="gateway, already running" if gateway.url else "gateway",
    )


def _url(process: GatewayProcess | RunningElsewhere, serves: ShapeName) -> Callable[[], str]:
    return lambda: process.url(serves)


def _watched(process: GatewayProcess | RunningElsewhere, serves: ShapeName, post: Any) -> Any:
    """Add to an answer that broke off how the gateway ended, where it did."""

    async def serve(request: dict[str, Any] | bytes, upstream: Upstream) -> HttpAnswer:
        try:
            answer: HttpAnswer = await post(request, upstream)
        except Crashed as crash:
            words = await asyncio.to_thread(process.last_words, serves)
            raise Crashed(f"{crash}; {words}" if words else str(crash)) from crash
        if isinstance(answer.body, AsyncGenerator):
            return replace(answer, body=_to_its_end(process, serves, answer, answer.body))
        return answer

    return serve


async def _to_its_end(
    process: GatewayProcess | RunningElsewhere, serves: ShapeName, answer: HttpAnswer, frames: AsyncGenerator[Json]
) -> AsyncGenerator[Json]:
    async with aclosing(frames):
        async for frame in frames:
            yield frame
    if answer.seen.broken and (words := await asyncio.to_thread(process.last_words, serves)):
        raise Crashed(f"the adapter broke off its answer; {words}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _answers(url: str) -> bool:
    """Tell whether it answers; with 5xx, as many do while they start, it is not ready."""
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code < 500
    except httpx.HTTPError:
        return False


def _told(log: str) -> str:
    return f"; it printed last:\n{log}" if log else "; it printed nothing"
