"""What a text shows by itself: the secrets that form, place or words tell, and whether it holds encoded text.

It depends on the text alone. The frames of a stream, the turns and the recordings of a scenario repeat most of their
texts, so that what was looked at is remembered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from crosswire.secrets.encodings import decoded
from crosswire.secrets.forms import Found, forms_hinted, forms_in
from crosswire.secrets.running_text import named_in
from crosswire.secrets.urls import urls_in

SHORTEST, SHORTEST_ENCODED = 4, 8
"""Characters of a text that can hold a secret, and of one that can hold an encoded text."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The secrets that a text shows, and whether it holds encoded text, which is looked at on its own."""

    found: tuple[Found, ...] = ()
    is_encoded: bool = False


def look(text: str) -> Shown:
    """Return what a text shows."""
    if len(text) < SHORTEST or (len(text) < SHORTEST_ENCODED and not ("=" in text or ":" in text)):
        return _NOTHING  # a value and its name are longer, or are assigned
    return next((remembered for longest, remembered in _REMEMBERED if len(text) <= longest), _look)(text)


def _look(text: str) -> Shown:
    found = (*forms_in(text, forms_hinted(text)), *named_in(text), *urls_in(text))
    is_encoded = len(text) >= SHORTEST_ENCODED and bool(decoded(text))
    return Shown(found, is_encoded) if found or is_encoded else _NOTHING


_NOTHING = Shown()
_REMEMBERED: tuple[tuple[int, Callable[[str], Shown]], ...] = (
    (1_000, lru_cache(16_384)(_look)),
    (100_000, lru_cache(64)(_look)),
    (8_000_000, lru_cache(4)(_look)),
)
"""Short texts are remembered by the thousand, long ones as far as a few recordings have them."""
