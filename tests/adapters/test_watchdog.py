"""An interpreter that is held: what the watchdog wrote is read."""

import re

import pytest

from crosswire.adapters.watchdog import LEAST_GRACE, Watchdog, grace, held_at

TRACES = f"""Timeout (0:00:03)!
Thread 0x1 (most recent call first):
  File "{re.__file__}", line 166 in match
  File "/home/me/mine.py", line 7 in chat
  File "/x/crosswire/adapters/calling.py", line 232 in _made

Thread 0x2 (most recent call first):
  File "/x/pytest/__main__.py", line 9 in <module>
"""


@pytest.mark.parametrize(
    ("traces", "line"),
    [
        (TRACES, " (mine.py:7)"),
        (TRACES.replace(re.__file__, pytest.__file__), " (__init__.py:166)"),
        ("nothing to read", ""),
    ],
)
def test_the_line_is_the_adapters(traces: str, line: str) -> None:
    """The verdict names the innermost line that is not of the standard library, where one is known."""
    expected = f"the adapter held the interpreter past its deadline{line}, and the process was ended (--deadline)"

    assert expected == held_at(traces)


def test_a_watchdog_without_a_file_does_nothing() -> None:
    """Where no run reads it, nothing is armed."""
    with Watchdog().watching(0.0):
        pass


@pytest.mark.parametrize(("deadline", "seconds"), [(0.1, LEAST_GRACE), (60, 15)])
def test_the_grace_grows_with_the_deadline(deadline: float, seconds: float) -> None:
    """A run on a busy machine finds a hang itself, before the watchdog ends it."""
    assert seconds == grace(deadline)
