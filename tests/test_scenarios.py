"""Every scenario is one conversation, recorded four times, valid and readable; a broken scenario gets a clear error."""

import dataclasses
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from crosswire.data import data_folder
from crosswire.errors import ScenarioInvalid
from crosswire.exchange import cases_of
from crosswire.facts import (
    Answer,
    Ask,
    Failure,
    Item,
    Media,
    Message,
    Mode,
    Other,
    Reasoning,
    ShapeName,
    ToolCall,
    ToolResult,
)
from crosswire.interactions import Interaction
from crosswire.scenario_toml import PROVENANCES, RECORDINGS
from crosswire.scenarios import Scenario, load_scenario, load_scenarios
from crosswire.shapes import SHAPES
from crosswire.wire.schemas import violations

SCENARIOS = load_scenarios()
SEED = Path(__file__).parents[1].parent / "shared" / "reference"
MODES: Sequence[Mode] = ("json", "stream")

Check = Callable[..., None]


def checked_together(cases: Mapping[str, tuple[Any, ...]]) -> Callable[[Check], Check]:
    """Make one test of a check on many cases: thousands of tests would take longer than what they check."""

    def decorate(check: Check) -> Check:
        def test(*given: Any) -> None:
            faults = {}
            # Other tests check scenarios of their own alike.
            for name, case in {"": given}.items() if given else cases.items():
                try:
                    check(*case)
                except AssertionError as fault:
                    faults[name] = str(fault)
            assert {} == faults

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return decorate


every_scenario = checked_together({name: (scenario,) for name, scenario in SCENARIOS.items()})
every_shape = checked_together(
    {f"{name}-{shape}": (scenario, shape) for name, scenario in SCENARIOS.items() for shape in SHAPES}
)
every_recording = checked_together(
    {
        f"{name}-{shape}-{mode}": (scenario, shape, mode)
        for name, scenario in SCENARIOS.items()
        for shape in SHAPES
        for mode in MODES
    }
)


@every_recording
def test_a_recording_is_valid(scenario: Scenario, shape: ShapeName, mode: Mode) -> None:
    """Every request, answer, frame and error is valid, but in recordings that give a reason."""
    spoken = SHAPES[shape]
    found: list[object] = []
    asked = [
        violation for turn in scenario.turns[shape, mode] for violation in violations(spoken.REQUEST, turn.asked_body)
    ]
    assert (f"{shape}.request" in scenario.deviations) is bool(asked), asked
    for turn in scenario.turns[shape, mode]:
        if not turn.response:
            continue
        if turn.status >= 400:
            found += violations(spoken.ERROR, turn.answer_body)
        elif turn.streams:
            found += [fault for frame in turn.answer_body for fault in violations(spoken.FRAME, frame)]
        else:
            found += violations(spoken.ANSWER, turn.answer_body)
        found += [] if is_in_form(turn, mode) else ["another form"]
    assert (f"{shape}.{mode}" in scenario.deviations) is bool(found), found


def is_in_form(turn: Interaction, mode: Mode) -> bool:
    """Return whether an answer has the form that was asked for, and its label; an error is never streamed."""
    as_asked = mode == "stream" and turn.status < 400
    return as_asked is turn.streams is turn.labelled_as_stream


@every_recording
def test_a_recording_is_what_its_name_says(scenario: Scenario, shape: ShapeName, mode: Mode) -> None:
    """A recording asks the endpoint of its API, streamed or whole, and is answered so, unless it gives a reason."""
    for turn in scenario.turns[shape, mode]:
        assert ("POST", True) == (turn.request.method, turn.request.uri.endswith(f"/v1{SHAPES[shape].PATH}"))
        assert (mode == "stream") is turn.asked.stream
        if turn.response and f"{shape}.{mode}" not in scenario.deviations:
            assert is_in_form(turn, mode)


@every_scenario
def test_all_recordings_have_as_many_turns(scenario: Scenario) -> None:
    """Both APIs, whole and streamed, hold the same conversation."""
    assert 1 == len({len(turns) for turns in scenario.turns.values()})


def numbered(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items with numbers for call ids: recordings have different ids, and the old functions have none."""
    ids: dict[str | None, str] = {}
    for item in items:
        key = {ToolCall: "id", ToolResult: "call_id"}.get(type(item))
        if isinstance(item, ToolCall) and item.id is None:
            ids.pop(None, None)  # an old call, which a result without an id belongs to
        number: Any = ids.setdefault(getattr(item, key), str(len(ids))) if key else None
        yield dataclasses.replace(item, **{key: number}) if key else item


def in_either(item: Any, apart: Set[str]) -> Any:
    """Return an item without the media that `apart` names, such as `audio`; an image without a detail gets `auto`."""
    item = dataclasses.replace(item, **{name: None for name in apart & {"phase", "namespace"} if hasattr(item, name)})
    if not isinstance(item, Message | ToolResult):
        return item
    parts = [part for part in item.parts if not (isinstance(part, Media) and part.kind in apart)]
    detailed = [
        dataclasses.replace(part, detail=part.detail or "auto")
        if isinstance(part, Media) and part.kind == "image"
        else part
        for part in parts
    ]
    return dataclasses.replace(item, parts=tuple(detailed))


def in_both(history: Iterable[Item], apart: Set[str]) -> list[Item]:
    """Return a history without what `apart` names: kinds of items, `earlier` turns, or the `order` of the results."""
    shared = list(history)
    if "earlier" in apart:
        last = max((index for index, item in enumerate(shared) if of_the_model(item)), default=-1)
        shared = [item for item in shared[last + 1 :] if getattr(item, "role", None) != "instructions"]
    shared = [item for item in shared if kind_of(item) not in apart]
    if "tool_search_output" in apart:  # tools in one API, words of any kind in the other
        shared = [item for item in shared if not isinstance(item, ToolResult)]
    if "order" in apart:
        shared.sort(key=lambda item: (isinstance(item, ToolResult), getattr(item, "call_id", None) or ""))
    return shared


def kind_of(item: Item) -> str | None:
    """Return the kind of an item of another API, or `reasoning`."""
    match item:
        case Other(kind=kind) | ToolResult(parts=(Other(kind=kind),)):
            return kind
        case Reasoning():
            return "reasoning"
    return None


def of_the_model(item: Item) -> bool:
    """Return whether the model made an item, or what it refers to."""
    is_reference = kind_of(item) == "item_reference"
    return isinstance(item, ToolCall | Reasoning) or getattr(item, "role", None) == "assistant" or is_reference


def out_of_order(history: Iterable[Item]) -> bool:
    """Return whether a result stands elsewhere than directly behind a call or another result."""
    behind = [before for before, item in pairwise(history) if isinstance(item, ToolResult)]
    return not all(isinstance(before, ToolCall | ToolResult) for before in behind)


def asks(ask: Ask, apart: Set[str]) -> tuple[dict[str, Any], dict[str, Any], list[Item]]:
    """Return the facts, settings and history of a request, without `stream` and what `apart` names."""
    facts = {fact.name: getattr(ask, fact.name) for fact in dataclasses.fields(ask) if fact.compare}
    settings = {name: value for name, value in facts.pop("settings").items() if name not in apart}
    history = [in_either(item, apart) for item in numbered(in_both(facts.pop("history"), apart))]
    return {name: value for name, value in facts.items() if name not in {"stream", *apart}}, settings, history


@every_scenario
def test_both_apis_ask_the_same(scenario: Scenario) -> None:
    """Requests are the same over both APIs and modes, but for `stream` and what `[only]` names."""
    apart = {name for names in scenario.only.values() for name in names}

    for first, *others in zip(*scenario.turns.values(), strict=True):
        assert [asks(first.asked, apart)] * 3 == [asks(other.asked, apart) for other in others]


def says(ask: Ask, name: str) -> Any:
    """Return a request's value of a fact or a setting, or else its media or items of a kind."""
    if hasattr(ask, name):
        return getattr(ask, name)
    if name in BY_ITEMS:
        return BY_ITEMS[name](ask.history)
    parts = [part for item in ask.history if isinstance(item, Message | ToolResult) for part in item.parts]
    media = [part for part in parts if isinstance(part, Media) and part.kind == name]
    return ask.settings.get(name) or media or [item for item in ask.history if kind_of(item) == name]


BY_ITEMS: Mapping[str, Callable[[Sequence[Item]], bool]] = {
    "earlier": lambda history: any(of_the_model(item) and kind_of(item) != "item_reference" for item in history),
    "order": out_of_order,
    "phase": lambda history: any(getattr(item, "phase", None) for item in history),
    "namespace": lambda history: any(getattr(item, "namespace", None) for item in history),
}
"""Names in `[only]` that are about the items of a history, and how to tell that a request has them."""


@every_scenario
def test_what_only_one_api_says_differs(scenario: Scenario) -> None:
    """What `[only]` names is in the requests of one API, or differs between the two; of answers, it differs."""
    for shape, names in scenario.only.items():
        for name in names:
            if name in ANSWERED:
                first, *others = [answered(scenario, api, name) for api in SHAPES]
                assert [first] != others
                continue
            by_shape = {
                api: any(says(turn.asked, name) for mode in MODES for turn in scenario.turns[api, mode])
                for api in SHAPES
            }
            if all(by_shape.values()):  # both say it, each in its own way
                first, *others = [[says(turn.asked, name) for turn in scenario.turns[api, "json"]] for api in SHAPES]
                assert [first] != others
                continue
            assert (name, {api: api == shape for api in SHAPES}) == (name, by_shape)


APART: Mapping[ShapeName, Set[str]] = {
    "chat": {"message_keys", "usage_chunks", "metadata", "unknown_fields"},
    "responses": {"unknown_fields"},
}
"""Facts of how an answer is written down, or that have no place in a stream: a chunk is described without metadata."""


def answers(answer: Answer | Failure, shape: ShapeName) -> dict[str, Any]:
    """Return the facts of an answer or an error that are the same whole and streamed."""
    apart = BEGUN if isinstance(answer, Failure) else {}
    facts = {fact.name: getattr(answer, fact.name) for fact in dataclasses.fields(answer) if fact.name not in apart}
    if isinstance(answer, Failure):
        facts["headers"] = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return {name: value for name, value in facts.items() if name not in APART[shape]}


BEGUN: Mapping[str, Any] = {"begun": (), "model": None, "metadata": {}, "service_tier": None}
"""The facts about the answer that a failed stream had begun, with the values that they have in a whole failure."""


def is_broken_off(answer: Answer | Failure) -> bool:
    """Return whether a stream ended without a terminal frame."""
    return isinstance(answer, Failure) and Failure(200) == dataclasses.replace(answer, **BEGUN)


def ended(turns: Iterable[Interaction]) -> list[Interaction]:
    """Return the recordings of a turn that have an answer; those that broke off only where there are no others."""
    answered = [turn for turn in turns if turn.response]
    return [turn for turn in answered if not is_broken_off(turn.answer)] or answered


def answered(scenario: Scenario, shape: ShapeName, name: str) -> list[Any]:
    """Return a fact of the whole answers of a scenario."""
    return [ANSWERED[name](turn.answer) for turn in scenario.turns[shape, "json"]]


@every_shape
def test_a_stream_says_what_the_whole_answer_says(scenario: Scenario, shape: ShapeName) -> None:
    """The frames add up to the whole answer; the stream of an unfinished answer breaks off."""
    for whole, streamed in zip(scenario.turns[shape, "json"], scenario.turns[shape, "stream"], strict=True):
        if not whole.response or f"{shape}.stream" in scenario.partial:
            continue
        if isinstance(whole.answer, Answer) and whole.answer.finish == "unfinished":
            assert is_broken_off(streamed.answer)
            continue
        assert answers(whole.answer, shape) == answers(streamed.answer, shape)


ANSWERED: Mapping[str, Callable[[Any], Any]] = {
    "text": lambda answer: answer.text,
    "tool_calls": lambda answer: list(numbered(answer.tool_calls)),
    "finish": lambda answer: answer.finish,
    "usage": lambda answer: answer.usage and answer.usage.totals,
    "usage_details": lambda answer: (
        answer.usage and (answer.usage.cached, answer.usage.cache_write, answer.usage.reasoning)
    ),
    "service_tier": lambda answer: answer.service_tier,
}
"""The facts that are the same in the answers of both APIs, unless `[only]` names them."""


def says_in_either(answer: Answer | Failure, apart: Set[str]) -> dict[str, Any]:
    """Return the facts that are the same in the answers of both APIs, or those of an error."""
    if isinstance(answer, Failure):
        return answers(answer, "chat")
    return {name: read(answer) for name, read in ANSWERED.items() if name not in apart}


@every_scenario
def test_both_apis_answer_the_same(scenario: Scenario) -> None:
    """Text, calls, finish, token counts and tier, or the error, are the same over both APIs and modes."""
    apart = {name for names in scenario.only.values() for name in names}

    for turns in zip(*complete(scenario).values(), strict=True):
        first, *others = [says_in_either(turn.answer, apart) for turn in ended(turns)]
        assert [first] * len(others) == others


def complete(scenario: Scenario) -> dict[tuple[ShapeName, Mode], tuple[Interaction, ...]]:
    """Return the recordings that are not `partial`, by shape and mode."""
    return {key: turns for key, turns in scenario.turns.items() if ".".join(key) not in scenario.partial}


@every_scenario
def test_what_is_partial_says_less(scenario: Scenario) -> None:
    """A recording that is called partial has another finish than a complete one."""
    first, *_ = complete(scenario).values()
    for name in scenario.partial:
        (partial,) = (turns for key, turns in scenario.turns.items() if ".".join(key) == name)
        finishes = [[ANSWERED["finish"](turn.answer) for turn in turns] for turns in (first, partial)]
        assert finishes[0] != finishes[1]


@every_scenario
def test_both_apis_answer_with_the_same_metadata(scenario: Scenario) -> None:
    """Metadata is the same over both APIs, but for a Chat stream, which has none."""
    for turns in zip(*(scenario.turns[route] for route in scenario.turns if route != ("chat", "stream")), strict=True):
        first, *others = (getattr(turn.answer, "metadata", None) for turn in ended(turns))
        assert [first] * len(others) == others


@every_scenario
def test_provenance_is_stated(scenario: Scenario) -> None:
    """Every recording says where it comes from; an authored one names no host and no date."""
    files = {recording.path.name.rpartition(".")[0] for recording in scenario.recordings.values()}
    assert files == scenario.provenance.keys()
    for table in scenario.provenance.values():
        assert [True] * len(PROVENANCES[table["provenance"]]) == [
            bool(table.get(key)) for key in PROVENANCES[table["provenance"]]
        ]
        assert table["provenance"] == "recorded" or not {"host", "date"} & table.keys()


SECRETS = {
    "an API key": r"\b(sk|rk|pk)-\w[\w-]{8,}",
    "a bearer token": r"(?i)\bbearer\s+\S",
    "an organisation": r"\borg-\w",
    "a project": r"\bproj_\w",
    "an e-mail address": r"[\w.+-]+@[\w-]+\.\w+",
    "a header that authenticates": r"(?im)^\s*-?\s*\"?(authorization|api-key|x-api-key|cookie|set-cookie"
    r"|openai-organization|openai-project)\"?\s*:",
}


@checked_together({"-".join(path.parts[-2:]): (path,) for path in sorted(data_folder("cassettes").rglob("*.*"))})
def test_no_secret_is_recorded(path: Path) -> None:
    """No key, token, organisation, address or cookie is in any file."""
    text = path.read_text(encoding="utf-8")

    assert {} == {name: found[0] for name, pattern in SECRETS.items() if (found := re.search(pattern, text))}


@pytest.mark.parametrize(
    "text",
    [
        "sk-proj-abcdefgh1234",
        "  authorization:\n  - x",
        "Bearer abc",
        "org-AbC",
        "someone@example.com",
        "Set-Cookie: x",
        '"OpenAI-Organization": x',
    ],
)
def test_a_secret_would_be_found(text: str) -> None:
    """The patterns match examples of secrets."""
    assert any(re.search(pattern, text) for pattern in SECRETS.values())


@every_recording
def test_headers_fit_the_body(scenario: Scenario, shape: ShapeName, mode: Mode) -> None:
    """No header describes the body as it was sent, such as its length or coding."""
    for turn in scenario.turns[shape, mode]:
        headers = turn.headers if turn.response else {}
        assert set() == {"content-length", "content-encoding", "transfer-encoding"} & headers.keys()


@every_recording
def test_bodies_can_be_read_by_a_person(scenario: Scenario, shape: ShapeName, mode: Mode) -> None:
    """Every body is a literal block of pretty JSON or event lines, so that diffs can be read."""
    text = scenario.recordings[shape, mode].path.read_text(encoding="utf-8")
    if not text.startswith("interactions:"):
        assert is_readable(text)
        return
    document = yaml.compose(text, Loader=yaml.CSafeLoader)

    bodies = list(bodies_of(document))
    deviates = f"{shape}.{mode}" in scenario.deviations
    assert {"|"} == {body.style for body in bodies if body.value or not deviates}
    assert [] == [body.value for body in bodies if not is_readable(body.value, deviates)]


def bodies_of(document: Any) -> Iterator[Any]:
    """Yield the nodes of every request's and response's body."""
    for interaction in dict(named(document))["interactions"].value:
        parts = dict(named(interaction))
        yield dict(named(parts["request"]))["body"]
        yield dict(named(dict(named(parts["response"]))["body"]))["string"]


def named(mapping: Any) -> list[tuple[str, Any]]:
    """Return the entries of a YAML mapping."""
    return [(key.value, value) for key, value in mapping.value]


def is_readable(body: str, deviates: bool = False) -> bool:
    """Return whether a body is an event stream, JSON with one value a line, or allowed to deviate."""
    if not body.startswith(("{", "[")):
        return body.startswith(("data: ", "event: ", ": ")) or deviates
    try:
        return len(body.splitlines()) >= len(json.loads(body)) + 2
    except ValueError:
        return deviates


@pytest.mark.skipif(not SEED.is_dir(), reason="../shared/reference is not there")
def test_the_seed_is_as_it_was_published() -> None:
    """The answer that an adapter served as empty content and zeros is recorded word for word."""
    (published,) = SEED.glob("seed-*.txt")
    block = published.read_text(encoding="utf-8").partition("### Responses API:\n```json\n")[2].partition("\n```")[0]

    (turn,) = SCENARIOS["reasoning_then_text"].turns["responses", "json"]

    assert block == turn.response["body"]["string"].decode()


# The errors of a broken scenario.


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of a scenario of two turns."""
    return Path(shutil.copytree(SCENARIOS["parallel_tool_calls"].folder, tmp_path / "cassettes" / "a_copy"))


def invalid(read: Callable[..., object], *given: Any) -> str:
    """Return the error that `read` raises."""
    with pytest.raises(ScenarioInvalid) as raised:
        read(*given)
    assert "harness" == raised.value.fault
    assert "\n" not in str(raised.value)
    return str(raised.value)


def rewritten(path: Path, old: str, new: str) -> Path:
    """Replace a text in a file; return the file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_a_folder_without_scenario_toml_is_no_scenario(folder: Path) -> None:
    """A folder without scenario.toml is an error, read alone or among others."""
    (folder / "scenario.toml").unlink()
    error_text = f"{folder} has no scenario.toml; every folder in {folder.parent} is a scenario"

    assert [error_text] * 2 == [invalid(load_scenario, folder), invalid(load_scenarios, folder.parent)]


@pytest.mark.parametrize("text", [b"title = ", b"\xff", b"title = 't'\ntitle = 't'\n"])
def test_broken_toml_is_told(text: bytes, folder: Path) -> None:
    """The error for invalid TOML names the file."""
    path = folder / "scenario.toml"
    path.write_bytes(text)

    assert invalid(load_scenario, folder).startswith(f"{path} is not TOML: ")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("title = ", "titel = ", "titel is not known; did you mean title?; title is missing"),
        (
            "title = ",
            "author = 'x'\ntitle = ",
            "author is not known; there are title, proves, tags, recordings, only, refusable, odd, partial",
        ),
        ("[only]", "[onyl]", "onyl is not known; did you mean only?"),
        ("tags = [", "tags = 'tools' # [", "tags is 'tools', not a list"),
        ("title = ", "title = 5 # ", "title is 5, not a text"),
        ("[only]", "only = 5\n[recordings]\n[[tag]]", "only is 5, not a table; tag is not known; did you mean tags?"),
        ("chat = [", "chad = [", "only.chad is not known; did you mean only.chat?"),
        ('chat = ["include_usage"]', "chat = 'include_usage'", "only.chat is 'include_usage', not a list"),
        (
            '[recordings."chat.stream"]',
            '[recordings."chat.steam"]',
            "recordings.chat.steam is not known; did you mean recordings.chat.stream?; "
            "recordings.chat.stream is missing",
        ),
        (
            '[recordings."chat.json"]\nprovenance = "authored"',
            '[recordings."chat.json"]\nprovenance = "written"',
            "recordings.chat.json.provenance is written, not one of recorded, asked, derived, authored",
        ),
        (
            '[recordings."chat.json"]\nprovenance = "authored"',
            '[recordings."chat.json"]\nhost = "api.openai.com"\nprovenance = "recorded"',
            "recordings.chat.json.date is missing; what is recorded has host and date",
        ),
        (
            '[recordings."chat.json"]\nprovenance = "authored"\nfrom',
            '[recordings."chat.json"]\nprovenance = "derived"\nfrm',
            "recordings.chat.json.from is missing; what is derived has from",
        ),
        (
            '[recordings."chat.json"]\nprovenance = "authored"',
            '[recordings."chat.json"]\nprovenance = "asked"',
            "recordings.chat.json.client is missing; what is asked has client and from",
        ),
    ],
)  # fmt: skip
def test_a_scenario_toml_that_says_something_else_is_told(old: str, new: str, problem: str, folder: Path) -> None:
    """The error names every key that is unknown, missing or of another type, and what is allowed."""
    path = rewritten(folder / "scenario.toml", old, new)

    assert f"{path}: {problem}" == invalid(load_scenario, folder)


def test_a_missing_recording_is_told(folder: Path) -> None:
    """A missing cassette is an error: a scenario has four."""
    path = folder / "chat.stream.yaml"
    path.unlink()
    scenario = load_scenario(folder)

    four = "chat.json.yaml, chat.stream.yaml, responses.json.yaml, responses.stream.yaml"
    assert f"{path} is missing; a scenario has {four}" == invalid(cases_of, scenario, "chat", "json")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("interactions: [", "ParserError: while parsing a flow node "),
        ("a: b: c", "ScannerError: mapping values are not allowed "),
        ("!!python/object:os.system {}", "ConstructorError: could not determine a constructor"),
        ("just a text", "TypeError: "),
        ("- 5", "TypeError: "),
        ("version: 1", "KeyError: 'interactions'"),
        ("interactions: 5", "TypeError: "),
        ("interactions:\n- request: {}\n", "TypeError: "),
        ("interactions:\n- request: {method: POST, uri: x, body: y, headers: {}}\n", "KeyError: 'response'"),
        (
            "interactions:\n- request: {method: POST, uri: x, body: y, headers: {}}\n"
            "  response: {status: {code: 200}, headers: {}, body: {}}\n",
            "KeyError: 'string'",
        ),
        (
            "interactions:\n- request: {method: POST, uri: x, body: y, headers: {}}\n"
            "  response: {status: {code: 200}, headers: {}, body: {string: null}}\n",
            "TypeError: the body of the answer 200 {} is not a text",
        ),
    ],
)
def test_what_is_no_cassette_is_told(text: str, problem: str, folder: Path) -> None:
    """A file that is no YAML, and YAML that is no cassette, are errors."""
    path = folder / "chat.json.yaml"
    path.write_text(text)
    recording = load_scenario(folder).recordings["chat", "json"]

    assert invalid(lambda: recording.turns).startswith(
        f"{path} is not a vcrpy cassette (version 1), which lists under `interactions` each `request` and its "
        f"`response`: {problem}"
    )


def test_a_cassette_of_another_encoding_is_told(folder: Path) -> None:
    """A cassette that is not UTF-8 is an error, on every machine."""
    (folder / "chat.json.yaml").write_bytes("interactions: ü".encode("latin-1"))
    recording = load_scenario(folder).recordings["chat", "json"]

    assert "'utf-8' codec" in invalid(lambda: recording.turns)


@pytest.mark.parametrize("text", ["", "\n", "version: 1\ninteractions: []\n"])
def test_an_empty_cassette_is_told(text: str, folder: Path) -> None:
    """A cassette without an interaction is an error."""
    path = folder / "chat.json.yaml"
    path.write_text(text)
    recording = load_scenario(folder).recordings["chat", "json"]

    assert f"{path} holds no interaction; one for each turn is due" == invalid(lambda: recording.turns)


def test_recordings_that_differ_in_turns_are_told(folder: Path) -> None:
    """Recordings with different numbers of turns are an error before any adapter is called."""
    path = folder / "responses.stream.yaml"
    first, _, _ = path.read_text(encoding="utf-8").removeprefix("interactions:\n- request").partition("\n- request")
    path.write_text(f"interactions:\n- request{first}\nversion: 1\n", encoding="utf-8")
    scenario = load_scenario(folder)

    assert (
        f"{folder}: the recordings differ in turns: chat.json.yaml 2, chat.stream.yaml 2, responses.json.yaml 2, "
        "responses.stream.yaml 1; each holds every turn once"
    ) == invalid(cases_of, scenario, "responses", "json")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A missing folder of scenarios is an error."""
    path = tmp_path / "nowhere"

    assert f"there is no folder {path}; it holds one folder for each scenario" == invalid(load_scenarios, path)


def test_scenarios_are_listed_without_reading_a_cassette(folder: Path) -> None:
    """Scenarios are listed by name, without reading a cassette; files and hidden folders are ignored."""
    for name in ("B_copy", "another_copy"):
        shutil.copytree(folder, folder.parent / name)
    (folder.parent / "README.md").touch()
    (folder.parent / ".hidden").mkdir()
    for cassette in folder.parent.rglob("*.yaml"):
        cassette.write_text("not: a: cassette")

    scenarios = load_scenarios(folder.parent)

    assert ["B_copy", "a_copy", "another_copy"] == list(scenarios) == [scenario.name for scenario in scenarios.values()]
    assert set(RECORDINGS) == {f"{shape}.{mode}" for shape, mode in scenarios["a_copy"].recordings}


def test_every_file_is_read_once(folder: Path) -> None:
    """A cassette that was read stays in memory, and is read without the others."""
    (folder / "chat.stream.yaml").write_text("not: a: cassette")
    recording = load_scenarios(folder.parent)["a_copy"].recordings["responses", "json"]
    turns = recording.turns
    answers = [turn.answer for turn in turns]
    shutil.rmtree(folder)

    again = load_scenarios(folder.parent)["a_copy"].recordings["responses", "json"]

    assert turns is again.turns
    assert all(one is two.answer for one, two in zip(answers, again.turns, strict=True))


def test_an_api_without_an_answer_is_asked_alone(folder: Path) -> None:
    """`chat.request.json` stands for both Chat recordings where Chat has no answer; Chat cannot be an upstream then."""
    asked = [turn.asked_body for turn in load_scenario(folder).turns["chat", "stream"]]
    (folder / "chat.request.json").write_text(json.dumps(asked))
    text = (folder / "scenario.toml").read_text()
    tables = [table for table in text.split("[recordings.") if not table.startswith('"chat.')]
    (folder / "scenario.toml").write_text(
        "[recordings.".join(tables) + '[recordings."chat.request"]\nprovenance = "authored"\nfrom = "a copy"\n'
    )

    scenario = load_scenario(folder)

    assert asked == [turn.asked_body for turn in scenario.turns["chat", "stream"]]
    assert [False, False] == [turn.asked.stream for turn in scenario.turns["chat", "json"]]
    assert (2, 0) == tuple(len(cases_of(scenario, serves, "json")) for serves in ("chat", "responses"))
