"""Gateways: adapters that are servers. A gateway is started for a run, once for each API that it serves."""

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
from crosswire.adapters.descriptions.description import Description, GatewayDescription
from crosswire.adapters.processes.environments import environment
from crosswire.adapters.processes.launching import launched
from crosswire.adapters.processes.searching import is_in
from crosswire.adapters.processes.supervised import SupervisedProcess
from crosswire.adapters.servers.answers import HttpAnswer
from crosswire.adapters.servers.over_http import over_http
from crosswire.adapters.servers.running_elsewhere import RunningElsewhere
from crosswire.errors import AdapterUnusable, Crashed
from crosswire.facts import Json, ShapeName
from crosswire.limits import LIMITS, Limits
from crosswire.upstreams import Upstream

READY_INTERVAL = 0.02
"""Seconds between two checks whether a starting gateway is ready."""

ALIVE_AFTER = 0.1
"""Seconds after which a gateway that broke off an answer, and still listens, counts as alive."""

EXIT_TIMEOUT = 5.0
"""Seconds that a gateway may take to exit when it no longer listens."""

_PORT_TAKEN = re.compile(r"(?i)address (is )?already in use|EADDRINUSE|port \S+ is (already )?(in use|taken|allocated)")


@dataclass(frozen=True, slots=True)
class Running:
    """A started gateway, and the port that it was given."""

    process: SupervisedProcess
    port: int

    @property
    def root(self) -> str:
        """The gateway's address, without a path."""
        return f"http://127.0.0.1:{self.port}"


class GatewayProcess:
    """The processes of a gateway: one for each API that it serves."""

    def __init__(self, description: Description, gateway: GatewayDescription, limits: Limits = LIMITS) -> None:
        self._description = description
        self._longest = limits.log_bytes
        self._gateway = gateway
        self._running: dict[ShapeName, Running] = {}
        self._lock = threading.Lock()

    def open(self, serves: ShapeName, upstream: Upstream) -> None:
        """Start the gateway, if it does not run.

        Raises:
            AdapterUnusable: it cannot be installed or started, or is never ready.
        """
        with self._lock:
            running = self._running.get(serves)
            if running is None or not _listens(running.port) or running.process.outcome():
                self._end(serves)
                self._running[serves] = self._started(serves, upstream)

    def kill(self, serves: ShapeName) -> None:
        """End the gateway at once. Its log can still be read."""
        if running := self._running.get(serves):
            running.process.end(at_once=True)

    def log(self, serves: ShapeName) -> str:
        """Return the end of the gateway's output."""
        return self._running[serves].process.log(self._longest) if serves in self._running else ""

    def close(self) -> None:
        """End all processes, with their children."""
        for serves in [*self._running]:
            self._end(serves)

    def url(self, serves: ShapeName) -> str:
        """Return the URL that the client posts to."""
        return self._running[serves].root + self._gateway.paths[serves]

    def ending(self, serves: ShapeName) -> str | None:
        """Return how the gateway ended and the end of its output; None when it still listens."""
        running = self._running.get(serves)
        if running is None:
            return None
        # A process that dies closes its connections one by one, and its listening socket a little later.
        if running.process.outcome(ALIVE_AFTER) is None and _listens(running.port):
            return None
        outcome = running.process.outcome(EXIT_TIMEOUT)
        return outcome and f"{self._description.name} ended with {outcome}{_output(running.process.log(self._longest))}"

    def _end(self, serves: ShapeName) -> None:
        if running := self._running.pop(serves, None):
            running.process.end()

    def _started(self, serves: ShapeName, upstream: Upstream) -> Running:
        name = f"{self._description.name}, serving {serves}"
        try:
            running = self._launched(serves, upstream)
            if (why := self._unready(running)) and _PORT_TAKEN.search(running.process.log(self._longest)):
                running = self._launched(serves, upstream)  # another program took the port first: try another port
                why = self._unready(running)
        except AdapterUnusable as unusable:
            raise AdapterUnusable(f"{name}: {unusable}") from None
        if why is None:
            return running
        log = running.process.log(self._longest)
        if _PORT_TAKEN.search(log):
            why = f"the port it was given, {running.port}, is taken: it has to listen at {{port}} and nowhere else"
        raise AdapterUnusable(f"{name}: {why}{_output(log)}")

    def _launched(self, serves: ShapeName, upstream: Upstream) -> Running:
        installed, port = environment(self._description.install), _free_port()
        values = {
            "port": str(port),
            "upstream": upstream.base_url,
            "upstream_root": upstream.base_url.removesuffix("/v1"),
            "api_key": upstream.api_key,
            "serves": serves,
            "here": str(self._description.here),
            "version": self._description.version or "",
        }
        return Running(launched(self._gateway, values, installed, scenarios=self._description.scenarios), port)

    def _unready(self, running: Running) -> str | None:
        """Wait until the gateway is ready. If it never is, end it and return why."""
        is_ready, why = self._readiness(running)
        deadline = time.monotonic() + self._gateway.seconds
        try:
            while time.monotonic() < deadline:
                ready = is_ready()
                # Another program may answer at the port: the gateway is ready only if it still runs.
                if outcome := running.process.outcome(READY_INTERVAL):
                    why = f"it ended with {outcome} before it was ready"
                    break
                if ready:
                    return None
        except BaseException:
            running.process.end(at_once=True)
            raise
        running.process.end(at_once=True)
        return why

    def _readiness(self, running: Running) -> tuple[Callable[[], bool], str]:
        """Return a function that checks whether the gateway is ready, and the error when it never is."""
        late = f"it was not ready within {self._gateway.seconds:g} s ([gateway] seconds)"
        match self._gateway.ready:
            case {"log": pattern}:
                return _Logged(running.process, pattern), f"{late}: it printed nothing like {pattern!r}"
            case {"url": path}:
                url = running.root + path
                return lambda: _answers(url), f"{late}: no answer below 500 at {url}"
            case _:
                return lambda: _listens(running.port), f"{late}: nothing listens at 127.0.0.1:{running.port}"


class _Logged:
    """Whether a gateway has printed what shows that it is ready; it is looked for where it printed something more."""

    def __init__(self, process: SupervisedProcess, pattern: str) -> None:
        self._process = process
        self._pattern = pattern
        self._before = ""

    def __call__(self) -> bool:
        printed, before = self._process.printed(), self._before
        self._before = printed
        return printed != before and is_in(self._pattern, printed, "[gateway] ready.log")


def gateway_candidate(description: Description, gateway: GatewayDescription, limits: Limits = LIMITS) -> Candidate:
    """Return the candidate that the description of a gateway makes. The gateway starts before its first exchange."""
    process: GatewayProcess | RunningElsewhere = (
        RunningElsewhere(gateway.url, gateway.paths) if gateway.url else GatewayProcess(description, gateway, limits)
    )
    return Candidate(
        name=description.name,
        version=description.version,
        declares=description.declares,
        serves={
            shape: _watched(process, shape, over_http(_url(process, shape), gateway.headers, model, limits))
            for shape in description.serves
            for model in [gateway.models.get(shape, "{model}")]
        },
        models=gateway.models,
        process=process,
        over_http=True,
        on_loopback=True,
        handover="beforehand" if gateway.url else "at its start",
        language=description.language,
        runs="gateway, already running" if gateway.url else "gateway",
    )


def _url(process: GatewayProcess | RunningElsewhere, serves: ShapeName) -> Callable[[], str]:
    return lambda: process.url(serves)


def _watched(process: GatewayProcess | RunningElsewhere, serves: ShapeName, post: Any) -> Any:
    """Add to the error of a broken-off answer how the gateway ended, if it did."""

    async def serve(request: dict[str, Any] | bytes, upstream: Upstream) -> HttpAnswer:
        try:
            answer: HttpAnswer = await post(request, upstream)
        except Crashed as crash:
            ending = await asyncio.to_thread(process.ending, serves)
            raise Crashed(f"{crash}; {ending}" if ending else str(crash)) from crash
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
    if answer.seen.broken and (ending := await asyncio.to_thread(process.ending, serves)):
        raise Crashed(f"the adapter broke off its answer; {ending}")


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
    """Return whether a URL answers with a status below 500: many servers answer 5xx while they start."""
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code < 500
    except httpx.HTTPError:
        return False


def _output(log: str) -> str:
    return f"; it printed last:\n{log}" if log else "; it printed nothing"
