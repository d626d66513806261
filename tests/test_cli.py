"""The `crosswire` command: what it prints, what it refuses, and its messages."""

import base64
import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crosswire.cli import main
from crosswire.data import data_folder
from crosswire.errors import CassetteUnwritable
from crosswire.scenarios import load_scenarios
from crosswire.specification.judged_routes import routes_of_set
from crosswire.specification.suites import load_requirements
from tests.hostile.files import YAML
from tests.theirs import KEY, interaction, recorded, responses_answer, write


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ["import", "scenario", "scenarios", "pytest suites --adapter TARGET"]),
        (["import"], ["FILE...", "--name", "--into", "--force", "--allow"]),
        (["scenario"], ["new"]),
        (["scenario", "new"], ["NAME", "--chat FILE", "--responses FILE", "--into", "--force", "--allow"]),
        (["record"], ["NAME", "--request FILE", "--shape", "--base-url URL", "--model M", "--into", "--force"]),
        (["scenarios"], ["--tag"]),
        (["reference"], ["--serves", "--base-url URL", "--port", "OPENAI_API_KEY"]),
    ],
)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_names_what_there_is(words: list[str], text: list[str], option: str) -> None:
    """--help names each command, and each of its options."""
    result = run(*words, option)

    assert 0 == result.exit_code
    assert [] == [word for word in text if word not in result.output]


@pytest.mark.parametrize("command", ["import", "scenario new"])
def test_a_dry_run_lists_and_writes_nothing(command: str, tmp_path: Path) -> None:
    """What would be made, replaced and left out is listed as it is otherwise, and no file is made."""
    cut = {"model": "m", "input": "Go on.", "previous_response_id": "resp_0"}
    answer = {"id": "resp_1", "created_at": 1_781_000_000, "status": "completed", "model": "m", "output": []}
    file, into = write(tmp_path / "theirs.yaml", interaction("/responses", cut, answer)), tmp_path / "new"
    words: dict[str, tuple[object, ...]] = {
        "import": ("import", file),
        "scenario new": ("scenario", "new", "theirs", "--responses", file),
    }
    dry = run(*words[command], "--into", into, "--dry-run")
    there = [path.name for path in tmp_path.iterdir()]
    made = run(*words[command], "--into", into)
    again = run(*words[command], "--into", into, "--dry-run")

    assert (0, ["theirs.yaml"]) == (dry.exit_code, there)
    assert "look over: turn 1 goes on from resp_0, which is not recorded here" in dry.output
    assert [*made.output.splitlines()[:-1], "nothing was written (--dry-run)"] == dry.output.splitlines()
    assert (2, True) == (again.exit_code, "is there already" in again.output)


def test_what_is_left_out_is_listed_before_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last step fails, the list is there, and the scenario is not."""
    cut = {"model": "m", "input": "Go on.", "previous_response_id": "resp_0"}
    answer = {"id": "resp_1", "created_at": 1_781_000_000, "status": "completed", "model": "m", "output": []}
    file, into = write(tmp_path / "theirs.yaml", interaction("/responses", cut, answer)), tmp_path / "new"

    def fail(*_: object) -> None:
        raise CassetteUnwritable("no space left")

    monkeypatch.setattr("crosswire.making.drafts.put_together", fail)
    result = run("import", file, "--into", into)

    assert "look over: turn 1 goes on from resp_0, which is not recorded here" in result.output
    assert (2, []) == (result.exit_code, list(into.iterdir()))


def test_an_import_says_what_became_of_a_file(tmp_path: Path) -> None:
    """The output names the scenarios with their recordings, what was left aside, and what to do next."""
    chat = recorded("plain_text", "chat.json")
    cut = {"model": "m", "input": "Go on.", "previous_response_id": "resp_0"}
    answer = {"id": "resp_1", "created_at": 1_781_000_000, "status": "completed", "model": "m", "output": []}
    file = write(
        tmp_path / "theirs.yaml",
        *chat,
        interaction("/files", None, {}, method="GET"),
        interaction("/responses", cut, answer),
    )
    into = tmp_path / "new"
    result = run("import", file, "--into", into)

    lacks = "the answer 'object' is missing"
    judge = f"pytest suites --adapter reference --scenarios {into}"
    of_chat = "chat.json recorded, chat.stream authored, responses.json authored, responses.stream authored"
    of_responses = "chat.json authored, chat.stream authored, responses.json recorded, responses.stream authored"
    assert [
        f"left aside: {file}, interaction 2, GET /v1/files: not one of POST …/chat/completions or POST …/responses",
        f"{into}/theirs_1: {of_chat}",
        "  replaced: what is known to be secret, 6 of them",
        f"  next: write in {into}/theirs_1/scenario.toml what it proves; {judge} -k theirs_1",
        f"{into}/theirs_2: {of_responses}",
        "  replaced: what is known to be secret, 6 of them",
        "  look over: chat.json and chat.stream do not say previous_response_id as responses.json does: "
        "[only] in scenario.toml names them",
        "  look over: turn 1 goes on from resp_0, which is not recorded here: over Chat its history is missing",
        f"  look over: responses.json breaks the API description, as api.openai.com: {lacks}: [odd] says so",
        "  to decide: responses.json and responses.stream, turn 1: the answers differ in echoed",
        f"  next: write in {into}/theirs_2/scenario.toml what it proves; {judge} -k theirs_2",
    ] == result.output.splitlines()
    assert 0 == result.exit_code
    assert {"theirs_1", "theirs_2"} == {path.name for path in into.iterdir()}


def test_a_scenario_is_made_of_an_exchange(tmp_path: Path) -> None:
    """A file of one exchange, of either API, becomes a scenario."""
    (chat,), (responses,) = recorded("plain_text", "chat.json"), recorded("plain_text", "responses.json")
    for shape, text in (("chat", chat), ("responses", responses)):
        file = write(tmp_path / f"{shape}.yaml", text)

        result = run("scenario", "new", f"my_{shape}", f"--{shape}", file, "--into", tmp_path / "new")

        assert (0, "") == (result.exit_code, result.stderr)
        assert f"my_{shape}: " in result.output
    assert ["my_chat", "my_responses"] == list(load_scenarios(tmp_path / "new"))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            ["scenario", "new", "x"],
            "error: give one of --chat FILE and --responses FILE: the exchange that the scenario is made of\n",
        ),
        (
            ["scenario", "new", "x", "--chat", "{file}", "--responses", "{file}"],
            "error: give one of --chat FILE and --responses FILE: the exchange that the scenario is made of\n",
        ),
        (
            ["scenario", "new", "My Own", "--chat", "{file}"],
            "error: 'My Own' is no scenario's name, which is small letters, digits and _; did you mean 'my_own'?\n",
        ),
        (
            ["scenario", "new", "x", "--responses", "{file}"],
            "error: {file} holds 0 conversations over responses and 1 of the other API; one is due here; "
            "crosswire import {file} makes a scenario of each\n",
        ),
        (
            ["import", "{file}", "--into", "{taken}"],
            "error: {taken}/theirs is there already; give another name, or replace it with --force\n",
        ),
        (
            ["scenarios", "--tag", "unicod"],
            "error: no scenario has the tag 'unicod'; did you mean 'unicode'? there are ",
        ),
    ],
)
def test_a_mistake_is_told(words: list[str], text: str, tmp_path: Path) -> None:
    """A user's mistake is one message on stderr and exit status 2, without a traceback; nothing is written."""
    file = write(tmp_path / "theirs.yaml", *recorded("plain_text", "chat.json"))
    taken = tmp_path / "taken"
    (taken / "theirs").mkdir(parents=True)
    into = [] if "--into" in words or words[0] == "scenarios" else ["--into", str(tmp_path / "into")]
    places = {"file": file, "taken": taken}

    result = run(*(word.format(**places) for word in words), *into)

    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(text.format(**places))
    assert isinstance(result.exception, SystemExit)
    assert not (tmp_path / "into").exists()


def test_a_secret_is_refused_and_not_shown(tmp_path: Path) -> None:
    """The message says where the secret is and what to do, without its text."""
    asked = {"model": "m", "input": "x"}
    packed = base64.b64encode(gzip.compress(KEY.encode())).decode()
    file = write(tmp_path / "theirs.yaml", interaction("/responses", asked, responses_answer(1, packed)))

    result = run("import", file, "--into", tmp_path / "into")

    assert 2 == result.exit_code
    assert "theirs/responses.json.yaml, interaction 1: answer /output/0/content/0/text: an API key" in result.stderr
    assert result.stderr.endswith("or say that one is none: --allow TEXT\n")
    assert KEY not in result.stderr
    assert not (tmp_path / "into").exists()


def test_scenarios_are_listed() -> None:
    """Every scenario is listed with what it proves, its recordings, their origin and its requirements."""
    result = run("scenarios")
    paragraphs = result.output.split("\n\n")

    assert 0 == result.exit_code
    assert [f"{name}: {scenario.title}" for name, scenario in load_scenarios().items()] == [
        paragraph.splitlines()[0] for paragraph in paragraphs
    ]
    for paragraph, scenario in zip(paragraphs, load_scenarios().values(), strict=True):
        text = " ".join(paragraph.split())
        assert scenario.proves in text
        assert [] == [
            name for name, entry in scenario.provenance.items() if f"{name} {entry['provenance']}" not in text
        ]
        assert f"of {len(load_requirements())}: " in text
        assert "ANSWER-1" in text


def test_scenarios_of_another_folder_are_listed(tmp_path: Path) -> None:
    """A folder of one's own is listed alone, or beside Crosswire's; a stray file in it is named."""
    shutil.copytree(load_scenarios()["plain_text"].folder, tmp_path / "mine" / "my_text")
    (tmp_path / "mine" / "notes.txt").touch()

    alone = run("scenarios", "--scenarios", tmp_path / "mine")
    beside = run("scenarios", "--scenarios", tmp_path / "mine", "--scenarios", "crosswire", "--tag", "seed")

    assert (0, "my_text: ") == (alone.exit_code, alone.stdout[:9])
    assert "not used: notes.txt: no scenario reads it\n" == alone.stderr
    assert (0, "reasoning_then_text: ") == (beside.exit_code, beside.stdout[:21])


def test_scenarios_are_listed_by_tag() -> None:
    """A tag lists the scenarios that have it."""
    result = run("scenarios", "--tag", "seed")

    assert "reasoning_then_text: A reasoning item, then a short text" == result.output.splitlines()[0]
    assert [name for name, entry in load_scenarios().items() if "seed" in entry.tags] == ["reasoning_then_text"]
    assert "\n\n" not in result.output


def test_the_module_is_the_command(tmp_path: Path) -> None:
    """`python -m crosswire` works like `crosswire`: a file that isn't a cassette is one line of error."""
    (tmp_path / "broken.yaml").write_text("interactions: [")
    text = subprocess.run(
        [sys.executable, "-m", "crosswire", "import", "broken.yaml", "--into", "new"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (2, "") == (text.returncode, text.stdout)
    assert text.stderr.startswith("error: broken.yaml is not a vcrpy cassette, which lists `interactions`: ParserError")
    assert 1 == text.stderr.count("\n")


HEAVY = ("openai", "uvicorn", "jinja2", "vcr", "httpx", "yaml", "jsonschema", "pytest", "asyncio")
ONE_VERDICT = "test_answer.py::test_the_adapter_answers[chat-json-plain_text]"


def loaded(code: str, names: Sequence[str]) -> list[str]:
    """Return which modules a process of its own has loaded after some code."""
    last = f"\nprint(*(name for name in {names!r} if name in sys.modules))"
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}{last}"], capture_output=True, text=True, check=True
    )
    return ran.stdout.splitlines()[-1].split()


def test_help_loads_nothing_that_it_does_not_need() -> None:
    """`crosswire --help` comes at once: a command loads what it needs when it runs."""
    code = "from crosswire.cli import main; main(['--help'], standalone_mode=False)"

    assert [] == loaded(code, HEAVY)


@pytest.mark.parametrize("kind", ["gzip bomb", "a packed body", "aliases", "levels"])
def test_a_cassette_that_is_refused_loads_no_library_of_http(kind: str, tmp_path: Path) -> None:
    """What is refused is refused at once, also 1.5 MB of gzip of 1.5 GB: loading vcrpy would take most of the time."""
    file = tmp_path / "theirs.yaml"
    file.write_bytes(YAML[kind])
    code = f"""
from click.testing import CliRunner
from crosswire.cli import main
assert CliRunner().invoke(main, ["import", {str(file)!r}]).exit_code == 2
"""

    assert [] == loaded(code, ("vcr", "httpx", "aiohttp", "jsonschema"))


def test_one_verdict_loads_no_page() -> None:
    """The line that reruns a verdict loads neither what writes pages nor the official SDK."""
    run = [str(data_folder("suites") / ONE_VERDICT), "--adapter", "reference", "-q"]

    assert [] == loaded(f"import pytest; assert pytest.main({run!r}) == 0", ("jinja2", "openai"))


def test_a_run_that_performs_nothing_loads_no_library_of_http() -> None:
    """The controller of xdist, a run that is refused and one that only collects do not need vcrpy."""
    routes_of_set()  # whoever finds the routes reads every recording
    run = [str(data_folder("suites") / ONE_VERDICT), "--adapter", "reference", "-q", "--collect-only"]

    assert [] == loaded(f"import pytest; assert pytest.main({run!r}) == 0", ("vcr", "aiohttp"))


def test_a_reader_that_leaves_is_no_error() -> None:
    """Where nobody reads the output any more, as behind `| head -1`, the command ends without a word."""
    read, written = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "crosswire", "adapters"]
    ended = subprocess.run(command, stdout=written, stderr=subprocess.PIPE, text=True, check=False)
    os.close(written)

    assert (1, "") == (ended.returncode, ended.stderr)


WORDS = "a\x1b]0;p\x07\u202e\n::error::x"
SHOWN = r"a\x1b]0;p\x07\u202e\n::error::x"


@pytest.mark.parametrize(("method", "path"), [(WORDS, "x"), ("POST", WORDS)])
def test_a_cassette_cannot_act_on_the_terminal(tmp_path: Path, method: str, path: str) -> None:
    """The method and the path of a call that is not taken stay in their line, in which controls are escaped."""
    call = {"request": {"method": method, "uri": f"https://api.openai.com/v1/{path}", "headers": {}, "body": ""}}
    answer = {"response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": ""}}}
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps({"interactions": [{**call, **answer}], "version": 1}))
    line = run("import", file, "--into", tmp_path / "made").output.splitlines()[-1]

    assert f"{file}, interaction 1" in line
    assert SHOWN.replace("\\n", "") in line.replace("\\n", "")  # what splits a URL drops it


def test_a_scenario_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    """What is wrong with a scenario is told in a line of printable characters."""
    folder = shutil.copytree(data_folder("cassettes") / "plain_text", tmp_path / "mine" / "plain_text")
    toml = folder / "scenario.toml"
    toml.write_text(f"{toml.read_text()}\n[only]\n{json.dumps(WORDS)} = {json.dumps(WORDS)}\n")
    line, _ = run("scenario", "check", folder.parent).output.splitlines()

    assert SHOWN in line
