"""The server of the upstream over a network: uvicorn in a thread, which can be deaf for a while."""

import asyncio
import socket
import threading
from concurrent.futures import Future
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from crosswire.upstreams.connections import TRANSPORT, reset
from crosswire.wire.serving import silent

STEPS_TO_ACCEPT = 10
"""More steps of the loop than asyncio takes to accept a connection."""


class _Protocol(HttpToolsProtocol):
    """uvicorn's protocol, which also passes the connection on, so that it can be reset."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {TRANSPORT: {"transport": self.transport}}


class _Server(uvicorn.Server):
    """uvicorn's server, which says in which loop it listens once it does, needs no clock, and ends at once."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.loop: Future[asyncio.AbstractEventLoop] = Future()
        self.over = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.loop.set_result(asyncio.get_running_loop())

    async def main_loop(self) -> None:
        await self.over.wait()

    async def listen(self, listening: socket.socket) -> None:
        """Take connections again, at a socket that listens."""

        def protocol() -> asyncio.Protocol:
            return _Protocol(self.config, self.server_state, self.lifespan.state)

        self.servers.append(await asyncio.get_running_loop().create_server(protocol, sock=listening))

    async def deafen(self) -> None:
        """Take no connections any more; open ones stay."""
        for server in self.servers:
            for listening in server.sockets:
                asyncio.get_running_loop().remove_reader(listening)
        for _ in range(STEPS_TO_ACCEPT):
            await asyncio.sleep(0)  # what was just accepted is a task at first: see `shutdown`
        while self.servers:
            self.servers.pop().close()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # A call ends when its connection does; one that was just accepted is a task of the loop at first, and asyncio
        # would leave it open where its server is closed before.
        while self.server_state.connections or len(asyncio.all_tasks()) > 1:
            for connection in [*self.server_state.connections]:
                reset(connection.transport)
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()


class Running:
    """A server's thread, listening. `answer` is the ASGI app that answers."""

    def __init__(self, listening: socket.socket, answer: Any) -> None:
        self._server = _Server(silent(answer, http=_Protocol, lifespan="off", timeout_keep_alive=3600))
        self._thread = threading.Thread(target=self._run, args=[listening], daemon=True, name="crosswire-upstream")
        self._thread.start()
        self._loop = self._server.loop.result()

    def call(self, function: Any, *arguments: Any) -> None:
        """Call a function in the server's thread."""
        self._loop.call_soon_threadsafe(function, *arguments)

    def refuse(self) -> None:
        """Take no connections any more; open ones stay."""
        asyncio.run_coroutine_threadsafe(self._server.deafen(), self._loop).result()

    def listen(self, listening: socket.socket) -> None:
        """Take connections again."""
        asyncio.run_coroutine_threadsafe(self._server.listen(listening), self._loop).result()

    def stop(self) -> None:
        """Break every connection, and end."""
        self.call(self._server.over.set)
        self._thread.join()

    def _run(self, listening: socket.socket) -> None:
        try:
            asyncio.run(self._server.serve([listening]))
        except BaseException as error:
            if self._server.loop.done():
                raise
            self._server.loop.set_exception(error)  # who waits for it is told
