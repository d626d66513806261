"""A wrong value of an option is one error, before anything runs."""

from collections.abc import Callable

import pytest

from tests.plugin.running import Runner

Refused = Callable[..., str]
ADAPTER = """
raise RuntimeError("loaded")
"""


@pytest.fixture
def refused(runner: Runner) -> Refused:
    """Return a function that runs with an adapter that must not be loaded, and returns the error."""
    runner.write("my_adapter.py", ADAPTER)
    suite = runner.write("test_nothing.py", "def test_nothing(): pass")

    def refused(*arguments: str) -> str:
        result = runner.run("--adapter", "my_adapter.py", *arguments, suites=[suite])
        assert pytest.ExitCode.USAGE_ERROR == result.ret
        assert not [line for line in result.outlines + result.errlines if "Traceback" in line]
        (text,) = (line for line in result.errlines if line.startswith("ERROR: "))
        return text

    return refused


@pytest.mark.parametrize("seconds", ["-1", "0", "nan", "inf", "-inf", "1e9"])
def test_a_deadline_is_a_time(seconds: str, refused: Refused) -> None:
    """A deadline is a number of seconds above 0 and at most a day."""
    text = refused(f"--deadline={seconds}")

    assert "a number of seconds above 0, and at most 86400, is allowed; 60 unless given" in text


@pytest.mark.parametrize("port", ["0", "-1", "65536", "70000"])
def test_a_port_is_a_port(port: str, refused: Refused) -> None:
    """A port is a number from 1 to 65535."""
    text = refused(f"--upstream-port={port}")

    assert f"ERROR: --upstream-port {port}: a port from 1 to 65535 is allowed; a free one unless given" == text


def test_a_report_has_a_folder(runner: Runner, refused: Refused) -> None:
    """A file, and a folder below a file, are refused."""
    runner.write("file", "")

    for folder in ("file", "file/below"):
        text = refused("--report", folder)
        assert text.startswith(f"ERROR: --report {folder}: nothing can be written there (")


def test_known_failures_are_a_file(runner: Runner) -> None:
    """A folder, and a file that doesn't exist, are refused."""
    for name, why in (("nowhere.toml", "No such file or directory"), (".", "Is a directory")):
        result = runner.run("--adapter", "reference", "--known-failures", name)
        assert pytest.ExitCode.USAGE_ERROR == result.ret
        assert f"ERROR: --known-failures {name}: {why}" in result.errlines


def test_a_direction_is_one_that_the_adapter_serves(runner: Runner) -> None:
    """A direction that the adapter doesn't serve is refused before anything is judged."""
    runner.write("my_adapter.py", "from crosswire.reference import chat")
    result = runner.run("--adapter", "my_adapter.py", "--serves", "responses", "-k", "json-plain_text")

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    assert "ERROR: --serves responses: my_adapter.py serves chat only" in result.errlines


def test_a_client_is_one_that_there_is(refused: Refused) -> None:
    """The error names the client that was meant."""
    text = refused("--clients", "openai-nod")

    assert text.startswith("ERROR: --clients openai-nod: there is no client 'openai-nod'; did you mean")


def test_a_profile_is_one_of_those_that_there_are(refused: Refused) -> None:
    """A profile of another name is refused: the error says which comes close, and lists all."""
    text = refused("--profile", "codx")

    assert text.startswith("ERROR: --profile: there is no profile 'codx'; did you mean 'codex'? Profiles: text_chat, ")
