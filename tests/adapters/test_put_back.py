"""What a call changes of this process is put back, whoever ends first: the call, or who waits for it."""

import collections
import concurrent.futures
import copy
import dataclasses
import hashlib
import inspect
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crosswire.adapters.calling import Caller
from crosswire.adapters.put_back import PutBack, Unclosable
from crosswire.errors import AdapterUnusable, Crashed, ExchangeFailed, Hung
from crosswire.limits import LIMITS
from crosswire.upstreams import Upstream

MOST_PRINTED = LIMITS.printed_characters
UPSTREAM = Upstream("https://x.upstream.invalid/v1")


@pytest.fixture
def caller() -> Iterator[Caller]:
    caller = Caller()
    yield caller
    caller.close()


def answering(change: Callable[[], object]) -> Callable[..., dict[str, Any]]:
    """Return an adapter that changes something, and answers."""

    def chat(*_: object) -> dict[str, Any]:
        change()
        return {}

    return chat


CHANGES: dict[str, Callable[[], object]] = {
    "sys.setrecursionlimit": lambda: sys.setrecursionlimit(sys.getrecursionlimit() + 1),
    "json.load": lambda: setattr(json, "load", None),
    "Thread.start": lambda: setattr(threading.Thread, "start", None),
    "sys.stdout": lambda: sys.stdout.close(),
    "sys.stderr": lambda: setattr(sys, "stderr", None),
    "os.environ": os.environ.clear,
    "os.chdir": lambda: os.chdir("/"),
}
PATCHED: dict[str, tuple[Any, str]] = {
    "collections.Counter": (collections, "Counter"),
    "concurrent.futures.wait": (concurrent.futures, "wait"),
    "Future.set_result": (concurrent.futures.Future, "set_result"),
    "copy.deepcopy": (copy, "deepcopy"),
    "dataclasses.replace": (dataclasses, "replace"),
    "hashlib.sha256": (hashlib, "sha256"),
    "inspect.currentframe": (inspect, "currentframe"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_put_back_and_named(name: str, caller: Caller, tmp_path: Path, monkeypatch: Any) -> None:
    """After the call all is as before, and its name is told once."""
    monkeypatch.chdir(tmp_path)
    before = (sys.getrecursionlimit(), json.load, threading.Thread.start, sys.stdout, sys.stderr, Path.cwd())
    variables = os.environ.keys()
    names = {*variables}
    caller.call(answering(CHANGES[name]), {}, UPSTREAM, "json")

    after = (sys.getrecursionlimit(), json.load, threading.Thread.start, sys.stdout, sys.stderr, Path.cwd())
    assert before == after
    assert names == {*variables}
    assert not sys.stdout.closed
    assert [name] == caller.changes()
    assert [] == caller.changes()


@pytest.mark.parametrize("name", PATCHED)
def test_a_function_is_put_back_where_it_was_replaced_or_removed(name: str, caller: Caller) -> None:
    """The judge and pytest use it when the call is over."""
    holder, attribute = PATCHED[name]
    before = vars(holder)[attribute]
    caller.call(answering(lambda: setattr(holder, attribute, None)), {}, UPSTREAM, "json")
    assert [name] == caller.changes()
    caller.call(answering(lambda: delattr(holder, attribute)), {}, UPSTREAM, "json")

    assert [name] == caller.changes()
    assert before is vars(holder)[attribute]


TAKEN = """
import builtins, threading
from crosswire.adapters import calling
from crosswire.upstreams import Upstream

calling.WAIT_INTERVAL = 0.01
go_on = threading.Event()

def chat(*_):
    del builtins.len
    go_on.wait()
    return {}

caller = calling.Caller()
try:
    caller.call(chat, {}, Upstream("https://x.upstream.invalid/v1"), "json")
except calling.Crashed as error:
    print(error)
go_on.set()
print(caller.changes())
"""


def test_what_a_call_takes_from_whoever_waits_for_it_is_its_own_failure() -> None:
    """The thread that waits meets the change before the call is over."""
    # In a process of its own: all threads of a process miss a builtin, also the one that brings xdist's next test.
    printed = subprocess.run([sys.executable, "-c", TAKEN], capture_output=True, text=True, check=True).stdout
    raised, changes = printed.splitlines()

    assert re.search(r"the adapter changed builtins\.len, .*: NameError: name 'len' is not defined", raised)
    assert "['builtins.len']" == changes


def test_a_call_that_nobody_waits_for_changes_nothing_later(caller: Caller, monkeypatch: Any) -> None:
    """After the deadline it is put back at once; the thread that goes on does not put it back again."""
    go_on, over = threading.Event(), threading.Event()
    others = {*threading.enumerate()}  # callers of other tests have threads that wait for calls

    def late(*_: object) -> dict[str, Any]:
        try:
            go_on.wait()
            return {}
        finally:
            over.set()

    caller.deadline = 0.01
    with pytest.raises(Hung):
        caller.call(late, {}, UPSTREAM, "json")
    mine = object()
    monkeypatch.setattr(sys, "stdin", mine)
    go_on.set()
    over.wait()
    for thread in {*threading.enumerate()} - others:
        if thread.name == "crosswire-adapter":
            thread.join()

    assert mine is sys.stdin


def test_once_is_enough() -> None:
    """The second time nothing is put back."""
    before = PutBack(dict(os.environ))
    first, second = before.restore(), before.restore()

    assert ([], []) == (first, second)


def test_what_a_call_prints_is_bounded(capsys: pytest.CaptureFixture[str]) -> None:
    """A text that is too long is cut, once, with a word about it."""
    stream = Unclosable(sys.stdout)
    stream.write("x" * (MOST_PRINTED + 5))
    stream.write("more")
    printed = capsys.readouterr().out

    note = f"… (more than {MOST_PRINTED:,} characters: the rest is left out; --limit printed-characters=N sets it)\n"
    assert "x" * MOST_PRINTED + note == printed


@pytest.mark.parametrize("error", [AdapterUnusable("no"), Hung("no")])
def test_our_own_errors_are_the_adapters_where_it_raises_them(error: Exception, caller: Caller) -> None:
    """An adapter that raises an error class of Crosswire has crashed: it cannot blame anybody else."""

    def chat(*_: object) -> dict[str, Any]:
        raise error

    with pytest.raises(ExchangeFailed) as found:
        caller.call(chat, {}, UPSTREAM, "json")
    assert Crashed is type(found.value)
    assert str(found.value).startswith(f"the adapter raised {type(error).__name__}: no (")
