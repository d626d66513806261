"""What a text shows by itself: the secrets that form, place or words tell, and whether it holds encoded text.

It depends on the text alone. The frames of a stream, the turns and the recordings of a scenario repeat most of their
texts, so that what was looked at is remembered.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TypeVar

from crosswire.secrets.encodings import holds_encoded, is_encoded_text
from crosswire.secrets.forms import Found, forms_in, of_forms
from crosswire.secrets.lazy import regex
from crosswire.secrets.running_text import named_in
from crosswire.secrets.urls import urls_in
from crosswire.secrets.views import as_written, long_runs, views

SHORTEST, SHORTEST_WORD, SHORTEST_ENCODED = 4, 2, 8
"""Characters of a text that can hold a secret, of a word of it or of a command, and of one that can be encoded."""
SHORT = 1_000
SIZES = ((SHORT, 16_384), (200_000, 64), (8_000_000, 4))
"""How many texts of up to so many characters are remembered."""

T = TypeVar("T")


def remembered(say: Callable[[str], T]) -> Callable[[str], T]:
    """Let a function remember what it said of a text."""
    (_, of_short), *longer = [(longest, lru_cache(many)(say)) for longest, many in SIZES]

    @wraps(say)
    def run(text: str) -> T:
        if len(text) <= SHORT:
            return of_short(text)
        return next((one for longest, one in longer if len(text) <= longest), say)(text)

    return run


@dataclass(frozen=True, slots=True)
class Shown:
    """The secrets that a text shows, and whether it holds encoded text, which is looked at on its own."""

    found: tuple[Found, ...] = ()
    is_encoded: bool = False


def look(text: str) -> Shown:
    """Return what a text shows."""
    if len(text) < SHORTEST or (len(text) < SHORTEST_ENCODED and not ("=" in text or ":" in text)):
        return _NOTHING  # a value and its name are longer, or are assigned
    return _look(text)


_PLAIN = regex(r"[a-z]+(?:_[a-z]+)*|(?:resp|msg|chatcmpl|call|rs|fc)_[A-Za-z0-9]{8,}")
"""A word of the API, such as `tool_calls`, or one of its ids. A third of the texts of recordings are such."""


@remembered
def _look(text: str) -> Shown:
    found: dict[Found, None] = {}
    if _PLAIN.fullmatch(text):
        return _NOTHING
    runs = long_runs(text)
    is_encoded = any(is_encoded_text(run[0]) for run in runs)
    for seen in views(text, runs):
        words = _words(seen.text, SHORTEST_WORD)
        found |= dict.fromkeys(as_written(_found(seen.text, words), seen.edits))
        is_encoded = is_encoded or holds_encoded("\n".join([word for word in words if len(word) >= SHORTEST_ENCODED]))
    return Shown(tuple(found), is_encoded) if found or is_encoded else _NOTHING


def _found(text: str, words: Sequence[str]) -> Iterator[Found]:
    yield from forms_in(text, of_forms(text, words))
    yield from named_in(text, "\n".join(words))
    yield from urls_in(text)


_NOTHING = Shown()


def encodable(text: str) -> str:
    """Return the words of a text that are long enough to be encoded, each once, one a line."""
    return "\n".join(_words(text, SHORTEST_ENCODED))


def _words(text: str, shortest: int) -> list[str]:
    """Return the long words of a text, each once. In prose they are a tenth of it. A word stands between blanks."""
    return [word for word in dict.fromkeys(text.split()) if len(word) >= shortest]
