"""Replace a scenario in children that are killed, each one file operation later; print what each left behind.

    python killed_at_every_step.py FOLDER

FOLDER holds old.json and new.json, two exchanges. It is a program of its own, so that it has one thread when it forks.
"""

import os
import signal
import sys
from pathlib import Path

from crosswire.files import sweep
from crosswire.making.one_exchange import make_scenario

HERE = Path(sys.argv[1])
INTO = HERE / "cassettes"
EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree")


def make(which: str) -> dict[str, bytes]:
    make_scenario("x", "chat", HERE / which, INTO, force=True)
    return contents()


def contents() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((INTO / "x").glob("*"))}


def killed_at(step: int) -> bool:
    """Make the new scenario in a child that is killed before its file operation `step`; tell whether it was."""
    child = os.fork()
    if not child:
        count = 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal count
            if event in EVENTS and str(INTO) in str(arguments[0]):
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        make("new.json")
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


new, old = make("new.json"), make("old.json")
step = 1
while killed_at(step):
    sweep(INTO)
    found = contents()
    which = "old" if found == old else "new" if found == new else "half"
    sys.stdout.write(" ".join([str(step), which, *sorted(path.name for path in INTO.iterdir())]) + "\n")
    make("old.json")
    step += 1
