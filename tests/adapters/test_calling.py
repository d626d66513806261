"""Calls of a candidate: what counts as an answer, an error answer, a crash and a hang."""

import asyncio
import gc
import json
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import contextmanager
from typing import Any, NoReturn

import httpx
import openai
import pytest

from crosswire.adapters import Serve
from crosswire.adapters.calling import Caller
from crosswire.errors import AdapterUnusable, Crashed, Hung, WrongKind
from crosswire.facts import Mode
from crosswire.served import ErrorAnswer, Served
from crosswire.upstreams import Upstream

UPSTREAM = Upstream("https://x.upstream.invalid/v1")
ANSWER = {"id": "a", "n": 1.0}
LONG = 60.0
"""Seconds that only a broken test takes."""

FRAMES = [{"n": 1}, {"n": 2}]


@pytest.fixture
def caller() -> Iterator[Caller]:
    caller = Caller(deadline=LONG)
    yield caller
    caller.close()


@pytest.fixture
def hasty() -> Iterator[Caller]:
    """Return a caller with a short deadline, for calls that hang."""
    caller = Caller(deadline=0.2)
    yield caller
    caller.close()


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """Return an event that is set only when the test is over."""
    event = threading.Event()
    yield event
    event.set()


@contextmanager
def started() -> Iterator[list[threading.Thread]]:
    """Collect the adapters' threads that start within the `with` block and are alive at its end."""
    before = {*threading.enumerate()}
    new: list[threading.Thread] = []
    yield new
    new += [thread for thread in threading.enumerate() if thread not in before and thread.name == "crosswire-adapter"]


def whole(request: Any, upstream: Upstream) -> Any:
    return {**ANSWER, "asked": request, "key": upstream.api_key}


async def whole_async(request: Any, upstream: Upstream) -> Any:
    await asyncio.sleep(0)
    return whole(request, upstream)


def whole_through_a_loop_of_its_own(request: Any, upstream: Upstream) -> Any:
    return asyncio.run(whole_async(request, upstream))


class Whole:
    """An object that can be called."""

    async def __call__(self, request: Any, upstream: Upstream) -> Any:
        return whole(request, upstream)


@pytest.mark.parametrize("serve", [whole, whole_async, whole_through_a_loop_of_its_own, Whole()])
def test_a_whole_answer_is_a_dict(serve: Serve, caller: Caller) -> None:
    """A function may be sync, async, run its own event loop, or be an object: its answer is the dict."""
    assert Served({**ANSWER, "asked": {"q": 1}, "key": "sk-crosswire"}) == caller.call(
        serve, {"q": 1}, UPSTREAM, "json"
    )


def a_list(*_: Any) -> Any:
    return FRAMES


def a_generator(*_: Any) -> Iterator[Any]:
    yield from FRAMES


async def an_async_generator(*_: Any) -> AsyncIterator[Any]:
    for frame in FRAMES:
        await asyncio.sleep(0)
        yield frame


async def a_coroutine_for_a_list(*_: Any) -> Any:
    return FRAMES


async def a_coroutine_for_a_generator(request: Any, upstream: Upstream) -> Any:
    return a_generator(request, upstream)


async def a_coroutine_for_an_async_generator(request: Any, upstream: Upstream) -> Any:
    return an_async_generator(request, upstream)


def a_generator_with_a_loop_of_its_own(request: Any, upstream: Upstream) -> Iterator[Any]:
    yield from asyncio.run(a_coroutine_for_a_list(request, upstream))


async def a_coroutine_for_a_generator_with_a_loop_of_its_own(request: Any, upstream: Upstream) -> Any:
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
def test_a_stream_is_an_iterable_of_dicts(serve: Serve, caller: Caller) -> None:
    """A stream may be sync or async, returned or awaited; its frames come in their order."""
    assert Served(FRAMES) == caller.call(serve, {}, UPSTREAM, "stream")


def test_a_stream_of_nothing_is_a_stream(caller: Caller) -> None:
    """A stream without frames is a stream; whether it is right, the requirements decide."""
    assert Served([]) == caller.call(lambda *_: [], {}, UPSTREAM, "stream")


def test_all_calls_have_one_thread_and_one_loop(caller: Caller) -> None:
    """All calls share a thread and an event loop, also beside calls that run their own: libraries reuse connections."""

    async def loop_and_thread(*_: Any) -> Any:
        seen.append((asyncio.get_running_loop(), threading.current_thread()))
        return {}

    seen: list[tuple[asyncio.AbstractEventLoop, threading.Thread]] = []
    for serve in (loop_and_thread, whole_through_a_loop_of_its_own, loop_and_thread):
        caller.call(serve, {}, UPSTREAM, "json")

    assert seen[0] == seen[1]
    assert threading.main_thread() is not seen[0][1]


def test_a_loop_goes_on_with_what_was_left_to_it(caller: Caller) -> None:
    """A task that one call leaves behind ends during a later one."""

    async def leave(*_: Any) -> Any:
        tasks.append(asyncio.create_task(asyncio.sleep(0, "done")))
        return {}

    async def collect(*_: Any) -> Any:
        return {"task": await tasks[0]}

    tasks: list[asyncio.Future[Any]] = []
    caller.call(leave, {}, UPSTREAM, "json")

    assert Served({"task": "done"}) == caller.call(collect, {}, UPSTREAM, "json")


def test_a_frame_counts_as_it_was_when_it_was_sent(caller: Caller) -> None:
    """A frame is copied when it is sent: an adapter may fill one dict again for every frame."""

    def serve(*_: Any) -> Iterator[Any]:
        frame: dict[str, dict[str, str]] = {"delta": {}}
        for word in ("one", "two"):
            frame["delta"]["content"] = word
            yield frame

    assert [{"delta": {"content": "one"}}, {"delta": {"content": "two"}}] == caller.call(
        serve, {}, UPSTREAM, "stream"
    ).body


@pytest.mark.parametrize("answer", [None, "text", b"{}", [{"a": 1}], (1, 2), object, 5])
def test_a_whole_answer_of_another_kind_is_told(answer: Any, caller: Caller) -> None:
    """Only a dict is a whole answer."""
    with pytest.raises(WrongKind) as raised:
        caller.call(lambda *_: answer, {}, UPSTREAM, "json")

    shown = f"{type(answer).__name__} {answer!r}"
    assert f"the adapter returned {shown} for a plain request; a dict, the answer's JSON, is due" == str(raised.value)


def test_a_stream_for_a_plain_request_is_told(caller: Caller) -> None:
    """A generator for a plain request is an error, sync or async."""
    for serve in (a_generator, an_async_generator, a_coroutine_for_an_async_generator):
        with pytest.raises(
            WrongKind, match=r"^the adapter returned (async_)?generator <.*> for a plain request; a dict"
        ):
            caller.call(serve, {}, UPSTREAM, "json")


@pytest.mark.parametrize("answer", [None, "text", b"text", {"a": 1}, 5])
def test_a_stream_of_another_kind_is_told(answer: Any, caller: Caller) -> None:
    """Only an iterable of dicts is a stream; a text, bytes and a dict are none."""
    with pytest.raises(WrongKind) as raised:
        caller.call(lambda *_: answer, {}, UPSTREAM, "stream")

    shown = f"{type(answer).__name__} {answer!r}"
    expected = "an iterable of dicts, one a frame, is due"
    assert f"the adapter returned {shown} for a streamed request; {expected}" == str(raised.value)


@pytest.mark.parametrize("frame", [None, "data: {}", b"data: {}", ["a"], 5])
def test_a_frame_of_another_kind_is_told(frame: Any, caller: Caller) -> None:
    """A frame is a dict; its text or bytes are an error."""

    def serve(*_: Any) -> Iterator[Any]:
        yield {}
        yield frame

    async def serve_async(*_: Any) -> AsyncIterator[Any]:
        yield frame

    for function in (serve, serve_async):
        with pytest.raises(WrongKind) as raised:
            caller.call(function, {}, UPSTREAM, "stream")

        assert f"the adapter streamed {type(frame).__name__} {frame!r}; every frame is a dict, its JSON" == str(
            raised.value
        )


def a_long_text(*_: Any) -> Any:
    return "a" * 1000


def test_what_is_long_is_cut(caller: Caller) -> None:
    """An error message shows only the beginning of a long value."""
    with pytest.raises(WrongKind, match=r"returned str 'a{76}\.\.\. for a plain"):
        caller.call(a_long_text, {}, UPSTREAM, "json")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({1}, "it holds set {1}; JSON has objects, lists, strings, numbers, true, false and null"),
        (b"x", "it holds bytes b'x'; JSON has"),
        (float("nan"), "it holds NaN, which JSON does not have"),
    ],
)
@pytest.mark.parametrize("mode", ["json", "stream"])
def test_what_is_not_json_is_told(value: Any, shown: str, mode: Mode, caller: Caller) -> None:
    """A value that JSON does not have is an error, wherever it is in the dict."""
    answer = {"v": value}

    with pytest.raises(WrongKind) as raised:
        caller.call(lambda *_: answer if mode == "json" else [answer], {}, UPSTREAM, mode)

    assert str(raised.value).startswith(f"the adapter served dict {answer!r}, which is not JSON: {shown}")


def rate_limit() -> openai.RateLimitError:
    """Return the official SDK's exception for an answer with status 429."""
    # Newer versions of the SDK name another class in their types, and take this one.
    answer: Any = httpx.Response(
        429,
        headers={"retry-after": "7", "x-request-id": "req_1"},
        json={"error": {"message": "slow down", "code": "rate_limit_exceeded"}},
        request=httpx.Request("POST", UPSTREAM.base_url),
    )
    return openai.RateLimitError("Error code: 429", response=answer, body=answer.json()["error"])


class Plain(Exception):
    """An exception like a web framework's: a status, headers, and no body."""

    status_code = 503
    headers = {"Retry-After": 3}  # noqa: RUF012 - as frameworks have it


class WithBody(Exception):
    """An exception like a library's that has the whole body."""

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
        (lambda: WithBody("no"), 400, {}, {"error": {"message": "no"}, "id": 1}),
    ],
)
@pytest.mark.parametrize("mode", ["json", "stream"])
def test_an_exception_with_a_status_is_an_error_answer(
    make: Callable[[], Exception], status: int, headers: Mapping[str, str], body: Any, mode: Mode, caller: Caller
) -> None:
    """An exception's status, body and headers are the answer, to a plain and to a streamed request."""

    def serve(*_: Any) -> NoReturn:
        raise make()

    async def serve_async(*_: Any) -> NoReturn:
        raise make()

    served = [caller.call(function, {}, UPSTREAM, mode) for function in (serve, serve_async)]

    errors = [answer.error for answer in served if answer.error]
    assert [status] * 2 == [error.status for error in errors]
    assert [body] * 2 == [error.body for error in errors]
    assert all(headers.items() <= error.headers.items() for error in errors)
    assert [None] * 2 == [answer.body for answer in served]


def test_an_error_amid_a_stream_keeps_what_came_before(caller: Caller) -> None:
    """The frames before an error within a stream stay part of the answer."""

    def serve(*_: Any) -> Iterator[Any]:
        yield from FRAMES
        raise Plain("busy")

    async def serve_async(*_: Any) -> AsyncIterator[Any]:
        for frame in FRAMES:
            yield frame
        raise Plain("busy")

    error = ErrorAnswer(503, {"Retry-After": "3"}, {"error": {"message": "busy"}})
    assert [Served(FRAMES, error)] * 2 == [
        caller.call(function, {}, UPSTREAM, "stream") for function in (serve, serve_async)
    ]


@pytest.mark.parametrize("status", [None, "429", 4.5])
def test_a_status_that_is_no_number_is_none(status: float | str | None, caller: Caller) -> None:
    """An exception whose status is no whole number is a crash."""

    class Unusual(Exception):
        status_code = status

    def serve(*_: Any) -> NoReturn:
        raise Unusual("unusual")

    with pytest.raises(Crashed, match=r"^the adapter raised Unusual: unusual \(tests/adapters/test_calling\.py:\d+\)$"):
        caller.call(serve, {}, UPSTREAM, "json")


every_crash = pytest.mark.parametrize(
    ("kind", "arguments"),
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
def test_any_other_exception_is_a_crash(
    kind: type[BaseException], arguments: Sequence[Any], mode: Mode, caller: Caller
) -> None:
    """Any other exception is a crash with its position, also `SystemExit` and the like; the next call works."""
    error = kind(*arguments)

    def serve(*_: Any) -> NoReturn:
        raise error

    with pytest.raises(Crashed) as raised:
        caller.call(serve, {}, UPSTREAM, mode)

    shown = f"the adapter raised {kind.__name__}" + (f": {error}" if arguments else "")
    line = serve.__code__.co_firstlineno + 1
    assert f"{shown} (tests/adapters/test_calling.py:{line})" == str(raised.value)
    assert error is raised.value.__cause__
    assert "adapter" == raised.value.fault
    assert Served({}) == caller.call(lambda *_: {}, {}, UPSTREAM, "json")


@every_crash
def test_the_same_in_an_async_function(kind: type[BaseException], arguments: Sequence[Any], caller: Caller) -> None:
    """An exception in an async function is a crash, and the event loop goes on."""

    async def serve(*_: Any) -> NoReturn:
        await asyncio.sleep(0)
        raise kind(*arguments)

    with pytest.raises(Crashed, match=rf"^the adapter raised {kind.__name__}"):
        caller.call(serve, {}, UPSTREAM, "json")

    assert Served(FRAMES) == caller.call(an_async_generator, {}, UPSTREAM, "stream")


def test_a_crash_inside_a_library_names_both_places(caller: Caller) -> None:
    """The message has the line of the adapter that called the library, and the line that raised."""

    def serve(*_: Any) -> Any:
        return json.loads("{")

    with pytest.raises(Crashed) as raised:
        caller.call(serve, {}, UPSTREAM, "json")

    line = serve.__code__.co_firstlineno + 1
    assert f"(tests/adapters/test_calling.py:{line}, raised at json/decoder.py:" in str(raised.value)


def imports(*_: Any) -> Any:
    import not_installed  # type: ignore[import-not-found] # so that it fails

    return not_installed


def imports_wrapped(request: Any, upstream: Upstream) -> Any:
    try:
        return imports(request, upstream)
    except ImportError as error:
        raise RuntimeError("a library is missing") from error


def imports_answered(request: Any, upstream: Upstream) -> Any:
    try:
        return imports(request, upstream)
    except ImportError:
        raise Plain("a library is missing")  # noqa: B904 - as litellm does


async def imports_async(request: Any, upstream: Upstream) -> Any:
    return imports(request, upstream)


def imports_amid_a_stream(request: Any, upstream: Upstream) -> Iterator[Any]:
    yield {}
    imports(request, upstream)


@pytest.mark.parametrize("serve", [imports, imports_wrapped, imports_answered, imports_async, imports_amid_a_stream])
def test_a_failed_import_is_the_configurations_fault(serve: Serve, caller: Caller) -> None:
    """An import that fails during a call is an error of the configuration, however it is wrapped."""
    with pytest.raises(AdapterUnusable) as raised:
        caller.call(serve, {}, UPSTREAM, "stream" if serve is imports_amid_a_stream else "json")

    line = imports.__code__.co_firstlineno + 1
    assert str(raised.value).startswith(
        "an import failed inside the adapter: No module named 'not_installed' (tests/adapters/test_call"
    )
    assert str(raised.value).endswith(f"test_calling.py:{line}); install what it needs for {sys.executable}")
    assert "configuration" == raised.value.fault


def test_an_import_error_that_was_put_away_is_none(caller: Caller) -> None:
    """An import error behind `raise … from None`, and a cause that is the exception itself, are crashes."""

    def put_away(request: Any, upstream: Upstream) -> Any:
        try:
            return imports(request, upstream)
        except ImportError:
            raise KeyError("x") from None

    def circular(*_: Any) -> NoReturn:
        error = KeyError("x")
        raise error from error

    for serve in (put_away, circular):
        with pytest.raises(Crashed, match="KeyError"):
            caller.call(serve, {}, UPSTREAM, "json")


def test_blocking_code_is_hung(hasty: Caller, released: threading.Event) -> None:
    """Code that blocks past the deadline is left behind in its thread; the next call has a new thread."""

    def block(*_: Any) -> Any:
        released.wait()

    def thread(*_: Any) -> Any:
        return {"thread": threading.current_thread().ident}

    with started() as threads, pytest.raises(Hung) as raised:
        hasty.call(block, {}, UPSTREAM, "json")
    (left_behind,) = threads
    hasty.deadline = LONG

    assert "the adapter did not finish within 0.2 s (--deadline)" == str(raised.value)
    assert left_behind.ident != hasty.call(thread, {}, UPSTREAM, "json").body["thread"]
    assert left_behind.is_alive()


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_a_thread_left_behind_ends_with_its_call(mode: Mode, hasty: Caller, released: threading.Event) -> None:
    """A thread that was left behind ends when its call does, without any output."""

    def block(*_: Any) -> NoReturn:
        released.wait()
        raise KeyError("too late")

    with started() as threads, pytest.raises(Hung):
        hasty.call(block, {}, UPSTREAM, mode)
    (left_behind,) = threads
    released.set()
    left_behind.join(LONG)

    assert not left_behind.is_alive()


def test_awaiting_for_ever_is_hung(hasty: Caller) -> None:
    """An async function that never ends is a hang."""

    async def wait(*_: Any) -> Any:
        await asyncio.Event().wait()

    with pytest.raises(Hung):
        hasty.call(wait, {}, UPSTREAM, "json")
    hasty.deadline = LONG

    assert Served(FRAMES) == hasty.call(an_async_generator, {}, UPSTREAM, "stream")


def endless(*_: Any) -> Iterator[Any]:
    while True:
        yield {}


async def endless_async(*_: Any) -> AsyncIterator[Any]:
    while True:
        yield {}


@pytest.mark.parametrize("serve", [endless, endless_async])
def test_an_endless_stream_is_hung(serve: Serve, hasty: Caller) -> None:
    """A stream that never ends is given up at the deadline, and takes no more memory from then on."""
    with started() as threads, pytest.raises(Hung):
        hasty.call(serve, {}, UPSTREAM, "stream")
    (left_behind,) = threads
    left_behind.join(LONG)

    assert not left_behind.is_alive()


def test_a_silent_stream_is_hung(hasty: Caller, released: threading.Event) -> None:
    """A stream that stops without an end is a hang, whatever frames came before."""

    def serve(*_: Any) -> Iterator[Any]:
        yield {}
        released.wait()

    with pytest.raises(Hung):
        hasty.call(serve, {}, UPSTREAM, "stream")


def test_a_closed_caller_ends_its_thread_and_can_call_again() -> None:
    """`close` ends the thread; to close twice, or before any call, is no error."""
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


def echo(request: Any, _: Any) -> Any:
    return {"asked": request["n"]}


async def echo_async(request: Any, _: Any) -> Any:
    await asyncio.sleep(0)
    return {"asked": request["n"]}


def meeting(together: int) -> Serve:
    """Return an adapter whose calls wait for each other: one after the other, none would end."""
    barrier = threading.Barrier(together)

    def serve(request: Any, upstream: Upstream) -> Any:
        barrier.wait(LONG)
        return echo(request, upstream)

    return serve


def meeting_async(together: int) -> Serve:
    """Return an adapter whose async calls wait for each other."""
    there: list[dict[str, Any]] = []
    all_there = asyncio.Event()

    async def serve(request: Any, upstream: Upstream) -> Any:
        there.append(request)
        if len(there) == together:
            all_there.set()
        await all_there.wait()
        return echo(request, upstream)

    return serve


@pytest.mark.parametrize("serve", [echo, echo_async, meeting(8), meeting_async(8)])
def test_calls_made_together_are_answered_each_in_its_place(serve: Serve, caller: Caller) -> None:
    """Calls made together run at the same time, sync ones in threads, async ones in a loop; results keep the order."""
    served = caller.call_together(serve, [{"n": number} for number in range(8)], UPSTREAM, "json")

    assert [Served({"asked": number}) for number in range(8)] == served


def test_one_that_fails_leaves_the_others_theirs(caller: Caller) -> None:
    """One call's failure is its result; the other calls have their answers."""

    def serve(request: Any, upstream: Upstream) -> Any:
        if request["n"] == 1:
            raise RuntimeError("oops")
        return echo(request, upstream)

    first, second, third = caller.call_together(serve, [{"n": number} for number in range(3)], UPSTREAM, "json")

    assert (Served({"asked": 0}), Served({"asked": 2})) == (first, third)
    assert isinstance(second, Crashed)


def test_a_failure_leaves_nothing_behind(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    """Failures of calls made together leave nothing in the log of asyncio."""
    failures = caller.call_together(lambda *_: {}, [{}] * 8, UPSTREAM, "stream")
    caller.close()
    gc.collect()

    assert [WrongKind] * 8 == [type(failure) for failure in failures]
    assert [] == caplog.records


def test_those_that_hang_have_one_deadline_between_them(hasty: Caller, released: threading.Event) -> None:
    """Calls that hang together share one deadline; the next call works."""

    def serve(request: Any, upstream: Upstream) -> Any:
        if request["n"]:
            released.wait(LONG)
        return echo(request, upstream)

    served = hasty.call_together(serve, [{"n": number} for number in range(8)], UPSTREAM, "json")

    assert Served({"asked": 0}) == served[0]
    assert [Hung] * 7 == [type(outcome) for outcome in served[1:]]
    assert Served({"asked": 0}) == hasty.call(echo, {"n": 0}, UPSTREAM, "json")


class Frames:
    """An iterator that remembers whether it was closed."""

    def __init__(self) -> None:
        self.closed = False
        self._left = iter(FRAMES)

    def __iter__(self) -> "Frames":
        return self

    def __next__(self) -> dict[str, Any]:
        return next(self._left)

    def close(self) -> None:
        self.closed = True


class AsyncFrames:
    """An async iterator that remembers whether it was closed."""

    def __init__(self) -> None:
        self.closed = False
        self._left = iter(FRAMES)

    def __aiter__(self) -> "AsyncFrames":
        return self

    async def __anext__(self) -> dict[str, Any]:
        try:
            return next(self._left)
        except StopIteration:
            raise StopAsyncIteration from None

    async def aclose(self) -> None:
        self.closed = True


@pytest.mark.parametrize("kind", [Frames, AsyncFrames])
@pytest.mark.parametrize("wanted", [1, 2])
def test_a_stream_is_closed_behind_its_client(kind: Any, wanted: int, caller: Caller) -> None:
    """A stream is closed when its client goes away, and when it was read to its end."""
    frames = kind()
    served = caller.call(lambda *_: frames, {}, UPSTREAM, "stream", lambda seen: len(seen) < wanted)

    assert Served(FRAMES[:wanted]) == served
    assert frames.closed


def test_what_is_asynchronous_goes_on_while_the_client_waits(caller: Caller) -> None:
    """The adapter's tasks go on between calls, as in a server."""
    done = threading.Event()
    tasks: list[asyncio.Future[Any]] = []

    async def later() -> None:
        await asyncio.sleep(0)
        done.set()

    async def serve(request: Any, upstream: Upstream) -> Any:
        tasks.append(asyncio.ensure_future(later()))
        return echo(request, upstream)

    caller.call(serve, {"n": 1}, UPSTREAM, "json")

    caller.idle(done, LONG)

    assert done.is_set()


def test_nobody_waits_for_ever(caller: Caller) -> None:
    """A wait for an event that never comes ends after its time."""
    never = threading.Event()
    caller.idle(never, 0.01)

    assert not never.is_set()
