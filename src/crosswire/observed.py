"""What was observed of a call to the adapter, beside the payloads that came by."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crosswire.facts import Json


@dataclass(frozen=True, slots=True)
class Observed:
    """What the client and the upstream saw of one call. The variation says what was done to it."""

    request_after: Json = None
    """The request object that an adapter in this process was given, as it left it."""
    attempts: int = 0
    """How many times the adapter asked the upstream for this answer."""
    is_malformed: bool = False
    """Whether what the client sent is no request: then the turn's `request` is its text."""
    may_fail: bool = False
    """Whether an error is a right answer: the upstream's could not be had, or is very large."""
    streamed_early: bool = False
    """Whether words reached the client while the upstream held back its end."""
    hung_up: bool = False
    """Whether the adapter left the upstream when its client had left."""
    client_model: str | None = None
    """What the client calls the model, where the adapter's description gives it another name than the scenario's."""
    sent_headers: Mapping[str, str] = field(default_factory=dict)
    """The headers of the request that reached the upstream, their names in lower case."""


NOTHING = Observed()
