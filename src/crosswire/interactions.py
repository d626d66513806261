"""One request of a recording and its answer, as bytes and as facts."""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crosswire.facts import Answer, Ask, Failure, Json, ShapeName
from crosswire.shapes import SHAPES
from crosswire.shapes.failure import failed_after, read_error
from crosswire.shapes.stream_text import event_bytes
from crosswire.wire.event_streams import DONE, read_event_bytes
from crosswire.wire.json_text import parse

if TYPE_CHECKING:
    from vcr.request import Request  # type: ignore[import-untyped]

_STREAM_BEGINS = re.compile(rb"(data|event|id|retry)?:")


@dataclass(frozen=True)
class Interaction:
    """One request of a recording and its answer, as bytes and as facts."""

    shape: ShapeName
    request: "Request"
    response: Mapping[str, Any]
    """vcrpy's dictionary; empty where there is a request alone."""

    @cached_property
    def asked_body(self) -> Json:
        """The request's JSON."""
        return parse(self.request.body)

    @cached_property
    def asked(self) -> Ask:
        """The facts of the request."""
        return SHAPES[self.shape].read_request(self.asked_body)

    @property
    def body(self) -> bytes:
        """The bytes of the answer."""
        return bytes(self.response["body"]["string"])

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return int(self.response["status"]["code"])

    @property
    def headers(self) -> dict[str, str]:
        """The answer's headers, the first value of each."""
        return {name.lower(): values[0] for name, values in self.response["headers"].items() if values}

    @property
    def streams(self) -> bool:
        """Whether the answer is an event stream, by its first bytes: some hosts label one as JSON, or the reverse."""
        if body := self.body.removeprefix(BOM_UTF8).lstrip():
            return bool(_STREAM_BEGINS.match(body))
        return self.labelled_as_stream

    @property
    def labelled_as_stream(self) -> bool:
        """Whether the answer's `content-type` is that of an event stream."""
        return self.headers.get("content-type", "").startswith("text/event-stream")

    @property
    def is_done(self) -> bool:
        """Whether the answer is a stream that has `[DONE]`."""
        return self.streams and DONE in read_event_bytes(self.body)

    @cached_property
    def answer_body(self) -> Json:
        """The answer's JSON; of a stream, the list of its frames."""
        if not self.streams:
            return parse(self.body)
        return [parse(data) for data in read_event_bytes(self.body) if data != DONE]

    @cached_property
    def answer(self) -> Answer | Failure:
        """The facts of the answer."""
        shape = SHAPES[self.shape]
        if self.status >= 400:
            return read_error(self.status, self.headers, self.answer_body)
        answer = shape.read_stream(self.answer_body) if self.streams else shape.read_answer(self.answer_body)
        if isinstance(answer, Answer) and self._broke_off(answer):
            return failed_after(Failure(200), answer)
        return answer

    def _broke_off(self, answer: Answer) -> bool:
        """Whether this is no answer: a 200 with nothing in it, or a stream that breaks off."""
        if self.streams and answer.finish == "unfinished":
            return not (self.is_done and answer.items)
        return not answer.items and not (answer.choices if self.shape == "chat" else answer.status)

    @cached_property
    def oddities(self) -> frozenset[str]:
        """The names of the answer's differences from the vendor's own."""
        return SHAPES[self.shape].oddities(self.answer_body)


@dataclass(frozen=True)
class MadeStream(Interaction):
    """An interaction whose stream was made of facts, and is written while it is sent.

    Events of Responses repeat a text five times: the bytes of ten megabytes of it would take fifty.
    """

    frames: Callable[[], Iterable[Mapping[str, Json]]] = tuple
    """Returns its frames, which may be made one by one."""

    @property
    def streams(self) -> bool:
        """It is an event stream."""
        return True

    @cached_property
    def answer_body(self) -> Json:
        """The frames."""
        return [*self.frames()]

    def events(self) -> Iterator[bytes]:
        """Yield the bytes of each event, written when it is asked for."""
        return event_bytes(self.shape, self.frames())

    @property
    def body(self) -> bytes:
        """The bytes of all events."""
        return b"".join(self.events())
