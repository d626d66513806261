"""Translators: pure functions; the harness makes the call to the upstream between them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate, load_adapter
from crosswire.errors import AdapterUnusable
from crosswire.facts import Mode
from crosswire.performing import perform
from crosswire.scenarios import load_scenarios


class Sync:
    """A translator that puts its arguments into its results."""

    def chat_request(self, request: Any) -> Any:
        asked = {"model": request.pop("model"), "input": request.pop("messages")[0]["content"]}
        return asked | ({"stream": True} if request.get("stream") else {})

    def chat_answer(self, answer: Any, request: Any) -> Any:
        return {"id": answer["id"], "asked": request.pop("model")}

    def chat_stream(self, events: Any, request: Any) -> Iterator[Any]:
        asked = request.pop("model")
        for event in events:
            yield {"kind": event["type"], "asked": asked}


class Async:
    """The same translator with async functions."""

    async def chat_request(self, request: Any) -> Any:
        return Sync().chat_request(request)

    async def chat_answer(self, answer: Any, request: Any) -> Any:
        return Sync().chat_answer(answer, request)

    async def chat_stream(self, events: Any, request: Any) -> AsyncIterator[Any]:
        asked = request.pop("model")
        async for event in events:
            yield {"kind": event["type"], "asked": asked}


class ReturningFrames:
    """A translator that returns all frames at once."""

    chat_request = Sync.chat_request

    async def chat_stream(self, events: Any, request: Any) -> list[Any]:
        return [frame async for frame in Async().chat_stream(events, request)]


class Refused(Exception):
    """An exception with status and body."""

    status_code = 400
    body = {"error": {"message": "not here"}}  # noqa: RUF012 - as an adapter has it


class Refusing(Sync):
    """A translator that refuses everything."""

    def chat_request(self, _: Any) -> None:
        raise Refused


class WordingErrors(Sync):
    """A translator that changes the upstream's errors."""

    def chat_error(self, status: Any, body: Any, request: Any) -> Any:
        return {"error": {"message": f"{status} for {request['model']}: {body['error']['code']}"}}


class OneWay:
    """A translator of streams only."""

    def chat_request(self, request: Any) -> Any:
        return Sync().chat_request(request)

    def chat_stream(self, events: Any, request: Any) -> Any:
        return Sync().chat_stream(events, request)


class Mistaken(Sync):
    """A translator that forgets to return."""

    def chat_request(self, _: Any) -> None:
        return None


@pytest.fixture
def caller() -> Iterator[Caller]:
    caller = Caller()
    yield caller
    caller.close()


def turn(translator: Any, caller: Caller, mode: Mode = "json", scenario: str = "plain_text") -> Any:
    """Return the first turn of a scenario through a translator, and its trouble."""
    exchange = perform(load_scenarios()[scenario], "chat", mode, as_candidate(translator, "mine"), caller)
    return exchange.turns[0], exchange.trouble


@pytest.mark.parametrize("translator", [Sync(), Async()])
def test_an_answer_goes_through_two_functions(translator: Any, caller: Caller) -> None:
    """The first function makes the request to the upstream, the second the answer to the client."""
    seen, _ = turn(translator, caller)
    model, words = seen.request["model"], seen.request["messages"][0]["content"]

    assert {"model": model, "input": words} == seen.played.forwarded
    assert {"id": seen.played.interaction.answer_body["id"], "asked": model} == seen.received.body


@pytest.mark.parametrize("translator", [Sync(), Async(), ReturningFrames()])
def test_a_stream_goes_through_event_by_event(translator: Any, caller: Caller) -> None:
    """The upstream's events are translated in their order."""
    seen, _ = turn(translator, caller, "stream")

    kinds = [event["type"] for event in seen.played.interaction.answer_body]
    assert [{"kind": kind, "asked": seen.request["model"]} for kind in kinds] == seen.received.body
    assert 5 < len(kinds)


def test_the_end_of_a_chat_stream_is_no_event(caller: Caller) -> None:
    """`[DONE]` is no event."""
    candidate = as_candidate(
        SimpleNamespace(
            responses_request=lambda request: {"model": request["model"], "messages": [], "stream": True},
            responses_stream=lambda events, _: ({"chunk": event["object"]} for event in events),
        ),
        "mine",
    )
    exchange = perform(load_scenarios()["plain_text"], "responses", "stream", candidate, caller)

    received: Any = exchange.turns[0].received
    assert {"chat.completion.chunk"} == {frame["chunk"] for frame in received.body}


def test_the_callers_request_stays_as_it_is(caller: Caller) -> None:
    """A function may change its arguments: neither the client nor the next function sees that."""
    seen, _ = turn(Sync(), caller)

    assert seen.request == seen.observed.request_after


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_an_upstreams_error_is_passed_on(caller: Caller, mode: Mode) -> None:
    """Status, headers and body of the upstream's error reach the client."""
    seen, _ = turn(Sync(), caller, mode, "rate_limited")

    error = seen.received.error
    error_fields = seen.played.interaction.answer_body["error"]
    assert (429, error_fields["message"]) == (error.status, error.body["error"]["message"])
    assert "retry-after" in error.headers


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_an_upstreams_error_may_be_translated(caller: Caller, mode: Mode) -> None:
    """`chat_error` changes the upstream's error; it gets the status, the body and the client's request."""
    seen, _ = turn(WordingErrors(), caller, mode, "rate_limited")

    code = seen.played.interaction.answer_body["error"]["code"]
    assert {"error": {"message": f"429 for {seen.request['model']}: {code}"}} == seen.received.error.body
    assert 429 == seen.received.error.status


def test_an_exception_with_a_status_is_an_error_answer(caller: Caller) -> None:
    """A translator may refuse a request before the upstream is asked."""
    seen, _ = turn(Refusing(), caller)

    assert (400, Refused.body) == (seen.received.error.status, seen.received.error.body)
    assert seen.played is None


@pytest.mark.parametrize(
    ("translator", "text"),
    [
        (OneWay(), "the adapter has no chat_answer, which would serve this"),
        (Mistaken(), "chat_request returned None; a dict, the upstream's request, is due"),
    ],
)
def test_what_is_missing_is_told(caller: Caller, translator: Any, text: str) -> None:
    """A missing function, and a function that returns nothing, are errors."""
    assert text == turn(translator, caller)[1]
    assert isinstance(turn(OneWay(), caller, "stream")[0].received.body, list)


def test_one_file_may_translate_both_ways(tmp_path: Path) -> None:
    """A file with the functions of both directions is loaded like any adapter."""
    file = tmp_path / "my_adapter.py"
    names = [f"{shape}_{kind}" for shape in ("chat", "responses") for kind in ("request(a)", "answer(a, b)")]
    text = "\n".join(f"def {name}: ..." for name in names)
    file.write_text(f"name, declares = 'mine', {{'MUST-1': 'no'}}\n{text}", encoding="utf-8")

    candidate = load_adapter(str(file))

    assert {"chat", "responses"} == candidate.serves.keys()
    assert ("mine", {"MUST-1": "no"}) == (candidate.name, candidate.declares)


def test_an_adapter_that_calls_its_upstream_is_no_translator() -> None:
    """An adapter with `chat` is no translator, whatever its other functions are called."""
    adapter = SimpleNamespace(chat=lambda *_: {}, responses_request=dict)

    assert {"chat"} == as_candidate(adapter, "mine").serves.keys()


@pytest.mark.parametrize(
    ("functions", "text"),
    [
        (
            {"chat_answer": lambda *_: {}},
            "it has chat_answer; a translator that serves chat has chat_request, and chat_answer, chat_stream or both",
        ),
        ({"chat_request": lambda *_: {}}, "it has chat_request; a translator that serves chat has chat_request"),
        (
            {"chat_request": lambda *_: {}, "chat_answer": lambda answer: answer},
            "chat_answer(answer) cannot be called as chat_answer(answer, request)",
        ),
    ],
)
def test_half_a_translator_is_told_when_it_is_loaded(functions: Any, text: str) -> None:
    """A translator that lacks a function, or has other arguments, is an error when it is loaded."""
    with pytest.raises(AdapterUnusable) as unusable:
        as_candidate(SimpleNamespace(**functions), "mine")

    assert f"--adapter mine: {text}" in str(unusable.value)
