"""Gateways in a run of pytest, as docs/gateways.md has them: its examples run, and it tells every key."""

import re
import tomllib
from pathlib import Path

import pytest

from crosswire.adapters.description_checks import PLACEHOLDERS, problems

DOC = (Path(__file__).parents[2] / "docs" / "gateways.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)


def test_the_examples_are_descriptions():
    """Nothing is wrong about them."""
    assert [[], []] == [list(problems(tomllib.loads(example))) for example in EXAMPLES]


def test_every_key_is_told():
    """What may be said, by what is told where a key is not known."""
    told = [*problems({"x": 1, "install": {"x": 1}, "gateway": {"x": 1}})]
    keys = {
        place + key
        for place, said in re.findall(r"([a-z.]*)x is not known; there are ([a-z, ]+)", "\n".join(told))
        for key in said.split(", ")
        if place + key not in ("install", "gateway", "worker", "python")
    }

    assert {"name", "install.node", "gateway.ready"} < keys
    assert [] == [key for key in sorted(keys) if f"`{key}`" not in DOC]


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_every_placeholder_is_told(name):
    """With what it stands for."""
    assert f"`{{{name}}}`" in DOC


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where all that is temporary goes."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_the_first_example_runs(tmp_path, runner, temporary):
    """As the doc has it; no file is left behind."""
    path = tmp_path / "my_gateway.toml"
    path.write_text(EXAMPLES[0])

    run = runner.run_apart("--adapter", path, "-k", "plain_text")

    assert 0 == run.ret
    assert {"passed"} == {each["verdict"] for each in runner.report["verdicts"]}
    assert {"name": "my-gateway", "version": None} == runner.report["adapter"]
    assert [] == list(temporary.iterdir())


def test_one_that_cannot_be_judged_is_the_configurations_fault(tmp_path, runner, temporary):
    """It is examined once for each direction, and ends."""
    path = tmp_path / "my_gateway.toml"
    path.write_text(f'{EXAMPLES[0]}\npaths = {{chat = "/chat", responses = "/responses"}}\n')

    run = runner.run_apart("--adapter", path, "-k", "plain_text")

    assert 1 == run.ret
    assert {("error", "configuration")} == {(each["verdict"], each["fault"]) for each in runner.report["verdicts"]}
    messages = {each["message"] for each in runner.report["verdicts"]}
    assert 2 == len(messages)
    assert all("it answered 404 at http://" in message for message in messages)
    assert [] == list(temporary.iterdir())
