"""A process that an adapter forks ends where the adapter's code comes back to the judge.

It is a copy of the run: from there on it would judge, too, and write into the files of the one that goes on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from os import _exit, getpid


@contextmanager
def forks_end() -> Iterator[None]:
    """End a process that was forked in this block, where it leaves the block."""
    process = getpid()
    try:
        yield
    finally:
        if getpid() != process:
            _exit(0)
