"""Known-bad adapters whose fault shows over HTTP, or only in what a network, a host or a client does."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import httpx

from crosswire import reference
from crosswire.adapters.candidate import Candidate
from crosswire.adapters.over_http import over_http
from crosswire.facts import ShapeName
from crosswire.reference.server import Server
from crosswire.upstreams.loopback import _listening, _Running
from crosswire.wire.serving import HOST

Serve = Callable[[Any, Any], Any]
App = Callable[[Any, Any, Any], Any]

PATHS: Mapping[ShapeName, str] = {"chat": "/v1/chat/completions", "responses": "/v1/responses"}


def as_it_is(value: Any) -> Any:
    """Break nothing."""
    return value


@dataclass(frozen=True)
class Varied:
    """One wrong adapter, named after how it is wrong; under its variations it fails these, and no other."""

    name: str
    serves: ShapeName
    fails: frozenset[str]
    under: Collection[str] = ("",)
    """The variations that show it; without a name, what HTTP alone shows."""
    breaks: Callable[[Serve], Serve] = as_it_is
    """What it makes of the reference adapter, in process."""
    app: Callable[[App], App] | None = None
    """What it makes of the reference adapter's server."""
    patched: Callable[[], AbstractContextManager[object]] = nullcontext
    """What of the reference adapter it replaces while it serves."""
    bugs: frozenset[str] = frozenset()
    """The classes of bugs reported in the field that it shows."""
    declares: Mapping[str, str] = field(default_factory=lambda: reference.declares)

    @contextmanager
    def candidate(self, upstream_url: str) -> Iterator[Candidate]:
        """Run as the candidate that it is: its one direction."""
        with self.patched():
            if self.app:
                with served(self.app(Server(f"{upstream_url}/v1", "sk-crosswire"))) as url:
                    yield over(url, self.name, [self.serves], self.declares)
            else:
                serve = self.breaks(getattr(reference, self.serves))
                yield Candidate(self.name, {self.serves: serve}, declares=self.declares)


def varied(name: str, serves: Any, fails: str, under: Collection[str] = ("",), bugs: str = "", **more: Any) -> Varied:
    """Make a known-bad adapter; `fails` and `bugs` name ids, with blanks between."""
    return Varied(name, serves, frozenset(fails.split()), tuple(under), bugs=frozenset(bugs.split()), **more)


def over(url: str, name: str, serves: Collection[ShapeName], declares: Mapping[str, str]) -> Candidate:
    """Return the candidate that is a server."""
    ways = {shape: over_http(lambda shape=shape: url + PATHS[shape]) for shape in serves}  # type: ignore[misc]
    return Candidate(name, ways, declares=declares, over_http=True, on_loopback=True)


@contextmanager
def served(app: App) -> Iterator[str]:
    """Serve an ASGI app on a free port; return its address."""
    listening = _listening(0)
    port = listening.getsockname()[1]
    running = _Running(listening, app)
    try:
        yield f"http://{HOST}:{port}"
    finally:
        running.stop()


PATIENT = {**reference.declares, "ROBUST-8": "gives up after a while"}
"""What the reference adapter would say of itself if it gave up soon."""


def giving_up_soon() -> AbstractContextManager[object]:
    """Let the reference adapter wait for bytes no longer than a moment."""
    return mock.patch.object(reference.http, "TIMEOUT", httpx.Timeout(0.05, connect=10))
