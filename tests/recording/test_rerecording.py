"""A scenario is recorded anew from a real server completely or not at all, and with a small diff."""

import difflib
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crosswire import __version__
from crosswire.errors import RecordingRefused, ScenarioInvalid, SourceUnusable
from crosswire.facts import Answer, Ask, Failure, Message, Mode, ShapeName, Text, ToolCall
from crosswire.interactions import Interaction
from crosswire.recording.agreement import disagreements
from crosswire.recording.provenance import body_hash
from crosswire.recording.rerecording import Recorded, expected_conversation, saved_calls
from crosswire.recording.sources import Source
from crosswire.scenarios import Scenario, load_scenario
from crosswire.shapes import SHAPES
from crosswire.wire.schemas import violations
from tests.recording.live_server import USAGE, Fault, LiveServer, a_short_answer
from tests.recording.recording_live import (
    KEY,
    ROUTES,
    answer_of,
    copied,
    on_disk,
    record,
    record_all,
    record_async,
    source,
)

every_route = pytest.mark.parametrize(("shape", "mode"), ROUTES)


@every_route
@pytest.mark.parametrize("recorded", [record, record_async], ids=["sync", "async"])
def test_a_recording_holds_what_the_source_answered(
    recorded: Callable[[Scenario, Source, ShapeName, Mode], Recorded],
    shape: ShapeName,
    mode: Mode,
    live: LiveServer,
    tmp_path: Path,
) -> None:
    """The answer is the source's and the request is unchanged, over both APIs, in both modes, sync and async."""
    scenario = copied("plain_text", tmp_path)
    before = saved_calls(scenario, shape, mode)
    recorded(scenario, source(live), shape, mode)

    (turn,) = load_scenario(scenario.folder).recordings[shape, mode].turns
    assert "The kookaburra laughs: ha ha ha!" == answer_of(turn).text
    assert (mode == "stream") is turn.streams
    assert [call.request_body for call in before] == [call.request_body for call in saved_calls(scenario, shape, mode)]
    assert f"{live.base_url}{SHAPES[shape].PATH}" == turn.request.uri


@every_route
def test_the_source_is_asked_as_the_sdk_asks(shape: ShapeName, mode: Mode, live: LiveServer, tmp_path: Path) -> None:
    """The request has the key, organisation and project of the environment; a Chat stream asks for usage."""
    scenario = copied("plain_text", tmp_path)
    record(scenario, source(live, organization="org-a", project="proj_b"), shape, mode)

    (heard,) = live.heard
    names = ("authorization", "openai-organization", "openai-project", "content-type")
    assert [f"Bearer {KEY}", "org-a", "proj_b", "application/json"] == [heard.headers[name] for name in names]
    wanted = (shape, mode) == ("chat", "stream")
    assert ({"include_usage": True} if wanted else None) == heard.body.get("stream_options")
    assert "stream_options" not in load_scenario(scenario.folder).recordings[shape, mode].turns[0].asked_body


def test_scenario_toml_says_where_it_was_recorded(live: LiveServer, tmp_path: Path) -> None:
    """The recording's own table is replaced in scenario.toml; the rest of the file stays as it was."""
    scenario = copied("plain_text", tmp_path)
    toml = scenario.folder / "scenario.toml"
    before = tomllib.loads(toml.read_text())
    record(scenario, source(live), "chat", "stream")
    after = tomllib.loads(toml.read_text())

    assert {
        "provenance": "recorded",
        "host": live.base_url.split("/")[2],
        "date": datetime.now(UTC).date().isoformat(),
        "model": "gpt-4.1-mini",
        "api_version": "2020-10-01",
        "recorder": f"crosswire {__version__}",
        "sha256": body_hash(saved_calls(scenario, "chat", "stream")),
    } == after["recordings"].pop("chat.stream")
    assert "authored" == before["recordings"].pop("chat.stream")["provenance"]
    assert before == after


def test_the_four_recordings_agree(live: LiveServer, tmp_path: Path) -> None:
    """The whole and the streamed answer have the same ids and times, although the source's differed."""
    scenario = copied("parallel_tool_calls", tmp_path)
    record_all(scenario, source(live))

    again = load_scenario(scenario.folder)
    assert [] == list(disagreements(again))
    for shape in SHAPES:
        whole, streamed = (answer_of(again.turns[shape, mode][0]) for mode in ("json", "stream"))
        assert (whole.id, whole.created, whole.tool_calls) == (streamed.id, streamed.created, streamed.tool_calls)


@every_route
def test_from_the_second_turn_on_ids_are_those_that_were_served(
    shape: ShapeName, mode: Mode, live: LiveServer, tmp_path: Path
) -> None:
    """The source is sent the ids of its own calls; the recording has the recorded ids."""
    scenario = copied("parallel_tool_calls", tmp_path)
    served: list[set[str]] = []

    def noted(frames: list[Any]) -> list[Any]:
        served.append(call_ids(frames))
        return frames

    live.change = noted
    record(scenario, source(live), shape, mode)

    sent_back = call_ids(live.heard[1].body)
    assert served[0] == sent_back
    first, second = load_scenario(scenario.folder).recordings[shape, mode].turns
    assert {call.id for call in answer_of(first).tool_calls} == call_ids(second.asked_body)
    assert set() == sent_back & call_ids(second.asked_body)


def call_ids(value: object) -> set[str]:
    match value:
        case dict():
            own = {value[key] for key in ("id", "call_id", "tool_call_id") if str(value.get(key)).startswith("call_")}
            return own.union(*map(call_ids, value.values()))
        case list():
            return set[str]().union(*map(call_ids, value))
        case _:
            return set()


@pytest.mark.parametrize(
    "name",
    [
        "reasoning_then_text",
        "refusal_beside_text",
        "logprobs_with_alternatives",
        "stream_custom_call",
        "chat_audio_output",
        "unicode_text",
        "error_bad_request",
    ],
)
def test_a_source_that_answers_as_recorded_is_recorded_as_it_answers(
    name: str, live: LiveServer, tmp_path: Path
) -> None:
    """Recording the recorded answers again gives the same facts, for every kind of answer."""
    before = load_scenario(copied(name, tmp_path / "before").folder)
    after = copied(name, tmp_path / "after")
    for (shape, mode), recording in before.recordings.items():
        if recording.path.suffix == ".yaml":
            live.answers = answering_as(recording.turns)
            record(after, source(live), shape, mode)

    again = load_scenario(after.folder)
    for route, turns in before.turns.items():
        answered = [(one, other) for one, other in zip(turns, again.turns[route], strict=True) if one.response]
        assert [words_of(one.answer) for one, _ in answered] == [words_of(other.answer) for _, other in answered]
        assert [turn.asked for turn in turns] == [turn.asked for turn in again.turns[route]]


def answering_as(turns: Sequence[Interaction]) -> Callable[[Ask], Answer | Failure]:
    """Return a function that gives the recorded answers of these turns, one after the other."""
    remaining = iter(turns)
    return lambda _: next(remaining).answer


def words_of(answer: Answer | Failure) -> object:
    if isinstance(answer, Failure):
        return replace(answer, headers={})
    return answer.created, answer.text, answer.reasoning, answer.finish, answer.tool_calls, answer.usage


# In a small diff


@pytest.mark.parametrize("name", ["plain_text", "parallel_tool_calls"])
def test_recording_the_same_answers_again_changes_nothing(name: str, live: LiveServer, tmp_path: Path) -> None:
    """The files stay the same, although the source's ids, times and padding are new."""
    scenario = copied(name, tmp_path)
    record_all(scenario, source(live))
    before = on_disk(scenario.folder)
    record_all(load_scenario(scenario.folder), source(live))

    assert before == on_disk(scenario.folder)


def test_another_word_is_a_line_of_another_word(live: LiveServer, tmp_path: Path) -> None:
    """Another word changes one line of a whole answer, and the events of a stream that hold the text."""
    scenario = copied("plain_text", tmp_path)
    record_all(scenario, source(live))
    before = on_disk(scenario.folder)
    live.answers = saying("The kookaburra laughs: ho ha ha!")
    record_all(load_scenario(scenario.folder), source(live))
    after = on_disk(scenario.folder)

    assert {"chat.json.yaml": 1, "chat.stream.yaml": 1, "responses.json.yaml": 1, "responses.stream.yaml": 5} == {
        name: added(before[name], after[name]) for name in after if name != "scenario.toml"
    }
    assert {"sha256"} == {
        line.split()[1] for line in diff(before["scenario.toml"], after["scenario.toml"]) if line.startswith("+ ")
    }


def saying(text: str) -> Callable[[Ask], Answer]:
    return lambda ask: replace(a_short_answer(ask), items=(Message("assistant", (Text(text),)),))


def diff(before: bytes, after: bytes) -> list[str]:
    return [
        line for line in difflib.ndiff(before.decode().splitlines(), after.decode().splitlines()) if line[0] in "+-"
    ]


def added(before: bytes, after: bytes) -> int:
    return len([line for line in diff(before, after) if line.startswith("+")])


def test_a_stream_stands_one_event_a_block(live: LiveServer, tmp_path: Path) -> None:
    """A streamed answer is a literal block, as it was sent: an empty line ends each event."""
    scenario = copied("plain_text", tmp_path)
    record(scenario, source(live), "responses", "stream")

    lines = (scenario.folder / "responses.stream.yaml").read_text().splitlines()
    events = [number for number, line in enumerate(lines) if line.startswith("        event: ")]
    assert len(live.writes) == len(events)
    assert ["        data: {"] * len(events) == [lines[number + 1][:15] for number in events]
    assert [""] * len(events) == [lines[number + 2] for number in events]


# Whole, or not at all


@every_route
@pytest.mark.parametrize("fault", ["error", "garbage", "html", "empty", "break", "truncate"])
@pytest.mark.parametrize("sound", [0, 1])
def test_what_is_no_whole_answer_changes_nothing(
    sound: int, fault: Fault, shape: ShapeName, mode: Mode, live: LiveServer, tmp_path: Path
) -> None:
    """An answer that is broken or incomplete changes no file, also in the second turn."""
    scenario = copied("parallel_tool_calls", tmp_path)
    before = on_disk(tmp_path)
    live.fault, live.sound = fault, sound
    with pytest.raises((RecordingRefused, SourceUnusable)):
        record(scenario, source(live), shape, mode)

    assert sound + 1 == len(live.heard)
    assert before == on_disk(tmp_path)


@pytest.mark.parametrize(
    ("answer", "error_text"),
    [
        (
            Failure(401, "Incorrect API key", "invalid_request_error"),
            "status 401, where an answer that ends as `stop` is",
        ),
        (Answer(items=(Message("assistant", (Text("a"),)),), finish="length"), "an answer that ends as `length`"),
        (Answer(items=(ToolCall("call_1", "f", "{}"),), finish="tool_calls"), "an answer that ends as `tool_calls`"),
    ],
)
def test_another_kind_of_answer_is_refused(answer: Answer, error_text: str, live: LiveServer, tmp_path: Path) -> None:
    """An answer with another status or end is refused: the message has the expected and the received one."""
    scenario = copied("plain_text", tmp_path)
    before = on_disk(tmp_path)
    live.answers = lambda _: answer
    with pytest.raises(RecordingRefused) as raised:
        record(scenario, source(live), "chat", "json")

    assert str(raised.value).startswith(f"chat.json, turn 1: the source gave {error_text}")
    assert before == on_disk(tmp_path)


def test_an_answer_that_breaks_the_description_is_refused(live: LiveServer, tmp_path: Path) -> None:
    """The refusal names the event, the field in it, and what is wrong."""
    scenario = copied("plain_text", tmp_path)
    before = on_disk(tmp_path)
    live.change = lambda frames: [{**frame, "sequence_number": "0"} for frame in frames]
    with pytest.raises(RecordingRefused) as raised:
        record(scenario, source(live), "responses", "stream")

    assert "it breaks the API description: event 0, sequence_number" in str(raised.value)
    assert before == on_disk(tmp_path)


def test_what_is_odd_stays_odd_or_is_refused(live: LiveServer, tmp_path: Path) -> None:
    """A recording that breaks the API description on purpose isn't replaced by one that follows it."""
    scenario = copied("faulty_content_type", tmp_path)
    before = on_disk(tmp_path)
    live.answers = saying(answer_of(load_scenario(scenario.folder).recordings["chat", "stream"].turns[0]).text)
    with pytest.raises(RecordingRefused, match="and it does not any more"):
        record(scenario, source(live), "chat", "stream")

    assert before == on_disk(tmp_path)


def test_an_error_is_recorded_where_one_is_due(live: LiveServer, tmp_path: Path) -> None:
    """An error is recorded in a scenario that is about one, with the header that stops retries."""
    scenario = copied("error_server", tmp_path)
    live.answers = lambda _: Failure(500, "It broke.", "server_error")
    record(scenario, source(live), "chat", "json")

    (turn,) = load_scenario(scenario.folder).recordings["chat", "json"].turns
    assert isinstance(turn.answer, Failure)
    assert (500, "It broke.", "false") == (turn.status, turn.answer.message, turn.headers["x-should-retry"])


def test_a_host_that_is_not_there_is_the_configurations_fault(tmp_path: Path) -> None:
    """A host that cannot be reached is named, and the fault is the configuration's."""
    scenario = copied("plain_text", tmp_path)
    before = on_disk(tmp_path)
    with pytest.raises(SourceUnusable, match=r"^127.0.0.1:1 gave no whole answer: ConnectError") as raised:
        record(scenario, Source("http://127.0.0.1:1/v1", KEY), "chat", "json")

    assert "configuration" == raised.value.fault
    assert before == on_disk(tmp_path)


# What is asked where there is no cassette


@every_route
def test_a_missing_cassette_is_asked_for_as_the_others_ask(
    shape: ShapeName, mode: Mode, live: LiveServer, tmp_path: Path
) -> None:
    """The request is that of the other mode, or is written from the facts of the other API's request."""
    scenario = copied("parallel_tool_calls", tmp_path)
    whole = load_scenario(scenario.folder).turns[shape, mode]
    (scenario.folder / f"{shape}.{mode}.yaml").unlink()
    expected = expected_conversation(scenario, shape, mode)

    assert [turn.asked.history[-1:] for turn in whole] == [turn.asked.history[-1:] for turn in expected.turns]
    assert [[]] * 2 == [violations(SHAPES[shape].REQUEST, turn.asked_body) for turn in expected.turns]
    record(scenario, source(live), shape, mode)
    assert "recorded" == load_scenario(scenario.folder).provenance[f"{shape}.{mode}"]["provenance"]
    assert (scenario.folder / f"{shape}.{mode}.yaml").is_file()


def test_without_any_cassette_there_is_nothing_to_ask(tmp_path: Path) -> None:
    """The message says how to make the scenario's recordings from a request."""
    scenario = copied("plain_text", tmp_path)
    for path in scenario.folder.glob("*.yaml"):
        path.unlink()

    with pytest.raises(ScenarioInvalid, match="crosswire record plain_text --request FILE --force makes them"):
        expected_conversation(scenario, "chat", "json")


def test_a_cassette_that_is_none_is_told(tmp_path: Path) -> None:
    """The message names the file that is not a cassette."""
    scenario = copied("plain_text", tmp_path)
    path = scenario.folder / "chat.json.yaml"
    path.write_text("interactions: 7\n")

    with pytest.raises(ScenarioInvalid, match=f"^{path} is not a vcrpy cassette"):
        expected_conversation(scenario, "chat", "json")


def test_usage_is_what_the_source_counts(live: LiveServer, tmp_path: Path) -> None:
    """The token counts are the source's, not those of the old recording."""
    scenario = copied("plain_text", tmp_path)
    record(scenario, source(live), "chat", "stream")

    (turn,) = load_scenario(scenario.folder).recordings["chat", "stream"].turns
    usage = answer_of(turn).usage
    assert usage is not None
    assert USAGE.totals == usage.totals


@pytest.fixture
def live() -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server
