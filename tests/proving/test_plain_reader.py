"""What a payload says, read plainly: what clients cannot tell apart is one."""

import pytest

from crosswire.proving.plain_reader import Failing, read_request
from crosswire.proving.plain_reader import read_answer as read_answer_to
from crosswire.proving.plain_reader import read_stream as read_stream_to


def read_answer(shape, body, failing=None):
    return read_answer_to(shape, body, {}, failing)


def read_stream(shape, frames):
    return read_stream_to(shape, frames, {})


def chunk(**delta):
    return {"id": "c", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta}]}


def test_nothing_null_and_empty_are_one():
    """A field that is left out says what an empty one says."""
    assert read_request("chat", {"model": "m"}) == read_request(
        "chat", {"model": "m", "user": None, "tools": [], "metadata": {}}
    )


def test_numbers_are_one_kind_and_booleans_none():
    """As JSON has it."""
    assert read_request("chat", {"n": 1}) == read_request("chat", {"n": 1.0})
    assert read_request("chat", {"n": 1}) != read_request("chat", {"n": True})


def test_an_answers_own_id_and_clock_say_nothing():
    """An adapter has its own; of a call, the id counts."""
    assert read_answer("chat", {"id": "a", "created": 1}) == read_answer("chat", {"id": "b", "created": 2})
    assert read_answer("chat", {"choices": [{"message": {"tool_calls": [{"id": "a"}]}}]}) != read_answer(
        "chat", {"choices": [{"message": {"tool_calls": [{"id": "b"}]}}]}
    )


def test_deltas_are_added_up():
    """However they are cut; what they add up to counts."""
    whole, cut = [chunk(content="Hello")], [chunk(content="Hel"), chunk(content="lo")]

    assert read_stream("chat", whole) == read_stream("chat", cut)
    assert read_stream("chat", whole) != read_stream("chat", [*cut, chunk(content="!")])


def test_events_are_added_up_and_all_else_counts():
    """A snapshot that says otherwise than the deltas is another stream."""
    place = {"output_index": 0, "content_index": 0}
    delta = {"type": "response.output_text.delta", **place}
    done = {"type": "response.output_text.done", **place, "text": "Hello"}
    whole = [{**delta, "delta": "Hello", "sequence_number": 4}, done]
    cut = [{**delta, "delta": "Hel"}, {**delta, "delta": "lo"}, done]

    assert read_stream("responses", whole) == read_stream("responses", cut)
    assert read_stream("responses", whole) != read_stream("responses", whole[:1])
    assert read_stream("responses", whole) != read_stream("responses", [whole[0], {**done, "text": "Hullo"}])


@pytest.mark.parametrize("frames", [[None], ["text"], [[]], [{"choices": None}], [{"choices": [3]}], [{"type": 7}]])
def test_whatever_a_mutant_makes_of_a_frame_is_read(frames):
    """Nothing is raised."""
    read_stream("chat", frames)
    read_stream("responses", frames)


def test_a_default_says_what_silence_says():
    """Only the default: another value is a fact."""
    assert read_request("chat", {"model": "m"}) == read_request("chat", {"model": "m", "tool_choice": "auto"})
    assert read_request("chat", {"model": "m"}) != read_request("chat", {"model": "m", "tool_choice": "none"})
    assert read_request("chat", {}) == read_request("chat", {"store": False}) != read_request("chat", {"store": True})
    assert read_request("responses", {}) == read_request("responses", {"store": True})


def test_what_stands_for_nothing_is_the_models_own():
    """A fact it is where the client set it."""
    set_by_client = {"reasoning": {"effort": "low"}}

    assert read_answer("responses", {}) == read_answer("responses", {"reasoning": {"effort": "high"}})
    assert read_answer_to("responses", {}, set_by_client) != read_answer_to("responses", set_by_client, set_by_client)


def test_a_beginning_says_nothing_that_the_end_says():
    """It may as well be silent; but not say otherwise."""

    def stream(begun):
        return [
            {"type": "response.created", "response": {"status": "in_progress", **begun}},
            {"type": "response.completed", "response": {"status": "completed", "model": "m", "user": "u"}},
        ]

    silent, repeated, otherwise = ({"model": "m"}, {"model": "m", "user": "u"}, {"model": "m", "user": "another"})

    assert read_stream("responses", stream(silent)) == read_stream("responses", stream(repeated))
    assert read_stream("responses", stream(silent)) != read_stream("responses", stream(otherwise))


def error(status=429, headers=None, **said):
    return {"status": status, "headers": headers or {}, "body": {"error": said}}


def test_of_an_error_the_upstreams_words_count():
    """They may stand within longer ones. A type that the upstream does not say is the adapter's own."""
    upstream = Failing(429, ["retry-after"], {"error": {"message": "Too fast.", "code": "rate_limit"}})

    def read(**said):
        return read_answer("chat", error(**said), upstream)

    right = read(message="Too fast.", code="rate_limit")
    assert right == read(message="The upstream: Too fast.", code="rate_limit", type="its_own")
    assert right == read(message="Too fast.", code="rate_limit", headers={"server": "its own"})
    assert right != read(message="Too", code="rate_limit")
    assert right != read(message="Too fast.")
    assert right != read(message="Too fast.", code="rate_limit", headers={"Retry-After": "3"})
    assert right != read(status=400, message="Too fast.", code="rate_limit")


def test_an_error_without_words_finds_its_own():
    """Whatever they are, there are any; a failure inside a 200 has no status, only a class."""
    upstream = Failing(200, [], "<html>")

    assert read_answer("chat", error(502, message="One."), upstream) == read_answer(
        "chat", error(500, message="Other."), upstream
    )
    assert read_answer("chat", error(502, message="One."), upstream) != read_answer("chat", error(502), upstream)
    assert read_answer("chat", error(502, message="One."), upstream) != read_answer(
        "chat", error(400, message="One."), upstream
    )
