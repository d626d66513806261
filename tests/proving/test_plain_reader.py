"""What a payload says, read plainly: what clients cannot tell apart is one."""

import pytest

from crosswire.proving.plain_reader import read_answer, read_request, read_stream


def chunk(**delta):
    return {"id": "c", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta}]}


def test_nothing_null_and_empty_are_one():
    """A field that is left out says what an empty one says."""
    assert read_request({"model": "m"}) == read_request({"model": "m", "user": None, "tools": [], "metadata": {}})


def test_numbers_are_one_kind_and_booleans_none():
    """As JSON has it."""
    assert read_request({"n": 1}) == read_request({"n": 1.0})
    assert read_request({"n": 1}) != read_request({"n": True})


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
