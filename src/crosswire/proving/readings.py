"""What a witness reads in a stream: JSON that two streams are compared by, or nothing and why."""

from collections.abc import Sequence
from typing import Protocol

from crosswire.clients.views import Unread
from crosswire.facts import Json, ShapeName


class Witness(Protocol):
    """A client library that reads streams as its users do."""

    def read(self, serves: ShapeName, frames: Sequence[Json]) -> Json | Unread:
        """Return what it finds.

        Raises:
            CrosswireError: it cannot be asked.
        """

    def close(self) -> None:
        """End what it has started."""
