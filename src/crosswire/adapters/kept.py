"""A command that ends with this process, with all its children; see `keeper.py`, which runs it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from crosswire.adapters import keeper

TAIL = 4_000
"""Bytes of what a command printed that are shown, at most."""

PATIENCE = 20.0
"""Seconds that the keeper may take to end a command, which it does in three."""


class Kept:
    """A command that runs in a folder of its own, which goes when it ends. What it prints is kept."""

    def __init__(
        self, command: Sequence[str], folder: Path, variables: Mapping[str, str], *, piped: bool = False
    ) -> None:
        """Start it. `piped`, its stdin and stdout are pipes to here, and what it prints is its stderr alone."""
        self._folder = folder
        # A file without a name: nothing of it is left behind, and it can be read when all else is gone.
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this
        reading, self._lifeline = os.pipe()
        try:
            self._keeper = subprocess.Popen(
                # Apart from what is installed, and from the user's settings: it needs neither.
                [sys.executable, "-I", "-S", keeper.__file__, str(reading), str(folder), *command],
                cwd=folder,
                env=variables,
                pass_fds=[reading],
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE if piped else self._output,
                stderr=self._output,
                start_new_session=True,  # Ctrl-C at the terminal is for us
            )
        finally:
            os.close(reading)

    def __del__(self) -> None:
        self._output.close()  # as late as this: what it printed is asked for when it has ended

    @property
    def pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """What it reads and what it writes, where it was started `piped`."""
        assert self._keeper.stdin
        assert self._keeper.stdout
        return self._keeper.stdin, self._keeper.stdout

    @property
    def pid(self) -> int:
        """The keeper's process id."""
        return self._keeper.pid

    def outcome(self, patience: float = 0) -> str | None:
        """Return how the command ended, or None while it runs, which may change within `patience` seconds."""
        with suppress(subprocess.TimeoutExpired):
            return f"exit status {self._keeper.wait(patience)}"
        return None

    def log(self) -> str:
        """Return the end of what it printed."""
        size = os.fstat(self._output.fileno()).st_size
        # Read at a place, since reading on from the last one would move where it prints.
        tail = os.pread(self._output.fileno(), TAIL, max(0, size - TAIL)).decode(errors="replace").strip()
        return tail if size <= TAIL else f"…{tail}"

    def printed(self) -> str:
        """Return all that it printed."""
        return os.pread(self._output.fileno(), os.fstat(self._output.fileno()).st_size, 0).decode(errors="replace")

    def end(self, *, at_once: bool = False) -> None:
        """End it, with its children; return when they are gone."""
        if self._lifeline < 0:
            return
        with suppress(OSError):  # the keeper is gone already
            if at_once:
                os.write(self._lifeline, b"!")
        os.close(self._lifeline)
        self._lifeline = -1
        try:
            self._keeper.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        shutil.rmtree(self._folder, ignore_errors=True)  # a keeper that was killed could not
