"""Where an adapter's calls end: an upstream that plays recordings back."""

from dataclasses import dataclass
from typing import Literal

Handover = Literal["with each call", "at its start", "in the environment", "beforehand"]
"""How an adapter learns its upstream.

With each request; when it starts; from variables, which it may have read before they were set for the run; or from a
person, before the run.
"""

KEY = "sk-crosswire"


@dataclass(frozen=True, slots=True)
class Upstream:
    """The URL and the key with which an adapter calls its upstream."""

    base_url: str
    """Ends in `/v1`."""
    api_key: str = KEY

    def without_secret(self, text: str) -> str:
        """Return a text in which the URL and the key stand without the secret, which is another in every run."""
        secret = self.api_key.removeprefix(KEY).removeprefix("-")
        return text.replace(f"/{secret}", "").replace(f"-{secret}", "") if secret else text
