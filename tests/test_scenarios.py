"""Every scenario is one conversation, recorded four times, valid and readable; a broken scenario gets a clear error."""

import itertools
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from crosswire.data import data_folder
from crosswire.errors import ScenarioInvalid
from crosswire.exchange import cases_of
from crosswire.facts import Answer, Item, Message, Mode, ToolCall
from crosswire.making.checks import faults
from crosswire.scenario_toml import RECORDINGS
from crosswire.scenarios import load_scenario, load_scenarios
from crosswire.shapes import SHAPES

SCENARIOS = load_scenarios()
SEED = Path(__file__).parents[1].parent / "shared" / "reference"
MODES: Sequence[Mode] = ("json", "stream")

PARTS = 6
"""Into how many tests the scenarios are divided: one a scenario would take longer than what it checks."""


@pytest.mark.parametrize("part", range(PARTS))
def test_every_scenario_is_as_it_must_be(part: int) -> None:
    """Every scenario of ours passes `crosswire scenario check`; tests/making/checks has what each check finds."""
    chosen = [*SCENARIOS.values()][part::PARTS]

    assert {} == {scenario.name: found for scenario in chosen if (found := list(faults(scenario)))}


def _words(items: Iterable[Item]) -> Iterator[str]:
    """Yield the model's texts and the ids of its calls."""
    for item in items:
        if isinstance(item, Message) and item.role == "assistant":
            yield item.text
        elif isinstance(item, ToolCall):
            yield item.id or ""


def test_what_a_client_remembers_was_answered_nowhere_else() -> None:
    """No text or call in a history was answered in another scenario.

    Adapters remember reasoning by a call's id, or by a text. Judged in another order, one would have other verdicts.
    """
    answered: dict[str, set[str]] = defaultdict(set)
    asked: dict[str, set[str]] = defaultdict(set)
    for scenario in SCENARIOS.values():
        for turn in itertools.chain(*scenario.turns.values()):
            ask = SHAPES[turn.shape].read_request(turn.asked_body)
            for one in filter(None, _words(ask.history)):
                asked[one].add(scenario.name)
            answer = turn.answer if turn.response else None
            for one in filter(None, _words(answer.items if isinstance(answer, Answer) else ())):
                answered[one].add(scenario.name)

    assert {} == {one: others for one, names in asked.items() if names - (others := answered[one]) and others}


SECRETS = {
    "an API key": r"\b(sk|rk|pk)-\w[\w-]{8,}",
    "a bearer token": r"(?i)\bbearer\s+\S",
    "an organisation": r"\borg-\w",
    "a project": r"\bproj_\w",
    "an e-mail address": r"[\w.+-]+@[\w-]+\.\w+",
    "a header that authenticates": r"(?im)^\s*-?\s*\"?(authorization|api-key|x-api-key|cookie|set-cookie"
    r"|openai-organization|openai-project)\"?\s*:",
}


def test_no_secret_is_recorded() -> None:
    """No key, token, organisation, address or cookie is in any file."""
    texts = {path: path.read_text(encoding="utf-8") for path in data_folder("cassettes").rglob("*.*")}

    assert [] == [
        (path.name, name, found[0])
        for path, text in texts.items()
        for name, pattern in SECRETS.items()
        if (found := re.search(pattern, text))
    ]


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
        ("tags = [", "tags = [5, ", "tags has 5, not a text"),
        ('chat = ["include_usage"]', "chat = [07:32:00]", "only.chat has datetime.time(7, 32), not a text"),
        ('chat = ["include_usage"]', "chat = [{x = 1}]", "only.chat has {'x': 1}, not a text"),
        (
            '[recordings."chat.json"]',
            '[recordings."chat.json"]\ndate = 2026-01-01',
            "recordings.chat.json.date is datetime.date(2026, 1, 1), not a text",
        ),
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
