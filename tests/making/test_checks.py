"""Each check of a scenario finds what it is for, in a copy of one of Crosswire's scenarios in which it is wrong."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from crosswire.cli import main
from crosswire.making.checks import faults
from crosswire.scenarios import load_scenario, load_scenarios
from tests.theirs import KEY


def copied(name: str, into: Path, new: str = "a_copy") -> Path:
    """Return a copy of one of Crosswire's scenarios."""
    return Path(shutil.copytree(load_scenarios()[name].folder, into / new))


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """Replace a text in a file of a scenario."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert re.search(old, text, re.MULTILINE)
    path.write_text(re.sub(old, new, text, count=1, flags=re.MULTILINE), encoding="utf-8")
    return folder


ONE_LINE = '{"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "What does a kookaburra sound like?"}]}'

RECORDINGS = {
    "a role that there is not": ("chat.json", '"user"', '"nobody"', r'^chat.json: the request .*"chat.request" = "as'),
    "another object": ("chat.json", '"chat.completion"', '"chat"', r'^chat.json: the answer .*"chat.json" = "as'),
    "other frames": (
        "chat.stream",
        "chat.completion.chunk",
        "chunk",
        "^chat.stream: a frame .*; correct it, or say",
    ),
    "a stream that is called JSON": ("chat.stream", "text/event-stream", "application/json", "has another form than"),
    "another endpoint": ("chat.json", "uri: .*", "uri: https://x/v1/models", "turn 1: POST https://x/v1/models is not"),
    "no stream asked for": ("chat.stream", '"stream": true', '"stream": false', "the request asks for a whole answer"),
    "a length": (
        "chat.json",
        r"(    body:\n +string)",
        r"      content-length: ['1']\n\1",
        "turn 1: the header content-l",
    ),
    "a body on one line": (
        "chat.json",
        r"body: \|[^|]*\n  resp",
        f"body: '{ONE_LINE}'\n  resp",
        "a body is no literal",
    ),
    "another question": ("responses.json", "kookaburra", "magpie", "the requests differ in history; .only. may name"),
    "another sum": ("responses.json", '"total_tokens": ', '"total_tokens": 1', "the answers .* differ in usage"),
}
"""A recording, a text in it, what stands there instead, and the fault that it has then."""

TABLES = {
    '[only]\nchat = ["seed"]': ".only. names seed of chat, whose requests do not say it",
    '[only]\nchat = ["model"]': ".only. names model, which the requests of both APIs say alike",
    '[only]\nchat = ["text"]': ".only. names text, which the answers of both APIs say alike",
    '[odd]\n"chat.json" = "as x: y"': '.odd. explains "chat.json", which is as the API description has it',
    '[partial]\n"chat.json" = "x"': ".partial. names chat.json, which ends as the complete ones do",
}
"""A table of scenario.toml, and the fault that it has."""


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        *((f"{recording}.yaml", *case) for recording, *case in RECORDINGS.values()),
        *(
            ("scenario.toml", r'^\[recordings."resp', f'{table}\n\n[recordings."resp', words)
            for table, words in TABLES.items()
        ),
        ("scenario.toml", '= "authored"', '= "authored"\nhost = "x"', "is authored, and so has no host"),
    ],
)
def test_what_is_wrong_is_found(file: str, old: str, new: str, words: str, tmp_path: Path) -> None:
    """A copy with one thing wrong has that fault."""
    scenario = load_scenario(changed(copied("plain_text", tmp_path), file, old, new))

    assert [] != [fault for fault in faults(scenario) if re.search(words, fault)]


def test_a_stream_that_says_something_else_is_found(tmp_path: Path) -> None:
    """The frames have to add up to the whole answer, and what is unfinished has to break off."""
    folder = copied("plain_text", tmp_path)
    shutil.copy(load_scenarios()["length_without_text"].folder / "chat.stream.yaml", folder)

    assert any(fault.startswith("chat.json and chat.stream, turn 1: the answers differ in") for fault in _found(folder))


def _found(folder: Path) -> list[str]:
    return list(faults(load_scenario(folder)))


def test_a_name_is_a_word(tmp_path: Path) -> None:
    """A folder's name is a part of the ids of tests."""
    assert ["My-copy: a scenario's name is small letters, digits and _"] == _found(
        copied("plain_text", tmp_path, "My-copy")
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not: a: cassette", "is not a vcrpy cassette"),
        (
            "interactions:\n- request: {method: POST, uri: x, body: '{}', headers: {}}\n  response: {headers: {}, "
            "status: {code: 200}, body: {string: !!binary ZGF0YTog/w==}}\nversion: 1\n",
            "chat.json, turn 1: it cannot be read: UnicodeDecodeError",
        ),
    ],
)
def test_what_cannot_be_read_is_one_fault(text: str, words: str, tmp_path: Path) -> None:
    """A recording that is no cassette, or whose bytes are no text, is one fault."""
    folder = copied("plain_text", tmp_path)
    (folder / "chat.json.yaml").write_text(text)

    (fault,) = _found(folder)
    assert words in fault


def check(*words: object) -> tuple[int, list[str]]:
    result = CliRunner().invoke(main, ["scenario", "check", *map(str, words)])
    return result.exit_code, result.output.splitlines()


def test_the_command_passes_what_is_right(tmp_path: Path) -> None:
    """A folder of right scenarios, and one of them, pass."""
    folder = copied("plain_text", tmp_path)
    copied("state_background", tmp_path, "another")

    assert (0, ["2 scenarios: nothing to correct"]) == check(tmp_path)
    assert (0, ["1 scenario: nothing to correct"]) == check(folder)


def test_the_command_names_what_is_wrong(tmp_path: Path) -> None:
    """Every fault is a line with its scenario: half a scenario, a secret, a file that is left over."""
    folder = copied("plain_text", tmp_path)
    (folder / "chat.json.yaml.orig").write_text("x")
    secret = changed(copied("plain_text", tmp_path, "secret"), "chat.json.yaml", "What", f"{KEY} What")
    (tmp_path / "half").mkdir()

    status, lines = check(tmp_path)

    assert 1 == status
    assert f"{folder}: chat.json.yaml.orig: no scenario reads it" in lines
    assert any(line.startswith(f"{secret}: ") and "an API key" in line and KEY not in line for line in lines)
    assert any(line.startswith(f"{tmp_path / 'half'}: ") and "has no scenario.toml" in line for line in lines)
    assert "3 scenarios: 3 to correct" == lines[-1]


def test_a_folder_without_scenarios_is_an_error(tmp_path: Path) -> None:
    """Nothing to check is no success."""
    status, (line,) = check(tmp_path)

    assert (2, True) == (status, line.endswith("no scenario; crosswire scenario new NAME makes one"))
