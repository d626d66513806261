"""ASGI apps: served over HTTP at a free port of loopback, by a thread of this process.

When an app starts, its upstream is in the environment variables `CROSSWIRE_UPSTREAM`, `OPENAI_BASE_URL` and
`OPENAI_API_KEY`. When the app is imported, they are not set yet.
"""

import asyncio
import os
import socket
import threading
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

import uvicorn

from crosswire.adapters.descriptions.description import PATHS
from crosswire.adapters.forks import forks_end
from crosswire.errors import AdapterUnusable
from crosswire.facts import ShapeName
from crosswire.upstreams import Upstream
from crosswire.wire.serving import HOST, silent

LOG_TAIL = 4_000
"""Characters of an app's exceptions that messages show, at most."""

STOP_TIMEOUT = 5.0
"""Seconds that an app may take to end. Then its thread is left behind."""

App = Callable[[Any, Any, Any], Awaitable[None]]


class AsgiProcess:
    """Serves an app during a run. It is a `Process` without a process: it starts and ends like one."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._running: _Running | None = None
        self._before: dict[str, str | None] = {}

    def open(self, serves: ShapeName, upstream: Upstream) -> None:
        """Start the server, if it does not run.

        Raises:
            AdapterUnusable: the app does not start.
        """
        if self._running and self._running.is_alive():
            return
        self._set_upstream(upstream)
        self._running = _Running(self._app)
        if not self._running.started():
            raise AdapterUnusable(f"the app did not start: {self.log(serves)}")

    def kill(self, serves: ShapeName) -> None:  # noqa: ARG002 - as `Process` has it
        """End the server. A thread that is stuck in the app is left behind."""
        if self._running:
            self._running.end()

    def log(self, serves: ShapeName) -> str:  # noqa: ARG002 - likewise
        """Return the end of the exceptions that the app raised."""
        return self._running.raised[-LOG_TAIL:].strip() if self._running else ""

    def close(self) -> None:
        """End the server, and restore the environment variables."""
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
        """Return the URL that the client posts to."""
        assert self._running
        return f"http://{HOST}:{self._running.port}{PATHS[serves]}"

    def _set_upstream(self, upstream: Upstream) -> None:
        variables = {
            "CROSSWIRE_UPSTREAM": upstream.base_url,
            "OPENAI_BASE_URL": upstream.base_url,
            "OPENAI_API_KEY": upstream.api_key,
        }
        self._before = self._before or {name: os.environ.get(name) for name in variables}
        os.environ.update(variables)


class _Running:
    """A running server of an app."""

    def __init__(self, app: App) -> None:
        self.raised = ""
        self._app = app
        self._listening = socket.create_server((HOST, 0))
        self.port = int(self._listening.getsockname()[1])
        # "auto": an app may have no lifespan.
        config = silent(self._watched, loop="asyncio", lifespan="auto", timeout_graceful_shutdown=0)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True, name="crosswire-asgi")
        self._thread.start()

    def started(self) -> bool:
        """Wait until the server has started or failed; return whether it has started."""
        while self._thread.is_alive() and not self._server.started:
            self._thread.join(0.005)
        return self._thread.is_alive()

    def is_alive(self) -> bool:
        return self._thread.is_alive() and not self._server.should_exit

    def end(self) -> None:
        self._server.should_exit = True
        self._thread.join(STOP_TIMEOUT)
        self._listening.close()

    def _run(self) -> None:
        with suppress(SystemExit):  # uvicorn exits when an app does not start
            asyncio.run(self._server.serve([self._listening]))

    async def _watched(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """Call the app, and store its exceptions, since uvicorn is silent."""

        async def watched_send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "lifespan.startup.failed":
                self.raised += str(message.get("message", ""))
            await send(message)

        try:
            with forks_end():
                await self._app(scope, receive, watched_send)
        except Exception:
            if scope["type"] != "lifespan":  # an app without a lifespan raises here, which is no failure
                self.raised += traceback.format_exc()
            raise
