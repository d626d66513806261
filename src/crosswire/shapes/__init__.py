"""The two shapes: one folder each, and the only code that knows their field names.

A shape offers `read_request(body) -> Ask`, `read_answer(body) -> Answer | Failure`, `read_stream(frames)` likewise, and
`FIELDS`, the JSON pointers at which each fact stands. `PATH` is its endpoint below `/v1`; `REQUEST`, `ANSWER`, `FRAME`
and `ERROR` name its schemas. `KNOWN_BY` are the fields of which every payload of its answers has one. Readers never
raise: what they do not know is `Other` or left out.
`oddities(body)` names what hosts are reported to send and the vendor does not.

`write_request(ask)`, `write_answer(answer)` and `write_stream(answer)` go the other way: what they write is valid and
reads as the same facts, but for what the shape has no words for (`CANNOT_SAY`) and what it requires (`MUST_SAY`).

`answer_in_form(body, forms)` and `stream_in_form(frames, forms)` change the calls of a recorded answer, in place, to
the forms in which their tools were offered.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from crosswire.facts import Answer, Ask, Failure, Json, ShapeName
from crosswire.shapes import chat, responses
from crosswire.shapes.call_forms import Forms


class Shape(Protocol):
    """What a shape offers."""

    PATH: str
    REQUEST: str
    ANSWER: str
    FRAME: str
    ERROR: str
    KNOWN_BY: Collection[str]
    FIELDS: Mapping[str, Sequence[str]]
    CANNOT_SAY: Mapping[str, str]
    MUST_SAY: Mapping[str, str]

    def read_request(self, body: Json, /) -> Ask:
        """Read what a client or an adapter asks."""

    def read_answer(self, body: Json, /) -> Answer | Failure:
        """Read a whole answer."""

    def read_stream(self, frames: Sequence[Json], /) -> Answer | Failure:
        """Read the parsed `data` of a stream's frames, `[DONE]` apart."""

    def oddities(self, body: Json, /) -> frozenset[str]:
        """Name how an answer differs from the vendor's own: the frames of a stream, or a whole one."""

    def write_request(self, ask: Ask, /) -> dict[str, Json]:
        """Write what is asked."""

    def write_answer(self, answer: Answer | Failure, /) -> dict[str, Json]:
        """Write a whole answer, or the body of an error."""

    def write_stream(self, answer: Answer | Failure, /) -> list[dict[str, Json]]:
        """Write the frames of a stream, `[DONE]` apart."""

    def answer_in_form(self, body: dict[str, Json], forms: Forms, /) -> None:
        """Change the calls of a whole answer to the forms in which their tools were offered."""

    def stream_in_form(self, frames: Sequence[Json], forms: Forms, /) -> None:
        """Change the calls of a stream likewise."""


SHAPES: Mapping[ShapeName, Shape] = {"chat": chat, "responses": responses}


def other(shape: ShapeName) -> ShapeName:
    """Return the shape of the upstream behind an adapter that serves `shape`."""
    return "responses" if shape == "chat" else "chat"
