"""What a witness reads in a stream: JSON that two streams are compared by, or nothing and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from crosswire.facts import Json, ShapeName


@dataclass(frozen=True, slots=True)
class Unread:
    """A stream that a witness does not get through."""

    error: str
    """What the witness raises: `OpenAIError: missing role for choice 0`."""


class Witness(Protocol):
    """A client library that reads streams as its users do."""

    def read(self, serves: ShapeName, frames: Sequence[Json]) -> Json | Unread:
        """Return what it finds.

        Raises:
            CrosswireError: it cannot be asked.
        """

    def close(self) -> None:
        """End what it has started."""
