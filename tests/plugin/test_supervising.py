"""The command pytest has a parent process, which says the truth about how the run ended."""

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.other_plugins import NO_OTHER_PLUGINS
from tests.plugin.running import SUITES, Runner

TELLS = """
import ctypes, os
from crosswire import reference
def chat(request, upstream):
    with open("processes", "w") as file:
        file.write(f"{os.getpid()} {os.getppid()}")
    if os.path.exists("exits"):
        ctypes.CDLL(None)._exit(0)
    if os.path.exists("wrong"):
        raise ValueError
    return reference.chat(request, upstream)
"""
TEST = f"{SUITES / 'test_answer.py'}::test_the_adapter_answers[chat-json-plain_text]"
COMMAND = (sys.executable, "-m", "pytest")
BY_HAND = (sys.executable, "-c", "import pytest, sys; sys.exit(pytest.main(sys.argv[1:]))")


def run(runner: Runner, start: Sequence[str], *options: str) -> tuple[int, int, list[int]]:
    """Return the id of the process that was started, its status, and the adapter's process and parent."""
    runner.write("tells.py", TELLS)
    words = [*start, TEST, "--adapter", "tells.py", "--report", "out", *NO_OTHER_PLUGINS, *options]
    silent = subprocess.DEVNULL
    with subprocess.Popen(words, cwd=runner.folder, stdin=silent, stdout=silent, stderr=silent) as process:
        status = process.wait()
    file = runner.folder / "processes"
    return process.pid, status, [int(number) for number in file.read_text().split()] if file.is_file() else []


@pytest.mark.skipif(sys.platform != "linux", reason="there is a parent on Linux alone")
def test_the_command_waits_for_a_child(runner: Runner) -> None:
    """The adapter runs in a child of the command, which is gone with it; a run that `pytest.main` starts has none."""
    command, _, (adapter, parent) = run(runner, COMMAND)
    by_hand, _, (own, _) = run(runner, BY_HAND)

    assert command == parent != adapter
    assert by_hand == own
    with pytest.raises(ProcessLookupError):
        os.kill(adapter, 0)


@pytest.mark.parametrize(
    ("file", "options", "status"),
    [
        ("right", (), pytest.ExitCode.OK),
        ("wrong", (), pytest.ExitCode.TESTS_FAILED),
        ("exits", (), pytest.ExitCode.TESTS_FAILED),
        ("right", ("--limit", "frame=1"), pytest.ExitCode.USAGE_ERROR),
        ("right", ("--collect-only",), pytest.ExitCode.OK),
        ("right", ("--version",), pytest.ExitCode.OK),
    ],
)
def test_the_status_is_that_of_the_session(
    file: str, options: tuple[str, ...], status: pytest.ExitCode, runner: Runner
) -> None:
    """It is never 0 where the session came to no end."""
    runner.write(file, "")

    assert status == run(runner, COMMAND, *options)[1]
