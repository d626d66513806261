"""What an adapter served: the values that a call returns, for whoever judges them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crosswire.facts import Json


class ErrorAnswer(NamedTuple):
    """An error answer: an HTTP error status with its headers and body, or an exception that has them."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(slots=True)
class HttpSeen:
    """What only HTTP shows of an answer. The reader of a stream fills it while it reads."""

    status: int
    headers: Mapping[str, str]
    events: list[tuple[str, str]] = field(default_factory=list)
    """The events of a stream as (name, data), `[DONE]` included. An event without a name is called `message`."""
    broken: bool = False
    """Whether the connection broke before the answer was complete."""


@dataclass(frozen=True, slots=True)
class Served:
    """What the client received: the JSON of a whole answer, or the list of a stream's frames."""

    body: Json
    error: ErrorAnswer | None = None
    """The error answer that came instead of an answer, or that ended a stream."""
    http: HttpSeen | None = None
    """What only HTTP shows. None when the adapter is not a server."""
