"""An adapter that ends the process it runs in fails the call, and ends nothing."""

import asyncio
import os
import sys
import threading

import pytest

from crosswire.adapters.calling import Caller, Served
from crosswire.adapters.exits import contained
from crosswire.errors import Crashed
from crosswire.upstreams import Upstream

# pytest sees the end of an adapter's own thread; a run of the suites looks away.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

UPSTREAM = Upstream("https://x.upstream.invalid/v1")
LONG = 60.0
"""Seconds that only a broken test takes."""


@pytest.fixture
def caller():
    caller = Caller(deadline=LONG)
    with contained(caller.end):
        yield caller
    caller.close()


def exits(*_):
    os._exit(0)


def aborts(*_):
    os.abort()


async def exits_async(*_):
    await asyncio.sleep(0)
    os._exit(status=0)


def exits_amid_a_stream(*_):
    yield {}
    os._exit(0)


def exits_and_answers(*_):
    try:
        os._exit(0)
    except BaseException:
        return {}


def exits_in_a_thread(*_):
    threading.Thread(target=exits).start()
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
def test_an_end_of_the_process_is_a_crash_of_the_call(serve, mode, called, caller):
    """Wherever it is called, and whatever the adapter makes of it; it says where, and the next call goes on."""
    with pytest.raises(
        Crashed, match=rf"^the adapter called {called} \(test_exits\.py:\d+\), which ends the whole process$"
    ):
        caller.call(serve, {}, UPSTREAM, mode)

    assert Served({}) == caller.call(lambda *_: {}, {}, UPSTREAM, "json")


def test_an_end_between_two_calls_fails_the_next(caller):
    """What an adapter left running is the adapter's."""
    released, ended = threading.Event(), threading.Event()

    def late():
        released.wait(LONG)
        try:
            os._exit(0)
        finally:
            ended.set()

    def serve(*_):
        threading.Thread(target=late).start()
        return {}

    caller.call(serve, {}, UPSTREAM, "json")
    released.set()
    ended.wait(LONG)

    with pytest.raises(Crashed, match="which ends the whole process"):
        caller.call(lambda *_: {}, {}, UPSTREAM, "json")
    assert Served({}) == caller.call(lambda *_: {}, {}, UPSTREAM, "json")


@pytest.mark.parametrize("serve", [exits, exits_async, lambda *_: sys.exit(3)])
def test_calls_made_together_fail_together(serve, caller):
    """None waits for its deadline, and the next call goes on."""
    failures = caller.call_together(serve, [{}] * 4, UPSTREAM, "json")

    assert [Crashed] * 4 == [type(failure) for failure in failures]
    assert Served({}) == caller.call(lambda *_: {}, {}, UPSTREAM, "json")


def test_a_task_that_ends_the_loop_ends_no_run(caller):
    """A task of the adapter's own that calls `sys.exit` fails what is under way."""

    async def exiting():
        sys.exit(3)

    async def serve(*_):
        await asyncio.gather(asyncio.ensure_future(exiting()), asyncio.Event().wait())

    failures = caller.call_together(serve, [{}] * 4, UPSTREAM, "json")

    assert [Crashed] * 4 == [type(failure) for failure in failures]
    assert Served({}) == caller.call(lambda *_: {}, {}, UPSTREAM, "json")


def test_what_ends_the_loop_at_its_close_is_not_told(caller, monkeypatch):
    """The second task of an adapter that calls `sys.exit` in two is only run when the loop is closed."""
    told, threads = [], []
    monkeypatch.setattr(threading, "excepthook", told.append)

    async def exiting():
        sys.exit(3)

    async def serve(*_):
        threads.append(threading.current_thread())
        await asyncio.gather(exiting(), exiting())

    with pytest.raises(Crashed):
        caller.call(serve, {}, UPSTREAM, "json")
    caller.close()
    threads[0].join(LONG)

    assert [] == told


def test_a_forked_child_ends_as_it_likes():
    """Only this process is kept."""
    with contained():
        child = os.fork()
        if not child:
            os._exit(7)
        _, status = os.waitpid(child, 0)

    assert 7 == os.waitstatus_to_exitcode(status)


def test_the_functions_come_back():
    """What runs later in this process finds the ones that it knew."""
    before = os._exit, os.abort
    with contained():
        pass

    assert before == (os._exit, os.abort)
