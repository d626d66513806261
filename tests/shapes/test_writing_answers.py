"""Writing answers and failures: every kind of fact reads back as it was, and what is written is valid."""

from dataclasses import replace

import pytest

from crosswire.facts import (
    Answer,
    Ask,
    Failure,
    Finish,
    Item,
    Json,
    Media,
    Message,
    Mode,
    OutputItem,
    Reasoning,
    Refusal,
    ShapeName,
    Text,
    ToolCall,
    UsageChunk,
)
from crosswire.shapes import SHAPES, Shape, chat, responses
from crosswire.shapes.failure import read_error, write_error
from crosswire.wire.schemas import violations
from tests.shapes.written_facts import ANSWER, CITED, FILES, FUNCTION, HOSTED, LOGPROBS, USAGE
from tests.typed import as_type

ITEMS: dict[str, tuple[tuple[Item, ...], Finish]] = {
    "text": ((Message("assistant", (Text("Hi 👋", (CITED,), LOGPROBS),)),), "stop"),
    "refusal": ((Message("assistant", (Refusal("no"),)),), "stop"),
    "text and refusal": ((Message("assistant", (Text("well, "), Refusal("no"))),), "stop"),
    "reasoning": ((Reasoning(("hm",)), Message("assistant", (Text("x"),))), "stop"),
    "calls": ((ToolCall("call_1", "f", ' {"a": 1}\n'), ToolCall("call_2", "g", "{}")), "tool_calls"),
    "custom call": ((Message("assistant", (Text("so"),)), ToolCall("call_1", "c", "a b", "custom")), "tool_calls"),
    "call without arguments": ((ToolCall("call_1", "f", ""),), "tool_calls"),
    "cut call": ((ToolCall("call_1", "f", '{"a"'),), "length"),
    "cut before the first word": ((Reasoning(("hm",)),), "length"),
    "filtered": ((Message("assistant", (Text("ha"),)),), "content_filter"),
}
FIELDS_OF_CHAT = {"stated_finish", "message_keys", "usage_chunks"}
FIELDS_OF_RESPONSES = {"stated_finish", "status", "incomplete_reason", "output", "echoed"}


@pytest.mark.parametrize(("items", "finish"), ITEMS.values(), ids=ITEMS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("mode", ["json", "stream"])
def test_an_answer_comes_back(shape: ShapeName, mode: Mode, items: tuple[Item, ...], finish: Finish) -> None:
    """An answer is valid and read back as written, whole and streamed, but for the labels of a shape."""
    answer = replace(ANSWER, items=items, finish=finish)
    written, again = written_and_read(SHAPES[shape], mode, answer)
    # A chunk has no place for metadata.
    written_facts = replace(answer, metadata={}) if (shape, mode) == ("chat", "stream") else answer

    assert written_facts == unlabelled(again, written_facts)
    assert [] == [wrong for schema, body in written for wrong in violations(schema, body)]


def written_and_read(shape: Shape, mode: Mode, answer: Answer) -> tuple[list[tuple[str, Json]], Answer]:
    """Write an answer and read it again; return what was written with its schemas, and the facts."""
    if mode == "stream":
        frames = shape.write_stream(answer)
        return [(shape.FRAME, frame) for frame in frames], as_type(Answer, shape.read_stream(frames))
    whole = shape.write_answer(answer)
    return [(shape.ANSWER, whole)], as_type(Answer, shape.read_answer(whole))


def unlabelled(again: Answer, answer: Answer) -> Answer:
    """Return an answer with the labels of its shape replaced by those of another answer."""
    return replace(again, **{name: getattr(answer, name) for name in FIELDS_OF_CHAT | FIELDS_OF_RESPONSES})


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_what_only_responses_answers_comes_back(mode: Mode) -> None:
    """Facts that only Responses has are read back: phases, file citations, hosted items, echoed settings."""
    answer = replace(
        ANSWER,
        items=(
            Reasoning(("a", "b"), "gAAA"),
            Message("assistant", (Text("let me see"),), "commentary"),
            HOSTED,
            Message("assistant", (Text("here", FILES), Text("and there")), "final_answer"),
            ToolCall("call_1", "f", "{}", namespace="ns"),
        ),
        finish="tool_calls",
        stated_finish="tool_calls",
        status="completed",
        output=(
            OutputItem("reasoning", "rs_1", None),
            OutputItem("message", "msg_1", "completed"),
            OutputItem("web_search_call", "ws_1", "completed"),
            OutputItem("message", "msg_2", "completed"),
            OutputItem("function_call", "fc_1", "completed"),
        ),
        echoed={
            "instructions": "be brief",
            "tool_choice": "auto",
            "parallel_tool_calls": True,
            "tools": (FUNCTION,),
            "top_p": 0.5,
        },
    )
    written, again = written_and_read(responses, mode, answer)

    assert answer == again
    assert [] == [wrong for schema, body in written for wrong in violations(schema, body)]


def test_what_only_chat_answers_comes_back() -> None:
    """Facts that only Chat has are read back: its finish reason, empty keys, audio, other token counts."""
    parts = (Text("hi"), Refusal("Hi 👋", LOGPROBS), Media("audio", "QUFB", "hi", "audio_1", "data"))
    answer = replace(
        ANSWER,
        items=(Message("assistant", parts), ToolCall("call_1", "f", "{}")),
        finish="tool_calls",
        stated_finish="stop",
        usage=replace(USAGE, others={"output.audio_tokens": 4, "input.image_tokens": 5}),
        message_keys=frozenset({"role", "content", "refusal", "audio", "tool_calls", "annotations"}),
    )
    written = chat.write_answer(answer)

    assert answer == chat.read_answer(written)
    assert [] == violations(chat.ANSWER, written)


def test_usage_has_a_chunk_of_its_own() -> None:
    """Usage is written in a chunk behind the finish, and moderation behind it."""
    assert (UsageChunk(after_finish=True, has_choices=False, followed_by=("moderation",)),) == as_type(
        Answer, chat.read_stream(chat.write_stream(replace(ANSWER, items=ITEMS["text"][0])))
    ).usage_chunks


@pytest.mark.parametrize("shape", SHAPES)
def test_a_stream_that_has_not_finished_does_not_say_so(shape: ShapeName) -> None:
    """An unfinished answer is written without a finish or terminal event, and its text is read back."""
    answer = replace(ANSWER, items=ITEMS["text"][0], finish="unfinished", status="in_progress", usage=None)
    again = SHAPES[shape].read_stream(SHAPES[shape].write_stream(answer))
    assert isinstance(again, Answer)

    assert ("unfinished", answer.text) == (again.finish, again.text)


@pytest.mark.parametrize(("status", "frames"), [("queued", 2), ("in_progress", 2), ("cancelled", 2)])
def test_a_status_without_an_end_comes_back(status: str, frames: int) -> None:
    """A status that is not final is read back from a whole answer; its stream has only the first events."""
    answer = Answer(id="r", created=1, model="m", status=status)

    assert status == responses.read_answer(responses.write_answer(answer)).status
    assert frames == len(responses.write_stream(answer))


@pytest.mark.parametrize("shape", SHAPES)
def test_an_answer_that_says_nothing_is_valid(shape: ShapeName) -> None:
    """The emptiest answer, stream and request are valid."""
    writer = SHAPES[shape]

    assert [] == violations(writer.ANSWER, writer.write_answer(Answer()))
    assert [] == [
        wrong for frame in writer.write_stream(Answer(finish="stop")) for wrong in violations(writer.FRAME, frame)
    ]
    assert [] == violations(writer.REQUEST, writer.write_request(Ask(history=(Message("user", (Text("hi"),)),))))


FAILURE = Failure(200, "no", code="rate_limit_exceeded", param="p")


def test_a_failure_comes_back() -> None:
    """A failure is read back from an error body, a stream and a failed response, as far as each can hold it."""
    named = replace(FAILURE, type="t")

    assert replace(named, status=400) == read_error(400, {}, write_error(named))
    assert named == chat.read_answer(chat.write_answer(named))
    assert named == chat.read_stream(chat.write_stream(named))
    assert FAILURE == responses.read_stream(responses.write_stream(named))
    assert named == responses.read_answer(responses.write_answer(named))


def test_a_failure_is_valid() -> None:
    """A failure is written as valid; an error code that Responses lacks becomes `server_error`."""
    unknown = replace(FAILURE, code="tool_use_failed")

    assert [] == violations(responses.ANSWER, responses.write_answer(unknown))
    assert [] == [wrong for frame in responses.write_stream(unknown) for wrong in violations(responses.FRAME, frame)]
    assert [] == violations(responses.ERROR, responses.write_answer(replace(unknown, status=400)))
    assert [] == violations(chat.ERROR, chat.write_answer(unknown))


def test_several_messages_are_one_in_chat() -> None:
    """Chat joins texts and reasoning, and the offsets of citations move with their text."""
    items = (
        Reasoning(("a", "b")),
        Message("assistant", (Text("one, "),)),
        Message("assistant", (Text("two", (CITED,)),)),
    )
    written = chat.read_answer(chat.write_answer(replace(ANSWER, items=items)))
    assert isinstance(written, Answer)

    assert (
        Reasoning(("ab",)),
        Message("assistant", (Text("one, two", (replace(CITED, start=5, end=7),)),)),
    ) == written.items
