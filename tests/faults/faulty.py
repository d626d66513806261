"""An adapter with every fault of the table: the request decides which one it has. It runs as each kind of adapter.

The file beside it, `assigned.json`, maps the hash of a request's messages to a fault. Other requests are answered
rightly. `python faulty.py PORT UPSTREAM` serves the app as a gateway.
"""

import asyncio
import ctypes
import hashlib
import inspect
import json
import os
import posix
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crosswire import errors, reference, requirements

FILE = Path(__file__).parent / "assigned.json"
ASSIGNED = json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
LARGE = 100_000_000
MEGABYTE = b"0" * 2**20

serves = ["chat"]


def fails(*_: object) -> Any:
    """Fail, as an attribute or a method."""
    raise ZeroDivisionError


class StrRaises(Exception):
    __str__ = fails


class ReprRaises(Exception):
    __repr__ = fails


class StatusRaises(Exception):
    status_code = property(fails)


class BodyRaises(Exception):
    status_code = 400
    body = property(fails)


class HeadersRaise(Exception):
    status_code = 400
    headers = property(fails)


class EqualRaises(Exception):
    __eq__ = fails

    def __hash__(self) -> int:
        raise ZeroDivisionError


class NameRaises(type):
    __name__ = property(fails)


class Unnamed(Exception, metaclass=NameRaises):
    pass


class StatusExits(Exception):
    @property
    def status_code(self) -> int:
        raise SystemExit(0)


class Refused(Exception):
    status_code = 400

    def __init__(self, body: Any = None, headers: Any = None) -> None:
        self.body = {"error": {"message": "refused"}} if body is None else body
        self.headers = headers or {}


class Unusual(BaseException):
    """Neither an Exception nor one of Python's own."""


class ClassRaises:
    __class__ = property(fails)


def thrown(error: BaseException) -> Any:
    raise error


def with_filename(name: Any) -> SyntaxError:
    error = SyntaxError("no")
    error.filename = name
    return error


def circular() -> Exception:
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    return one


def deep() -> Any:
    return deep()


def leave_threads(*, daemon: bool) -> None:
    def work() -> None:
        while threading.main_thread().is_alive():
            time.sleep(0.001)
            __import__("decimal").Decimal(1)

    for _ in range(8):
        threading.Thread(target=work, daemon=daemon).start()


def set_attribute(holder: Any, name: str, value: Any) -> None:
    setattr(holder, name, value)


Fault = Callable[[], Any]
"""It raises, or returns what is answered, or None: then a right answer follows."""

LOOKED_AT: dict[str, Fault] = {
    "str-raises": lambda: thrown(StrRaises()),
    "repr-raises": lambda: thrown(ReprRaises()),
    "status-raises": lambda: thrown(StatusRaises()),
    "status-exits": lambda: thrown(StatusExits()),
    "body-raises": lambda: thrown(BodyRaises()),
    "headers-raise": lambda: thrown(HeadersRaise()),
    "equal-raises": lambda: thrown(EqualRaises()),
    "name-raises": lambda: thrown(Unnamed()),
    "file-name-is-a-number": lambda: thrown(with_filename(5)),
    "causes-in-a-circle": lambda: thrown(circular()),
    "class-raises": ClassRaises,
}
"""Exceptions, and an answer, that break when they are looked at."""

FOREIGN: dict[str, Fault] = {
    "raises-adapter-unusable": lambda: thrown(errors.AdapterUnusable("no")),
    "raises-scenario-invalid": lambda: thrown(errors.ScenarioInvalid("no")),
    "raises-hung": lambda: thrown(errors.Hung("no")),
    "raises-wrong-kind": lambda: thrown(errors.WrongKind("no")),
    "raises-loss": lambda: thrown(requirements.Loss([])),
    "raises-untestable": lambda: thrown(requirements.Untestable("no")),
    "raises-skip": lambda: pytest.skip("no"),
    "raises-fail": lambda: pytest.fail("no"),
    "raises-xfail": lambda: pytest.xfail("no"),
    "raises-pytest-exit": lambda: pytest.exit("no", 0),
    "raises-keyboard-interrupt": lambda: thrown(KeyboardInterrupt()),
    "raises-system-exit": lambda: thrown(SystemExit(0)),
    "raises-generator-exit": lambda: thrown(GeneratorExit()),
    "raises-cancelled": lambda: thrown(asyncio.CancelledError()),
    "raises-stop-iteration": lambda: thrown(StopIteration()),
    "raises-memory-error": lambda: thrown(MemoryError()),
    "raises-base-exception": lambda: thrown(Unusual("no")),
    "raises-exit-in-a-group": lambda: thrown(BaseExceptionGroup("no", [SystemExit(0)])),
    "recurses": deep,
}
"""Exceptions that mean something to the harness, to pytest or to Python."""

EXITS: dict[str, Fault] = {
    "os-exit": lambda: os._exit(0),
    "posix-exit": lambda: posix._exit(0),
    "os-abort": os.abort,
    "exec": lambda: os.execv("/bin/true", ["true"]),
}
"""Calls that end the process."""

KILLS: dict[str, Fault] = {
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "terminate": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "interrupt": lambda: os.kill(os.getpid(), signal.SIGINT),
    "c-exit": lambda: ctypes.CDLL(None)._exit(0),
    "crash-in-c": lambda: ctypes.string_at(0),
}
"""What ends the process, and nothing in it can prevent."""


def lower_recursion_limit(left: int) -> None:
    """Leave room for so many calls, and make more."""
    sys.setrecursionlimit(len(inspect.stack()) + left)
    descend(2 * left)


def descend(calls: int) -> None:
    """Make so many calls, each within the one before."""
    if calls:
        descend(calls - 1)


CHANGES: dict[str, Fault] = {
    "recursion-limit": lambda: lower_recursion_limit(60),
    "patches-json-loads": lambda: set_attribute(json, "loads", fails),
    "patches-json-dumps": lambda: set_attribute(json, "dumps", fails),
    "patches-socket": lambda: set_attribute(__import__("socket"), "socket", fails),
    "patches-time": lambda: set_attribute(time, "time", fails),
    "patches-getcwd": lambda: set_attribute(os, "getcwd", fails),
    "closes-stdout": lambda: sys.stdout.close(),
    "closes-stderr": lambda: sys.stderr.close(),
    "removes-stdout": lambda: set_attribute(sys, "stdout", None),
    "changes-folder": lambda: os.chdir("/"),
    "empties-environment": os.environ.clear,
    "leaves-threads": lambda: leave_threads(daemon=True),
    "leaves-threads-that-keep-the-process": lambda: leave_threads(daemon=False),
}
"""What the harness uses too, changed; then a right answer."""

ENDLESS: dict[str, Fault] = {
    "sleeps": lambda: time.sleep(3600),
    "holds-with-a-regex": lambda: re.match(r"(a+)+$", "a" * 64 + "b"),
    "holds-with-a-power": lambda: 3 ** (10**9),
}
"""Calls that do not end."""

LARGE_ONES: dict[str, Fault] = {
    "message-of-100-mb": lambda: thrown(ValueError("x" * LARGE)),
    "error-body-of-100-mb": lambda: thrown(Refused({"error": {"message": "x" * LARGE}})),
    "error-header-of-100-mb": lambda: thrown(Refused(headers={"x": "x" * LARGE})),
    "prints-100-mb": lambda: print("x" * LARGE),
}
"""Too much to read."""

FAULTS = LOOKED_AT | FOREIGN | EXITS | KILLS | CHANGES | ENDLESS | LARGE_ONES


def fault_of(request: Any) -> str | None:
    """Return the name of the fault that a request has."""
    messages = json.dumps(request.get("messages"), sort_keys=True)
    return ASSIGNED.get(hashlib.sha256(messages.encode()).hexdigest())


def chat(request: Any, upstream: Any) -> Any:
    """Serve a request."""
    name = fault_of(request)
    answer = FAULTS[name]() if name else None
    return reference.chat(request, upstream) if answer is None else answer


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Serve a request over HTTP: exceptions with a status as an error answer, others as the server has them."""
    if scope["type"] != "http":
        return
    message = await receive()
    body = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    upstream = SimpleNamespace(base_url=os.environ.get("CROSSWIRE_UPSTREAM", UPSTREAM), api_key="sk-none")
    status, headers, answer = 200, dict[str, str](), None
    try:
        answer = chat(json.loads(body), upstream)
    except Refused as error:
        status, headers, answer = error.status_code, error.headers, error.body
    labels = [
        (name.encode(), value.encode()) for name, value in {"content-type": "application/json", **headers}.items()
    ]
    await send({"type": "http.response.start", "status": status, "headers": labels})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


UPSTREAM = sys.argv[2] if __name__ == "__main__" else ""

if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, port=int(sys.argv[1]), log_level="critical", lifespan="off")
