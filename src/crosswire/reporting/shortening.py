"""Payloads that no one reads to their end are shortened before they are kept: a report is for people."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from crosswire.facts import Json

LONGEST_TEXT, LONGEST_KEY, LONGEST_LIST = 20_000, 500, 400
"""Characters of a text and of a key, and entries of a list or an object, that are kept."""

MOST_VALUES, MOST_CHARACTERS = 200_000, 10_000_000
"""What is kept of one payload in all."""


def shortened(value: Json) -> Json:
    """Cut texts, lists and objects that are too long, and say so where they end; what is kept keeps its place."""
    return _Shortening().of(value)


class _Shortening:
    """One payload; how much more of it may be kept."""

    def __init__(self) -> None:
        self._values, self._characters = MOST_VALUES, MOST_CHARACTERS

    def of(self, value: Json) -> Json:
        self._values -= 1
        match value:
            case str():
                return self._text(value, LONGEST_TEXT)
            case dict():
                return self._object(value)
            case list() | tuple():
                return self._list(value)
            case _:
                return value

    def _text(self, text: str, longest: int) -> str:
        kept = text[: max(0, min(longest, self._characters))]
        self._characters -= len(kept)
        return kept if len(kept) == len(text) else f"{kept}… ({len(text) - len(kept)} more characters)"

    def _object(self, value: dict[str, Any]) -> Json:
        kept = {self._text(key, LONGEST_KEY): self.of(value[key]) for key in islice(value, self._room)}
        return kept | ({"…": f"{len(value) - len(kept)} more"} if len(kept) < len(value) else {})

    def _list(self, value: Sequence[Json]) -> Json:
        kept = [self.of(entry) for entry in islice(value, self._room)]
        return kept + ([f"… ({len(value) - len(kept)} more)"] if len(kept) < len(value) else [])

    @property
    def _room(self) -> int:
        """How many entries of a list or an object may be kept."""
        return max(0, min(LONGEST_LIST, self._values))
