"""Settings of all tests."""

import os
import signal

import pytest

# A run in the background ignores Ctrl-C, and what it starts inherits that: tests that press it would wait in vain.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Take four workers for two cores: a part of the time, tests wait for processes that they started."""
    cores = len(os.sched_getaffinity(0))
    return 2 * cores
