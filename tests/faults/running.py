"""One run of pytest on the adapter of faults: a scenario a fault, and one without a fault at the end."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from crosswire.facts import Answer
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import load_requirements
from tests.other_plugins import NO_OTHER_PLUGINS
from tests.plugin.running import SUITES

Attachment = Literal["function", "asgi", "worker", "gateway"]
Workers = Literal[0, 2]
"""How many workers of xdist run the tests."""
ATTACHMENTS: Sequence[Attachment] = get_args(Attachment)
FAULTY = Path(__file__).with_name("faulty.py")
DESCRIPTIONS: Mapping[str, str] = {
    "worker.toml": 'name = "faulty"\nserves = ["chat"]\n[python]\nfile = "faulty.py"\n',
    "gateway.toml": 'name = "faulty"\nserves = ["chat"]\n[gateway]\n'
    'command = ["{python}", "{here}/faulty.py", "{port}", "{upstream}"]\n',
}
TARGETS: Mapping[Attachment, str] = {
    "function": "faulty.py",
    "asgi": "faulty.py:app",
    "worker": "worker.toml",
    "gateway": "gateway.toml",
}


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    status: int
    text: str
    memory: int
    """The largest resident size of a process of the run, in bytes."""
    report: Mapping[str, Any]
    files: Mapping[str, int]
    """The size of each file of the report."""

    def read_again(self, folder: Path) -> "Ended":
        """Return the same with the report as it is now."""
        out = folder / "out"
        file = out / "report.json"
        report = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        return replace(self, report=report, files={path.name: path.stat().st_size for path in out.glob("*")})

    def row(self, fault: str) -> tuple[str, str, str]:
        """Return the verdict on a fault's scenario, whose fault it is, and its words; `missing` where there is none."""
        scenario = scenario_of(fault)
        found = [entry for entry in self.report.get("verdicts", ()) if entry["scenario"] == scenario]
        if not found:
            return "missing", "", ""
        return found[0]["verdict"], found[0]["fault"] or "", str(found[0]["received"] or found[0]["message"] or "")


PECULIAR = ("broken", "client", "failed", "faulty", "history", "large")
"""The beginnings of names of scenarios to which even a right adapter may answer with an error."""


@cache
def usable() -> Sequence[str]:
    """Return scenarios of one turn that are told apart by their messages, and that an upstream answers."""
    seen: dict[str, str] = {}
    for name, scenario in load_scenarios().items():
        if name.startswith(PECULIAR):
            continue
        asked, answered = scenario.turns["chat", "json"], scenario.turns["responses", "json"]
        answer = answered[0].answer if answered and answered[0].response else None
        if len(asked) == 1 and scenario.refusable is None and isinstance(answer, Answer) and not answer.unsayable:
            seen.setdefault(hashed(asked[0].asked_body), name)
    return [*seen.values()]


def hashed(request: Any) -> str:
    return hashlib.sha256(json.dumps(request.get("messages"), sort_keys=True).encode()).hexdigest()


@cache
def faults() -> Sequence[str]:
    """Return the names of the faults, as the adapter lists them."""
    from tests.faults.faulty import FAULTS

    return [*FAULTS]


def scenario_of(fault: str) -> str:
    """Return the scenario that shows a fault."""
    return (
        "plain_text" if fault == RIGHT else [name for name in usable() if name != "plain_text"][faults().index(fault)]
    )


RIGHT = "none"
"""What is no fault: the answer is right."""


def run(folder: Path, attachment: Attachment, chosen: Sequence[str], workers: Workers, *options: str) -> Ended:
    """Judge whether the adapter answers: once for each chosen fault, then once without one."""
    shutil.copy(FAULTY, folder)
    (folder / "assigned.json").write_text(
        json.dumps({_hash_of(scenario_of(fault)): fault for fault in chosen}), encoding="utf-8"
    )
    for name, text in DESCRIPTIONS.items():
        (folder / name).write_text(text, encoding="utf-8")
    ids = [f"{SUITES / 'test_answer.py'}::{FUNCTION}[chat-json-{scenario_of(fault)}]" for fault in [*chosen, RIGHT]]
    words = [*ids, "--adapter", TARGETS[attachment], "--report", "out", *NO_OTHER_PLUGINS]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", *words, "--clients", "none", *(["-n", str(workers)] if workers else [])]
    taken = folder / "memory"
    ran = subprocess.run(
        [sys.executable, "-c", MEASURED, str(taken), *command, *options],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=120,
    )
    memory = int(taken.read_text(encoding="utf-8")) * 1024
    return Ended(ran.returncode, ran.stdout, memory, {}, {}).read_again(folder)


MEASURED = """
import os, sys
child = os.spawnv(os.P_NOWAIT, sys.argv[2], sys.argv[2:])
_, status, used = os.wait4(child, 0)
with open(sys.argv[1], "w") as file:
    file.write(str(used.ru_maxrss))
code = os.waitstatus_to_exitcode(status)
os.kill(os.getpid(), -code) if code < 0 else os._exit(code)
"""
"""Runs a command and writes how many KiB it took. Between them is this small process: a new one begins with what its
parent holds, and the process of the tests holds much."""


@cache
def _hash_of(scenario: str) -> str:
    return hashed(load_scenarios()[scenario].turns["chat", "json"][0].asked_body)


FUNCTION = next(one.check.__name__ for one in load_requirements() if one.id == "ANSWER-1")
