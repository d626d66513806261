"""ASGI apps: served over HTTP in this process, by a server in a thread of ours, at a free port of loopback.

An app finds its upstream in the environment when it starts and later: `CROSSWIRE_UPSTREAM`, and as the official SDK has
it, `OPENAI_BASE_URL` and `OPENAI_API_KEY`. When it is imported, the upstream is not there yet.
"""

import asyncio
import inspect
import os
import socket
import threading
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

import uvicorn

from crosswire.adapters.description import PATHS
from crosswire.errors import AdapterUnusable
from crosswire.facts import ShapeName
from crosswire.upstreams import Upstream
from crosswire.wire.serving import HOST, silent

LOG_TAIL = 4_000
"""Characters of its exceptions that are shown."""

ENDING = 5.0
"""Seconds that an app may take to end; a thread that is stuck in it is left behind."""

App = Callable[[Any, Any, Any], Awaitable[None]]


def is_asgi(found: Any) -> bool:
    """Tell whether it is an ASGI 3 application: called with scope, receive and send."""
    if not callable(found) or inspect.isclass(found):
        return False
    try:
        return [*inspect.signature(found).parameters] == ["scope", "receive", "send"]
    except (TypeError, ValueError):  # not every callable tells
        return False


class AsgiProcess:
    """Serves an app while a run lasts; it is no process of its own, but starts and ends as one does."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._running: _Running | None = None
        self._before: dict[str, str | None] = {}

    def open(self, serves: ShapeName, upstream: Upstream) -> None:
        """Make sure that it is served.

        Raises:
            AdapterUnusable: it does not start.
        """
        if self._running and self._running.is_alive():
            return
        self._tell(upstream)
        self._running = _Running(self._app)
        if not self._running.started():
            raise AdapterUnusable(f"the app did not start: {self.log(serves)}")

    def kill(self, serves: ShapeName) -> None:  # noqa: ARG002 - likewise
        """End it; what is stuck in it is left behind."""
        if self._running:
            self._running.end()

    def log(self, serves: ShapeName) -> str:  # noqa: ARG002 - likewise
        """Return the exceptions that came out of it."""
        return self._running.raised[-LOG_TAIL:].strip() if self._running else ""

    def close(self) -> None:
        """End it, and put back the environment."""
        if self._running:
            self._running.end()
            self._running = None
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._before = {}

    def url(self, serves: ShapeName) -> str:
        """Return where the client posts to."""
        assert self._running
        return f"http://{HOST}:{self._running.port}{PATHS[serves]}"

    def _tell(self, upstream: Upstream) -> None:
        told = {
            "CROSSWIRE_UPSTREAM": upstream.base_url,
            "OPENAI_BASE_URL": upstream.base_url,
            "OPENAI_API_KEY": upstream.api_key,
        }
        self._before = self._before or {name: os.environ.get(name) for name in told}
        os.environ.update(told)


class _Running:
    """An app that is served."""

    def __init__(self, app: App) -> None:
        self.raised = ""
        self._app = app
        self._listening = socket.create_server((HOST, 0))
        self.port = int(self._listening.getsockname()[1])
        # Its lifespan is "auto": an app need not have one.
        config = silent(self._watched, loop="asyncio", lifespan="auto", timeout_graceful_shutdown=0)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True, name="crosswire-asgi")
        self._thread.start()

    def started(self) -> bool:
        """Wait until it has started; tell whether it has."""
        while self._thread.is_alive() and not self._server.started:
            self._thread.join(0.005)
        return self._thread.is_alive()

    def is_alive(self) -> bool:
        return self._thread.is_alive() and not self._server.should_exit

    def end(self) -> None:
        self._server.should_exit = True
        self._thread.join(ENDING)
        self._listening.close()

    def _run(self) -> None:
        with suppress(SystemExit):  # so uvicorn ends where an app does not start
            asyncio.run(self._server.serve([self._listening]))

    async def _watched(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Call the app, and keep what it raises: nobody else would tell."""

        async def heard(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "lifespan.startup.failed":
                self.raised += str(message.get("message", ""))
            await send(message)

        try:
            await self._app(scope, receive, heard)
        except Exception:
            if scope["type"] != "lifespan":  # that it has none is no failure
                self.raised += traceback.format_exc()
            raise
