"""Workers for tests: a program whose requests say, in Python, what it does."""

import sys
from pathlib import Path

from crosswire.adapters import Candidate
from crosswire.adapters.descriptions.description import Description, WorkerDescription
from crosswire.adapters.workers.worker import worker_candidate
from crosswire.limits import LIMITS, Limits

HELLO = 'say(crosswire=1, name="does", version="7", serves=["chat"], declares={"MUST-1": "it is left out"})'

DOES = """\
import json, os, signal, subprocess, sys, threading

def say(**said):
    print(json.dumps(said), flush=True)

def hear():
    return json.loads(sys.stdin.readline() or sys.exit())

%s
held = []
while True:
    asked = hear()
    if "cancel" not in asked:
        id_, do = asked["id"], asked["request"]["do"]
        exec(do)
"""


def does(
    folder: Path, limits: Limits = LIMITS, *, hello: str = HELLO, begin: str = "", python: str = sys.executable
) -> Candidate:
    """Start a worker that executes the `do` of each request."""
    (folder / "worker.py").write_text(DOES % f"{begin}\n{hello}", encoding="utf-8")
    described = Description(name="does", here=folder, serves=("chat",))
    return worker_candidate(described, WorkerDescription((python, "{here}/worker.py")), limits)
