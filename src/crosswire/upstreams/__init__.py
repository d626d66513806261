"""Where an adapter's calls end: an upstream that plays recordings back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upstream:
    """The URL and the key with which an adapter calls its upstream."""

    base_url: str
    """Ends in `/v1`."""
    api_key: str = "sk-crosswire"
