"""The two shapes: one folder each, and the only code that knows their field names.

A shape offers

- readers: `read_request`, `read_answer` and `read_stream` return facts. They never raise. What they do not know is
  `Other` or left out;
- writers: `write_request`, `write_answer` and `write_stream` go the other way. What they write is valid and reads as
  the same facts, but for what the shape has no words for (`CANNOT_SAY`) and what it requires (`MUST_SAY`);
- changes of a recorded answer to what a host would answer to another request: `answer_in_form` and `stream_in_form`
  give its calls the forms in which their tools were offered, `name_model` its model, `stream_as_asked` its usage;
- `oddities`, which names how an answer differs from the vendor's own, as hosts are reported to send it;
- tables: `PATH`, its endpoint below `/v1`; `REQUEST`, `ANSWER`, `FRAME` and `ERROR`, its schemas; and `FIELDS`, the
  JSON pointers at which each fact stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from crosswire.facts import Answer, Ask, Failure, Json, ShapeName
from crosswire.shapes import chat, responses
from crosswire.shapes.call_forms import Forms
from crosswire.shapes.lenient import at


class Shape(Protocol):
    """What a shape offers."""

    PATH: str
    REQUEST: str
    ANSWER: str
    FRAME: str
    ERROR: str
    FIELDS: Mapping[str, Sequence[str]]
    CANNOT_SAY: Mapping[str, str]
    MUST_SAY: Mapping[str, str]

    def read_request(self, body: Json, /) -> Ask:
        """Read a request."""

    def read_answer(self, body: Json, /) -> Answer | Failure:
        """Read a whole answer."""

    def read_stream(self, frames: Sequence[Json], /) -> Answer | Failure:
        """Read the frames of a stream: its parsed `data`, without `[DONE]`."""

    def oddities(self, body: Json, /) -> frozenset[str]:
        """Name how an answer differs from the vendor's own: the frames of a stream, or a whole one."""

    def write_request(self, ask: Ask, /) -> dict[str, Json]:
        """Write a request."""

    def write_answer(self, answer: Answer | Failure, /) -> dict[str, Json]:
        """Write a whole answer, or the body of an error."""

    def write_stream(self, answer: Answer | Failure, /) -> list[dict[str, Json]]:
        """Write the frames of a stream, without `[DONE]`."""

    def written_frames(self, answer: Answer | Failure, /) -> Iterator[dict[str, Json]]:
        """Yield the same frames, each written when it is asked for."""

    def answer_in_form(self, body: dict[str, Json], forms: Forms, /) -> None:
        """Change the calls of a whole answer to the forms in which their tools were offered."""

    def stream_in_form(self, frames: Sequence[Json], forms: Forms, /) -> None:
        """Change the calls of a stream to the forms in which their tools were offered."""

    def name_model(self, payloads: Sequence[Json], recorded: str, asked: str, /) -> None:
        """Name the asked model wherever an answer names the recorded one: a whole one, or the frames of a stream."""

    def stream_as_asked(self, body: bytes, request: Json, /) -> bytes:
        """Return a stream as a request gets it: Chat says usage only if asked."""


SHAPES: Mapping[ShapeName, Shape] = {"chat": chat, "responses": responses}


def opposite(shape: ShapeName) -> ShapeName:
    """Return the other of the two shapes, such as that of the upstream behind an adapter that serves `shape`."""
    return "responses" if shape == "chat" else "chat"


def wants_stream(request: Json) -> bool:
    """Return whether a request, of either shape, asks for a stream."""
    return at(request, "stream") is True
