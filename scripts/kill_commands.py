"""Kill every command that writes at random moments, and say what is left half-written or running.

    python scripts/kill_commands.py [--kills N] [--seed N] [--command NAME]

The same seed chooses the same moments, as parts of the time that each command takes here.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.kills.commands import COMMANDS
from tests.kills.killing import Killing
from tests.recording.live_server import LiveServer


def main() -> None:
    """Print a line a command, and each kill after which something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, metavar="N", help="how many, over all commands (200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--command", choices=[*COMMANDS], help="this command alone")
    options = parser.parse_args()
    names = [options.command] if options.command else [*COMMANDS]
    wrong, times = [], Counter[str]()
    with tempfile.TemporaryDirectory() as folder, LiveServer() as live:
        killing = Killing(Path(folder), live, options.seed)
        for number in range(options.kills):
            killed = killing.kill(names[number % len(names)])
            times[killed.command] += 1
            print(".", end="" if (number + 1) % 50 else f" {number + 1}\n", flush=True)
            if killed.wrong:
                wrong.append(killed)
                print(f"{killed.command}, signal {killed.number} after {killed.after:.0%}: {killed.wrong}", flush=True)
    for name in names:
        print(f"{name:24} {times[name]:4} kills, {sum(one.command == name for one in wrong)} wrong")
    print(f"{options.kills} kills with seed {options.seed}: {len(wrong)} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
