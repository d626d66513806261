"""Facts: what a request or an answer says, whichever shape says it.

The readers in `shapes/` turn payloads into these values; a requirement compares them on the two sides of an arrow.
null, absent and empty are one: a fact that is not said is `None`, `""`, `()` or `{}`, as its type has it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any, ClassVar, Literal

ShapeName = Literal["chat", "responses"]
Mode = Literal["json", "stream"]
Level = Literal["must", "should", "may"]
Point = Literal["asked", "forwarded", "upstream", "served"]
"""Where an exchange is looked at: the client's request, the adapter's, the upstream's answer, the adapter's."""
Finish = Literal["stop", "tool_calls", "length", "content_filter", "other", "unfinished"]
"""How an answer ended. `other`: cut for a reason Chat has no word for. `unfinished`: it never said that it did."""

Json = Any
"""A parsed JSON value."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that a text part cites; offsets count code points of that part."""

    kind: str
    url: str | None = None
    title: str | None = None
    start: int | None = None
    end: int | None = None
    file_id: str | None = None
    file_name: str | None = None
    container_id: str | None = None
    index: int | None = None
    """Of a file citation: its place in the list of files."""


@dataclass(frozen=True, slots=True)
class Text:
    """A part in words."""

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
    """An image, film, file or sound: `source` is its URL, data or file id, as `form` says; a URL may hold the data.

    `detail` is how closely an image is to be looked at, the format of a sound, or what is said in it.
    """

    kind: Literal["image", "video", "file", "audio"]
    source: str | None = None
    detail: str | None = None
    name: str | None = None
    form: Literal["url", "data", "id"] = "url"
    cache_breakpoint: Json = None


@dataclass(frozen=True, slots=True)
class Other:
    """An item or part of a kind that only one shape has, or that is not known here; `kind` is its type."""

    kind: str
    value: Json = field(default=None, compare=False)
    """The whole of it, as it stood: to write it back, not to compare."""
    waits: bool = field(default=False, compare=False)
    """Whether it is an item that waits for the client."""
    shows: Media | None = field(default=None, compare=False)
    """What an item that a host ran has made for the client: an image."""


Part = Text | Refusal | Media | Other


@dataclass(frozen=True, slots=True)
class Message:
    """What one side said. The role of system and developer text and of `instructions` is `instructions`."""

    role: str
    parts: tuple[Part, ...]
    phase: str | None = None
    name: str | None = None
    """Who of several with the same role."""

    @property
    def text(self) -> str:
        """The text parts, joined."""
        return "".join(part.text for part in self.parts if isinstance(part, Text))


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that waits for the client; `arguments` is the string as the model wrote it (`input` of a custom tool)."""

    id: str | None
    name: str | None
    arguments: str
    kind: Literal["function", "custom"] = "function"
    namespace: str | None = None


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What the client sends back for a call. Chat's old `function` message has the function's name and no call id."""

    call_id: str | None
    parts: tuple[Part, ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What the model thought, as far as it is shown: `texts` are the parts of the summary, then of the content."""

    texts: tuple[str, ...] = ()
    encrypted: str | None = None
    summaries: int = field(default=0, compare=False)
    """How many of the texts are parts of the summary; Chat has no such thing."""


Item = Message | ToolCall | ToolResult | Reasoning | Other


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that the client offers; `definition` is what it says beside its name."""

    kind: str
    name: str | None
    definition: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a request says. `settings` maps the name of a setting to its value, only where the client gave one."""

    model: str | None = None
    history: tuple[Item, ...] = ()
    tools: tuple[Tool, ...] = ()
    settings: Mapping[str, Json] = field(default_factory=dict)
    metadata: Mapping[str, Json] = field(default_factory=dict)
    stream: bool = False
    include_usage: bool = False
    instructions: str = field(default="", compare=False)
    """The text that Responses has a field of its own for, which an answer repeats; it stands first in the history."""
    messages: tuple[int, ...] = field(default=(), compare=False)
    """How many items of the history each message of a Chat request holds; Responses has no such thing."""

    @property
    def grouped(self) -> tuple[tuple[Item, ...], ...]:
        """The items of each message of a Chat request."""
        return tuple(self.history[start:end] for start, end in pairwise(accumulate(self.messages, initial=0)))


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts; `None` where the answer does not say."""

    input: float | None
    output: float | None
    total: float | None
    cached: float | None = None
    cache_write: float | None = None
    reasoning: float | None = None
    has_input_details: bool = False
    has_output_details: bool = False
    others: Mapping[str, float] = field(default_factory=dict)
    """Every other count of the details, by its name behind `input.` or `output.`: `input.audio_tokens`."""

    @property
    def totals(self) -> dict[str, float | None]:
        """Input, output and total count by name."""
        return {"input": self.input, "output": self.output, "total": self.total}


@dataclass(frozen=True, slots=True)
class OutputItem:
    """How Responses labels one item of its output."""

    kind: str
    id: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class UsageChunk:
    """A chunk of a Chat stream that carries usage: where it stands, and what follows it."""

    after_finish: bool
    has_choices: bool
    followed_by: tuple[str, ...] = ()
    """What the next chunks carry: `choices`, `usage`, `moderation`, or `nothing`, one word a chunk."""

    LOOKS_AT: ClassVar[int] = 20
    """How many of the next chunks are looked at: where each chunk carries usage, all of them would be very many."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says. The fields from `status` on are how its shape says it: empty where it has no such thing."""

    id: str | None = None
    created: Json = None
    model: str | None = None
    items: tuple[Item, ...] = ()
    finish: Finish = "unfinished"
    """How it ended, worked out: `tool_calls` wherever a finished answer holds a client tool call."""
    finish_said: str | None = None
    """How it says that it ended: Chat's word as it stands; in Responses, what the status means."""
    usage: Usage | None = None
    metadata: Mapping[str, Json] = field(default_factory=dict)
    service_tier: str | None = None
    moderation: Mapping[str, Sequence[Json]] = field(default_factory=dict)
    """What became of `input` and `output`: the results, or the error, of each."""
    status: str | None = None
    incomplete_reason: str | None = None
    has_error: bool = False
    output: tuple[OutputItem, ...] = ()
    echoed: Mapping[str, Json] = field(default_factory=dict)
    choices: tuple[int, ...] = (0,)
    message_keys: frozenset[str] = frozenset()
    usage_chunks: tuple[UsageChunk, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text part of every message, in order, empty ones apart."""
        return tuple(
            part.text for message in self.messages for part in message.parts if isinstance(part, Text) and part.text
        )

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.texts)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages, in order."""
        return tuple(item for item in self.items if isinstance(item, Message))

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The calls that wait for the client, in order."""
        return tuple(item for item in self.items if isinstance(item, ToolCall))

    @property
    def client_run(self) -> tuple[str, ...]:
        """The kinds of items that wait for the client and that Chat has no form for, in order."""
        return tuple(item.kind for item in self.items if isinstance(item, Other) and item.waits)

    @property
    def hosted(self) -> tuple[str, ...]:
        """The kinds of the items that the upstream ran itself, in order."""
        return tuple(item.kind for item in self.items if isinstance(item, Other) and not item.waits)

    @property
    def unsayable(self) -> bool:
        """Whether one of the shapes has no word for it, so that an error is a right answer."""
        return self.finish == "unfinished" or bool(self.client_run) or self.is_media

    @property
    def is_media(self) -> bool:
        """Whether all that it says is an image, a film or a sound."""
        return bool(self.media) and not (self.text or self.tool_calls or self.refusal)

    @property
    def media(self) -> tuple[Media, ...]:
        """Every image, film, file and sound, in messages and made by items, in order."""
        parts = [part for message in self.messages for part in message.parts if isinstance(part, Media)]
        return (*parts, *(item.shows for item in self.items if isinstance(item, Other) and item.shows))

    @property
    def refusal(self) -> str:
        """All that the model declined with."""
        return "".join(part.text for message in self.messages for part in message.parts if isinstance(part, Refusal))

    @property
    def reasoning(self) -> tuple[str, ...]:
        """Every part of the reasoning that is shown, in order."""
        return tuple(text for item in self.items if isinstance(item, Reasoning) for text in item.texts if text)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error instead of an answer. `status` is the HTTP status.

    It is 200 for an error inside an answer or a stream, and for an upstream that says 200 and then gives no answer.
    """

    status: int
    message: str = ""
    type: str | None = None
    code: str | None = None
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    has_error_object: bool = field(default=True, compare=False)
    """Whether it stands in an object under `error`, as both APIs have it."""
    finish_said: str | None = None
    """Of a stream: how it says that it ended, as if it had not failed."""
    begun: tuple[Item, ...] = field(default=(), compare=False)
    """Of a stream: the items that it had begun before it failed. A whole answer that fails has none."""
    model: str | None = None
    """Of a stream: the model that it names, and so on, of the answer that it had begun."""
    metadata: Mapping[str, Json] = field(default_factory=dict)
    service_tier: str | None = None
