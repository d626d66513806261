"""The command pytest has a parent process, which says the truth about how the run ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest

from crosswire.plugin.gathering import UNKNOWN
from tests.other_plugins import NO_OTHER_PLUGINS
from tests.plugin.running import SUITES, Runner

TELLS = """
import asyncio, atexit, concurrent.futures, ctypes, os, signal, threading
from crosswire import reference
forever = threading.Event().wait
def exists(name):
    return os.path.exists(name)
if exists("forks-when-imported"):
    os.fork()
def chat(request, upstream):
    with open("processes", "w") as file:
        file.write(f"{os.getpid()} {os.getppid()}")
    if exists("exits"):
        ctypes.CDLL(None)._exit(0)
    if exists("fifo") and not os.fork():
        open("fifo").read()
        os._exit(0)
    if exists("killed"):
        os.kill(os.getpid(), signal.SIGKILL)
    if exists("atexit"):
        atexit.register(forever)
    if exists("pool"):
        concurrent.futures.ThreadPoolExecutor(1).submit(forever)
    if exists("to-thread"):
        return asyncio.to_thread(forever)
    if exists("wrong"):
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


@pytest.mark.skipif(sys.platform != "linux", reason="there is a parent on Linux alone")
@pytest.mark.parametrize(
    ("file", "status"),
    [
        ("atexit", pytest.ExitCode.OK),
        ("pool", pytest.ExitCode.OK),
        ("to-thread", pytest.ExitCode.TESTS_FAILED),
    ],
)
def test_a_process_that_the_adapter_keeps_from_ending_is_ended(
    file: str, status: pytest.ExitCode, runner: Runner
) -> None:
    """The status is that of the session, and the report is written."""
    runner.write(file, "")
    runner.write("impatient.py", "from crosswire.plugin import supervising\nsupervising.LEAVING = 0.01")

    assert status == run(runner, COMMAND, "-pimpatient", "--deadline", "0.5")[1]
    assert [None] == [part["ended"] for part in runner.report["runs"]]


@pytest.fixture
def living(runner: Runner) -> Iterator[None]:
    """Have the adapter fork a process that lives until the test ends."""
    fifo = runner.folder / "fifo"
    os.mkfifo(fifo)
    writer = os.open(fifo, os.O_RDWR)  # which does not wait for a reader: where the test fails, there may be none
    yield
    os.close(writer)


@pytest.mark.usefixtures("living")
def test_a_run_ends_before_what_the_adapter_forked(runner: Runner) -> None:
    """A forked process holds what the run had open, and the run does not wait for it."""
    assert pytest.ExitCode.OK == run(runner, COMMAND)[1]


@pytest.mark.skipif(sys.platform != "linux", reason="there is a parent on Linux alone, which waits for the report")
@pytest.mark.usefixtures("living")
def test_a_killed_run_is_told_of_before_what_the_adapter_forked_ends(runner: Runner) -> None:
    """The process beside the run sees that the run has ended, and makes the report."""
    runner.write("killed", "")

    assert -signal.SIGKILL == run(runner, COMMAND)[1]
    assert [UNKNOWN] == [part["ended"] for part in runner.report["runs"]]


def test_a_process_that_is_forked_when_the_adapter_is_imported_is_no_second_run(runner: Runner) -> None:
    """It ends there, and one run goes on."""
    runner.write("forks-when-imported", "")
    adapter = runner.write("tells.py", TELLS)
    ended = runner.run_to_the_end("--adapter", adapter, "-q", suites=[TEST])

    assert 1 == ended.stdout.count("1 passed")
