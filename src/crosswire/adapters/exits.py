"""os._exit and os.abort, called by an adapter in this process: an exception where they are called, not the run's end.

Both end a process at once: no `finally`, no `atexit`, no report, and `os._exit(0)` even looks like success. So they are
replaced while an adapter is loaded and judged. A parent process that watches the exit status would do as well, but it
would stand between a debugger and the adapter, and could not go on with the next exchange.
"""

import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

HARNESS = frozenset({"execnet", "pytest_timeout"})
"""The packages that may end this process: xdist's workers end so when their controller is gone."""


def _ignore(_: str) -> None:
    pass


@contextmanager
def contained(ended: Callable[[str], object] = _ignore) -> Iterator[None]:
    """Let nothing in this process call os._exit or os.abort; `ended` is called with what was called, and where."""
    real = {name: getattr(os, name) for name in ("_exit", "abort")}
    for name, function in real.items():
        setattr(os, name, _replacement(name, function, ended))
    try:
        yield
    finally:
        for name, function in real.items():
            setattr(os, name, function)


def _replacement(name: str, real: Callable[..., NoReturn], ended: Callable[[str], object]) -> Callable[..., NoReturn]:
    process = os.getpid()

    def end(*arguments: Any, **named: Any) -> NoReturn:
        frame = inspect.currentframe()
        caller = frame.f_back if frame else None
        module = str(caller.f_globals.get("__name__", "")) if caller else ""
        # A forked child ends as it likes.
        if os.getpid() != process or module.partition(".")[0] in HARNESS:
            real(*arguments, **named)
        where = f" ({Path(caller.f_code.co_filename).name}:{caller.f_lineno})" if caller else ""
        called = f"os.{name}({', '.join(map(repr, (*arguments, *named.values())))})"
        ended(f"{called}{where}")
        raise SystemExit(called)  # itself, no subclass: threads that it ends say nothing of it

    return end
