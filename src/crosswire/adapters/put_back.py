"""What a call changes of what this process itself uses is put back after it.

An adapter in this process can patch `json.loads`, lower the recursion limit, or close the standard output. That may be
its own affair while it serves; the judge and the next exchange must not feel it.
"""

import builtins
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
from contextlib import contextmanager, suppress
from typing import Any

USED: Sequence[Any] = (
    builtins,
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
"""The modules and classes whose functions and classes are put back."""
MOST_PRINTED = 2**20
"""Characters that one call may print to each stream."""
STREAMS = ("stdin", "stdout", "stderr")


@contextmanager
def put_back() -> Iterator[list[str]]:
    """Put back at the end what was changed within; the list that is yielded then names it."""
    before, changed = [dict(vars(holder)) for holder in USED], list[str]()
    limit, folder, variables = sys.getrecursionlimit(), _folder(), dict(os.environ)
    streams = {name: getattr(sys, name) for name in STREAMS}
    for name, stream in streams.items():
        setattr(sys, name, Unclosable(stream) if stream else None)
    guards = {name: getattr(sys, name) for name in STREAMS}
    try:
        yield changed
    finally:
        if sys.getrecursionlimit() != limit:
            sys.setrecursionlimit(limit)
            changed.append("sys.setrecursionlimit")
        for holder, attributes in zip(USED, before, strict=True):
            changed += _restored(holder, attributes)
        for name, stream in streams.items():
            if getattr(sys, name, None) is not guards[name] or getattr(guards[name], "is_closed", False):
                changed.append(f"sys.{name}")
            setattr(sys, name, stream)
        if removed := {name: value for name, value in variables.items() if name not in os.environ}:
            os.environ.update(removed)
            changed.append("os.environ")
        if folder is not None and _folder() != folder:
            os.chdir(folder)
            changed.append("os.chdir")


def _restored(holder: Any, attributes: Mapping[str, Any]) -> Iterator[str]:
    """Put back the functions and classes of a module or class; yield the names of those that were others."""
    now = vars(holder)
    if len(now) == len(attributes) and all(now.get(name) is value for name, value in attributes.items()):
        return
    for name, value in attributes.items():
        if now.get(name) is not value and (callable(value) or isinstance(value, classmethod | staticmethod)):
            setattr(holder, name, value)
            yield f"{holder.__name__}.{name}"


def _folder() -> str | None:
    with suppress(OSError):  # somebody removed it
        return os.getcwd()
    return None


class Unclosable:
    """A stream that whoever holds it can use, and not close: it belongs to the run. Of what is printed it has a part."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._left = MOST_PRINTED
        self.is_closed = False

    def write(self, text: str) -> int:
        """Write a text as far as there is room; tell once where the rest is left out."""
        if len(text) > self._left >= 0:
            self._stream.write(f"{text[: self._left]}… (more than {MOST_PRINTED:,} characters: the rest is left out)\n")
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
