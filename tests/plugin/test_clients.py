"""Clients as judges in a run: which of them judge, and what becomes of the verdicts of one that is not there."""

import shutil
from pathlib import Path

import pytest

from crosswire.adapters.descriptions.description import Install
from crosswire.clients.catalogue import CLIENTS as CATALOGUE
from crosswire.clients.catalogue import ClientProgram
from tests.plugin.running import SUITES, Runner

CLIENTS = SUITES / "test_client.py"
ONE = ("--adapter", "reference", "-k", "chat-json-plain_text")


@pytest.fixture(autouse=True)
def _no_client_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSWIRE_CACHE", str(tmp_path / "cache"))


def test_installed_clients_judge(runner: Runner) -> None:
    """Without the option, clients that are not installed give no verdict; the report names those that judged."""
    runner.run(*ONE, suites=[CLIENTS])

    assert {"CLIENT-1": "passed", "CLIENT-4": "passed"} == runner.verdicts
    assert ["openai-python"] == [*runner.report["runs"][0]["clients"]]


def test_no_client_judges(runner: Runner) -> None:
    """With `none`, the requirements that clients judge are left out."""
    runner.run(*ONE, "--clients", "none", suites=[CLIENTS])

    assert {"CLIENT-1": "passed"} == runner.verdicts
    assert {} == runner.report["runs"][0]["clients"]


@pytest.mark.parametrize(("client", "requirement"), [("openai-node", "CLIENT-5"), ("ai-sdk", "CLIENT-6")])
def test_a_client_that_cannot_be_installed(
    client: str, requirement: str, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one configuration error of its own verdicts, which names what helps; all else is judged."""
    monkeypatch.setenv("PATH", "")
    runner.run(*ONE, "--clients", f"openai-python,{client}", suites=[CLIENTS])

    assert {"CLIENT-1": "passed", "CLIENT-4": "passed", requirement: "error"} == runner.verdicts
    (verdict,) = (verdict for verdict in runner.report["verdicts"] if verdict["verdict"] == "error")
    assert "configuration" == verdict["fault"]
    assert verdict["message"].startswith(f"ClientUnusable: client {client}: ")
    assert "install Node.js, which brings it" in verdict["message"]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("console.error('no such SDK'); process.exit(3)", "client openai-node ended before it answered; "),
        ("console.log('Hello')", "client openai-node wrote a line that is no view: "),
    ],
)
@pytest.mark.skipif(not shutil.which("node"), reason="needs Node.js: apt-get install nodejs")
def test_a_client_that_does_not_answer(
    script: str, message: str, runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a configuration error of its own verdicts; what other clients say, and all else, is judged."""
    (tmp_path / "client.mjs").write_text(script)
    monkeypatch.setitem(CATALOGUE, "openai-node", ClientProgram("It", str(tmp_path / "client.mjs"), Install()))
    runner.run(*ONE, "--clients", "openai-python,openai-node", suites=[CLIENTS])

    assert {"CLIENT-1": "passed", "CLIENT-4": "passed", "CLIENT-5": "error"} == runner.verdicts
    (verdict,) = (verdict for verdict in runner.report["verdicts"] if verdict["verdict"] == "error")
    assert "configuration" == verdict["fault"]
    assert verdict["message"].startswith(f"ClientUnusable: {message}")
