"""The line of one exchange to the loopback upstream: how answers are sent on it, and what was observed."""

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from crosswire.upstreams.delivery import PAUSES, Send, by_event
from crosswire.upstreams.packing import PLAIN, Packing
from crosswire.upstreams.replay import Replay

MOST_STRAYS = 20
"""Calls of others that an exchange notes."""


@dataclass(slots=True)
class Line:
    """The line of one exchange, shared by the threads of upstream and client. asyncio parts are the upstream's."""

    replay: Replay
    send: Send = by_event
    together: int = 1
    """How many calls have to arrive before any is answered."""
    patience: float = 0.0
    """How many seconds the upstream waits for an adapter that passes nothing on, or makes no second call."""
    packing: Packing = PLAIN
    words: threading.Event = field(default_factory=threading.Event)
    """Set when the first words have reached the client."""
    held: bool = False
    """Whether the client had words before the end was sent; False where patience ran out first."""
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when the adapter closes a connection before its answer is complete."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set when no answer is being sent any more: each was complete, or the adapter had hung up."""
    calls: set["asyncio.Task[Any]"] = field(default_factory=set)
    """The calls that are being answered."""
    strays: list[str] = field(default_factory=list)
    """Calls that reached the upstream in the time of the exchange, and were not the adapter's."""
    _loop: asyncio.AbstractEventLoop | None = None
    _go_on: asyncio.Event = field(default_factory=asyncio.Event)
    _arrived: int = 0
    _all_there: asyncio.Event = field(default_factory=asyncio.Event)

    def open(self) -> None:
        """Send the rest: the client has words. Called in the client's thread."""
        self.words.set()
        if self._loop:
            self._loop.call_soon_threadsafe(self._go_on.set)

    def stray(self, call: str) -> None:
        """Note a call that was not the adapter's."""
        if len(self.strays) < MOST_STRAYS and call not in self.strays:
            self.strays.append(call)

    async def hold(self) -> None:
        """Wait until the client has words, or patience runs out."""
        self._loop = asyncio.get_running_loop()
        if not self.words.is_set():  # asked behind the line above: `open` does the same two things the other way round
            with suppress(TimeoutError):
                await asyncio.wait_for(self._go_on.wait(), self.patience)
        self.held = self.words.is_set()

    async def pause(self) -> None:
        """Let a moment pass."""
        await asyncio.sleep(self.patience / PAUSES)

    async def meet(self) -> None:
        """Wait until all calls that are answered together are there, or the adapter makes no other call for a while."""
        self._arrived += 1
        if self._arrived >= self.together:
            self._all_there.set()
            return  # before Python 3.12, a wait that has nothing to wait for may lose that it is cancelled
        try:
            await asyncio.wait_for(self._all_there.wait(), self.patience / 5)
        except TimeoutError:
            self._all_there.set()

    def end(self) -> None:
        """Break off all answers: the exchange is over. Called in the upstream's thread."""
        for call in self.calls:
            call.cancel()
