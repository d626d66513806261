"""One call of a candidate, as its thread makes it, and its outcome as JSON within limits."""

import inspect
import threading
from collections.abc import AsyncIterable, Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import aclosing, closing, nullcontext, suppress
from typing import Any, Protocol, cast

from crosswire.adapters.candidate import Serve
from crosswire.adapters.forks import forks_end
from crosswire.adapters.put_back import PutBack
from crosswire.adapters.raised import crash, error_answer, is_of_the_harness
from crosswire.adapters.servers.answers import HttpAnswer, HttpError
from crosswire.errors import ConfigurationError, CrosswireError, ExchangeFailed, WrongKind
from crosswire.facts import Json, Mode
from crosswire.limits import LIMITS, Limits, raising
from crosswire.served import ErrorAnswer, HttpSeen, Served
from crosswire.upstreams import Upstream
from crosswire.wire.strict_json import NotJson, Size, as_json, shown

Watch = Callable[[Sequence[Json]], bool]
"""Called with all frames of a stream after every new frame. When it returns False, the client goes away."""


class Runner(Protocol):
    """Runs a coroutine, and returns its result."""

    def run(self, coroutine: Coroutine[Any, Any, Any], /) -> Any:
        """Run it to its end."""


class Call:
    """One call in the adapter's thread. `served` is its outcome. It is cancelled when nobody waits for it any more."""

    def __init__(
        self,
        serve: Serve,
        request: Any,
        upstream: Upstream,
        mode: Mode,
        watch: Watch = lambda _: True,
        limits: Limits = LIMITS,
    ) -> None:
        self.serve = serve
        self.request = request
        self.upstream = upstream
        self.mode = mode
        self.watch = watch
        # An outcome is a value: Python would report an exception that nobody fetches at some other time.
        self.served: Future[Served | CrosswireError] = Future()
        self.thread: int | None = None
        """The id of the thread that makes the call."""
        self.changed: Sequence[str] = ()
        """What the call changed of this process, and was put back."""
        self._frames: list[Json] = []
        self.limits = limits
        self._most = Size(limits.answer_values, limits.answer_characters)
        self._left = self._most
        self._http: HttpSeen | None = None

    def settle(self, runner: Runner) -> None:
        """Make the call, and set its outcome."""
        self.thread = threading.get_ident()
        self.finish(self._outcome(runner))

    def settle_alone(self, before: PutBack, runner: Runner) -> None:
        """Make the call where no other is made; put back what it changed of this process, and set its outcome."""
        self.thread = threading.get_ident()
        outcome = self._outcome(runner)
        self.changed = before.restore()
        self.finish(outcome)

    def _outcome(self, runner: Runner) -> Served | CrosswireError:
        try:
            with forks_end():
                return self._made(runner)
        except CrosswireError as error:
            return error
        except BaseException as error:
            return crash(error, __file__, self.limits.message_characters)

    def finish(self, outcome: Served | CrosswireError) -> None:
        """Set the outcome. Only the first one counts."""
        with suppress(InvalidStateError):
            self.served.set_result(outcome)

    def _made(self, runner: Runner) -> Served:
        try:
            answer: Any = self.serve(self.request, self.upstream)
            if inspect.isawaitable(answer):
                answer = runner.run(_awaited(answer))
            if isinstance(answer, HttpAnswer):
                self._http, answer = answer.seen, answer.in_mode(self.mode)
            if self.mode == "json":
                return Served(_whole(answer, self._most), http=self._http)
            self._collect(runner, answer)
        except (ExchangeFailed, ConfigurationError) as error:
            if is_of_the_harness(error, __file__):
                raise
            raise crash(error, __file__, self.limits.message_characters) from error
        except HttpError as error:
            return Served(None, ErrorAnswer(error.seen.status, dict(error.seen.headers), error.body), error.seen)
        except BaseException as error:  # also SystemExit and KeyboardInterrupt: the adapter raised them
            return Served(self._frames or None, _bounded(self._error_answer(error), self.limits))
        return Served(self._frames, http=self._http)

    def _error_answer(self, error: BaseException) -> ErrorAnswer:
        return error_answer(error, __file__, self.limits.message_characters)

    def _collect(self, runner: Runner, answer: Any) -> None:
        if isinstance(answer, AsyncIterable):
            runner.run(self._drain(answer))
        elif isinstance(answer, Iterable) and not isinstance(answer, Mapping | str | bytes):
            with closing(cast("Any", answer)) if hasattr(answer, "close") else nullcontext():
                for frame in answer:
                    if not self._add(frame):
                        break
        else:
            expected = "an iterable of dicts, one a frame, is due"
            raise WrongKind(f"the adapter returned {shown(answer)} for a streamed request; {expected}")

    async def _drain(self, answer: AsyncIterable[Any]) -> None:
        async with aclosing(cast("Any", answer)) if hasattr(answer, "aclose") else nullcontext():
            async for frame in answer:
                if not self._add(frame):
                    break

    def _add(self, frame: Any) -> bool:
        """Add a frame; return whether the client wants more."""
        if not isinstance(frame, dict):
            raise WrongKind(f"the adapter streamed {shown(frame)}; every frame is a dict, its JSON")
        if len(self._frames) == self.limits.frames:
            raise WrongKind(
                f"the adapter streamed more than {self.limits.frames:,} frames, all that is read of a stream "
                f"{raising('frames')}"
            )
        sent, size = _as_sent(frame, self._left, self._most)
        self._left = Size(self._left.values - size.values, self._left.characters - size.characters)
        self._frames.append(sent)
        return not self.served.cancelled() and self.watch(self._frames)


async def _awaited(answer: Any) -> Any:
    return await answer


def _whole(answer: Any, most: Size) -> Json:
    if not isinstance(answer, dict):
        raise WrongKind(f"the adapter returned {shown(answer)} for a plain request; a dict, the answer's JSON, is due")
    return _as_sent(answer, most)[0]


def _bounded(answered: ErrorAnswer, limits: Limits) -> ErrorAnswer:
    """Return an error answer as JSON.

    Raises:
        WrongKind: it is not JSON, or is too large.
    """
    for name, value in answered.headers.items():
        if len(name) + len(value) > limits.header_characters:
            raise WrongKind(
                f"the adapter answered with an error whose header {name[:80]!r} is longer than "
                f"{limits.header_characters:,} characters, all that is read of one {raising('header-characters')}"
            )
    return answered._replace(
        body=_as_sent(answered.body, Size(limits.error_values, limits.error_characters, "error"))[0]
    )


def _as_sent(body: dict[str, Any], most: Size, limit: Size | None = None) -> tuple[Json, Size]:
    """Return a copy of a body as JSON, and its size: the adapter may change its object later.

    Raises:
        WrongKind: it is not JSON.
    """
    try:
        return as_json(body, most, limit)
    except NotJson as error:
        raise WrongKind(f"the adapter served {shown(body)}, which is not JSON: {error}") from error
