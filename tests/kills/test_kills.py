"""A command that is killed leaves nothing half-written and nothing running. scripts/kill_commands.py kills many."""

from pathlib import Path

import pytest

from tests.kills.commands import COMMANDS
from tests.kills.killing import Killing
from tests.recording.live_server import LiveServer

QUICK = ("import", "scenario new", "merge", "proxy")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc")
def test_a_killed_command_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Some commands, each killed once; a run of the suites among them."""
    with LiveServer() as live:
        killing = Killing(tmp_path, live, seed=len(COMMANDS))
        killing.prepare()
        killed = [killing.kill(name) for name in ("pytest --report", *QUICK)]

    assert [] == [one for one in killed if one.wrong]
