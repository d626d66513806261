"""What a call changes of what this process itself uses is put back after it.

An adapter in this process can patch `json.loads`, lower the recursion limit, or close the standard output. That may be
its own affair while it serves; the judge and the next exchange must not feel it.
"""

import builtins
import collections
import concurrent.futures
import concurrent.futures._base
import copy
import dataclasses
import hashlib
import inspect
import io
import json
import json.decoder
import json.encoder
import os
import pathlib
import queue
import re
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import Any

from crosswire.limits import LIMITS

HOLDERS: Sequence[Any] = (
    builtins,
    collections,
    concurrent.futures,
    concurrent.futures._base,  # noqa: SLF001 - where they are defined
    concurrent.futures.Future,
    copy,
    dataclasses,
    hashlib,
    inspect,
    io,
    json,
    json.decoder,
    json.decoder.JSONDecoder,
    json.encoder,
    json.encoder.JSONEncoder,
    os,
    pathlib,
    pathlib.Path,
    queue,
    re,
    socket,
    threading,
    threading.Thread,
    time,
)
"""The modules and classes whose functions and classes are put back.

They are what the judge and pytest use most. To look at each takes a microsecond or more of every call: at all modules
of the standard library that they have loaded, some 300.
"""


class _Functions:
    """The functions and classes of a module or class, by the names that they had when Crosswire was loaded."""

    def __init__(self, holder: Any) -> None:
        held = vars(holder).items()
        self.holder = holder
        self.names = [name for name, value in held if callable(value) or isinstance(value, classmethod)]
        self._read = itemgetter(*self.names)  # twice as fast as a copy of all, with hundreds of constants

    def now(self) -> Sequence[Any]:
        """Return what they are now; None for those that are gone."""
        try:
            return self._read(vars(self.holder))  # type: ignore[no-any-return]  # there are several
        except KeyError:
            return tuple(map(vars(self.holder).get, self.names))

    def restored(self, before: Sequence[Any]) -> Iterator[str]:
        """Put back those that were others; yield their names."""
        now = self.now()
        if now == before:
            return
        for name, old, new in zip(self.names, before, now, strict=True):
            if old is not new and old is not None:
                setattr(self.holder, name, old)
                yield f"{self.holder.__name__}.{name}"


USED = [*map(_Functions, HOLDERS)]
"""The functions and classes that are put back."""
STREAMS = ("stdin", "stdout", "stderr")


class PutBack:
    """What this process uses, as it was before a call. `restore` puts it back, once."""

    def __init__(self, variables: Mapping[str, str], most: int = LIMITS.printed_characters) -> None:
        """Note what there is, and give the call streams that it cannot close and print `most` characters to.

        `variables` are those of the run.
        """
        self._before = [functions.now() for functions in USED]
        self._limit, self._folder, self._variables = sys.getrecursionlimit(), _folder(), variables
        self._streams = {name: getattr(sys, name) for name in STREAMS}
        self._guards = {name: Unclosable(stream, most) if stream else None for name, stream in self._streams.items()}
        for name, guard in self._guards.items():
            setattr(sys, name, guard)
        self._restoring, self._is_done = threading.Lock(), False

    def restore(self) -> list[str]:
        """Put back what was changed, and return its names; nothing the second time.

        The call's thread does it when the call is over, so that whoever waits for it can go on. Who no longer waits
        does it himself: the thread may end at any time later.
        """
        with self._restoring:
            if self._is_done:
                return []
            self._is_done = True
            return [*self._restored()]

    def _restored(self) -> Iterator[str]:
        if sys.getrecursionlimit() != self._limit:
            sys.setrecursionlimit(self._limit)
            yield "sys.setrecursionlimit"
        for functions, before in zip(USED, self._before, strict=True):
            yield from functions.restored(before)
        for name, stream in self._streams.items():
            guard = self._guards[name]
            if getattr(sys, name, None) is not guard or (guard and guard.is_closed):
                yield f"sys.{name}"
            setattr(sys, name, stream)
        # An adapter may set variables of its own; what is missing matters. To look for each name takes a microsecond.
        if len(os.environ) < len(self._variables):
            os.environ.update({name: value for name, value in self._variables.items() if name not in os.environ})
            yield "os.environ"
        if self._folder is not None and _folder() != self._folder:
            os.chdir(self._folder)
            yield "os.chdir"


def _folder() -> str | None:
    with suppress(OSError):  # somebody removed it
        return str(Path.cwd())
    return None


class Unclosable:
    """A stream of the run, which whoever holds it can use, and not close. Of what is printed it has a part."""

    def __init__(self, stream: Any, most: int = LIMITS.printed_characters) -> None:
        self._stream = stream
        self._most = self._left = most
        self.is_closed = False

    def write(self, text: str) -> int:
        """Write a text as far as there is room; tell once where the rest is left out."""
        if len(text) > self._left >= 0:
            self._stream.write(
                f"{text[: self._left]}… (more than {self._most:,} characters: the rest is left out; "
                "--limit printed-characters=N sets it)\n"
            )
            self._left = -1
        elif self._left >= 0:
            self._left -= len(text)
            self._stream.write(text)
        return len(text)

    def close(self) -> None:
        """Note the call, and leave the stream open."""
        self.is_closed = True

    def detach(self) -> Any:
        """Refuse: the stream could be closed then.

        Raises:
            io.UnsupportedOperation: always.
        """
        raise io.UnsupportedOperation("this stream belongs to the run, and cannot be detached")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._stream)
