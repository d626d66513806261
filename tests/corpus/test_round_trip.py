"""Genuine facts, written and read again, are the same; in the other shape, those that both shapes have.

Only OpenAI's hosts: other vendors send fields that neither shape has.
"""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

import pytest

from crosswire.facts import Mode, ShapeName
from crosswire.shapes import SHAPES, Shape, opposite
from crosswire.shapes.failure import read_error, write_error
from crosswire.wire.schemas import violations
from tests.corpus.exchanges import WHOLE, Exchange, exchanges, needs_corpus
from tests.corpus.shared_facts import shared_answer, shared_ask
from tests.corpus.test_readers import reading

pytestmark = needs_corpus

# How a completion is labelled hangs on whether it is streamed.
LABELS = {"message_keys", "usage_chunks"}


@cache
def openais(shape: ShapeName, *kinds: str) -> list[Exchange]:
    """Return OpenAI's exchanges of a shape, of some kinds or all."""
    named = [entry for entry in exchanges(shape) if entry.host == "api.openai.com"]
    return [entry for entry in named if not kinds or entry.kind in kinds]


def differing(facts: Any, again: Any) -> set[str]:
    """Return the names of fields in which facts differ."""
    return {field.name for field in fields(facts) if getattr(facts, field.name) != getattr(again, field.name)}


@pytest.mark.parametrize("shape", SHAPES)
def test_requests_come_back(shape: ShapeName) -> None:
    """Every request, written and read again, has the same facts, and is valid if it was valid."""
    writer, entries = SHAPES[shape], openais(shape)
    for entry in entries:
        ask = writer.read_request(entry.request)
        written = writer.write_request(ask)

        assert ask == writer.read_request(written)
        assert [] == violations(writer.REQUEST, written) or violations(writer.REQUEST, entry.request)
    assert {"chat": 198, "responses": 282}[shape] == len(entries) or len(exchanges()) != WHOLE


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["json", "stream"])
def test_answers_come_back(shape: ShapeName, kind: str) -> None:
    """Every answer, written whole and as a stream and read again, has the same facts, and is valid."""
    writer = SHAPES[shape]
    changed: dict[str, set[str]] = {}
    invalid: dict[str, str] = {}
    for entry in openais(shape, kind):
        answer = reading(entry)
        whole, frames = writer.write_answer(answer), writer.write_stream(answer)
        again = {"json": writer.read_answer(whole), "stream": writer.read_stream(frames)}
        changed[str(entry)] = differing(answer, again.pop(kind)) | (differing(answer, *again.values()) - LABELS)
        wrong = [
            *violations(writer.ANSWER, whole),
            *(one for frame in frames for one in violations(writer.FRAME, frame)),
        ]
        invalid |= {str(entry): str(wrong[0])} if wrong else {}

    assert {} == {name: names for name, names in changed.items() if names}
    assert {} == invalid


def test_streams_are_cut() -> None:
    """A stream is written with its text in more than one delta."""
    for shape in SHAPES:
        for answer in (reading(entry) for entry in openais(shape, "json")):
            frames = SHAPES[shape].write_stream(answer)

            assert len(answer.text) < 2 or answer.text not in [text for frame in frames for text in deltas(frame)]


def deltas(frame: Any) -> Iterator[str | None]:
    """Yield the text that a frame adds."""
    yield frame.get("delta") if frame.get("type") == "response.output_text.delta" else None
    for choice in frame.get("choices", ()):
        yield choice["delta"].get("content")


@pytest.mark.parametrize("shape", SHAPES)
def test_errors_come_back(shape: ShapeName) -> None:
    """Every error, written and read again, is the same."""
    for entry in openais(shape, "error"):
        failure = reading(entry)
        body = write_error(failure)

        assert failure == read_error(entry.status, entry.headers, body)
        assert [] == violations(SHAPES[shape].ERROR, body)


@pytest.mark.parametrize("shape", SHAPES)
def test_requests_survive_the_other_shape(shape: ShapeName) -> None:
    """The facts that both shapes have stay the same in the other shape and back again; the request is valid there."""
    here, there = SHAPES[shape], SHAPES[opposite(shape)]
    for entry in openais(shape):
        ask = here.read_request(entry.request)
        written = there.write_request(ask)
        across = there.read_request(written)
        back = here.read_request(here.write_request(across))

        assert [shared_ask(ask)] * 2 == [shared_ask(across), shared_ask(back)]
        assert [] == violations(there.REQUEST, written) or violations(here.REQUEST, entry.request)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("mode", ["json", "stream"])
def test_answers_survive_the_other_shape(shape: ShapeName, mode: Mode) -> None:
    """The facts that both shapes have stay the same in the other shape and back again; the answer is valid there."""
    here, there = SHAPES[shape], SHAPES[opposite(shape)]
    for entry in openais(shape, "json", "stream"):
        answer = reading(entry)
        if answer.finish == "unfinished":
            continue  # Chat has no word for it
        written, across = written_and_read(there, mode, answer)
        _, back = written_and_read(here, mode, across)

        assert [shared_answer(answer)] * 2 == [shared_answer(across), shared_answer(back)]
        assert [] == [wrong for schema, body in written for wrong in violations(schema, body)]


def written_and_read(shape: Shape, mode: Mode, answer: Any) -> tuple[list[tuple[str, Any]], Any]:
    """Write an answer, whole or streamed, and read it; return what was written with its schemas, and the facts."""
    if mode == "stream":
        frames = shape.write_stream(answer)
        return [(shape.FRAME, frame) for frame in frames], shape.read_stream(frames)
    whole = shape.write_answer(answer)
    return [(shape.ANSWER, whole)], shape.read_answer(whole)
