"""Replace what was made in children that are killed, each one file operation later; print what each left behind.

    python killed_at_every_step.py WHAT FOLDER

FOLDER holds what WHAT is made of: `scenario` of old.json and new.json, two exchanges; `import`, two scenarios, and
`tape` of old.yaml and new.yaml, cassettes with two conversations. It is a program of its own, so that it has one thread
when it forks.
"""

import os
import signal
import sys
from pathlib import Path

from crosswire.files import sweep
from crosswire.making.importing import import_cassettes
from crosswire.making.one_exchange import make_scenario
from crosswire.recording.tapes import Tape
from crosswire.wire.plain_cassettes import read_plain_cassette

WHAT, HERE = sys.argv[1], Path(sys.argv[2])
INTO = HERE / "cassettes"
EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree")


def scenario(which: str) -> None:
    make_scenario("x", "chat", HERE / f"{which}.json", INTO, force=True)


def imported(which: str) -> None:
    import_cassettes([HERE / f"{which}.yaml"], INTO, "x", force=True)


def tape(which: str) -> None:
    INTO.mkdir(exist_ok=True)
    growing = Tape(INTO / "tape.yaml", force=True)
    for number, call in enumerate(read_plain_cassette((HERE / f"{which}.yaml").read_text(), which)):
        growing.keep(call, [number, len(which) if which == "old" else len(call.body)])


MAKERS = {"scenario": scenario, "import": imported, "tape": tape}


def make(which: str) -> dict[str, bytes]:
    MAKERS[WHAT](which)
    return contents()


def contents() -> dict[str, bytes]:
    files = sorted(path for path in INTO.rglob("*") if path.is_file())
    return {str(path.relative_to(INTO)): path.read_bytes() for path in files}


def killed_at(step: int) -> bool:
    """Make the new one in a child that is killed before its file operation `step`; tell whether it was."""
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
        make("new")
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def state(found: dict[str, bytes]) -> str:
    """Return which of the two is there: `old`, `new`, or `half` of them."""
    if WHAT != "tape":
        return "old" if found == old else "new" if found == new else "half"
    # A tape grows, call by call. Its sizes are those of its own calls, or are not there yet.
    calls, sizes = found["tape.yaml"], found.get("tape.chunks.json", b"")
    if calls == old["tape.yaml"]:
        return "old" if sizes in (b"", old["tape.chunks.json"]) else "half"
    is_part = calls.removesuffix(b"version: 1\n") in new["tape.yaml"]
    return "new" if is_part and sizes.removesuffix(b"]\n") in new["tape.chunks.json"] else "half"


new = make("new")
old = make("old")
step = 1
while killed_at(step):
    sweep(INTO)
    print(step, state(contents()), *sorted(path.name for path in INTO.iterdir()))  # noqa: T201
    make("old")
    step += 1
