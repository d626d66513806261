"""An adapter that ends the process fails its call; the process goes on."""

import asyncio
import os
import sys
import threading
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest

from crosswire.adapters.calling import Caller
from crosswire.adapters.exits import contained
from crosswire.errors import Crashed
from crosswire.facts import Mode
from crosswire.served import Served
from crosswire.upstreams import Upstream

# pytest sees the end of an adapter's own thread; a run of the suites looks away.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

UPSTREAM = Upstream("https://x.upstream.invalid/v1")
LONG = 60.0
"""Seconds that only a broken test takes."""
ENDING = "ending"
"""The name of a thread that calls `os._exit`."""


@pytest.fixture
def caller() -> Iterator[Caller]:
    caller = Caller(deadline=LONG)
    with contained(caller.end):
        yield caller
    caller.close()
    # What ends later would be told of another test, which has no such mark.
    for thread in threading.enumerate():
        if thread.name == ENDING:
            thread.join(LONG)


def exits(*_: Any) -> NoReturn:
    os._exit(0)


def aborts(*_: Any) -> NoReturn:
    os.abort()


async def exits_async(*_: Any) -> NoReturn:
    await asyncio.sleep(0)
    os._exit(status=0)


def exits_amid_a_stream(*_: Any) -> Iterator[dict[str, Any]]:
    yield {}
    os._exit(0)


def exits_and_answers(*_: Any) -> dict[str, Any]:
    try:
        os._exit(0)
    except BaseException:
        return {}


def exits_in_a_thread(*_: Any) -> None:
    threading.Thread(target=exits, name=ENDING).start()
    threading.Event().wait(LONG)


@pytest.mark.parametrize(
    ("serve", "mode", "called"),
    [
        (exits, "json", r"os\._exit\(0\)"),
        (exits, "stream", r"os\._exit\(0\)"),
        (aborts, "json", r"os\.abort\(\)"),
        (exits_async, "json", r"os\._exit\(0\)"),
        (exits_amid_a_stream, "stream", r"os\._exit\(0\)"),
        (exits_and_answers, "json", r"os\._exit\(0\)"),
        (exits_in_a_thread, "json", r"os\._exit\(0\)"),
    ],
)
def test_an_end_of_the_process_is_a_crash_of_the_call(serve: Any, mode: Mode, called: str, caller: Caller) -> None:
    """`os._exit` and `os.abort` are a crash with their line, wherever they are called; the next call works."""
    with pytest.raises(
        Crashed, match=rf"^the adapter called {called} \(test_exits\.py:\d+\), which ends the whole process$"
    ):
        caller.call(serve, {}, UPSTREAM, mode)

    assert Served({}) == caller.call(lambda *_: {}, {}, UPSTREAM, "json")


def test_an_end_between_two_calls_fails_the_next(caller: Caller) -> None:
    """An exit in a thread that outlived its call fails the next call."""
    released, ended = threading.Event(), threading.Event()

    def late() -> None:
        released.wait(LONG)
        try:
            os._exit(0)
        finally:
            ended.set()

    def serve(*_: Any) -> Any:
        threading.Thread(target=late, name=ENDING).start()
        return {}

    caller.call(serve, {}, UPSTREAM, "json")
    released.set()
    ended.wait(LONG)

    with pytest.raises(Crashed, match="which ends the whole process"):
        caller.call(lambda *_: {}, {}, UPSTREAM, "json")
    assert Served({}) == caller.call(lambda *_: {}, {}, UPSTREAM, "json")


@pytest.mark.parametrize("serve", [exits, exits_async, lambda *_: sys.exit(3)])
def test_calls_made_together_fail_together(serve: Any, caller: Caller) -> None:
    """Calls made together fail at once, without waiting for their deadline; the next call works."""
    failures = caller.call_together(serve, [{}] * 4, UPSTREAM, "json")

    assert [Crashed] * 4 == [type(failure) for failure in failures]
    assert Served({}) == caller.call(lambda *_: {}, {}, UPSTREAM, "json")


def test_a_task_that_ends_the_loop_ends_no_run(caller: Caller) -> None:
    """A task that calls `sys.exit` fails the calls that are being made, not the run."""

    async def exiting() -> None:
        sys.exit(3)

    async def serve(*_: Any) -> Any:
        await asyncio.gather(asyncio.ensure_future(exiting()), asyncio.Event().wait())

    failures = caller.call_together(serve, [{}] * 4, UPSTREAM, "json")

    assert [Crashed] * 4 == [type(failure) for failure in failures]
    assert Served({}) == caller.call(lambda *_: {}, {}, UPSTREAM, "json")


def test_what_ends_the_loop_at_its_close_is_not_told(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second `sys.exit`, which runs only when the loop is closed, prints nothing."""
    printed: list[object] = []
    threads: list[threading.Thread] = []
    monkeypatch.setattr(threading, "excepthook", printed.append)

    async def exiting() -> None:
        sys.exit(3)

    async def serve(*_: Any) -> Any:
        threads.append(threading.current_thread())
        await asyncio.gather(exiting(), exiting())

    with pytest.raises(Crashed):
        caller.call(serve, {}, UPSTREAM, "json")
    caller.close()
    threads[0].join(LONG)

    assert [] == printed


def test_a_forked_child_ends_as_it_likes() -> None:
    """A forked child may call `os._exit`."""
    with contained():
        child = os.fork()
        if not child:
            os._exit(7)
        _, status = os.waitpid(child, 0)

    assert 7 == os.waitstatus_to_exitcode(status)


def test_the_functions_come_back() -> None:
    """`os._exit` and `os.abort` are restored afterwards."""
    before = os._exit, os.abort
    with contained():
        pass

    assert before == (os._exit, os.abort)
