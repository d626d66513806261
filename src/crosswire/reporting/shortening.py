"""Shorten payloads before a report stores them: nobody reads megabytes to their end."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from crosswire.facts import Json
from crosswire.limits import LIMITS

LONGEST_KEY, LONGEST_LIST = 500, 400
"""Characters of a key, and entries of a list or an object, that a report stores."""

MOST_VALUES, MOST_CHARACTERS = 200_000, 10_000_000
"""How much of one payload a report stores in all."""


def shortened(value: Json, longest: int = LIMITS.report_characters) -> Json:
    """Return a payload whose long texts, lists and objects are cut, with a note where they end."""
    return _Shortening(longest).of(value)


class _Shortening:
    """One payload, and how much more of it may be stored."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._values, self._characters = MOST_VALUES, MOST_CHARACTERS

    def of(self, value: Json) -> Json:
        self._values -= 1
        match value:
            case str():
                return self._text(value, self._longest)
            case dict():
                return self._object(value)
            case list() | tuple():
                return self._list(value)
            case _:
                return value

    def _text(self, text: str, longest: int) -> str:
        start = text[: max(0, min(longest, self._characters))]
        self._characters -= len(start)
        return start if len(start) == len(text) else f"{start}… ({len(text) - len(start)} more characters)"

    def _object(self, value: dict[str, Any]) -> Json:
        entries = {self._text(key, LONGEST_KEY): self.of(value[key]) for key in islice(value, self._room)}
        return entries | ({"…": f"{len(value) - len(entries)} more"} if len(entries) < len(value) else {})

    def _list(self, value: Sequence[Json]) -> Json:
        entries = [self.of(entry) for entry in islice(value, self._room)]
        return entries + ([f"… ({len(value) - len(entries)} more)"] if len(entries) < len(value) else [])

    @property
    def _room(self) -> int:
        """How many entries of a list or an object may be stored."""
        return max(0, min(LONGEST_LIST, self._values))
