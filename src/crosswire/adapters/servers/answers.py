"""The answer of an adapter that is asked over HTTP, without what asks it."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from crosswire.errors import WrongKind
from crosswire.facts import Json, Mode
from crosswire.served import HttpSeen


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer: the body of a whole one, or a stream's frames as they come; and what only HTTP shows of it."""

    seen: HttpSeen
    body: Json | AsyncGenerator[Json]

    def in_mode(self, mode: Mode) -> Json | AsyncGenerator[Json]:
        """Return the body for a client that asked in this mode.

        Raises:
            WrongKind: the client asked for a stream, and the body is whole.
        """
        if mode == "stream" and not isinstance(self.body, AsyncGenerator):
            raise other_kind("a stream", self.seen)
        return self.body


class HttpError(Exception):
    """An answer with an error status, and its body: JSON, or else text."""

    def __init__(self, seen: HttpSeen, body: Json) -> None:
        super().__init__(f"{seen.status}")
        self.seen = seen
        self.body = body


def other_kind(asked: str, seen: HttpSeen) -> WrongKind:
    """Return the error of an answer that is not of the kind that was asked for."""
    kind = seen.headers.get("content-type", "no content-type")
    return WrongKind(f"the adapter was asked for {asked} and answered with {kind}")
