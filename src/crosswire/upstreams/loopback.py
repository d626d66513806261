"""The upstream over a network: a server on 127.0.0.1 that replays recordings.

It serves adapters in other processes, and does what only a network can do: it cuts answers at any byte, holds them
back, resets or stalls a connection, and answers calls at the same time. It runs in a thread, starts when it is first
needed, and listens on loopback alone. It answers the adapter only: `proof.py` says how a call shows whose it is.
"""

import asyncio
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from crosswire.facts import Failure
from crosswire.shapes.failure import write_error
from crosswire.upstreams import KEY, Handover, Upstream
from crosswire.upstreams.connections import TRANSPORT, reset
from crosswire.upstreams.delivery import RESET
from crosswire.upstreams.late_calls import ForwardedBodies
from crosswire.upstreams.line import Line
from crosswire.upstreams.ports import bound_socket, listening_socket
from crosswire.upstreams.proof import NO_PROOF, Owned, owned
from crosswire.upstreams.sending import send_answer
from crosswire.wire.json_text import dump
from crosswire.wire.serving import HOST, discard, foreign, left, read_body
from crosswire.wire.strict_json import parse_or_text

if TYPE_CHECKING:
    from crosswire.upstreams.loopback_server import Running

HOLD_TIMEOUT = 10.0
"""How many seconds the upstream waits for an adapter that passes nothing on. Others never make it wait so long."""

PROOF_BYTES = 16
"""Bytes of a secret that shows whose a call is."""


class Loopback:
    """A server that is every upstream of a run; `close` it at the end.

    Raises PortTaken, once it is needed, where `port` is not free.
    """

    def __init__(self, port: int = 0, patience: float = HOLD_TIMEOUT) -> None:
        self._wanted = port
        self.patience = patience
        self._lines: list[Line] = []
        self._secret = token_hex(PROOF_BYTES)
        self.forwarded = ForwardedBodies()
        """What an adapter forwarded that has one URL for the whole run."""
        self._is_plain = False
        """Whether a call needs no secret: who gave the port may have set the variables to `/v1` at it."""
        self._has_secret = False
        """Whether a call has shown that the adapter has the secret."""
        self._is_refusing = False
        """Whether open connections are reset when they are used."""
        self._reserved: socket.socket | None = None
        self._running: Running | None = None

    @property
    def url(self) -> str:
        """Its URL: `http://127.0.0.1:PORT`. The server starts if it does not run yet."""
        if self._running is None:
            self._start()
        return f"http://{HOST}:{self._port}"

    def upstream(self, handover: Handover = "with each call") -> Upstream:
        """Return the URL and the key for an exchange, with a secret in both.

        The secret is the exchange's own where the adapter gets it with each call, else the run's. What a person wrote
        down beforehand has none. Where the port was given, and the adapter may have read its variables early, a call
        needs none either, until one shows that it has it.
        """
        self._is_plain = handover == "in the environment" and bool(self._wanted) and not self._has_secret
        if handover == "beforehand":
            return Upstream(f"{self.url}/v1")
        secret = token_hex(PROOF_BYTES) if handover == "with each call" else self._secret
        return Upstream(f"{self.url}/{secret}/v1", f"{KEY}-{secret}")

    @contextmanager
    def serve(self, line: Line) -> Iterator[None]:
        """Answer the calls of the line's exchange while the context lasts; its end breaks off open answers."""
        line.patience = self.patience
        self._lines.append(line)
        try:
            yield
        finally:
            self._lines.remove(line)
            if self._running:
                self._running.call(line.end)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Refuse every connection while the context lasts; the port stays reserved.

        An open connection is reset when it is used. If all were reset at once, an adapter that keeps connections would
        meet the dead ones in later exchanges, of which they say nothing.
        """
        assert self.url
        assert self._running
        self._running.refuse()
        self._is_refusing = True
        try:
            yield
        finally:
            self._is_refusing = False
            self._running.listen(listening_socket(self._port))

    def close(self) -> None:
        """Stop, and free the port."""
        self._stop()
        if self._reserved:
            self._reserved.close()
            self._reserved = None

    def _start(self) -> None:
        if self._reserved is None:
            # Bound and never listening: it reserves the port while no server listens there.
            self._reserved = bound_socket(self._wanted)
        from crosswire.upstreams.loopback_server import Running  # uvicorn: most runs of one test need none

        self._running = Running(listening_socket(self._port), self._answer)

    @property
    def _port(self) -> int:
        assert self._reserved
        return int(self._reserved.getsockname()[1])

    def _stop(self) -> None:
        if self._running:
            self._running.stop()
            self._running = None

    async def _answer(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        if self._is_refusing:
            return reset(scope["extensions"][TRANSPORT]["transport"])
        call = self._owned(scope)
        if isinstance(call, str):
            await discard(receive)
            return await _refuse(send, 403, call)
        raw = await read_body(receive)
        if raw is None:
            return None  # it hung up before it had asked
        line, body, uri = call.line, parse_or_text(raw), f"http://{HOST}:{self._port}{call.path}"
        if not line.replay.expects(scope["method"], uri, body):
            await _refuse(send, 404, f"{scope['method']} {uri} is not in the scenario")
            return None
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        played = line.replay.play(body, headers)
        connection = scope["extensions"][TRANSPORT]["transport"]
        sending = send_answer(line, played, body, headers.get("accept-encoding", ""), send, connection)
        answering = asyncio.ensure_future(sending)
        leaving = asyncio.ensure_future(left(receive))
        line.calls.add(answering)
        line.over.clear()
        try:
            await asyncio.wait([answering, leaving], return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                line.hung_up.set()
            elif answering.cancelled() or answering.result() is RESET:
                reset(connection)
        finally:
            line.calls.discard(answering)
            if not line.calls:
                line.over.set()
            answering.cancel()
            leaving.cancel()
        return None

    def _owned(self, scope: Mapping[str, Any]) -> Owned | str:
        """Return a call of the adapter, or why a call is not answered. The exchange that it disturbs notes it."""
        lines = [*self._lines]  # the client's thread may begin another exchange
        call = owned(lines, scope["path"], scope["query_string"], scope["headers"], plain=self._is_plain)
        why = foreign(scope["headers"])
        if call is None or why:
            for line in lines:
                line.stray(f"{scope['method']} http://{HOST}:{self._port}{scope['path']}; {why or NO_PROOF}")
            return why or NO_PROOF
        self._has_secret |= call.has_secret
        self._is_plain &= not call.has_secret
        return call


async def _refuse(send: Any, status: int, why: str) -> None:
    body = dump(write_error(Failure(status, why, type="invalid_request_error"))).encode()
    headers = [(b"content-type", b"application/json"), (b"x-should-retry", b"false")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
