"""A supervised process ends with whoever started it, with its children and its folder."""

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from crosswire.adapters.processes.supervised import SupervisedProcess
from tests.adapters.gateway_scripts import eventually, running, variables

FAMILY = "setsid sleep 1000 & (setsid sleep 1000 &); sleep 1000 & echo ready; wait"
"""A child, one that left the group, and one that left it and lost its parent."""

STUBBORN = "trap '' TERM; " + FAMILY

HOLDER = """\
import os, sys, time
from pathlib import Path
from crosswire.adapters.processes.supervised import SupervisedProcess

process = SupervisedProcess(["sh", "-c", sys.argv[2]], Path(sys.argv[1]), os.environ)
while "ready" not in process.log():
    time.sleep(0.01)
print("ready", flush=True)
time.sleep(1000)
"""

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted, and adopted, on Linux only")
pytestmark = needs_linux


@pytest.fixture
def mark() -> str:
    return f"mark-{uuid.uuid4().hex}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workdir"
    made.mkdir()
    (made / "file").write_text("")
    return made


def supervised(command: str, folder: Path, mark: str) -> SupervisedProcess:
    """Start a shell command, and wait until it is ready or has ended."""
    started = SupervisedProcess(["sh", "-c", command], folder, variables(MARK=mark))
    assert eventually(lambda: "ready" in started.log() or started.outcome())
    return started


@pytest.mark.parametrize("command", [FAMILY, STUBBORN])
@pytest.mark.parametrize("at_once", [False, True])
def test_all_of_it_ends(command: str, at_once: bool, folder: Path, mark: str) -> None:
    """Children end, too: those in other groups, orphans, and those that ignore SIGTERM."""
    started = supervised(command, folder, mark)
    assert len(running(mark)) >= 4

    started.end(at_once=at_once)

    assert [] == running(mark)
    assert not folder.exists()


def test_who_wants_to_say_good_bye_may(folder: Path, mark: str, tmp_path: Path) -> None:
    """SIGTERM comes before SIGKILL."""
    bye = tmp_path / "bye"
    started = supervised(f"trap 'echo bye > {bye}; exit' TERM; echo ready; while :; do sleep 0.01; done", folder, mark)

    started.end()

    assert "bye\n" == bye.read_text()


def test_its_exit_status_and_words_are_known_when_it_is_gone(folder: Path, mark: str) -> None:
    """After its end, exit status and output can be read; children and folder are gone."""
    started = supervised("setsid sleep 1000 & echo ready; echo wrong >&2; exit 3", folder, mark)

    assert "exit status 3" == started.outcome(20)
    assert "ready\nwrong" == started.log()
    assert [] == running(mark)
    assert not folder.exists()
    started.end()


def test_the_end_of_a_long_log_is_shown(folder: Path, mark: str) -> None:
    """Of a long log, the end is shown."""
    started = supervised("seq 100000; echo ready; exit 1", folder, mark)
    started.outcome(20)

    assert started.log().startswith("…")
    assert started.log().endswith("99999\n100000\nready")
    assert started.printed().startswith("1\n2\n")
    started.end()


def test_a_program_that_cannot_be_run_says_so(folder: Path, mark: str) -> None:
    """The error of a file that cannot be executed is in the log."""
    program = folder / "program"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o755)
    started = SupervisedProcess([str(program)], folder, variables(MARK=mark))

    assert "exit status 1" == started.outcome(20)
    assert f"{program}: Exec format error" == started.log()
    started.end()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_its_holder_is_killed(number: signal.Signals, folder: Path, mark: str) -> None:
    """The process ends when the one that started it is killed, by whichever signal."""
    command = [sys.executable, "-c", HOLDER, str(folder), FAMILY]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, env=variables(MARK=mark), stdout=pipe, stderr=nowhere) as holder:
        assert holder.stdout
        assert b"ready\n" == holder.stdout.readline()

        holder.send_signal(number)

    assert eventually(lambda: not running(mark))
    assert eventually(lambda: not folder.exists())


def test_it_ends_when_the_supervisor_is_asked_to(folder: Path, mark: str) -> None:
    """The process ends when its supervisor gets SIGTERM."""
    started = supervised(STUBBORN, folder, mark)

    os.kill(started.pid, signal.SIGTERM)

    assert started.outcome(20)
    assert [] == running(mark)
    assert not folder.exists()
    started.end()


def test_the_command_ends_when_the_supervisor_is_killed(folder: Path, mark: str) -> None:
    """The command ends when its supervisor is killed; the folder is removed later."""
    started = supervised("echo ready; exec sleep 1000", folder, mark)

    os.kill(started.pid, signal.SIGKILL)

    assert eventually(lambda: not running(mark))
    started.end()
    assert not folder.exists()


def test_it_finds_its_folder(folder: Path, mark: str) -> None:
    """The working directory of the process is its folder."""
    started = supervised("pwd; echo ready; exec sleep 1000", folder, mark)

    assert f"{Path(folder).resolve()}\nready" == started.log()
    started.end()
