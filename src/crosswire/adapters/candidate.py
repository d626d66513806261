"""A candidate: a loaded adapter, as the harness calls it."""

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from crosswire.facts import Json, ShapeName
from crosswire.upstreams import Handover, Upstream

Answered = Mapping[str, Any] | Iterable[Mapping[str, Any]] | AsyncIterable[Mapping[str, Any]]

Serve = Callable[[dict[str, Any], Upstream], Answered | Awaitable[Answered]]
"""Serves one request over an upstream of the other shape: returns the answer's JSON, or the JSON of a stream's frames.

An exception with the status of an HTTP error is an error answer: see `error_answers.py`.
"""


class Process(Protocol):
    """What runs an adapter outside of this process: a gateway or a worker."""

    def open(self, serves: ShapeName, upstream: Upstream) -> None:
        """Start the adapter, if it does not run, also after it has died.

        The upstream is the same for the whole run where the handover is not "with each call".

        Raises:
            AdapterUnusable: the adapter cannot be started, or is never ready.
        """

    def kill(self, serves: ShapeName) -> None:
        """End the adapter at once, after a hang. The next `open` starts it again."""

    def log(self, serves: ShapeName) -> str:
        """Return the end of the adapter's output."""

    def close(self) -> None:
        """End all processes, with their children."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A loaded adapter: the functions that serve, and what the adapter says about itself."""

    name: str
    serves: Mapping[ShapeName, Serve]
    version: str | None = None
    declares: Mapping[str, str] = field(default_factory=dict)
    """Requirement id → what the adapter does instead."""
    models: Mapping[ShapeName, str] = field(default_factory=dict)
    """What a client of an API calls the scenario's `{model}`, when it has another name for it."""
    process: Process | None = None
    """What runs the adapter outside of this process. None when it runs in this one."""
    over_http: bool = False
    """Whether the client asks over HTTP. Then status, headers and bytes can be judged."""
    on_loopback: bool = False
    """Whether the adapter needs an upstream that listens on loopback, since this process cannot answer its calls."""
    handover: Handover = "with each call"
    """When the adapter learns its upstream."""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """The credentials in its description, which no report may hold."""
    language: str = "Python"
    runs: str = "in process"
    """How it runs, as the report says it."""

    @property
    def in_process(self) -> bool:
        """Whether the adapter gets the client's request as a Python object."""
        return self.process is None and not self.over_http

    def client_model(self, serves: ShapeName, request: Json) -> str | None:
        """Return what the client calls the model of a request; None when it uses the scenario's name."""
        template, name = self.models.get(serves), request.get("model") if isinstance(request, dict) else None
        return template.replace("{model}", name) if template and isinstance(name, str) else None
