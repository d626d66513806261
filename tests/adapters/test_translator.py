"""Translators: pure functions, between which the harness asks the upstream."""

from types import SimpleNamespace

import pytest

from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate, load_adapter
from crosswire.errors import AdapterUnusable
from crosswire.performing import perform
from crosswire.scenarios import load_scenarios


class Sync:
    """What it is given goes into what it makes."""

    def chat_request(self, request):
        asked = {"model": request.pop("model"), "input": request.pop("messages")[0]["content"]}
        return asked | ({"stream": True} if request.get("stream") else {})

    def chat_answer(self, answer, request):
        return {"id": answer["id"], "asked": request.pop("model")}

    def chat_stream(self, events, request):
        asked = request.pop("model")
        for event in events:
            yield {"kind": event["type"], "asked": asked}


class Async:
    """The same, asynchronous."""

    async def chat_request(self, request):
        return Sync().chat_request(request)

    async def chat_answer(self, answer, request):
        return Sync().chat_answer(answer, request)

    async def chat_stream(self, events, request):
        asked = request.pop("model")
        async for event in events:
            yield {"kind": event["type"], "asked": asked}


class ReturningFrames(Sync):
    """Frames, all at once."""

    async def chat_stream(self, events, request):
        return [frame async for frame in Async().chat_stream(events, request)]


class Refused(Exception):
    """An error answer of its own."""

    status_code = 400
    body = {"error": {"message": "not here"}}  # noqa: RUF012 - as an adapter has it


class Refusing(Sync):
    """It refuses everything."""

    def chat_request(self, _):
        raise Refused


class WordingErrors(Sync):
    """It words the upstream's errors."""

    def chat_error(self, status, body, request):
        return {"error": {"message": f"{status} for {request['model']}: {body['error']['code']}"}}


class OneWay:
    """It serves streams alone."""

    def chat_request(self, request):
        return Sync().chat_request(request)

    def chat_stream(self, events, request):
        return Sync().chat_stream(events, request)


class Mistaken(Sync):
    """It forgets to return."""

    def chat_request(self, _):
        return None


@pytest.fixture
def caller():
    caller = Caller()
    yield caller
    caller.close()


def turn(translator, caller, mode="json", scenario="plain_text"):
    exchange = perform(load_scenarios()[scenario], "chat", mode, as_candidate(translator, "mine"), caller)
    return exchange.turns[0], exchange.trouble


@pytest.mark.parametrize("translator", [Sync(), Async()])
def test_an_answer_goes_through_two_functions(translator, caller):
    """What the first makes of the request is asked; what the second makes of the answer is served."""
    seen, _ = turn(translator, caller)
    model, words = seen.request["model"], seen.request["messages"][0]["content"]

    assert {"model": model, "input": words} == seen.played.forwarded
    assert {"id": seen.played.interaction.answer_body["id"], "asked": model} == seen.received.body


@pytest.mark.parametrize("translator", [Sync(), Async(), ReturningFrames()])
def test_a_stream_goes_through_event_by_event(translator, caller):
    """What comes of the upstream's events is served, in their order."""
    seen, _ = turn(translator, caller, "stream")

    kinds = [event["type"] for event in seen.played.interaction.answer_body]
    assert [{"kind": kind, "asked": seen.request["model"]} for kind in kinds] == seen.received.body
    assert 5 < len(kinds)


def test_the_end_of_a_chat_stream_is_no_event(caller):
    """`[DONE]` ends the events."""
    candidate = as_candidate(
        SimpleNamespace(
            responses_request=lambda request: {"model": request["model"], "messages": [], "stream": True},
            responses_stream=lambda events, _: ({"chunk": event["object"]} for event in events),
        ),
        "mine",
    )
    exchange = perform(load_scenarios()["plain_text"], "responses", "stream", candidate, caller)

    assert {"chat.completion.chunk"} == {frame["chunk"] for frame in exchange.turns[0].received.body}


def test_the_callers_request_stays_as_it_is(caller):
    """A function may change what it is given: neither the client nor the next function sees that."""
    seen, _ = turn(Sync(), caller)

    assert seen.request == seen.left


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_an_upstreams_error_is_passed_on(caller, mode):
    """With its status, headers and body."""
    seen, _ = turn(Sync(), caller, mode, "rate_limited")

    error = seen.received.error
    said = seen.played.interaction.answer_body["error"]
    assert (429, said["message"]) == (error.status, error.body["error"]["message"])
    assert "retry-after" in error.headers


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_an_upstreams_error_may_be_translated(caller, mode):
    """By a function that is given the status, the body and the client's request."""
    seen, _ = turn(WordingErrors(), caller, mode, "rate_limited")

    code = seen.played.interaction.answer_body["error"]["code"]
    assert {"error": {"message": f"429 for {seen.request['model']}: {code}"}} == seen.received.error.body
    assert 429 == seen.received.error.status


def test_an_exception_with_a_status_is_an_error_answer(caller):
    """A translator refuses what it cannot say, before the upstream is asked."""
    seen, _ = turn(Refusing(), caller)

    assert (400, Refused.body) == (seen.received.error.status, seen.received.error.body)
    assert seen.played is None


@pytest.mark.parametrize(
    ("translator", "told"),
    [
        (OneWay(), "the adapter has no chat_answer, which would serve this"),
        (Mistaken(), "chat_request returned None; a dict, the upstream's request, is due"),
    ],
)
def test_what_is_missing_is_told(caller, translator, told):
    """Where there is nothing to serve a request with, nothing is served."""
    assert told == turn(translator, caller)[1]
    assert isinstance(turn(OneWay(), caller, "stream")[0].received.body, list)


def test_one_file_may_translate_both_ways(tmp_path):
    """It is loaded like any adapter, with what it says of itself."""
    file = tmp_path / "my_adapter.py"
    names = [f"{shape}_{kind}" for shape in ("chat", "responses") for kind in ("request(a)", "answer(a, b)")]
    text = "\n".join(f"def {name}: ..." for name in names)
    file.write_text(f"name, declares = 'mine', {{'MUST-1': 'no'}}\n{text}", encoding="utf-8")

    candidate = load_adapter(str(file))

    assert {"chat", "responses"} == candidate.serves.keys()
    assert ("mine", {"MUST-1": "no"}) == (candidate.name, candidate.declares)


def test_an_adapter_that_calls_its_upstream_is_no_translator():
    """Its functions of these names are its own."""
    adapter = SimpleNamespace(chat=lambda *_: {}, responses_request=dict)

    assert {"chat"} == as_candidate(adapter, "mine").serves.keys()


@pytest.mark.parametrize(
    ("functions", "told"),
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
def test_half_a_translator_is_told_when_it_is_loaded(functions, told):
    """What the others need, or how each is called."""
    with pytest.raises(AdapterUnusable) as unusable:
        as_candidate(SimpleNamespace(**functions), "mine")

    assert f"--adapter mine: {told}" in str(unusable.value)
