"""The supervisor: a process that runs one command, and ends it with all its children when its own parent is gone.

    supervisor.py LIFELINE FOLDER COMMAND...

LIFELINE is the reading end of a pipe. The other end closes when the parent ends, for whatever reason. Then the command
gets SIGTERM and, after `STOP_GRACE`, SIGKILL. A byte through the pipe means SIGKILL at once. FOLDER, the command's
working directory, is removed in the end. This file needs the standard library only, and starts in a few milliseconds.
"""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

STOP_GRACE = 2.0
"""Seconds between SIGTERM and SIGKILL."""

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def main(lifeline: int, folder: str, command: list[str]) -> int:
    """Run a command until it ends or the lifeline closes; return its exit code."""
    awake = _awoken_by(signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    _on_linux(_PR_SET_CHILD_SUBREAPER, 1)
    try:
        child, codes, grace = _started(command), dict[int, int](), STOP_GRACE
        while child not in codes:
            ready, _, _ = select.select([lifeline, awake], [], [])
            if lifeline in ready:
                grace = 0 if os.read(lifeline, 1) else STOP_GRACE
                break
            if set(os.read(awake, 1024)) - {signal.SIGCHLD}:
                break
            codes |= _reaped()
        codes |= _ended(child, grace)
        return codes.get(child, 0)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _awoken_by(*signals: signal.Signals) -> int:
    """Return a pipe from which the numbers of received signals can be read."""
    awake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    for number in signals:
        signal.signal(number, lambda *_: None)
    return awake


def _started(command: list[str]) -> int:
    """Start the command in a session of its own, so that Ctrl-C at the terminal does not reach it."""
    try:
        child = subprocess.Popen(command, start_new_session=True, preexec_fn=lambda: _on_linux(_PR_SET_PDEATHSIG, 9))
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")
    child.returncode = 0  # `_reaped` waits for it, not Popen
    return child.pid


def _ended(group: int, grace: float) -> dict[int, int]:
    """End a process group, and on Linux all that left the group; return the exit codes of this process's children."""
    codes, asked = _reaped(), set[int]()
    deadline = time.monotonic() + grace
    while _signal(os.killpg, group, 0) or _children():
        number = signal.SIGTERM if time.monotonic() < deadline else signal.SIGKILL
        for send, target in [(os.killpg, group), *((os.kill, child) for child in _children())]:
            if number == signal.SIGKILL or target not in asked:  # one SIGTERM is enough
                _signal(send, target, number)
                asked.add(target)
        time.sleep(0.01)
        codes |= _reaped()
    return codes


def _reaped() -> dict[int, int]:
    """Return the exit codes of children that have ended, by process id. A signal that ended one is negative."""
    codes: dict[int, int] = {}
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            codes[ended[0]] = os.waitstatus_to_exitcode(ended[1])
    return codes


def _signal(send: Callable[[int, int], None], target: int, number: int) -> bool:
    """Send a signal to a process or a group; return whether it exists."""
    try:
        send(target, number)
    except (ProcessLookupError, PermissionError):  # macOS raises PermissionError when only zombies are left
        return False
    return True


def _children() -> list[int]:
    """Return this process's children. On Linux, a descendant that loses its parent becomes one."""
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, _, rest = stat.read_text(errors="replace").partition(" (")
            if int(rest.rpartition(") ")[2].split()[1]) == os.getpid():
                children.append(int(pid))
    return children


def _on_linux(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


if __name__ == "__main__":
    code = main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
    sys.exit(code if code >= 0 else 128 - code)
