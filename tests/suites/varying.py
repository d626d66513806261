"""Known-bad adapters whose fault shows only over HTTP, or only under a variation."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from operator import add
from typing import Any
from unittest import mock

import httpx

from crosswire import reference
from crosswire.adapters.candidate import Candidate
from crosswire.adapters.servers.over_http import over_http
from crosswire.facts import ShapeName
from crosswire.reference.server import Server
from crosswire.upstreams.loopback_server import Running
from crosswire.upstreams.ports import listening_socket
from crosswire.wire.serving import HOST

Serve = Callable[[Any, Any], Any]
App = Callable[[Any, Any, Any], Any]

PATHS: Mapping[ShapeName, str] = {"chat": "/v1/chat/completions", "responses": "/v1/responses"}


def as_it_is(value: Any) -> Any:
    """Return the value as it is."""
    return value


@dataclass(frozen=True)
class Varied:
    """One wrong adapter, named after how it is wrong."""

    name: str
    serves: ShapeName
    fails: frozenset[str]
    """Ids of the requirements that it must fail under its variations. It must fail no other."""
    under: Collection[str] = ("",)
    """Names of the variations that show its fault; `""` where plain HTTP shows it."""
    breaks: Callable[[Serve], Serve] = as_it_is
    """Wraps the reference adapter's function, in process."""
    app: Callable[[App], App] | None = None
    """Wraps the reference adapter's server."""
    patched: Callable[[], AbstractContextManager[object]] = nullcontext
    """Replaces something in the reference adapter while it serves."""
    bugs: frozenset[str] = frozenset()
    """Ids of the classes of bugs reported in the field that it shows."""
    declares: Mapping[str, str] = field(default_factory=lambda: reference.declares)

    @contextmanager
    def candidate(self, upstream_url: str) -> Iterator[Candidate]:
        """Run it as a candidate that serves one API."""
        with self.patched():
            if self.app:
                with served(self.app(Server(f"{upstream_url}/v1", "sk-crosswire"))) as url:
                    yield over(url, self.name, [self.serves], self.declares)
            else:
                serve = self.breaks(getattr(reference, self.serves))
                yield Candidate(self.name, {self.serves: serve}, declares=self.declares)


def varied(
    name: str, serves: ShapeName, fails: str, under: Collection[str] = ("",), bugs: str = "", **more: Any
) -> Varied:
    """Make a known-bad adapter; `fails` and `bugs` are ids, separated by blanks."""
    return Varied(name, serves, frozenset(fails.split()), tuple(under), bugs=frozenset(bugs.split()), **more)


def over(url: str, name: str, serves: Collection[ShapeName], declares: Mapping[str, str]) -> Candidate:
    """Return a candidate that is a server."""
    functions: Mapping[ShapeName, Any] = {shape: over_http(partial(add, url, PATHS[shape])) for shape in serves}
    return Candidate(name, functions, declares=declares, over_http=True, on_loopback=True, handover="beforehand")


@contextmanager
def served(app: App) -> Iterator[str]:
    """Serve an ASGI app on a free port; yield its address."""
    listening = listening_socket(0)
    port = listening.getsockname()[1]
    running = Running(listening, app)
    try:
        yield f"http://{HOST}:{port}"
    finally:
        running.stop()


PATIENT = {**reference.declares, "ROBUST-8": "gives up after a while"}
"""What the reference adapter would declare if it gave up soon."""


def giving_up_soon() -> AbstractContextManager[object]:
    """Let the reference adapter wait for bytes no longer than 50 milliseconds."""
    return mock.patch.object(reference.http, "TIMEOUT", httpx.Timeout(0.05, connect=10))
