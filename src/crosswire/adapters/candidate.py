"""A candidate: an adapter as the harness calls it."""

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crosswire.facts import ShapeName
from crosswire.upstreams import Upstream

Answered = Mapping[str, Any] | Iterable[Mapping[str, Any]] | AsyncIterable[Mapping[str, Any]]

Serve = Callable[[dict[str, Any], Upstream], Answered | Awaitable[Answered]]
"""Serve one request over an upstream of the other shape: return the answer's JSON, or the JSON of a stream's frames.

An exception with a `status_code` is an error answer; its `body` and the `headers` of its `response` are the answer's.
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An adapter, loaded: what it serves, and what it says of itself."""

    name: str
    serves: Mapping[ShapeName, Serve]
    version: str | None = None
    declares: Mapping[str, str] = field(default_factory=dict)
    """Requirement id → what the adapter does instead."""
