"""What is kept ends with whoever started it: its children, its folder, and what left its group, however it went."""

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from gateway_scripts import eventually, running, variables

from crosswire.adapters.kept import Kept

FAMILY = "setsid sleep 1000 & (setsid sleep 1000 &); sleep 1000 & echo ready; wait"
"""A child, one that left the group, and one that left it and lost its parent."""

STUBBORN = "trap '' TERM; " + FAMILY

HOLDER = """\
import os, sys, time
from pathlib import Path
from crosswire.adapters.kept import Kept

kept = Kept(["sh", "-c", sys.argv[2]], Path(sys.argv[1]), os.environ)
while "ready" not in kept.log():
    time.sleep(0.01)
print("ready", flush=True)
time.sleep(1000)
"""

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted, and adopted, on Linux only")
pytestmark = needs_linux


@pytest.fixture
def mark():
    return f"mark-{uuid.uuid4().hex}"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "workdir"
    made.mkdir()
    (made / "file").write_text("")
    return made


def kept(command, folder, mark):
    started = Kept(["sh", "-c", command], folder, variables(MARK=mark))
    assert eventually(lambda: "ready" in started.log() or started.outcome())
    return started


@pytest.mark.parametrize("command", [FAMILY, STUBBORN])
@pytest.mark.parametrize("at_once", [False, True])
def test_all_of_it_ends(command, at_once, folder, mark):
    """Also who left the group, who lost its parent, and who does not listen to SIGTERM."""
    started = kept(command, folder, mark)
    assert len(running(mark)) >= 4

    started.end(at_once=at_once)

    assert [] == running(mark)
    assert not folder.exists()


def test_who_wants_to_say_good_bye_may(folder, mark, tmp_path):
    """SIGTERM comes first."""
    bye = tmp_path / "bye"
    started = kept(f"trap 'echo bye > {bye}; exit' TERM; echo ready; while :; do sleep 0.01; done", folder, mark)

    started.end()

    assert "bye\n" == bye.read_text()


def test_its_exit_status_and_words_are_known_when_it_is_gone(folder, mark):
    """Its children do not outlive it, nor does its folder; what it printed does."""
    started = kept("setsid sleep 1000 & echo ready; echo wrong >&2; exit 3", folder, mark)

    assert "exit status 3" == started.outcome(20)
    assert "ready\nwrong" == started.log()
    assert [] == running(mark)
    assert not folder.exists()
    started.end()


def test_the_end_of_a_long_log_is_shown(folder, mark):
    """What it said last is what matters."""
    started = kept("seq 100000; echo ready; exit 1", folder, mark)
    started.outcome(20)

    assert started.log().startswith("…")
    assert started.log().endswith("99999\n100000\nready")
    assert started.printed().startswith("1\n2\n")
    started.end()


def test_a_program_that_cannot_be_run_says_so(folder, mark):
    """A file that is no program is there, and still does not run."""
    program = folder / "program"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o755)
    started = Kept([str(program)], folder, variables(MARK=mark))

    assert "exit status 1" == started.outcome(20)
    assert f"{program}: Exec format error" == started.log()
    started.end()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_its_holder_is_killed(number, folder, mark):
    """However the one who started it ends."""
    command = [sys.executable, "-c", HOLDER, str(folder), FAMILY]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=variables(MARK=mark), **output) as holder:
        assert holder.stdout
        assert b"ready\n" == holder.stdout.readline()

        holder.send_signal(number)

    assert eventually(lambda: not running(mark))
    assert eventually(lambda: not folder.exists())


def test_it_ends_when_the_keeper_is_asked_to(folder, mark):
    """As when somebody ends the processes of a machine one by one."""
    started = kept(STUBBORN, folder, mark)

    os.kill(started.pid, signal.SIGTERM)

    assert started.outcome(20)
    assert [] == running(mark)
    assert not folder.exists()
    started.end()


def test_the_command_ends_when_the_keeper_is_killed(folder, mark):
    """The kernel sees to it; the folder goes with us."""
    started = kept("echo ready; exec sleep 1000", folder, mark)

    os.kill(started.pid, signal.SIGKILL)

    assert eventually(lambda: not running(mark))
    started.end()
    assert not folder.exists()


def test_it_finds_its_folder(folder, mark):
    """It lives there."""
    started = kept("pwd; echo ready; exec sleep 1000", folder, mark)

    assert f"{Path(folder).resolve()}\nready" == started.log()
    started.end()
