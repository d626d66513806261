"""Reading the events of a Responses stream."""

from crosswire.facts import Answer, Failure, Json, Message, Reasoning, ToolCall
from crosswire.shapes.responses import read_stream
from tests.typed import as_type

COMPLETED = {"type": "response.completed", "response": {"id": "r", "status": "completed", "output": []}}


def added(index: int, **item: Json) -> Json:
    return {"type": "response.output_item.added", "output_index": index, "item": item}


def done(index: int, **item: Json) -> Json:
    return {"type": "response.output_item.done", "output_index": index, "item": item}


def text(index: int, delta: str, part: int = 0) -> Json:
    return {"type": "response.output_text.delta", "output_index": index, "content_index": part, "delta": delta}


def test_deltas_count() -> None:
    """The text is the joined deltas, whatever the snapshots and the terminal response repeat of it."""
    whole = {"type": "message", "content": [{"type": "output_text", "text": "something else"}]}
    answer = read_stream(
        [
            added(0, type="message", role="assistant", content=[]),
            text(0, "ha"),
            text(0, "ha"),
            text(0, "!", part=1),
            done(0, **whole),
            {**COMPLETED, "response": {"status": "completed", "output": [whole]}},
        ]
    )
    assert isinstance(answer, Answer)

    assert ("haha", "!") == answer.texts


def test_snapshots_fill_gaps() -> None:
    """Text or arguments that came in no delta are taken from `….done`, the item, or the terminal response."""
    answer = read_stream(
        [
            added(0, type="message", role="assistant", content=[]),
            {"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "from done"},
            added(1, type="function_call", call_id="call_1", name="f", arguments=""),
            {"type": "response.function_call_arguments.done", "output_index": 1, "arguments": "{}"},
            done(2, type="message", role="assistant", content=[{"type": "output_text", "text": ", item"}]),
            {
                "type": "response.completed",
                "response": {
                    "status": "completed",
                    "output": [
                        {},
                        {},
                        {},
                        {"type": "function_call", "call_id": "call_2", "name": "g", "arguments": "{}"},
                    ],
                },
            },
        ]
    )
    assert isinstance(answer, Answer)

    assert "from done, item" == answer.text
    assert (ToolCall("call_1", "f", "{}"), ToolCall("call_2", "g", "{}")) == answer.tool_calls


def test_older_streams_are_read() -> None:
    """Streams without sequence numbers, output indexes or an `added` event are read."""
    answer = read_stream(
        [
            {"type": "response.output_text.delta", "delta": "a"},
            {"type": "response.output_text.delta", "delta": "b"},
            COMPLETED,
        ]
    )
    assert isinstance(answer, Answer)

    assert ("ab", "stop") == (answer.text, answer.finish)


def test_reasoning_adds_up() -> None:
    """Deltas of summaries and of reasoning text are joined into one reasoning item."""
    answer = read_stream(
        [
            added(0, type="reasoning", summary=[]),
            {"type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 0, "delta": "a"},
            {"type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 1, "delta": "b"},
            {"type": "response.reasoning_text.delta", "output_index": 0, "content_index": 0, "delta": "c"},
            COMPLETED,
        ]
    )
    assert isinstance(answer, Answer)

    assert (Reasoning(("a", "b", "c")),) == answer.items


def test_a_stream_that_fails_is_a_failure() -> None:
    """An `error` event, in either of its forms, or `response.failed` makes a stream a failure."""
    error = {"code": "server_error", "message": "no"}
    failed = {"type": "response.failed", "response": {"status": "failed", "error": error}}

    for last in ({"type": "error", **error}, {"type": "error", "error": error}, failed):
        assert Failure(200, "no", code="server_error", type=as_type(Failure, read_stream([last])).type) == read_stream(
            [text(0, "a"), last]
        )


def test_without_a_terminal_event_it_has_not_finished() -> None:
    """A stream without a terminal event is unfinished."""
    created = {"type": "response.created", "response": {"id": "r", "status": "in_progress", "output": []}}

    assert "unfinished" == as_type(Answer, read_stream([created, text(0, "a")])).finish


def test_nothing_after_the_terminal_event_counts() -> None:
    """Events behind the terminal event are ignored, because clients stop reading there."""
    assert "" == as_type(Answer, read_stream([COMPLETED, text(0, "late")])).text


def test_the_terminal_event_says_the_status() -> None:
    """The terminal event's type gives the status where its response has none."""
    created = {"type": "response.created", "response": {"id": "r", "status": "in_progress", "output": []}}
    silent = {"type": "response.completed", "response": {"id": "r", "status": None, "output": []}}

    for last in (silent, {"type": "response.completed"}):
        answer = read_stream([created, text(0, "a"), last])
        assert isinstance(answer, Answer)

        assert ("r", "completed", "stop", "a") == (answer.id, answer.status, answer.finish, answer.text)


def test_a_failure_holds_what_was_begun() -> None:
    """A failure holds the items before the error; the error in `response.failed` wins over an `error` event."""
    begun = [added(0, type="message", role="assistant", content=[]), text(0, "ha")]
    error = {"type": "error", "code": "server_error", "message": "no"}
    failed = {"type": "response.failed", "response": {"status": "failed", "error": {"message": "why"}, "output": []}}

    alone, both = read_stream([*begun, error]), read_stream([*begun, error, failed])
    assert isinstance(alone, Failure)
    assert isinstance(both, Failure)

    assert (Failure(200, "no", code="server_error"), "ha") == (alone, as_type(Message, alone.begun[0]).text)
    assert (Failure(200, "why"), "ha") == (both, as_type(Message, both.begun[0]).text)
