"""A command that is killed leaves nothing half-written and nothing running. scripts/kill_commands.py kills many."""

from pathlib import Path

import pytest

from tests.kills.commands import COMMANDS
from tests.kills.killing import Killing
from tests.recording.live_server import LiveServer

QUICK = ("import", "record", "proxy")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found in /proc")
def test_a_killed_command_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Three commands, each killed once."""
    with LiveServer() as live:
        killing = Killing(tmp_path, live, seed=len(COMMANDS))
        killed = [killing.kill(name) for name in QUICK]

    assert [] == [one for one in killed if one.wrong]
