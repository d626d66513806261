"""A request, and the tools that it offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from crosswire.facts.items import Item
from crosswire.facts.vocabulary import Json


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that the client offers."""

    kind: str
    name: str | None
    definition: Mapping[str, Json] = field(default_factory=dict)
    """All of its fields but type and name."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a request says."""

    model: str | None = None
    history: tuple[Item, ...] = ()
    tools: tuple[Tool, ...] = ()
    settings: Mapping[str, Json] = field(default_factory=dict)
    """The settings that the client gave, by name."""
    unknown_settings: Mapping[str, Json] = field(default_factory=dict)
    """The fields of the request itself that its API does not know, by name."""
    updated: frozenset[str] = field(default=frozenset(), compare=False)
    """The settings that an item of the input changes. `settings` has their new values."""
    metadata: Mapping[str, Json] = field(default_factory=dict)
    stream: bool = False
    include_usage: bool = False
    instructions: str = field(default="", compare=False)
    """The text of Responses' `instructions`, which an answer repeats. It is the first message of the history, too."""
    messages: tuple[int, ...] = field(default=(), compare=False)
    """How many items of the history each message of a Chat request holds; empty in Responses."""

    @property
    def grouped(self) -> tuple[tuple[Item, ...], ...]:
        """The items of each message of a Chat request."""
        return tuple(self.history[start:end] for start, end in pairwise(accumulate(self.messages, initial=0)))
