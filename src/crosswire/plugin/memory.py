"""The memory of a run: garbage is collected seldom, and what large payloads took is given back.

A run holds tens of thousands of tests and verdicts to its end, and a few payloads of ten megabytes in between.
"""

import ctypes
import gc
import sys
from collections.abc import Generator
from functools import partial

import pytest

THRESHOLDS = 10_000, 10, 20
"""How many new objects, and then how many collections of the younger ones, lead to a collection."""
LARGE = 2**20
"""Bytes of a block that has memory of its own, which goes back to the system with it."""
_M_MMAP_THRESHOLD = -3
"""The number of that setting in `malloc.h` of glibc."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect with the garbage collector off: it would look through all tests again for each few hundred more.

    What was collected stays to the end of the run, so that the collector need not look through it then either.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    gc.unfreeze()  # what an earlier run in this process left
    try:
        return (yield)
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def pytest_configure(config: pytest.Config) -> None:
    """Collect garbage seldom: verdicts stay to the end of the run, and would be looked through each time."""
    config.add_cleanup(partial(gc.set_threshold, *gc.get_threshold()))
    gc.set_threshold(*THRESHOLDS)
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        # Otherwise glibc raises it to 32 MB with the first large block that is freed, and keeps what later ones took.
        libc.mallopt(_M_MMAP_THRESHOLD, LARGE)
