"""What a client sees of an answer, in one vocabulary for all clients."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from crosswire.facts import Ask, Json, ShapeName
from crosswire.shapes import SHAPES


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool, as a client sees it."""

    id: str
    name: str
    arguments: str
    """The string, or the JSON that a client made of it."""


@dataclass(frozen=True, slots=True)
class View:
    """What a client sees; what it does not find is empty."""

    text: str = ""
    refusal: str = ""
    reasoning: str = ""
    calls: Sequence[Call] = ()
    finish: str | None = None
    """How the answer ended, in the client's word."""
    usage: Mapping[str, float | None] = field(default_factory=dict)
    """The counts `input`, `output` and `total`."""
    order: Sequence[str] = ()
    """The kinds `reasoning`, `text`, `refusal` and `call`, as they come; a kind that comes again may be there again."""
    sends: Ask | None = None
    """What a client that keeps the history asks next, once its calls have results."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The error that a client raises."""

    name: str
    """The client's name for it: `RateLimitError`."""
    words: str = ""
    status: int | None = None
    """The HTTP status that it shows; so with code and type."""
    code: str | None = None
    type: str | None = None
    retryable: bool | None = None
    """Whether another attempt helps, where the error says so."""

    @property
    def error(self) -> str:
        """The error as a line: `OpenAIError: missing role for choice 0`."""
        return f"{self.name}: {self.words}" if self.words else self.name


LONGEST = 1_000
"""Characters of an error's words that are kept: some clients list all that an answer might have been."""

Views = Mapping[str, View | Unread]
"""What a client sees in each way of reading: `created`, `events` and `accumulated`, or the names of its models."""


def as_view(body: Mapping[str, Any], serves: ShapeName) -> View | Unread:
    """Return the view that a client's program wrote as JSON."""
    if "error" in body:
        return Unread(**{**body["error"], "words": body["error"]["words"][:LONGEST]})
    calls = [Call(*map(_word, call)) for call in body["calls"]]
    words = {name: _word(body[name]) for name in ("text", "refusal", "reasoning")}
    sends = SHAPES[serves].read_request(body["sends"]) if body["sends"] else None
    return View(
        **words, calls=calls, finish=body["finish"], usage=body["usage"] or {}, order=body["order"], sends=sends
    )


def written(view: View | Unread) -> Mapping[str, Json]:
    """Return the JSON of a view of a client that keeps no history; `as_view` reads it."""
    if isinstance(view, Unread):
        return {"error": asdict(view)}
    return {**asdict(view), "calls": [[call.id, call.name, call.arguments] for call in view.calls]}


def _word(value: Json) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
