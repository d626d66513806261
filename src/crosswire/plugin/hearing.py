"""A worker of xdist hears of its next test by a thread, which ends where an adapter takes what it uses, such as `len`.

The worker would wait for ever then. So it ends, too: xdist tells that it died, and starts another.
"""

import threading
from os import _exit
from typing import Any

import pytest


class Hearing:
    """Ends a worker of xdist that hears nothing any more, before its session is over."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._is_over = False

    def pytest_sessionstart(self) -> None:
        """Wait for the end of the thread that receives."""
        workers: list[Any] = [one for one in self._config.pluginmanager.get_plugins() if hasattr(one, "sendevent")]
        for worker in workers:
            # execnet does not tell of it. Where another version has it elsewhere, a run goes on without this.
            pool = getattr(worker.channel.gateway, "_receivepool", None)
            for receiving in [*getattr(pool, "_running", ())]:
                threading.Thread(target=self._wait, args=[receiving], daemon=True, name="crosswire-hearing").start()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Expect the end of that thread."""
        self._is_over = True

    def _wait(self, receiving: Any) -> None:
        receiving.waitfinish()
        if not self._is_over:
            _exit(1)
