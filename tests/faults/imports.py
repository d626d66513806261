"""Adapters that end their process while they are imported, or before they listen: what becomes of the run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tests.faults.table import CUT_SHORT

NONE = "none"
"""No report: neither of this run nor of an earlier one."""
FAULTS: Mapping[str, str] = {
    "os-exit": "import os; os._exit(0)",
    "abort": "import os; os.abort()",
    "sys-exit": "import sys; sys.exit(0)",
    "raises": "1 / 0",
    "c-exit": "import ctypes; ctypes.CDLL(None)._exit(0)",
    "kill": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
}
"""The program of an adapter, by the name of its fault."""
DESCRIPTIONS: Mapping[str, str] = {
    "worker": 'name = "ends"\n[worker]\ncommand = ["{python}", "{here}/ends.py"]\n',
    "gateway": 'name = "ends"\n[gateway]\ncommand = ["{python}", "{here}/ends.py", "{port}", "{upstream}"]\n',
}
Imported = Literal["function", "worker", "gateway"]
"""How the adapter runs. An ASGI app is imported as a function is."""


@dataclass(frozen=True, slots=True)
class Import:
    """A fault of an adapter that runs in one way, in a run without workers of xdist or with two."""

    fault: str
    attachment: Imported
    workers: Literal[0, 2]
    status: int = 4
    report: str = NONE


def _rows() -> Iterator[Import]:
    for fault in ("os-exit", "abort", "sys-exit", "raises"):
        yield Import(fault, "function", 0)
    yield Import("c-exit", "function", 0, report=CUT_SHORT)
    yield Import("kill", "function", 0, status=-9, report=CUT_SHORT)
    for fault in ("os-exit", "c-exit", "kill"):
        yield Import(fault, "function", 2)
    yield Import("c-exit", "worker", 0)
    yield Import("c-exit", "gateway", 0)
    yield Import("kill", "gateway", 2)


IMPORTS: Sequence[Import] = tuple(_rows())
