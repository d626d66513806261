"""How much is held of what pytest captures while a requirement is tested: `printed-characters` of each stream and log.

`adapters/put_back.py` bounds what a call prints to `sys.stdout`. Here is what goes around that: the file descriptors,
which code in C and child processes write to, a stream that an adapter holds itself, and the `logging` module. pytest
reads its captured output into memory when a step ends, and keeps it to the end of the run; so it is cut before.
"""

import logging
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import pytest

from crosswire.limits import raising
from crosswire.plugin.option_checks import chosen_limits
from crosswire.plugin.routes import requirement_of

SETS = raising("printed-characters")
LONGEST_CHARACTER = 4
"""The bytes of a character in UTF-8, at most."""
NOTE = 200
"""Characters that a stream may have beyond the limit: a call that prints too much ends with a note about it."""


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Bound what is captured while the exchange is performed."""
    with _bounded(item):
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Bound what is captured while the requirement is judged."""
    with _bounded(item):
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Bound what is captured while the test ends."""
    with _bounded(item):
        return (yield)


@contextmanager
def _bounded(item: pytest.Item) -> Iterator[None]:
    """Bound what is captured in a step of a requirement's test; in other tests nothing is changed."""
    if not requirement_of(item):
        yield
        return
    most = chosen_limits(item.config).printed_characters
    plugin: Any = item.config.pluginmanager.get_plugin("logging-plugin")
    handlers = [plugin.caplog_handler, plugin.report_handler] if plugin else []
    bounds = [LogBound(handler, most) for handler in handlers]
    try:
        yield
    finally:
        for bound in bounds:
            bound.end()
        # pytest has no other way to its files before it reads them.
        captured: Any = getattr(item.config.pluginmanager.get_plugin("capturemanager"), "_global_capturing", None)
        for stream in (captured.out, captured.err) if captured else ():
            if file := getattr(stream, "tmpfile", None):
                cut(file, most)


def cut(file: TextIOWrapper, most: int) -> None:
    """Cut a file of captured text to so many characters, with a line about what is left out."""
    file.flush()
    held: Any = file.buffer
    size = held.seek(0, os.SEEK_END)
    if size <= most + NOTE:
        return
    held.seek(0)
    head = held.read(LONGEST_CHARACTER * (most + NOTE + 1)).decode(errors="replace")
    if len(head) <= most + NOTE:
        held.seek(0, os.SEEK_END)
        return
    shown = head[:most].encode(errors="replace")
    held.seek(0)
    held.truncate()
    held.write(shown + f"… and {size - len(shown):,} bytes more, left out {SETS}\n".encode())


class LogBound(logging.Filter):
    """Lets a handler of pytest's hold so many characters of log records."""

    def __init__(self, handler: Any, most: int) -> None:
        super().__init__()
        self._handler = handler
        self._left = most
        self._left_out = 0
        handler.addFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether there is room for a record; there is none for what comes after one that is left out."""
        if not self._left_out:
            self._left -= len(self._handler.format(record))
        self._left_out += self._left < 0
        return self._left >= 0

    def end(self) -> None:
        """Leave the handler, with a line about what is left out."""
        self._handler.removeFilter(self)
        if self._left_out:
            self._handler.stream.write(f"… and {self._left_out:,} log records more, left out {SETS}\n")
