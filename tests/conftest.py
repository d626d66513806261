"""Here so that what stands in this folder (`theirs`, `test_scenarios`) can be imported by the tests below it."""

import os
import signal

import pytest

# A run in the background ignores Ctrl-C, and what it starts inherits that: tests that press it would wait in vain.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Take half as many workers again as there are cores: a fifth of the time, tests wait for what they started."""
    cores = len(os.sched_getaffinity(0))
    return cores + cores // 2
