"""A supervised process: a command that ends with this process, with all its children. `supervisor.py` runs it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from crosswire.adapters.processes import supervisor
from crosswire.limits import LIMITS

PRINTED = 2**20
"""Bytes of a command's output that are looked through, at most."""

STOP_TIMEOUT = 20.0
"""Seconds that the supervisor may take to end a command. It takes three; after this time it is killed."""


class SupervisedProcess:
    """A command that runs in a folder of its own. The folder is removed when the command ends."""

    def __init__(
        self, command: Sequence[str], folder: Path, variables: Mapping[str, str], *, piped: bool = False
    ) -> None:
        """Start the command. With `piped`, the caller has its stdin and stdout, and the log holds stderr only."""
        self._folder = folder
        # A file without a name: nothing of it is left behind, and it can be read after the folder is removed.
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this object
        reading, self._lifeline = os.pipe()
        try:
            self._supervisor = subprocess.Popen(
                # -I -S: the supervisor needs neither installed packages nor the user's settings for Python.
                [sys.executable, "-I", "-S", supervisor.__file__, str(reading), str(folder), *command],
                cwd=folder,
                env=variables,
                pass_fds=[reading],
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE if piped else self._output,
                stderr=self._output,
                start_new_session=True,  # Ctrl-C at the terminal reaches Crosswire only
            )
        finally:
            os.close(reading)

    def __del__(self) -> None:
        self._output.close()  # not in `end`: callers read the log of a command that has ended

    @property
    def pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """The stdin and stdout of a command that was started with `piped`."""
        assert self._supervisor.stdin
        assert self._supervisor.stdout
        return self._supervisor.stdin, self._supervisor.stdout

    @property
    def pid(self) -> int:
        """The process id of the supervisor."""
        return self._supervisor.pid

    def outcome(self, timeout: float = 0) -> str | None:
        """Return how the command ended, or None when it still runs after `timeout` seconds."""
        with suppress(subprocess.TimeoutExpired):
            return f"exit status {self._supervisor.wait(timeout)}"
        return None

    def log(self, longest: int = LIMITS.log_bytes) -> str:
        """Return the end of the command's output, so many bytes at most."""
        size = os.fstat(self._output.fileno()).st_size
        # pread, since read would move the position at which the command writes.
        tail = os.pread(self._output.fileno(), longest, max(0, size - longest)).decode(errors="replace").strip()
        return tail if size <= longest else f"…{tail}"

    def printed(self) -> str:
        """Return the command's output, or its last mebibyte."""
        size = os.fstat(self._output.fileno()).st_size
        return os.pread(self._output.fileno(), PRINTED, max(0, size - PRINTED)).decode(errors="replace")

    def end(self, *, at_once: bool = False) -> None:
        """End the command and its children, and return when they are gone. With `at_once`, they get SIGKILL."""
        if self._lifeline < 0:
            return
        with suppress(OSError):  # the supervisor has already ended
            if at_once:
                os.write(self._lifeline, b"!")
        os.close(self._lifeline)
        self._lifeline = -1
        try:
            self._supervisor.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._supervisor.kill()
            self._supervisor.wait()
        shutil.rmtree(self._folder, ignore_errors=True)  # a supervisor that was killed left it
