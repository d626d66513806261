"""One exchange's line to the loopback upstream: how answers are sent on it, and what becomes of them."""

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from crosswire.upstreams.delivery import Send, by_event
from crosswire.upstreams.replay import Replay


@dataclass(slots=True)
class Line:
    """Shared by the upstream's thread and the client's. What is asynchronous belongs to the upstream's."""

    replay: Replay
    send: Send = by_event
    together: int = 1
    """How many calls must be there before any is answered."""
    patience: float = 0.0
    """Seconds for which it waits for an adapter that gives nothing away; its upstream's."""
    words: threading.Event = field(default_factory=threading.Event)
    """Set when the first words have reached the client."""
    held: bool = False
    """Whether the end was held back until the client had words; False where patience ran out before."""
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when the adapter closes a connection before its answer is complete."""
    calls: set["asyncio.Task[Any]"] = field(default_factory=set)
    """The calls that are being answered."""
    _loop: asyncio.AbstractEventLoop | None = None
    _go_on: asyncio.Event = field(default_factory=asyncio.Event)
    _arrived: int = 0
    _all_there: asyncio.Event = field(default_factory=asyncio.Event)

    def open(self) -> None:
        """Let what is held back go on: the client has words. Called in the client's thread."""
        self.words.set()
        if self._loop:
            self._loop.call_soon_threadsafe(self._go_on.set)

    async def hold(self) -> None:
        """Wait until the client has words, as long as patience lasts."""
        self._loop = asyncio.get_running_loop()
        if not self.words.is_set():  # asked behind the line above: `open` does the same two things the other way round
            with suppress(TimeoutError):
                await asyncio.wait_for(self._go_on.wait(), self.patience)
        self.held = self.words.is_set()

    async def meet(self) -> None:
        """Wait until all calls that are to be answered together are there; an adapter may make one after the other."""
        self._arrived += 1
        if self._arrived >= self.together:
            self._all_there.set()
        try:
            await asyncio.wait_for(self._all_there.wait(), self.patience / 5)
        except TimeoutError:
            self._all_there.set()

    def end(self) -> None:
        """Break off what is still being answered: the exchange is over. Called in the upstream's thread."""
        for call in self.calls:
            call.cancel()
