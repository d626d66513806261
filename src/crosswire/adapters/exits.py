"""Calls of `os._exit`, `os.abort` and `os.exec…` by an adapter in this process: they raise SystemExit instead.

They end a process at once: no `finally`, no `atexit`, no report, and `os._exit(0)` even looks like success. So they are
replaced while an adapter is loaded and judged, and the run goes on. What code in C ends is over:
`plugin/supervising.py` makes its exit status true.
"""

import inspect
import os
import posix
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

ENDS = ("_exit", "abort", "execv", "execve")
"""The functions that end the process. All other functions of their kind, `os.execlp`, call one of these."""
HARNESS = frozenset({"execnet", "pytest_timeout"})
"""The packages that may end this process: xdist ends its workers so when their controller is gone."""


def _ignore(_: str) -> None:
    pass


@contextmanager
def contained(ended: Callable[[str], object] = _ignore) -> Iterator[None]:
    """Replace the functions that end the process. `ended` gets the text of a call: `os._exit(1) (my_adapter.py:7)`."""
    real = {(module, name): getattr(module, name) for module in (os, posix) for name in ENDS}
    for (module, name), function in real.items():
        setattr(module, name, _replacement(name, function, ended))
    try:
        yield
    finally:
        for (module, name), function in real.items():
            setattr(module, name, function)


def _replacement(name: str, real: Callable[..., NoReturn], ended: Callable[[str], object]) -> Callable[..., NoReturn]:
    process = os.getpid()

    def end(*arguments: Any, **named: Any) -> NoReturn:
        frame = inspect.currentframe()
        caller = frame.f_back if frame else None
        module = str(caller.f_globals.get("__name__", "")) if caller else ""
        # A forked child may end.
        if os.getpid() != process or module.partition(".")[0] in HARNESS:
            real(*arguments, **named)
        line = f" ({Path(caller.f_code.co_filename).name}:{caller.f_lineno})" if caller else ""
        # The first argument: others are a command line and the environment, with its secrets.
        called = f"os.{name}({', '.join(map(repr, [*arguments, *named.values()][:1]))})"
        ended(f"{called}{line}")
        raise SystemExit(called)  # no subclass: a thread prints the traceback of any other exception

    return end
