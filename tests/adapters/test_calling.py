"""Calling a candidate: what is an answer, what is an error answer, what is a crash, and what is a hang."""

import asyncio
import gc
import json
import sys
import threading
from concurrent import futures
from contextlib import contextmanager

import httpx
import openai
import pytest

from crosswire.adapters.calling import Caller, Served
from crosswire.adapters.error_answers import ErrorAnswer
from crosswire.errors import AdapterUnusable, Crashed, Hung, WrongKind
from crosswire.upstreams import Upstream

UPSTREAM = Upstream("https://x.upstream.invalid/v1")
ANSWER = {"id": "a", "n": 1.0}
LONG = 60.0
"""Seconds that only a broken test takes."""

FRAMES = [{"n": 1}, {"n": 2}]


@pytest.fixture
def caller():
    caller = Caller(deadline=LONG)
    yield caller
    caller.close()


@pytest.fixture
def hasty():
    """A caller for those that hang."""
    caller = Caller(deadline=0.2)
    yield caller
    caller.close()


@pytest.fixture
def released():
    """An event that nobody sets before the test is over."""
    event = threading.Event()
    yield event
    event.set()


@contextmanager
def started():
    """Collect the threads for adapters that are there at the end, and were not at the beginning."""
    before, new = {*threading.enumerate()}, []
    yield new
    new += [thread for thread in threading.enumerate() if thread not in before and thread.name == "crosswire-adapter"]


def whole(request, upstream):
    return {**ANSWER, "asked": request, "key": upstream.api_key}


async def whole_async(request, upstream):
    await asyncio.sleep(0)
    return whole(request, upstream)


def whole_through_a_loop_of_its_own(request, upstream):
    return asyncio.run(whole_async(request, upstream))


class Whole:
    """An object that can be called."""

    async def __call__(self, request, upstream):
        return whole(request, upstream)


@pytest.mark.parametrize("serve", [whole, whole_async, whole_through_a_loop_of_its_own, Whole()])
def test_a_whole_answer_is_a_dict(serve, caller):
    """A function may be sync, async, run a loop of its own, or be an object: the answer is the dict."""
    assert Served({**ANSWER, "asked": {"q": 1}, "key": "sk-crosswire"}) == caller.call(
        serve, {"q": 1}, UPSTREAM, "json"
    )


def a_list(*_):
    return FRAMES


def a_generator(*_):
    yield from FRAMES


async def an_async_generator(*_):
    for frame in FRAMES:
        await asyncio.sleep(0)
        yield frame


async def a_coroutine_for_a_list(*_):
    return FRAMES


async def a_coroutine_for_a_generator(request, upstream):
    return a_generator(request, upstream)


async def a_coroutine_for_an_async_generator(request, upstream):
    return an_async_generator(request, upstream)


def a_generator_with_a_loop_of_its_own(request, upstream):
    yield from asyncio.run(a_coroutine_for_a_list(request, upstream))


async def a_coroutine_for_a_generator_with_a_loop_of_its_own(request, upstream):
    return a_generator_with_a_loop_of_its_own(request, upstream)


@pytest.mark.parametrize(
    "serve",
    [
        a_list,
        a_generator,
        an_async_generator,
        a_coroutine_for_a_list,
        a_coroutine_for_a_generator,
        a_coroutine_for_an_async_generator,
        a_generator_with_a_loop_of_its_own,
        a_coroutine_for_a_generator_with_a_loop_of_its_own,
    ],
)
def test_a_stream_is_an_iterable_of_dicts(serve, caller):
    """Sync or async, at once or awaited: the frames in their order."""
    assert Served(FRAMES) == caller.call(serve, {}, UPSTREAM, "stream")


def test_a_stream_of_nothing_is_a_stream(caller):
    """Whether a stream may be empty is for the requirements to say."""
    assert Served([]) == caller.call(lambda *_: [], {}, UPSTREAM, "stream")


def test_all_calls_have_one_thread_and_one_loop(caller):
    """Also beside calls that run a loop of their own: libraries keep connections with the loop that they began on."""

    async def loop_and_thread(*_):
        seen.append((asyncio.get_running_loop(), threading.current_thread()))
        return {}

    seen = []
    for serve in (loop_and_thread, whole_through_a_loop_of_its_own, loop_and_thread):
        caller.call(serve, {}, UPSTREAM, "json")

    assert seen[0] == seen[1]
    assert threading.main_thread() is not seen[0][1]


def test_a_loop_goes_on_with_what_was_left_to_it(caller):
    """A task that one call leaves behind ends during a later one."""

    async def leave(*_):
        tasks.append(asyncio.create_task(asyncio.sleep(0, "done")))
        return {}

    async def collect(*_):
        return {"task": await tasks[0]}

    tasks = []
    caller.call(leave, {}, UPSTREAM, "json")

    assert Served({"task": "done"}) == caller.call(collect, {}, UPSTREAM, "json")


def test_a_frame_counts_as_it_was_when_it_was_sent(caller):
    """An adapter may fill one dict anew for every frame."""

    def serve(*_):
        frame = {"delta": {}}
        for word in ("one", "two"):
            frame["delta"]["content"] = word
            yield frame

    assert [{"delta": {"content": "one"}}, {"delta": {"content": "two"}}] == caller.call(
        serve, {}, UPSTREAM, "stream"
    ).body


@pytest.mark.parametrize("answer", [None, "text", b"{}", [{"a": 1}], (1, 2), object, 5])
def test_a_whole_answer_of_another_kind_is_told(answer, caller):
    """Only a dict is a whole answer."""
    with pytest.raises(WrongKind) as raised:
        caller.call(lambda *_: answer, {}, UPSTREAM, "json")

    told = f"{type(answer).__name__} {answer!r}"
    assert f"the adapter returned {told} for a plain request; a dict, the answer's JSON, is due" == str(raised.value)


def test_a_stream_for_a_plain_request_is_told(caller):
    """A generator where a dict is due is of the wrong kind, async or not."""
    for serve in (a_generator, an_async_generator, a_coroutine_for_an_async_generator):
        with pytest.raises(
            WrongKind, match=r"^the adapter returned (async_)?generator <.*> for a plain request; a dict"
        ):
            caller.call(serve, {}, UPSTREAM, "json")


@pytest.mark.parametrize("answer", [None, "text", b"text", {"a": 1}, 5])
def test_a_stream_of_another_kind_is_told(answer, caller):
    """Only an iterable is a stream; a text and a dict, though they can be iterated, are none."""
    with pytest.raises(WrongKind) as raised:
        caller.call(lambda *_: answer, {}, UPSTREAM, "stream")

    told = f"{type(answer).__name__} {answer!r}"
    due = "an iterable of dicts, one a frame, is due"
    assert f"the adapter returned {told} for a streamed request; {due}" == str(raised.value)


@pytest.mark.parametrize("frame", [None, "data: {}", b"data: {}", ["a"], 5])
def test_a_frame_of_another_kind_is_told(frame, caller):
    """A frame is the dict, not its text."""

    def serve(*_):
        yield {}
        yield frame

    async def serve_async(*_):
        yield frame

    for each in (serve, serve_async):
        with pytest.raises(WrongKind) as raised:
            caller.call(each, {}, UPSTREAM, "stream")

        assert f"the adapter streamed {type(frame).__name__} {frame!r}; every frame is a dict, its JSON" == str(
            raised.value
        )


def test_what_is_long_is_cut(caller):
    """A message shows the beginning of what was returned."""
    with pytest.raises(WrongKind, match=r"returned str 'a{76}\.\.\. for a plain"):
        caller.call(lambda *_: "a" * 1000, {}, UPSTREAM, "json")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({1}, "it holds set {1}; JSON has objects, lists, strings, numbers, true, false and null"),
        (b"x", "it holds bytes b'x'; JSON has"),
        (float("nan"), "it holds NaN, which JSON does not have"),
    ],
)
@pytest.mark.parametrize("mode", ["json", "stream"])
def test_what_is_not_json_is_told(value, told, mode, caller):
    """A value inside the dict that no client could be sent."""
    answer = {"v": value}

    with pytest.raises(WrongKind) as raised:
        caller.call(lambda *_: answer if mode == "json" else [answer], {}, UPSTREAM, mode)

    assert str(raised.value).startswith(f"the adapter served dict {answer!r}, which is not JSON: {told}")


def rate_limit():
    """The official SDK's exception, as it makes it of an answer."""
    answer = httpx.Response(
        429,
        headers={"retry-after": "7", "x-request-id": "req_1"},
        json={"error": {"message": "slow down", "code": "rate_limit_exceeded"}},
        request=httpx.Request("POST", UPSTREAM.base_url),
    )
    return openai.RateLimitError("Error code: 429", response=answer, body=answer.json()["error"])


class Plain(Exception):
    """As a web framework's: a status, headers, and no body."""

    status_code = 503
    headers = {"Retry-After": 3}  # noqa: RUF012 - as frameworks have it


class Said(Exception):
    """As a library's that keeps the whole body."""

    status_code = 400
    body = {"error": {"message": "no"}, "id": 1}  # noqa: RUF012 - likewise
    response = None


@pytest.mark.parametrize(
    ("make", "status", "headers", "body"),
    [
        (
            rate_limit,
            429,
            {"retry-after": "7", "x-request-id": "req_1"},
            {"error": {"message": "slow down", "code": "rate_limit_exceeded"}},
        ),
        (lambda: Plain("busy"), 503, {"Retry-After": "3"}, {"error": {"message": "busy"}}),
        (lambda: Said("no"), 400, {}, {"error": {"message": "no"}, "id": 1}),
    ],
)
@pytest.mark.parametrize("mode", ["json", "stream"])
def test_an_exception_with_a_status_is_an_error_answer(make, status, headers, body, mode, caller):
    """Its body and headers are the answer's, whole or streamed."""

    def serve(*_):
        raise make()

    async def serve_async(*_):
        raise make()

    served = [caller.call(each, {}, UPSTREAM, mode) for each in (serve, serve_async)]

    assert [status] * 2 == [each.error.status for each in served]
    assert [body] * 2 == [each.error.body for each in served]
    assert all(headers.items() <= each.error.headers.items() for each in served)
    assert [None] * 2 == [each.body for each in served]


def test_an_error_amid_a_stream_keeps_what_came_before(caller):
    """Frames that were sent were sent."""

    def serve(*_):
        yield from FRAMES
        raise Plain("busy")

    async def serve_async(*_):
        for frame in FRAMES:
            yield frame
        raise Plain("busy")

    error = ErrorAnswer(503, {"Retry-After": "3"}, {"error": {"message": "busy"}})
    assert [Served(FRAMES, error)] * 2 == [caller.call(each, {}, UPSTREAM, "stream") for each in (serve, serve_async)]


@pytest.mark.parametrize("status", [None, "429", 4.5])
def test_a_status_that_is_no_number_is_none(status, caller):
    """An exception is an error answer by an HTTP status alone."""

    class Odd(Exception):
        status_code = status

    def serve(*_):
        raise Odd("odd")

    with pytest.raises(Crashed, match=r"^the adapter raised Odd: odd \(test_calling\.py:\d+\)$"):
        caller.call(serve, {}, UPSTREAM, "json")


every_crash = pytest.mark.parametrize(
    ("kind", "said"),
    [
        (KeyError, ["output"]),
        (TimeoutError, ["upstream"]),
        (futures.TimeoutError, []),
        (futures.CancelledError, []),
        (asyncio.CancelledError, []),
        (SystemExit, [2]),
        (KeyboardInterrupt, []),
        (GeneratorExit, []),
    ],
)


@every_crash
@pytest.mark.parametrize("mode", ["json", "stream"])
def test_any_other_exception_is_a_crash(kind, said, mode, caller):
    """Also those that would end the run or that the harness waits with; it says where, and the next call goes on."""
    error = kind(*said)

    def serve(*_):
        raise error

    with pytest.raises(Crashed) as raised:
        caller.call(serve, {}, UPSTREAM, mode)

    told = f"the adapter raised {kind.__name__}" + (f": {error}" if said else "")
    line = serve.__code__.co_firstlineno + 1
    assert f"{told} (test_calling.py:{line})" == str(raised.value)
    assert error is raised.value.__cause__
    assert "adapter" == raised.value.fault
    assert Served({}) == caller.call(lambda *_: {}, {}, UPSTREAM, "json")


@every_crash
def test_the_same_in_an_async_function(kind, said, caller):
    """The loop goes on as well."""

    async def serve(*_):
        await asyncio.sleep(0)
        raise kind(*said)

    with pytest.raises(Crashed, match=rf"^the adapter raised {kind.__name__}"):
        caller.call(serve, {}, UPSTREAM, "json")

    assert Served(FRAMES) == caller.call(an_async_generator, {}, UPSTREAM, "stream")


def test_a_crash_inside_a_library_names_both_places(caller):
    """Where the adapter calls it, and where it was raised."""

    def serve(*_):
        return json.loads("{")

    with pytest.raises(Crashed) as raised:
        caller.call(serve, {}, UPSTREAM, "json")

    line = serve.__code__.co_firstlineno + 1
    assert f"(test_calling.py:{line}, raised at json/decoder.py:" in str(raised.value)


def imports(*_):
    import not_installed  # noqa: F401 - it is not


def imports_wrapped(request, upstream):
    try:
        imports(request, upstream)
    except ImportError as error:
        raise RuntimeError("a library is missing") from error


def imports_answered(request, upstream):
    try:
        imports(request, upstream)
    except ImportError:
        raise Plain("a library is missing")  # noqa: B904 - as litellm does


async def imports_async(request, upstream):
    imports(request, upstream)


def imports_amid_a_stream(request, upstream):
    yield {}
    imports(request, upstream)


@pytest.mark.parametrize("serve", [imports, imports_wrapped, imports_answered, imports_async, imports_amid_a_stream])
def test_a_failed_import_is_the_configurations_fault(serve, caller):
    """Some libraries import an extra when a call needs it: it is to be installed, however the error is wrapped."""
    with pytest.raises(AdapterUnusable) as raised:
        caller.call(serve, {}, UPSTREAM, "stream" if serve is imports_amid_a_stream else "json")

    line = imports.__code__.co_firstlineno + 1
    assert str(raised.value).startswith(
        "an import failed inside the adapter: No module named 'not_installed' (test_call"
    )
    assert str(raised.value).endswith(f"test_calling.py:{line}); install what it needs for {sys.executable}")
    assert "configuration" == raised.value.fault


def test_an_import_error_that_was_put_away_is_none(caller):
    """`raise … from None` says that the import had nothing to do with it; who is its own cause has no other."""

    def put_away(request, upstream):
        try:
            imports(request, upstream)
        except ImportError:
            raise KeyError("x") from None

    def circular(*_):
        error = KeyError("x")
        raise error from error

    for serve in (put_away, circular):
        with pytest.raises(Crashed, match="KeyError"):
            caller.call(serve, {}, UPSTREAM, "json")


def test_blocking_code_is_hung(hasty, released):
    """What blocks is left behind in its thread, and the next call has a new one."""

    def block(*_):
        released.wait()

    def thread(*_):
        return {"thread": threading.current_thread().ident}

    with started() as threads, pytest.raises(Hung) as raised:
        hasty.call(block, {}, UPSTREAM, "json")
    (left_behind,) = threads
    hasty.deadline = LONG

    assert "the adapter did not finish within 0.2 s (--deadline)" == str(raised.value)
    assert left_behind.ident != hasty.call(thread, {}, UPSTREAM, "json").body["thread"]
    assert left_behind.is_alive()


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_a_thread_left_behind_ends_with_its_call(mode, hasty, released):
    """When what blocked goes on after all, nobody hears of it, and the thread is gone."""

    def block(*_):
        released.wait()
        raise KeyError("too late")

    with started() as threads, pytest.raises(Hung):
        hasty.call(block, {}, UPSTREAM, mode)
    (left_behind,) = threads
    released.set()
    left_behind.join(LONG)

    assert not left_behind.is_alive()


def test_awaiting_for_ever_is_hung(hasty):
    """As is an async function that nothing wakes."""

    async def wait(*_):
        await asyncio.Event().wait()

    with pytest.raises(Hung):
        hasty.call(wait, {}, UPSTREAM, "json")
    hasty.deadline = LONG

    assert Served(FRAMES) == hasty.call(an_async_generator, {}, UPSTREAM, "stream")


def endless(*_):
    while True:
        yield {}


async def endless_async(*_):
    while True:
        yield {}


@pytest.mark.parametrize("serve", [endless, endless_async])
def test_an_endless_stream_is_hung(serve, hasty):
    """One that never ends is given up at the deadline, and fills no memory from then on."""
    with started() as threads, pytest.raises(Hung):
        hasty.call(serve, {}, UPSTREAM, "stream")
    (left_behind,) = threads
    left_behind.join(LONG)

    assert not left_behind.is_alive()


def test_a_silent_stream_is_hung(hasty, released):
    """A stream that says nothing more is no answer, whatever it said before."""

    def serve(*_):
        yield {}
        released.wait()

    with pytest.raises(Hung):
        hasty.call(serve, {}, UPSTREAM, "stream")


def test_a_closed_caller_ends_its_thread_and_can_call_again():
    """Nothing is left of a run; closing twice, or before any call, is no error."""
    caller = Caller()
    caller.close()

    with started() as threads:
        caller.call(whole, {}, UPSTREAM, "json")
    (thread,) = threads
    caller.close()
    caller.close()
    thread.join(LONG)

    assert not thread.is_alive()
    assert ANSWER.items() <= caller.call(whole, {}, UPSTREAM, "json").body.items()
    caller.close()


def echo(request, _):
    return {"asked": request["n"]}


async def echo_async(request, _):
    await asyncio.sleep(0)
    return {"asked": request["n"]}


def meeting(together):
    """An adapter whose calls wait for each other: made one after the other, none would ever end."""
    barrier = threading.Barrier(together)

    def serve(request, upstream):
        barrier.wait(LONG)
        return echo(request, upstream)

    return serve


def meeting_async(together):
    """The same, asynchronous."""
    there, all_there = [], asyncio.Event()

    async def serve(request, upstream):
        there.append(request)
        if len(there) == together:
            all_there.set()
        await all_there.wait()
        return echo(request, upstream)

    return serve


@pytest.mark.parametrize("serve", [echo, echo_async, meeting(8), meeting_async(8)])
def test_calls_made_together_are_answered_each_in_its_place(serve, caller):
    """All are under way at the same time, sync ones in threads, async ones in one loop."""
    served = caller.call_together(serve, [{"n": number} for number in range(8)], UPSTREAM, "json")

    assert [Served({"asked": number}) for number in range(8)] == served


def test_one_that_fails_leaves_the_others_theirs(caller):
    """Its failure stands in its place."""

    def serve(request, upstream):
        if request["n"] == 1:
            raise RuntimeError("oops")
        return echo(request, upstream)

    first, second, third = caller.call_together(serve, [{"n": number} for number in range(3)], UPSTREAM, "json")

    assert (Served({"asked": 0}), Served({"asked": 2})) == (first, third)
    assert isinstance(second, Crashed)


def test_a_failure_leaves_nothing_behind(caller, caplog):
    """An exception that nobody fetches is logged by asyncio, wherever it is collected: all are fetched."""
    failures = caller.call_together(lambda *_: {}, [{}] * 8, UPSTREAM, "stream")
    caller.close()
    gc.collect()

    assert [WrongKind] * 8 == [type(failure) for failure in failures]
    assert [] == caplog.records


def test_those_that_hang_have_one_deadline_between_them(hasty, released):
    """Eight that hang take no longer than one; the next call is made all the same."""

    def serve(request, upstream):
        if request["n"]:
            released.wait(LONG)
        return echo(request, upstream)

    served = hasty.call_together(serve, [{"n": number} for number in range(8)], UPSTREAM, "json")

    assert Served({"asked": 0}) == served[0]
    assert [Hung] * 7 == [type(each) for each in served[1:]]
    assert Served({"asked": 0}) == hasty.call(echo, {"n": 0}, UPSTREAM, "json")


class Frames:
    """An iterator that knows when it was closed."""

    def __init__(self):
        self.closed = False
        self._left = iter(FRAMES)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._left)

    def close(self):
        self.closed = True


class AsyncFrames(Frames):
    """The same, asynchronous."""

    __iter__ = None

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return next(self._left)
        except StopIteration:
            raise StopAsyncIteration from None

    async def aclose(self):
        self.closed = True


@pytest.mark.parametrize("kind", [Frames, AsyncFrames])
@pytest.mark.parametrize("wanted", [1, 2])
def test_a_stream_is_closed_behind_its_client(kind, wanted, caller):
    """A client that goes away has the frames that it had by then; also one that stays closes what it has read."""
    frames = kind()
    served = caller.call(lambda *_: frames, {}, UPSTREAM, "stream", lambda seen: len(seen) < wanted)

    assert Served(FRAMES[:wanted]) == served
    assert frames.closed


def test_what_is_asynchronous_goes_on_while_the_client_waits(caller):
    """As in a server, whose loop never stands still."""
    done = threading.Event()
    tasks = []

    async def later():
        await asyncio.sleep(0)
        done.set()

    async def serve(request, upstream):
        tasks.append(asyncio.ensure_future(later()))
        return echo(request, upstream)

    caller.call(serve, {"n": 1}, UPSTREAM, "json")

    assert caller.idle(done, LONG)


def test_nobody_waits_for_ever(caller):
    """What does not come within its time has not come."""
    assert not caller.idle(threading.Event(), 0.01)
