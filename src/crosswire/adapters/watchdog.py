"""The end of a process whose interpreter is held: by a regex that backtracks, a large power, a library in C.

Then no thread of Python runs, so none can tell that the deadline is over. `faulthandler` waits in C: it writes where
each thread was, and ends the process with status 1. A run with `-n` goes on in another process; without, it is over,
and has a report of what was judged. Arming it takes some 50 µs a call; a process of its own for the adapter would stand
between a debugger and it.
"""

import faulthandler
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from crosswire.adapters.raised import is_standard

LEAST_GRACE = 1.0
"""Seconds after a deadline in which the process itself may still find that a call hangs, at least."""


def grace(deadline: float) -> float:
    """Return the seconds after a deadline from which the interpreter counts as held."""
    return max(LEAST_GRACE, deadline / 4)


class Watchdog:
    """Ends this process where its interpreter is held; writes to `file` where it was."""

    def __init__(self, file: IO[str] | IO[bytes] | int | None = None) -> None:
        self._file = file

    @contextmanager
    def watching(self, deadline: float) -> Iterator[None]:
        """Watch a call that may take `deadline` seconds."""
        if self._file is None or is_debugged():
            yield
            return
        # One timer for the process: calls are made one after the other, or together with one deadline.
        faulthandler.dump_traceback_later(deadline + grace(deadline), exit=True, file=self._file)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def held_at(traces: str) -> str:
    """Return what a crash says of a held interpreter, from what the watchdog wrote: where the adapter was."""
    # Where there is an app's thread, the thread of the call only waits for it.
    files = ("crosswire/adapters/servers/asgi.py", "crosswire/adapters/calling.py")
    threads = [lines for file in files for lines in traces.split("\n\n") if file in lines]
    lines = re.findall(r'File "([^"]*)", line (\d+)', threads[0]) if threads else []
    found = next(((file, line) for file, line in lines if not is_standard(Path(file))), None)
    line = f" ({Path(found[0]).name}:{found[1]})" if found else ""
    return f"the adapter held the interpreter past its deadline{line}, and the process was ended (--deadline)"


def is_debugged() -> bool:
    """Return whether a debugger may stop all threads, which is no hang."""
    return "pydevd" in sys.modules or "debugpy" in sys.modules
