"""An answer, its token counts, and a failure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from crosswire.facts.items import Item, Media, Message, Other, Reasoning, Refusal, Text, ToolCall
from crosswire.facts.vocabulary import Finish, Json


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts; `None` where the answer has none."""

    input: float | None
    output: float | None
    total: float | None
    cached: float | None = None
    cache_write: float | None = None
    reasoning: float | None = None
    has_input_details: bool = False
    has_output_details: bool = False
    others: Mapping[str, float] = field(default_factory=dict)
    """Every other count of the details, by its name with `input.` or `output.` in front: `input.audio_tokens`."""

    @property
    def totals(self) -> dict[str, float | None]:
        """The input, output and total count, by name."""
        return {"input": self.input, "output": self.output, "total": self.total}


@dataclass(frozen=True, slots=True)
class OutputItem:
    """The labels of one item of a Responses output."""

    kind: str
    id: str | None
    status: str | None


@dataclass(frozen=True, slots=True)
class UsageChunk:
    """A chunk of a Chat stream that carries usage: its position, and what follows it."""

    after_finish: bool
    has_choices: bool
    followed_by: tuple[str, ...] = ()
    """What each of the next chunks carries: `choices`, `usage`, `moderation` or `nothing`."""

    LOOKS_AT: ClassVar[int] = 20
    """How many of the next chunks `followed_by` has: all of them would be very many where every chunk carries usage."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says.

    Only one shape has the fields from `status` on; the other leaves them empty.
    """

    id: str | None = None
    created: Json = None
    model: str | None = None
    items: tuple[Item, ...] = ()
    finish: Finish = "unfinished"
    """How it ended, by its content: `tool_calls` wherever a finished answer has a call for the client."""
    stated_finish: str | None = None
    """How it ended, by its own word: Chat's finish reason as it is; in Responses, what the status means."""
    usage: Usage | None = None
    metadata: Mapping[str, Json] = field(default_factory=dict)
    service_tier: str | None = None
    unknown_fields: Mapping[str, Json] = field(default_factory=dict, compare=False)
    """Of a whole answer: the fields of the answer itself that its API does not know, by name."""
    moderation: Mapping[str, Sequence[Json]] = field(default_factory=dict)
    """The results of the moderation, or its error, for `input` and `output`."""
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
        """The text parts of all messages, in order, without empty ones."""
        return tuple(
            part.text for message in self.messages for part in message.parts if isinstance(part, Text) and part.text
        )

    @property
    def text(self) -> str:
        """All text parts, joined."""
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
        """The kinds of the items that wait for the client and that Chat has no form for, in order."""
        return tuple(item.kind for item in self.items if isinstance(item, Other) and item.waits)

    @property
    def hosted(self) -> tuple[str, ...]:
        """The kinds of the items that the upstream ran itself, in order."""
        return tuple(item.kind for item in self.items if isinstance(item, Other) and not item.waits)

    @property
    def unsayable(self) -> bool:
        """Whether one of the shapes cannot say this answer, so that an error is right, too."""
        return self.finish == "unfinished" or bool(self.client_run) or self.is_media

    @property
    def is_media(self) -> bool:
        """Whether it is an image, a film or a sound alone."""
        return bool(self.media) and not (self.text or self.tool_calls or self.refusal)

    @property
    def media(self) -> tuple[Media, ...]:
        """The images, films, files and sounds of messages, in order, then those that other items show."""
        parts = [part for message in self.messages for part in message.parts if isinstance(part, Media)]
        return (*parts, *(item.shows for item in self.items if isinstance(item, Other) and item.shows))

    @property
    def refusal(self) -> str:
        """All refusals, joined."""
        return "".join(part.text for message in self.messages for part in message.parts if isinstance(part, Refusal))

    @property
    def reasoning(self) -> tuple[str, ...]:
        """The parts of the reasoning that are shown, in order, without empty ones."""
        return tuple(text for item in self.items if isinstance(item, Reasoning) for text in item.texts if text)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error instead of an answer."""

    status: int
    """The HTTP status. It is 200 for an error inside an answer or a stream, and where a 200 holds no answer."""
    message: str = ""
    type: str | None = None
    code: str | None = None
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    has_error_object: bool = field(default=True, compare=False)
    """Whether the error is an object under `error`, as in both APIs."""
    stated_finish: str | None = None
    """Of a stream: the finish that it states, as if it had not failed."""
    begun: tuple[Item, ...] = field(default=(), compare=False)
    """Of a stream: the items that it had begun before it failed. A whole answer that fails has none."""
    model: str | None = None
    """Of a stream: the model of the answer that it had begun; so with metadata and tier."""
    metadata: Mapping[str, Json] = field(default_factory=dict)
    service_tier: str | None = None
