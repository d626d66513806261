"""One scenario through one adapter: the four points of every turn, and the trouble where nothing can be judged."""

import dataclasses
import json
import re
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx
import pytest
import yaml

from crosswire.adapters import Candidate, Serve
from crosswire.adapters.calling import Caller
from crosswire.errors import AdapterUnusable
from crosswire.exchange import Answers, cases_of
from crosswire.facts import Answer, Failure, Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.performing import perform
from crosswire.reference import UpstreamError
from crosswire.scenarios import Scenario, load_scenario, load_scenarios
from crosswire.shapes import SHAPES, opposite
from crosswire.upstreams import Upstream

TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # nothing is reached: reading certificates would be all the work
SCENARIOS = load_scenarios()
MODES: Sequence[Mode] = ("json", "stream")

every_route = pytest.mark.parametrize(
    ("serves", "mode"), [("chat", "json"), ("chat", "stream"), ("responses", "json"), ("responses", "stream")]
)


@pytest.fixture
def caller() -> Iterator[Caller]:
    caller = Caller(deadline=60)
    yield caller
    caller.close()


def ask(upstream: Upstream, serves: ShapeName, body: Any) -> httpx.Response:
    """Ask the upstream, whose shape is the other one."""
    return httpx.post(upstream.base_url + SHAPES[opposite(serves)].PATH, json=body, verify=TLS)


def parrot(
    scenario: Scenario,
    serves: ShapeName,
    mode: Mode,
    forward: Any = None,
    rename: Callable[[str], str] | None = None,
) -> Candidate:
    """Return an adapter that serves the client's recording, turn by turn; `rename` may change its ids.

    It sends `forward` to the upstream, or else a request of its own in the mode that the client asks for.
    """
    answers = iter(scenario.turns[serves, mode])

    def serve(request: Any, upstream: Upstream) -> Any:
        answer = next(answers)
        ask(upstream, serves, forward or {"model": "parrot", "stream": mode == "stream", "for": request})
        text = json.dumps(answer.answer_body, ensure_ascii=False)
        return json.loads(rename(text) if rename else text)

    return Candidate("parrot", {serves: serve})


def only(serve: Serve, serves: ShapeName = "chat") -> Candidate:
    """Return an adapter that serves one shape."""
    return Candidate("test", {serves: serve})


@every_route
def test_cases_are_the_recordings_turns(serves: ShapeName, mode: Mode) -> None:
    """The client's request comes from the recording of one API, the upstream's answers from both of the other's."""
    scenario, behind = SCENARIOS["parallel_tool_calls"], opposite(serves)

    cases = cases_of(scenario, serves, mode)

    assert list(scenario.turns[serves, mode]) == [case.client for case in cases]
    for other in MODES:
        assert list(scenario.turns[behind, other]) == [case.upstreams[other] for case in cases]
    assert [turn.asked for turn in scenario.turns[serves, mode]] == [case.asked for case in cases]
    assert [turn.answer for turn in scenario.turns[behind, mode]] == [case.upstream for case in cases]


def test_an_answer_is_made_when_it_is_looked_up() -> None:
    """Of a varied turn's answers the one that is played is made, once: another may have ten megabytes."""
    recorded = {mode: SCENARIOS["plain_text"].turns["chat", mode][0] for mode in MODES}
    made: list[Mode] = []

    def make(mode: Mode) -> Interaction:
        made.append(mode)
        return recorded[mode]

    answers = Answers(make)

    assert [*MODES] == [*answers]
    assert [recorded["stream"]] * 2 == [answers["stream"], answers["stream"]]
    assert ["stream"] == made


@every_route
def test_a_turn_is_seen_at_all_four_points(serves: ShapeName, mode: Mode, caller: Caller) -> None:
    """A turn has the facts and the JSON of its four points."""
    scenario, behind = SCENARIOS["plain_text"], opposite(serves)
    (client,), (answering,) = scenario.turns[serves, mode], scenario.turns[behind, mode]
    forward = {**answering.asked_body, "model": "mapped"}

    exchange = perform(scenario, serves, mode, parrot(scenario, serves, mode, forward), caller)

    (turn,) = exchange.turns
    assert (scenario, serves, mode, None, ()) == (
        exchange.scenario,
        exchange.serves,
        exchange.mode,
        exchange.trouble,
        exchange.notes,
    )
    assert (client.asked, SHAPES[behind].read_request(forward)) == (turn.asked, turn.forwarded)
    assert (answering.answer, client.answer) == (turn.upstream, turn.served)
    assert {
        "asked": client.asked_body,
        "forwarded": forward,
        "upstream": answering.answer_body,
        "served": client.answer_body,
    } == turn.payloads


@every_route
def test_the_upstream_is_what_was_played(serves: ShapeName, mode: Mode, caller: Caller) -> None:
    """The upstream is what was played, also where the adapter asks for the other mode."""
    scenario = SCENARIOS["plain_text"]
    asked_for: Mode = "json" if mode == "stream" else "stream"
    forward = {"model": "m", "stream": asked_for == "stream"}

    (turn,) = perform(scenario, serves, mode, parrot(scenario, serves, mode, forward), caller).turns

    assert turn.played
    assert scenario.turns[opposite(serves), asked_for][0] is turn.played.interaction
    assert (turn.played.interaction.answer, turn.played.interaction.answer_body) == (
        turn.upstream,
        turn.payloads["upstream"],
    )


def rename(text: str) -> str:
    """Replace the ids of calls, items and answers."""
    return re.sub(r'"(call|fc|resp|msg|chatcmpl)[_-](\w{9,})"', r'"own-\1-\2"', text)


def answer(facts: Answer | Failure | None) -> Answer:
    """Return the facts of an answer that is no error."""
    assert isinstance(facts, Answer)
    return facts


def sql_as_function() -> dict[str, Any]:
    """Offer the custom tool as a function with one text."""
    parameters = {"type": "object", "properties": {"query": {"type": "string"}}}
    return {
        "model": "m",
        "messages": [],
        "tools": [{"type": "function", "function": {"name": "run_sql", "parameters": parameters}}],
    }


def test_the_upstream_is_what_was_answered(caller: Caller) -> None:
    """Facts and payload are those of the answer given, where it differs from the recording."""
    scenario = SCENARIOS["stream_custom_call"]
    candidate = parrot(scenario, "responses", "json", forward=sql_as_function())

    (turn,) = perform(scenario, "responses", "json", candidate, caller).turns

    assert ["custom"] == [call.kind for call in answer(turn.case.upstream).tool_calls]
    assert ["function"] == [call.kind for call in answer(turn.upstream).tool_calls]
    payload: Any = turn.payloads["upstream"]
    (call,) = payload["choices"][0]["message"]["tool_calls"]
    assert ["query"] == list(json.loads(call["function"]["arguments"]))


@pytest.mark.parametrize(("tools", "troubled"), [([], False), (sql_as_function()["tools"], True)])
def test_an_error_is_no_trouble_where_an_upstream_calls_what_was_left_out(
    tools: Any, troubled: bool, caller: Caller
) -> None:
    """An error is no trouble where the upstream calls a tool that was not forwarded; else it is trouble."""

    def strict(_: Any, upstream: Upstream) -> NoReturn:
        ask(upstream, "responses", {"model": "m", "messages": [], "tools": tools})
        raise UpstreamError(502, {"message": "the upstream called a tool that was not offered"})

    exchange = perform(SCENARIOS["stream_custom_call"], "responses", "json", only(strict, "responses"), caller)

    assert troubled is bool(exchange.trouble)


@every_route
def test_served_ids_come_back(serves: ShapeName, mode: Mode, caller: Caller) -> None:
    """A client sends back the ids that it was served, in place of the recorded ones; nothing else changes."""
    scenario = SCENARIOS["parallel_tool_calls"]
    recorded = [turn.asked_body for turn in scenario.turns[serves, mode]]
    before = json.dumps(recorded)

    exchange = perform(scenario, serves, mode, parrot(scenario, serves, mode, rename=rename), caller)

    assert (None, ()) == (exchange.trouble, exchange.notes)
    assert recorded[0] == exchange.turns[0].request
    assert json.loads(rename(json.dumps(recorded[1]))) == exchange.turns[1].request
    assert [call.id for call in answer(exchange.turns[0].served).tool_calls] == [
        item.call_id for item in exchange.turns[1].asked.history if hasattr(item, "call_id")
    ]
    assert before == json.dumps(recorded)


RESPONSE = {"object": "response", "created_at": 1, "model": "m", "status": "completed"}


def items(*ids: str) -> list[dict[str, str]]:
    """Return output items with these ids: reasoning where the id begins with `rs`, messages else."""
    return [{"type": "reasoning" if "rs" in id_ else "message", "id": id_, "role": "assistant"} for id_ in ids]


def write_scenario(folder: Path, asks: Sequence[Any], answers: Sequence[Any]) -> Scenario:
    """Write a conversation; only its recording of Responses, whole, is not empty."""
    folder.mkdir()
    provenance = {"provenance": "authored", "from": "the test"}
    toml = 'title = "t"\nproves = "p"\ntags = []\n'
    for shape in SHAPES:
        for mode in ("json", "stream"):
            is_written = shape == "responses" and mode == "json"
            turns = [
                {
                    "request": {
                        "method": "POST",
                        "uri": f"https://api.openai.com/v1{SHAPES[shape].PATH}",
                        "headers": {},
                        "body": json.dumps(ask if is_written else {}),
                    },
                    "response": {
                        "status": {"code": 200, "message": "OK"},
                        "headers": {"content-type": ["application/json"]},
                        "body": {"string": json.dumps(answer if is_written else {})},
                    },
                }
                for ask, answer in zip(asks, answers, strict=True)
            ]
            (folder / f"{shape}.{mode}.yaml").write_text(yaml.safe_dump({"version": 1, "interactions": turns}))
            toml += f'[recordings."{shape}.{mode}"]\n' + "".join(
                f'{key} = "{value}"\n' for key, value in provenance.items()
            )
    (folder / "scenario.toml").write_text(toml)
    return load_scenario(folder)


def test_ids_are_paired_within_their_kind(tmp_path: Path, caller: Caller) -> None:
    """Served ids are paired within their kind, also where an item or an id is missing."""
    history = [*items("rs_1", "msg_1", "msg_2"), {"type": "item_reference", "id": "msg_2"}]
    asks = [{"input": "hi"}, {"input": history, "previous_response_id": "resp_1"}]
    answers = [{**RESPONSE, "id": f"resp_{n}", "output": items("rs_1", "msg_1", "msg_2")} for n in (1, 2)]
    scenario = write_scenario(tmp_path / "items", asks, answers)

    def serve(request: Any, upstream: Upstream) -> Any:
        ask(upstream, "responses", {"messages": request["input"]})
        return {**RESPONSE, "id": None, "output": items("own_1", "own_2")}

    exchange = perform(scenario, "responses", "json", only(serve, "responses"), caller)

    assert {
        "input": [*items("rs_1", "own_1", "own_2"), {"type": "item_reference", "id": "own_2"}],
        "previous_response_id": "resp_1",
    } == exchange.turns[1].request


def test_a_request_is_the_adapters_own(caller: Caller) -> None:
    """An adapter may change its request: the scenario and the turn's own copy stay unchanged."""
    scenario = SCENARIOS["plain_text"]
    (recorded,) = scenario.turns["chat", "json"]
    before = json.dumps(recorded.asked_body)

    def serve(request: Any, upstream: Upstream) -> Any:
        ask(upstream, "chat", {"model": "m"})
        request["messages"][0].clear()
        request.clear()
        return recorded.answer_body

    (turn,) = perform(scenario, "chat", "json", only(serve), caller).turns

    assert [before] * 2 == [json.dumps(recorded.asked_body), json.dumps(turn.request)]


def crash(*_: Any) -> NoReturn:
    raise KeyError("output")


def nothing(*_: Any) -> Any:
    return None


class Refused(Exception):
    """An exception that is an error answer."""

    status_code = 400


def refuse(*_: Any) -> NoReturn:
    raise Refused("tools are not supported")


def error_inside(*_: Any) -> Any:
    return {"error": {"message": "tools are not supported"}}


@pytest.mark.parametrize(
    ("serve", "trouble"),
    [
        (crash, "the adapter raised KeyError: 'output' (tests/test_exchange.py:"),
        (nothing, "the adapter returned NoneType None for a plain request; a dict, the answer's JSON, is due"),
        (refuse, "the adapter answered with an error, 400 'tools are not supported', where the upstream had none"),
        (
            error_inside,
            "the adapter answered with an error, 200 'tools are not supported', where the upstream had none",
        ),
    ],
)
@pytest.mark.parametrize("number", [1, 2])
def test_trouble_says_what_and_in_which_turn(serve: Serve, trouble: str, number: int, caller: Caller) -> None:
    """A conversation ends at the turn that cannot be judged, and names it; the turns before it stay."""
    scenario = SCENARIOS["parallel_tool_calls"]
    good = parrot(scenario, "chat", "json").serves["chat"]
    calls: list[Any] = []

    def fail_in_turn(request: Any, upstream: Upstream) -> Any:
        calls.append(request)
        return (serve if len(calls) == number else good)(request, upstream)

    exchange = perform(scenario, "chat", "json", only(fail_in_turn), caller)

    assert exchange.trouble
    assert exchange.trouble.startswith(trouble)
    assert exchange.trouble.endswith(f" (turn {number} of 2)")
    assert (f"never asked upstream (turn {number} of 2)",) == exchange.notes
    assert number == len(exchange.turns) == len(calls)


def test_a_scenario_of_one_turn_counts_no_turns(caller: Caller) -> None:
    """In a scenario of one turn, the trouble names no turn; points without a payload are empty."""
    scenario = SCENARIOS["plain_text"]

    exchange = perform(scenario, "chat", "json", only(nothing), caller)

    (turn,) = exchange.turns
    assert (
        "the adapter returned NoneType None for a plain request; a dict, the answer's JSON, is due" == exchange.trouble
    )
    assert ("never asked upstream",) == exchange.notes
    assert (None, None, None) == (turn.played, turn.forwarded, turn.served)
    assert scenario.turns["responses", "json"][0].answer == turn.upstream
    assert {
        "asked": turn.request,
        "forwarded": None,
        "upstream": scenario.turns["responses", "json"][0].answer_body,
        "served": None,
    } == turn.payloads


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("unfinished_in_queue", "json"),
        ("unfinished_cancelled", "json"),
        ("client_run_computer_call", "json"),
        ("client_run_computer_call", "stream"),
    ],
)
def test_an_error_for_what_cannot_be_said_is_no_trouble(name: str, mode: Mode, caller: Caller) -> None:
    """An error is no trouble where the served API cannot carry the answer."""

    def fail(request: Any, upstream: Upstream) -> NoReturn:
        ask(upstream, "chat", {"model": "test", "stream": mode == "stream", "for": request})
        raise Refused("the answer has no form here")

    exchange = perform(SCENARIOS[name], "chat", mode, only(fail), caller)

    assert (None, True) == (exchange.trouble, exchange.turns[0].failed)


def test_an_error_amid_a_stream_is_trouble(caller: Caller) -> None:
    """An error within a stream is trouble, whatever was streamed before."""
    scenario = SCENARIOS["plain_text"]
    (recorded,) = scenario.turns["chat", "stream"]

    def serve(*_: Any) -> Iterator[Any]:
        yield from recorded.answer_body[:3]
        raise Refused("that was all")

    exchange = perform(scenario, "chat", "stream", only(serve), caller)

    assert "the adapter answered with an error, 400 'that was all', where the upstream had none" == exchange.trouble
    model = recorded.answer.model
    assert Failure(400, "that was all", model=model, service_tier="default") == exchange.turns[0].served
    assert {"status": 400, "body": {"error": {"message": "that was all"}}} == exchange.turns[0].payloads["served"]


def test_a_hang_is_trouble() -> None:
    """A hang is trouble."""
    released, hasty = threading.Event(), Caller(deadline=0.2)

    def serve(*_: Any) -> Any:
        return released.wait()

    exchange = perform(SCENARIOS["plain_text"], "chat", "json", only(serve), hasty)
    released.set()
    hasty.close()

    assert "the adapter did not finish within 0.2 s (--deadline)" == exchange.trouble


@pytest.mark.parametrize("serves", ["chat", "responses"])
def test_an_upstreams_error_served_as_one_is_no_trouble(serves: ShapeName, caller: Caller) -> None:
    """The upstream's error, served as an error, is no trouble: it can be judged."""
    scenario = SCENARIOS["rate_limited"]

    class Passed(Exception):
        def __init__(self, answer: Any) -> None:
            super().__init__("passed on")
            self.status_code, self.response, self.body = answer.status_code, answer, answer.json()["error"]

    def serve(request: Any, upstream: Upstream) -> NoReturn:
        raise Passed(ask(upstream, serves, request))

    exchange = perform(scenario, serves, "json", only(serve, serves), caller)

    (turn,) = exchange.turns
    assert (None, ()) == (exchange.trouble, exchange.notes)
    assert isinstance(turn.served, Failure)
    assert (429, turn.upstream) == (turn.served.status, turn.served)
    payload: Any = turn.payloads["served"]
    assert turn.payloads["upstream"] == payload["body"]


def test_an_answer_to_an_upstreams_error_is_no_trouble(caller: Caller) -> None:
    """An answer in place of the upstream's error is no trouble: requirements judge it."""
    answer = SCENARIOS["plain_text"].turns["chat", "json"][0]

    def serve(request: Any, upstream: Upstream) -> Any:
        ask(upstream, "chat", request)
        return answer.answer_body

    exchange = perform(SCENARIOS["rate_limited"], "chat", "json", only(serve), caller)

    assert None is exchange.trouble
    assert answer.answer == exchange.turns[0].served


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_an_exception_where_the_upstream_has_no_answer_is_no_trouble(mode: Mode, caller: Caller) -> None:
    """An exception is no trouble where the upstream was asked and has no answer."""

    def serve(request: Any, upstream: Upstream) -> NoReturn:
        ask(upstream, "chat", request)
        raise KeyError("output")

    def idle(_: Any, __: Any) -> NoReturn:
        raise KeyError("output")

    failed, crashed, unasked = (
        perform(SCENARIOS[name], "chat", mode, only(adapter), caller)
        for name, adapter in (
            ("failed_nothing_in_a_200", serve),
            ("plain_text", serve),
            ("failed_nothing_in_a_200", idle),
        )
    )

    served = failed.turns[0].served
    assert isinstance(served, Failure)
    assert (None, 500) == (failed.trouble, served.status)
    assert all("KeyError" in (exchange.trouble or "") for exchange in (crashed, unasked))


def test_a_stream_that_breaks_is_shown_with_its_frames(caller: Caller) -> None:
    """What came before an exception is shown, and the error behind it."""
    frame = {"object": "chat.completion.chunk", "choices": []}

    def serve(_: Any, __: Any) -> Iterator[Any]:
        yield frame
        raise Refused

    [turn] = perform(SCENARIOS["plain_text"], "chat", "stream", only(serve), caller).turns
    error = turn.payloads["served"]

    assert isinstance(error, dict)
    assert ["status", "body"] == list(error)
    assert [frame, error] == turn.shown["served"]


def test_a_missing_library_ends_it_all(caller: Caller) -> None:
    """A missing library raises: there is no verdict on any requirement."""

    def serve(*_: Any) -> Any:
        import not_installed  # type: ignore[import-not-found] # so that it fails

        return not_installed

    with pytest.raises(AdapterUnusable, match="No module named 'not_installed'"):
        perform(SCENARIOS["plain_text"], "chat", "json", only(serve), caller)


def test_notes_tell_what_else_was_called(caller: Caller) -> None:
    """Notes name every other call once, and count the repeated ones."""
    scenario = SCENARIOS["parallel_tool_calls"]
    good = parrot(scenario, "chat", "json", forward={"model": "m"}).serves["chat"]

    def serve(request: Any, upstream: Upstream) -> Any:
        for _ in range(2):
            with pytest.raises(ConnectionRefusedError):
                httpx.get(f"{upstream.base_url}/models", verify=TLS)
        ask(upstream, "chat", {"model": "m"})
        return good(request, upstream)

    exchange = perform(scenario, "chat", "json", only(serve), caller)

    base = "https://parallel-tool-calls.json.chat.upstream.invalid/v1"
    assert None is exchange.trouble
    assert (
        f"refused: GET {base}/models; the scenario holds one POST {base}/… a turn, and its repetition",
        "asked upstream 4 times for 2 answers",
    ) == exchange.notes


def test_a_turn_that_was_never_asked_upstream_is_noted(caller: Caller) -> None:
    """A turn that the adapter answers without the upstream is noted."""
    scenario = SCENARIOS["parallel_tool_calls"]
    answers = iter(scenario.turns["chat", "json"])
    calls: list[httpx.Response] = []

    def serve(request: Any, upstream: Upstream) -> Any:
        if not calls:
            calls.append(ask(upstream, "chat", request))
        return next(answers).answer_body

    exchange = perform(scenario, "chat", "json", only(serve), caller)

    assert (None, ("never asked upstream (turn 2 of 2)",)) == (exchange.trouble, exchange.notes)


def test_a_refused_call_that_crashes_says_so_in_our_words(caller: Caller) -> None:
    """A call to a wrong endpoint is refused; the trouble names the call and the line."""

    def serve(request: Any, upstream: Upstream) -> Any:
        return httpx.post(f"{upstream.base_url}/chat/completions", json=request, verify=TLS).json()

    exchange = perform(SCENARIOS["plain_text"], "chat", "json", only(serve), caller)

    call = "POST https://plain-text.json.chat.upstream.invalid/v1/chat/completions"
    line = serve.__code__.co_firstlineno + 1
    assert exchange.trouble
    assert exchange.trouble.startswith(
        f"the adapter raised ConnectionRefusedError: {call} is not in the scenario "
        f"(tests/test_exchange.py:{line}, raised at "
    )
    assert [f"refused: {call}", "never asked upstream"] == [note.partition(";")[0] for note in exchange.notes]


def test_a_late_call_belongs_to_no_other_exchange(caller: Caller) -> None:
    """Every exchange has its own base URL: a late call is refused and noted in the next exchange."""
    upstreams: list[Upstream] = []

    def serve(request: Any, upstream: Upstream) -> Any:
        if upstreams:
            with pytest.raises(ConnectionRefusedError):
                ask(upstreams[0], "chat", {"late": True})
        upstreams.append(upstream)
        ask(upstream, "chat", request)
        return {}

    first, second = (
        perform(SCENARIOS[name], "chat", "json", only(serve), caller) for name in ("plain_text", "unicode_text")
    )

    assert () == first.notes
    assert [f"refused: POST {upstreams[0].base_url}/responses"] == [note.partition(";")[0] for note in second.notes]
    played = second.turns[0].played
    assert played
    assert "late" not in played.forwarded


def test_every_exchange_has_an_upstream_of_its_own(tmp_path: Path, caller: Caller) -> None:
    """Every exchange has its own host, which is valid and never resolves, whatever the name of the scenario."""
    unusual = write_scenario(tmp_path / "Öffentlich & GROSS_1", [{}], [{}])
    urls: list[str] = []

    def serve(_: Any, upstream: Upstream) -> Any:
        urls.append(upstream.base_url)
        ask(upstream, serves, {})
        return {}

    for scenario in (*SCENARIOS.values(), unusual):
        for serves in SHAPES:
            for mode in MODES:
                exchange = perform(scenario, serves, mode, only(serve, serves), caller)
                assert () == exchange.notes

    hosts = [urlsplit(url).netloc for url in dict.fromkeys(urls)]
    answered = [
        (scenario.name, serves, mode)
        for scenario in (*SCENARIOS.values(), unusual)
        for serves in SHAPES
        for mode in MODES
        if cases_of(scenario, serves, mode)
    ]
    assert len(answered) == len({*hosts})
    assert all(re.fullmatch(r"[a-z0-9.-]+\.upstream\.invalid", host) for host in hosts)
    assert {"/v1"} == {urlsplit(url).path for url in urls}


def test_a_users_warning_filters_do_not_reach_the_adapter(caller: Caller) -> None:
    """A warning in an adapter is neither an error nor shown; outside, the filters stay."""
    (recorded,) = SCENARIOS["plain_text"].turns["chat", "json"]

    def serve(request: Any, upstream: Upstream) -> Any:
        ask(upstream, "chat", request)
        warnings.warn("deprecated", UserWarning, stacklevel=1)
        return recorded.answer_body

    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("error")
        exchange = perform(SCENARIOS["plain_text"], "chat", "json", only(serve), caller)
        with pytest.raises(UserWarning, match="afterwards"):
            warnings.warn("afterwards", UserWarning, stacklevel=1)

    assert (None, []) == (exchange.trouble, shown)


@pytest.mark.parametrize(
    ("serve", "refused", "troubled"),
    [(refuse, True, False), (crash, False, True), (error_inside, False, True)],
)
def test_a_clear_refusal_is_no_trouble_where_one_is_allowed(
    serve: Serve, refused: bool, troubled: bool, caller: Caller
) -> None:
    """A 4xx with a message is no trouble where the scenario is refusable; a crash is."""
    scenario = dataclasses.replace(load_scenarios()["plain_text"], refusable="a test says so")

    exchange = perform(scenario, "chat", "json", only(serve), caller)

    assert (refused, troubled) == (exchange.turns[0].refused, exchange.trouble is not None)


def test_what_became_of_the_request_object_is_seen(caller: Caller) -> None:
    """The request object as the adapter left it, and the number of calls to the upstream, are observed."""

    def serve(request: Any, upstream: Upstream) -> Any:
        for _ in range(2):
            ask(upstream, "chat", {"model": "parrot"})
        request["messages"].clear()
        return {}

    (turn,) = perform(SCENARIOS["plain_text"], "chat", "json", only(serve), caller).turns

    assert (turn.request | {"messages": []}, 2) == (turn.observed.request_after, turn.observed.attempts)
    assert [] != turn.request["messages"]
