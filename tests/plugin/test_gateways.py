"""Gateways in a run of pytest: the examples of docs/gateways.md run, and it documents every key."""

import re
import signal
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import pytest

from crosswire.adapters.descriptions.checks import problems
from crosswire.adapters.descriptions.placeholders import PLACEHOLDERS
from tests.other_plugins import NO_OTHER_PLUGINS
from tests.plugin.running import SUITES, Runner

DOC = (Path(__file__).parents[2] / "docs" / "gateways.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)


def test_the_examples_are_descriptions() -> None:
    """The examples are valid descriptions."""
    assert [[], []] == [list(problems(tomllib.loads(example))) for example in EXAMPLES]


def test_every_key_is_told() -> None:
    """The page documents every key that the checks allow."""
    text = [*problems({"x": 1, "install": {"x": 1}, "gateway": {"x": 1}})]
    keys = {
        position + key
        for position, body in re.findall(r"([a-z.]*)x is not known; there are ([a-z, ]+)", "\n".join(text))
        for key in body.split(", ")
        if position + key not in ("install", "gateway", "worker", "python")
    }

    assert {"name", "install.node", "gateway.ready"} < keys
    assert [] == [key for key in sorted(keys) if f"`{key}`" not in DOC]


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_every_placeholder_is_told(name: str) -> None:
    """The page documents every placeholder."""
    assert f"`{{{name}}}`" in DOC


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_the_first_example_runs(tmp_path: Path, runner: Runner, temporary: Path) -> None:
    """The page's first example is judged and passes, and leaves no file behind."""
    path = tmp_path / "my_gateway.toml"
    path.write_text(EXAMPLES[0])

    run = runner.run_apart("--adapter", path, "-k", "plain_text")

    assert 0 == run.ret
    assert {"passed"} == {entry["verdict"] for entry in runner.report["verdicts"]}
    assert {"name": "my-gateway", "version": None, "judged": "bytes"} == runner.report["adapter"]
    assert [] == list(temporary.iterdir())


def test_one_that_cannot_be_judged_is_the_configurations_fault(tmp_path: Path, runner: Runner, temporary: Path) -> None:
    """A gateway that answers 404 is one error of the run, for each direction, before anything is judged."""
    path = tmp_path / "my_gateway.toml"
    path.write_text(f'{EXAMPLES[0]}\npaths = {{chat = "/chat", responses = "/responses"}}\n')

    run = runner.run_apart("--adapter", path, "-k", "plain_text")

    assert pytest.ExitCode.USAGE_ERROR == run.ret
    run.stderr.fnmatch_lines(
        [
            "ERROR: --adapter *: my-gateway, serving chat: it answered 404 at /chat (there is no /chat; *",
            "my-gateway, serving responses: it answered 404 at /responses (there is no /responses; *",
        ]
    )
    assert [] == list(temporary.iterdir())


DEAD = """
name = "dead"

[gateway]
command = ["{python}", "-c", "print('no licence'); raise SystemExit(3)", "{port}", "{upstream}"]
"""


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_a_dead_gateway_is_one_error(options: list[str], runner: Runner, temporary: Path) -> None:
    """A gateway that does not start is one error, also with workers: exit status 4, without a report or a traceback."""
    run = runner.run_apart("--adapter", runner.write("dead.toml", DEAD), "-k", "plain_text", *options)
    text = run.stdout.str() + run.stderr.str()

    assert pytest.ExitCode.USAGE_ERROR == run.ret
    assert 1 == text.count("dead, serving chat: it ended with exit status 3 before it was ready")
    assert "Traceback" not in text
    assert not (runner.folder / "out" / "report.json").exists()
    assert [] == list(temporary.iterdir())


ONE_LIFE = """
import os, pathlib, sys
import uvicorn
from crosswire.reference.server import Server

died = pathlib.Path(__file__).with_name("died")
if died.exists():
    sys.exit("no second life")
server, asked = Server(sys.argv[2], "sk-none"), []

async def app(scope, receive, send):
    asked.append(scope["type"])
    if asked.count("http") == 8:
        died.touch()
        os._exit(3)
    await server(scope, receive, send)

uvicorn.run(app, port=int(sys.argv[1]), log_level="critical", lifespan="off")
"""
DESCRIBED = """
name = "mortal"
serves = ["chat"]

[gateway]
command = ["{python}", "{here}/one_life.py", "{port}", "{upstream}"]
"""


@pytest.mark.parametrize("options", [[], ["-n", "1"]])
def test_a_gateway_without_a_second_life_ends_the_run(options: list[str], runner: Runner, temporary: Path) -> None:
    """It is started again once, in vain; the run is cut short, and the report has what was judged before."""
    runner.write("one_life.py", ONE_LIFE)
    path = runner.write("mortal.toml", DESCRIBED)
    run = runner.run_apart("--adapter", path, "-k", "chat-json-p or chat-json-u", "-p", "no:randomly", *options)
    verdicts = [(entry["verdict"], entry["fault"]) for entry in runner.report["verdicts"]]
    (entry,) = runner.report["runs"]

    assert run.ret in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
    assert ("passed", None) in verdicts
    assert 1 == verdicts.count(("error", "configuration"))
    assert len(verdicts) < entry["chosen"]
    assert "does not start again" in entry["ended"]
    assert [] == list(temporary.iterdir())


MUTE = """\
name = "mute"

[gateway]
command = ["{python}", "-c", "%s", "{port}", "{upstream}"]
environment = {MARK = "%s"}
"""
LISTENS = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(1000)"


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted on Linux only")
@pytest.mark.parametrize(("number", "options"), [(signal.SIGINT, []), (signal.SIGKILL, ["-n", "2"])])
def test_nothing_outlives_a_run_that_is_ended(
    number: signal.Signals, options: list[str], tmp_path: Path, temporary: Path
) -> None:
    """After Ctrl-C, or `kill -9` of a run with workers, no process and no file is left."""
    mark, path = f"mark-{uuid.uuid4().hex}", tmp_path / "mute.toml"
    path.write_text(MUTE % (LISTENS, mark))
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pytest",
        SUITES / "test_answer.py",
        "--adapter",
        path,
        "-k",
        "plain_text",
    ]
    words = [*command, *NO_OTHER_PLUGINS, *options]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        assert eventually(lambda: len(marked(mark)) >= 2)
        run.send_signal(number)

    assert eventually(lambda: not marked(mark))
    assert eventually(lambda: not list(temporary.glob("crosswire-*")))


def marked(mark: str) -> list[str]:
    """Return the ids of the processes that have this mark in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark.encode() in (folder / "environ").read_bytes():
                found.append(folder.name)
    return found


def eventually(is_so: Callable[[], bool], patience: float = 60) -> bool:
    """Wait until a condition is true; return whether it became true in time."""
    deadline = monotonic() + patience
    while not (result := is_so()) and monotonic() < deadline:
        sleep(0.02)
    return result
