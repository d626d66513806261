"""The items of a history or an answer: messages, calls, results, reasoning, and their parts."""

from dataclasses import dataclass, field
from typing import Literal

from crosswire.facts.vocabulary import Json


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that a text part cites."""

    kind: str
    url: str | None = None
    title: str | None = None
    start: int | None = None
    """Where the cited words begin, in code points of the part."""
    end: int | None = None
    file_id: str | None = None
    file_name: str | None = None
    container_id: str | None = None
    index: int | None = None
    """Of a file citation: its index in the list of files."""


@dataclass(frozen=True, slots=True)
class Text:
    """A part that is text."""

    text: str
    citations: tuple[Citation, ...] = ()
    logprobs: tuple[Json, ...] = ()
    cache_breakpoint: Json = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part in which the model declines."""

    text: str
    logprobs: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """A part that is an image, a film, a file or a sound."""

    kind: Literal["image", "video", "file", "audio"]
    source: str | None = None
    """Its URL, its data or its file id, as `form` says. A URL may hold the data."""
    detail: str | None = None
    """Of an image how closely to look at it; of a sound its format, or its transcript."""
    name: str | None = None
    form: Literal["url", "data", "id"] = "url"
    cache_breakpoint: Json = None


@dataclass(frozen=True, slots=True)
class Other:
    """An item or part of a kind that only one shape has, or that the readers do not know; `kind` is its type."""

    kind: str
    value: Json = field(default=None, compare=False)
    """Its JSON: to write it back, not to compare."""
    waits: bool = field(default=False, compare=False)
    """Whether it is an item that waits for the client."""
    shows: Media | None = field(default=None, compare=False)
    """The image that an item shows the client, where a host ran it and drew one."""


Part = Text | Refusal | Media | Other


@dataclass(frozen=True, slots=True)
class Message:
    """A message of one role. System and developer text, and `instructions`, have the role `instructions`."""

    role: str
    parts: tuple[Part, ...]
    phase: str | None = None
    name: str | None = None
    """The name of one of several participants with the same role."""

    @property
    def text(self) -> str:
        """The text parts, joined."""
        return "".join(part.text for part in self.parts if isinstance(part, Text))


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool that the client has to run."""

    id: str | None
    name: str | None
    arguments: str
    """The string as the model wrote it; of a custom tool its `input`."""
    kind: Literal["function", "custom"] = "function"
    namespace: str | None = None
    searches: bool = field(default=False, compare=False)
    """Whether it is a search for tools that the client runs: an item of its own in Responses, a function in Chat."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The client's result of a call. Chat's deprecated `function` message has the function's name and no call id."""

    call_id: str | None
    parts: tuple[Part, ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Reasoning:
    """The model's reasoning, as far as it is shown."""

    texts: tuple[str, ...] = ()
    """The parts of the summary, then those of the content."""
    encrypted: str | None = None
    summaries: int = field(default=0, compare=False)
    """How many of the texts are parts of the summary; 0 in Chat, which has no summary."""


Item = Message | ToolCall | ToolResult | Reasoning | Other
