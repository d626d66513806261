"""A parent of the run's own process, which makes the exit status true whatever ends that process from within.

Code in C can end a process with status 0, and nothing in it can prevent that. So the run goes on in a child, and the
parent waits: a child that ends without the status of its session was cut short, and never a success. Both are in the
terminal's foreground, so that a debugger and Ctrl-C work as ever. A fork takes some milliseconds.

The child may also not end at all: Python waits for threads of a pool, and for what is registered with `atexit`. So it
has the kernel end it some seconds after it has said its status, which is then the run's.

There is no parent where pytest is not the command (`pytest.main`), where a debugger follows this process, and where
the tests run in workers of xdist: then the adapter can end none but its worker.
"""

import ctypes
import os
import resource
import select
import signal
import sys
import threading
import time
import warnings
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

import pytest

from crosswire.adapters.watchdog import is_debugged

LAST_WORDS: pytest.StashKey[int] = pytest.StashKey()
"""A file that whoever reports the run's end holds open: the parent waits for it."""
PATIENCE = 30.0
"""Seconds that the parent waits for the report of a run that was cut short."""
TWICE = 0.3
"""Seconds within which a second SIGINT is the same one: the terminal and `kill` may send it to both processes."""
LEAVING = 5.0
"""Seconds that the child has to end, once it has said its status."""
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CUT_SHORT, REFUSED = int(pytest.ExitCode.TESTS_FAILED), int(pytest.ExitCode.USAGE_ERROR)
LOADING, LOADED = "loading", "loaded"
"""What the child says before it loads the adapter, and after."""


class Supervised:
    """Moves the run into a child when it begins, and says its status to the parent when it ends."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self._status: int | None = None
        self._session: pytest.Session | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Fork. Only the child goes on."""
        self._session = session
        if not can_have_parent(self.config):
            return
        (status, self._status), (words, held) = os.pipe(), os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, (*FORWARDED, signal.SIGCHLD))
        parent = os.getpid()
        with warnings.catch_warnings(action="ignore"):  # of threads in C, of which Python knows nothing
            child = os.fork()
        if child:
            os.close(self._status)
            os.close(held)
            _wait_for(child, status, words)
        os.close(status)
        os.close(words)
        self.config.stash[LAST_WORDS] = held
        _end_with(parent)
        signal.signal(signal.SIGINT, _Once())
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Say the status of the session. From here on, the kernel ends a process that does not end by itself."""
        if self._status is not None and self._session is not None:
            for stream in (sys.stdout, sys.stderr):  # whoever reads them may take his time
                with suppress(OSError, ValueError):
                    stream.flush()
            self._say(str(int(self._session.exitstatus)))
            os.close(self._status)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
            signal.setitimer(signal.ITIMER_REAL, LEAVING)

    def loads(self, *, begins: bool) -> None:
        """Say that the adapter is about to be loaded, or is loaded."""
        self._say(LOADING if begins else LOADED)

    def _say(self, word: str) -> None:
        if self._status is not None:
            with suppress(OSError):  # the parent was killed
                os.write(self._status, f"{word} ".encode())


def can_have_parent(config: pytest.Config) -> bool:
    """Return whether the run's process may become a child of this one."""
    in_workers = config.getoption("numprocesses", None) or config.getoption("dist", "no") != "no"
    by_hand = config.getoption("usepdb") or config.getoption("trace") or is_debugged()
    return (
        sys.platform == "linux"
        and not in_workers
        and not by_hand
        and not config.getoption("collectonly")
        and not config.invocation_params.plugins
        and threading.active_count() == 1
        and _is_command()
    )


def _is_command() -> bool:
    """Return whether this process is the command `pytest`, whose function for that is among the callers."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - pytest does not say how it was started
    while frame and not (frame.f_code.co_name.endswith("console_main") and _module(frame) == "_pytest.config"):
        frame = frame.f_back
    return frame is not None


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__"))


class _Once:
    """Raises KeyboardInterrupt for a SIGINT; not again for the same one."""

    def __init__(self) -> None:
        self._last = -TWICE

    def __call__(self, number: int, frame: Any) -> None:
        __tracebackhide__ = True  # pytest names the line that was interrupted
        before, self._last = self._last, time.monotonic()
        if self._last - before >= TWICE:
            signal.default_int_handler(number, frame)


def _end_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _wait_for(child: int, status: int, words: int) -> NoReturn:
    """Wait for the child, pass signals on to it, and end as it ended."""
    # The signals are blocked: none is lost between a look at the child and the next wait.
    while (ended := os.waitpid(child, os.WNOHANG))[0] == 0:
        sent = signal.sigwaitinfo((*FORWARDED, signal.SIGCHLD))
        if sent.si_signo != signal.SIGCHLD and sent.si_code <= 0:  # the terminal has sent its own to both
            os.kill(child, sent.si_signo)
    code, word = os.waitstatus_to_exitcode(ended[1]), _last_word(status)
    if not word.isdigit():
        select.select([words], [], [], PATIENCE)
    elif code == -signal.SIGALRM:
        os._exit(int(word))
    if code < 0:
        _die_of(-code)
    if word == LOADING:
        os._exit(REFUSED)
    os._exit(code or (int(word) if word.isdigit() else CUT_SHORT))


def _last_word(status: int) -> str:
    """Return what the child said last: the status of its session, if it came to one."""
    os.set_blocking(status, False)  # a process that the adapter forked may hold the other end
    with suppress(OSError):
        return " ".join(os.read(status, 100).decode().split()[-1:])
    return ""


def _die_of(number: int) -> None:
    """End this process by a signal, as the child was ended, without another dump of memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # SIGKILL has no other action
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])
    os.kill(os.getpid(), number)
