"""The plain reader: payloads that clients cannot tell apart read as the same facts."""

from typing import Any

import pytest

from crosswire.facts import ShapeName
from crosswire.proving.plain_reader import Failing, read_request
from crosswire.proving.plain_reader import read_answer as read_answer_to
from crosswire.proving.plain_reader import read_stream as read_stream_to


def read_answer(shape: ShapeName, body: Any, failing: Failing | None = None) -> Any:
    return read_answer_to(shape, body, {}, failing)


def read_stream(shape: ShapeName, frames: Any) -> Any:
    return read_stream_to(shape, frames, {})


def chunk(**delta: Any) -> dict[str, Any]:
    return {"id": "c", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta}]}


def test_nothing_null_and_empty_are_one() -> None:
    """A field that is left out, `null` or empty reads as the same."""
    assert read_request("chat", {"model": "m"}) == read_request(
        "chat", {"model": "m", "user": None, "tools": [], "metadata": {}}
    )


def test_numbers_are_one_kind_and_booleans_none() -> None:
    """1 and 1.0 are the same number; `true` is another value."""
    assert read_request("chat", {"n": 1}) == read_request("chat", {"n": 1.0})
    assert read_request("chat", {"n": 1}) != read_request("chat", {"n": True})


def test_an_answers_own_id_and_clock_say_nothing() -> None:
    """An answer's `id` and `created` are no facts; a call's id is one."""
    assert read_answer("chat", {"id": "a", "created": 1}) == read_answer("chat", {"id": "b", "created": 2})
    assert read_answer("chat", {"choices": [{"message": {"tool_calls": [{"id": "a"}]}}]}) != read_answer(
        "chat", {"choices": [{"message": {"tool_calls": [{"id": "b"}]}}]}
    )


def test_deltas_are_added_up() -> None:
    """Streams whose deltas add up to the same text read as the same."""
    whole, cut = [chunk(content="Hello")], [chunk(content="Hel"), chunk(content="lo")]

    assert read_stream("chat", whole) == read_stream("chat", cut)
    assert read_stream("chat", whole) != read_stream("chat", [*cut, chunk(content="!")])


def test_events_are_added_up_and_all_else_counts() -> None:
    """Deltas are added up; events with another text, or fewer events, are another stream."""
    indices = {"output_index": 0, "content_index": 0}
    delta = {"type": "response.output_text.delta", **indices}
    done = {"type": "response.output_text.done", **indices, "text": "Hello"}
    whole = [{**delta, "delta": "Hello", "sequence_number": 4}, done]
    cut = [{**delta, "delta": "Hel"}, {**delta, "delta": "lo"}, done]

    assert read_stream("responses", whole) == read_stream("responses", cut)
    assert read_stream("responses", whole) != read_stream("responses", whole[:1])
    assert read_stream("responses", whole) != read_stream("responses", [whole[0], {**done, "text": "Hullo"}])


@pytest.mark.parametrize("frames", [[None], ["text"], [[]], [{"choices": None}], [{"choices": [3]}], [{"type": 7}]])
def test_whatever_a_mutant_makes_of_a_frame_is_read(frames: Any) -> None:
    """Malformed frames are read without an exception."""
    read_stream("chat", frames)
    read_stream("responses", frames)


def test_a_default_says_what_silence_says() -> None:
    """A field with its default value reads as if it were left out; any other value is a fact."""
    assert read_request("chat", {"model": "m"}) == read_request("chat", {"model": "m", "tool_choice": "auto"})
    assert read_request("chat", {"model": "m"}) != read_request("chat", {"model": "m", "tool_choice": "none"})
    assert read_request("chat", {}) == read_request("chat", {"store": False}) != read_request("chat", {"store": True})
    assert read_request("responses", {}) == read_request("responses", {"store": True})


def test_what_stands_for_nothing_is_the_models_own() -> None:
    """A setting that the client left out is no fact of the answer; one that it set is a fact."""
    set_by_client = {"reasoning": {"effort": "low"}}

    assert read_answer("responses", {}) == read_answer("responses", {"reasoning": {"effort": "high"}})
    assert read_answer_to("responses", {}, set_by_client) != read_answer_to("responses", set_by_client, set_by_client)


def test_a_beginning_says_nothing_that_the_end_says() -> None:
    """A first event may leave out what the last one says, but not contradict it."""

    def stream(begun: dict[str, str]) -> list[Any]:
        return [
            {"type": "response.created", "response": {"status": "in_progress", **begun}},
            {"type": "response.completed", "response": {"status": "completed", "model": "m", "user": "u"}},
        ]

    silent, repeated, otherwise = ({"model": "m"}, {"model": "m", "user": "u"}, {"model": "m", "user": "another"})

    assert read_stream("responses", stream(silent)) == read_stream("responses", stream(repeated))
    assert read_stream("responses", stream(silent)) != read_stream("responses", stream(otherwise))


def error(status: int = 429, headers: Any = None, **fields: Any) -> dict[str, Any]:
    return {"status": status, "headers": headers or {}, "body": {"error": fields}}


def test_of_an_error_the_upstreams_words_count() -> None:
    """The upstream's message may stand within a longer one; a `type` that the upstream lacks is the adapter's own."""
    upstream = Failing(429, ["retry-after"], {"error": {"message": "Too fast.", "code": "rate_limit"}})

    def read(**fields: Any) -> Any:
        return read_answer("chat", error(**fields), upstream)

    right = read(message="Too fast.", code="rate_limit")
    assert right == read(message="The upstream: Too fast.", code="rate_limit", type="its_own")
    assert right == read(message="Too fast.", code="rate_limit", headers={"server": "its own"})
    assert right != read(message="Too", code="rate_limit")
    assert right != read(message="Too fast.")
    assert right != read(message="Too fast.", code="rate_limit", headers={"Retry-After": "3"})
    assert right != read(status=400, message="Too fast.", code="rate_limit")


def test_an_error_without_words_finds_its_own() -> None:
    """Where the upstream has no message, any message will do; of a failure inside a 200, only the class counts."""
    upstream = Failing(200, [], "<html>")

    assert read_answer("chat", error(502, message="One."), upstream) == read_answer(
        "chat", error(500, message="Other."), upstream
    )
    assert read_answer("chat", error(502, message="One."), upstream) != read_answer("chat", error(502), upstream)
    assert read_answer("chat", error(502, message="One."), upstream) != read_answer(
        "chat", error(400, message="One."), upstream
    )
