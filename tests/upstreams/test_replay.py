"""The rules of the replay: which recorded answer a request gets, and what is refused."""

import pytest

from crosswire.facts import Mode
from crosswire.upstreams.replay import Replay
from crosswire.variations.together import number_of
from tests.upstreams.lines import Turn, asked, turns_of

BASE = "http://127.0.0.1:7/v1"
URI = f"{BASE}/chat/completions"


@pytest.fixture
def turn() -> Turn:
    [turn] = turns_of("plain_text", "chat")
    return turn


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_it_answers_as_the_forwarded_request_says(turn: Turn, mode: Mode) -> None:
    """It answers whole or streamed, as the forwarded request asks, and notes that request."""
    replay, body = Replay(BASE, [turn]), asked(turn, mode)

    assert replay.expects("POST", URI, body)
    assert turn[mode] is replay.play(body)
    assert (body, turn[mode]) == (replay.played[0].forwarded, replay.played[0].interaction)


def test_the_same_request_again_gets_the_same_answer(turn: Turn) -> None:
    """The same request again gets the same answer and counts as an attempt."""
    replay, body = Replay(BASE, [turn]), asked(turn, "json")
    answers = [replay.play(body) for _ in range(2) if replay.expects("POST", URI, body)]

    assert [turn["json"]] * 2 == answers
    assert (2, 1, []) == (replay.attempts, len(replay.played), replay.refused)


@pytest.mark.parametrize(
    ("method", "uri"),
    [
        ("GET", URI),
        ("POST", f"{BASE}/responses"),
        ("POST", f"{URI}/more"),
        ("POST", "http://127.0.0.1:8/v1/chat/completions"),
        ("POST", "http://127.0.0.1:7/other/v1/chat/completions"),
    ],
)
def test_another_call_is_refused_and_named(turn: Turn, method: str, uri: str) -> None:
    """A call of another method, path, port or base URL is refused and noted."""
    replay = Replay(BASE, [turn])

    assert not replay.expects(method, uri, asked(turn, "json"))
    assert [f"{method} {uri}"] == replay.refused


def test_another_request_in_the_same_turn_is_refused(turn: Turn) -> None:
    """A second, different request in the same turn is refused."""
    replay, body = Replay(BASE, [turn]), asked(turn, "json")
    replay.play(body)

    assert not replay.expects("POST", URI, {**body, "n": 2})
    assert [f"POST {URI}"] == replay.refused


def test_a_query_is_no_other_path(turn: Turn) -> None:
    """A URL with a query is still expected, because some adapters add one."""
    assert Replay(BASE, [turn]).expects("POST", f"{URI}?api-version=1", asked(turn, "json"))


def test_calls_that_overlap_are_told_apart_by_their_mark(turn: Turn) -> None:
    """Calls of several clients are told apart by their numbers, in any order; one without a number is refused."""
    replay = Replay(BASE, [turn, dict(turn)], number_of)
    second, first = ({"messages": [{"role": "user", "content": f"[client {n}]"}]} for n in (1, 0))

    assert replay.expects("POST", URI, second)
    replay.play(second)
    assert replay.expects("POST", URI, first)
    replay.play(first)
    assert {1: second, 0: first} == {number: played.forwarded for number, played in replay.played.items()}
    assert not replay.expects("POST", URI, asked(turn, "json"))
