"""Reading Responses streams in which something is missing."""

from crosswire.facts import Answer, Citation, Failure, Json, Message, Text
from crosswire.shapes.responses import read_stream
from tests.typed import as_type

COMPLETED = {"type": "response.completed", "response": {"status": "completed", "output": []}}
CITED = {"type": "url_citation", "url": "u", "title": "t", "start_index": 0, "end_index": 2}


def event(kind: str, **fields: Json) -> Json:
    return {"type": f"response.{kind}", "output_index": 0, "content_index": 0, **fields}


ADDED = event("output_item.added", item={"type": "message", "role": "assistant", "content": []})


def test_a_citation_that_only_its_event_tells_counts() -> None:
    """A citation that only its own event holds is read, also where no text came in deltas."""
    cited = Citation("url_citation", "u", "t", 0, 2)
    for text in (event("output_text.delta", delta="hi"), event("output_text.done", text="hi")):
        answer = read_stream([ADDED, text, event("output_text.annotation.added", annotation=CITED), COMPLETED])
        assert isinstance(answer, Answer)

        assert (Message("assistant", (Text("hi", (cited,)),)),) == answer.items


def test_logprobs_of_deltas_fill_the_gap() -> None:
    """Logprobs of deltas, which have no bytes, count only where the part has none of its own."""
    poor, rich = {"token": "hi", "logprob": -1}, {"token": "hi", "logprob": -1, "bytes": [104, 105]}
    delta = event("output_text.delta", delta="hi", logprobs=[poor])
    done = event("content_part.done", part={"type": "output_text", "text": "hi", "logprobs": [rich]})

    for events, logprobs in (([delta], (poor,)), ([delta, done], (rich,))):
        assert (Message("assistant", (Text("hi", logprobs=logprobs),)),) == as_type(
            Answer, read_stream([ADDED, *events, COMPLETED])
        ).items


def test_arguments_may_begin_with_the_item() -> None:
    """Deltas go on behind the arguments that the item was added with where a snapshot agrees: the SDK adds them up so.

    Where the deltas are all of it, what the item was added with is said again.
    """
    call: dict[str, Json] = {"type": "function_call", "call_id": "call_1", "name": "note"}
    whole = '{"text":"hi"}'
    for begun, delta in (('{"text":', '"hi"}'), (whole, whole), ("", whole)):
        for done in (
            event("function_call_arguments.done", arguments=whole),
            event("output_item.done", item={**call, "arguments": whole}),
        ):
            added = event("output_item.added", item={**call, "arguments": begun})
            deltas = event("function_call_arguments.delta", delta=delta)
            answer = as_type(Answer, read_stream([added, deltas, done, COMPLETED]))

            assert [whole] == [called.arguments for called in answer.tool_calls]


def test_items_without_an_index_follow_each_other() -> None:
    """Without indexes, each `added` event begins the next item."""
    added = {"type": "response.output_item.added", "item": {"type": "message", "role": "assistant", "content": []}}
    pieces = [[added, {"type": "response.output_text.delta", "delta": text}] for text in ("a", "b")]

    assert ("a", "b") == as_type(Answer, read_stream([*pieces[0], *pieces[1], COMPLETED])).texts


def test_the_type_of_an_error_event_is_no_type_of_error() -> None:
    """The `type` of an error event is the event's, not the error's."""
    failure = read_stream([{"type": "error", "code": "server_error", "message": "no", "param": None}])
    assert isinstance(failure, Failure)

    assert (None, "server_error") == (failure.type, failure.code)
