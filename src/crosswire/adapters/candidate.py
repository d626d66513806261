"""A candidate: an adapter as the harness calls it."""

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from crosswire.facts import Json, ShapeName
from crosswire.upstreams import Upstream

Answered = Mapping[str, Any] | Iterable[Mapping[str, Any]] | AsyncIterable[Mapping[str, Any]]

Serve = Callable[[dict[str, Any], Upstream], Answered | Awaitable[Answered]]
"""Serve one request over an upstream of the other shape: return the answer's JSON, or the JSON of a stream's frames.

An exception with an HTTP error's status is an error answer, with the body and headers that it has; error_answers.py.
"""


class Process(Protocol):
    """What runs an adapter outside of this process: a gateway's server or a worker, one for each direction."""

    def open(self, serves: ShapeName, upstream: Upstream) -> None:
        """Make sure that it runs: start it, also again where it has died. The upstream is the same for the whole run.

        Raises:
            AdapterUnusable: it cannot be started, or is never ready.
        """

    def kill(self, serves: ShapeName) -> None:
        """End it at once, after a hang; the next `open` starts it again."""

    def log(self, serves: ShapeName) -> str:
        """Return the end of what it printed."""

    def close(self) -> None:
        """End all of it, with its children."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An adapter, loaded: what it serves, and what it says of itself."""

    name: str
    serves: Mapping[ShapeName, Serve]
    version: str | None = None
    declares: Mapping[str, str] = field(default_factory=dict)
    """Requirement id → what the adapter does instead."""
    models: Mapping[ShapeName, str] = field(default_factory=dict)
    """What a client of each API calls the scenario's `{model}`, where it calls it otherwise."""
    process: Process | None = None
    """What runs it outside of this process."""
    over_http: bool = False
    """Whether its client's side is HTTP, so that status, headers and bytes can be judged."""
    on_loopback: bool = False
    """Whether its calls cannot be answered within this process: they end at the loopback upstream."""
    language: str = "Python"
    runs: str = "in process"
    """How it runs, in words."""

    @property
    def in_process(self) -> bool:
        """Whether it is handed the client's request as an object of this process."""
        return self.process is None and not self.over_http

    def client_model(self, serves: ShapeName, request: Json) -> str | None:
        """Return what the client calls the model of a request; `None` where it is the scenario's own name."""
        template, name = self.models.get(serves), request.get("model") if isinstance(request, dict) else None
        return template.replace("{model}", name) if template and isinstance(name, str) else None
