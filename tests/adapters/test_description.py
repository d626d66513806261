"""Descriptions of adapters in TOML: what they may hold, and the errors, all at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crosswire.adapters import load_adapter
from crosswire.adapters.descriptions.description import GatewayDescription, Install, as_description, read_description
from crosswire.adapters.loading import described_candidate
from crosswire.errors import ConfigurationError, DescriptionInvalid

COMMAND = ["serve", "{port}", "{upstream}"]
LEAST: dict[str, Any] = {"name": "mine", "gateway": {"command": COMMAND}}

NO_PORT = "gateway has no {port} in its command, environment or files: it must listen at the port that is picked for it"
NO_UPSTREAM = (
    "gateway has no {upstream} in its command, environment or files: "
    "it must call the upstream that plays the recordings"
)

WHOLE = """\
name = "relay"
version = "0.5.8"
released = "2026-08"
serves = ["responses"]
language = "Rust"
source = "https://example.org/relay"
notes = "chunks are merged"

[install]
python = ["relay=={version}"]
node = ["@relay/front@1.0.0"]
scripts = false

[gateway]
command = ["relay", "--port", "{port}"]
environment = {UPSTREAM = "{upstream_root}"}
files = {"config.yaml" = "key: {{ api_key }}"}
ready = {url = "/health"}
seconds = 5
paths = {responses = "/responses"}
headers = {authorization = "Bearer sk-test"}
models = {responses = "relay/{model}"}

[declares]
"CONTENT-1" = "it is left out"
"""


def problems(tables: Mapping[str, Any]) -> list[str]:
    """Return the errors of a description."""
    with pytest.raises(DescriptionInvalid) as raised:
        as_description(tables, Path(), "mine.toml")
    assert "configuration" == raised.value.fault
    return str(raised.value).removeprefix("mine.toml: ").split("; ")


def gateway(**tables: Any) -> dict[str, Any]:
    """Return the least description, with other values in its table `gateway`."""
    return {**LEAST, "gateway": {**LEAST["gateway"], **tables}}


def test_all_that_can_be_said_is_kept(tmp_path: Path) -> None:
    """Every key of a description is read into its field."""
    path = tmp_path / "relay.toml"
    path.write_text(WHOLE)

    described = read_description(path, "relay.toml")

    assert ("relay", "0.5.8", "2026-08", ("responses",), "Rust") == (
        described.name,
        described.version,
        described.released,
        described.serves,
        described.language,
    )
    assert ("https://example.org/relay", "chunks are merged") == (described.source, described.notes)
    assert tmp_path == described.here
    assert Install(("relay==0.5.8",), ("@relay/front@1.0.0",), scripts=False) == described.install
    assert {"CONTENT-1": "it is left out"} == described.declares
    assert (
        GatewayDescription(
            command=("relay", "--port", "{port}"),
            environment={"UPSTREAM": "{upstream_root}"},
            files={"config.yaml": "key: {{ api_key }}"},
            ready={"url": "/health"},
            seconds=5,
            paths={"chat": "/v1/chat/completions", "responses": "/responses"},
            headers={"authorization": "Bearer sk-test"},
            models={"responses": "relay/{model}"},
        )
        == described.gateway
    )


def test_another_version_came_out_at_another_time(tmp_path: Path) -> None:
    """The date is of the version that the file names: with another version, there is none."""
    path = tmp_path / "relay.toml"
    path.write_text(WHOLE)

    described = read_description(path, "relay@0.6.0", "0.6.0")

    assert ("0.6.0", None) == (described.version, described.released)


def test_a_candidate_says_what_its_description_does(tmp_path: Path) -> None:
    """A TOML file is an adapter with the name, version and declarations of its description; nothing is started yet."""
    path = tmp_path / "relay.toml"
    path.write_text(WHOLE)

    candidate = load_adapter(str(path))

    assert ("relay", "0.5.8", {"responses"}) == (candidate.name, candidate.version, {*candidate.serves})
    assert {"CONTENT-1": "it is left out"} == candidate.declares
    assert (True, True) == (candidate.over_http, candidate.on_loopback)
    assert ("Rust", "gateway") == (candidate.language, candidate.runs)


def test_a_mapping_in_python_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mapping in a Python file or module is a description, too."""
    (tmp_path / "my_gateways.py").write_text(f"relay = {LEAST!r}\nbroken = {{'name': 5}}\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)

    candidates = [load_adapter(target) for target in ("my_gateways.py:relay", "my_gateways:relay")]

    assert ["mine", "mine"] == [candidate.name for candidate in candidates]
    with pytest.raises(DescriptionInvalid, match=r"--adapter my_gateways.py:broken: name is 5, not a text; "):
        load_adapter("my_gateways.py:broken")


def test_little_has_to_be_said() -> None:
    """A name, and a command with a port and an upstream, are enough."""
    described = as_description(LEAST, Path("/here"), "mine.toml")

    assert ("chat", "responses") == described.serves
    assert GatewayDescription(command=tuple(COMMAND)) == described.gateway
    assert "mine" == described_candidate(described).name


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({}, ["name is missing", "one of [gateway], [worker], [python] says how it runs", "there is none"]),
        (LEAST | {"nam": "x"}, ["nam is not known", "did you mean name?"]),
        (LEAST | {"name": 5}, ["name is 5, not a text"]),
        (
            LEAST | {"released": "August"},
            ["released is 'August', not a date: a text such as '2026-08' or '2026-08-15'"],
        ),
        (LEAST | {"serves": "chat"}, ["serves is 'chat', not a list of texts"]),
        (LEAST | {"serves": ["chats"]}, ["serves has 'chats'", "there are chat and responses"]),
        (LEAST | {"gateway": "x"}, ["gateway is 'x', not a table"]),
        (
            LEAST | {"gateway": {"comand": COMMAND}},
            [
                "gateway.comand is not known",
                "did you mean gateway.command?",
                "gateway has neither command, which starts it, nor url, where it runs already",
            ],
        ),
        (
            gateway(command="serve {port} {upstream}"),
            ["gateway.command is 'serve {port} {upstream}', not a list of texts"],
        ),
        (gateway(command=[]), ["gateway.command is [], not a list of texts", NO_PORT, NO_UPSTREAM]),
        (gateway(command=[*COMMAND, 5]), ["gateway.command is 5, not a text"]),
        (
            gateway(command=[*COMMAND, "{prot}"]),
            ["gateway.command has {prot}, which stands for nothing", "did you mean {port}?"],
        ),
        (gateway(command=["serve", "{upstream}"]), [NO_PORT]),
        (gateway(command=["serve", "{port}"]), [NO_UPSTREAM]),
        (gateway(environment={"A": 1}), ["gateway.environment.A is 1, not a text"]),
        (gateway(environment=["A"]), ["gateway.environment is ['A'], not a table"]),
        (
            gateway(files={"a": "{{ prot }}"}),
            ["gateway.files.a has {{ prot }}, which stands for nothing", "did you mean port?"],
        ),
        (gateway(files={"a": "{{ port }"}), ["gateway.files.a is not a Jinja template: unexpected '}' (line 1)"]),
        (
            gateway(files={"/etc/a": "x", "../a": "x"}),
            [
                "gateway.files./etc/a is not a path within the working directory",
                "gateway.files.../a is not a path within the working directory",
            ],
        ),
        (gateway(ready={"uri": "/"}), ["gateway.ready.uri is not known", "did you mean gateway.ready.url?"]),
        (
            gateway(ready={"url": "/", "log": "x"}),
            ["gateway.ready has url and log", "one of them says when it is ready"],
        ),
        (gateway(ready={"url": "health"}), ["gateway.ready.url is 'health'", "it begins with /"]),
        (
            gateway(ready={"log": "("}),
            ["gateway.ready.log is not a regular expression: missing ), unterminated subpattern at position 0"],
        ),
        (gateway(seconds="5"), ["gateway.seconds is '5', not a number of seconds"]),
        (gateway(seconds=True), ["gateway.seconds is True, not a number of seconds"]),
        (gateway(paths={"chats": "/"}), ["gateway.paths.chats is not known", "did you mean gateway.paths.chat?"]),
        (gateway(paths={"chat": "v1"}), ["gateway.paths.chat is 'v1'", "it begins with /"]),
        (
            gateway(models={"chat": "{modell}"}),
            ["gateway.models.chat has {modell}, which stands for nothing", "did you mean {model}?"],
        ),
        (gateway(headers={"a": 1}), ["gateway.headers.a is 1, not a text"]),
        (gateway(url="http://127.0.0.1:4000"), ["gateway has url, where it runs already, and command"]),
        (
            LEAST | {"gateway": {"url": "127.0.0.1:4000"}},
            ["gateway.url is '127.0.0.1:4000', not an address without a path, http://127.0.0.1:4000"],
        ),
        (
            LEAST | {"worker": {}},
            [
                "worker.command is missing",
                "one of [gateway], [worker], [python] says how it runs",
                "there are [gateway] and [worker]",
            ],
        ),
        ({"name": "x", "python": {}}, ["python.file is missing"]),
        (
            LEAST | {"install": {"python": ["relay"]}},
            ["install.python has 'relay' without a version", "write relay==VERSION"],
        ),
        (
            LEAST | {"install": {"node": ["@relay/front"]}},
            ["install.node has '@relay/front' without a version", "write @relay/front@VERSION"],
        ),
        (LEAST | {"install": {"pip": []}}, ["install.pip is not known", "there are python, node, scripts"]),
        (LEAST | {"install": {"scripts": "no"}}, ["install.scripts is 'no', neither true nor false"]),
        (LEAST | {"declares": {"A-1": 5}}, ["declares.A-1 is 5, not a text"]),
    ],
)
def test_everything_that_is_wrong_is_told(tables: Any, expected: Any) -> None:
    """Every error names the key, its value, and what is allowed."""
    assert expected == problems(tables)


def test_a_python_file_has_to_be_there(tmp_path: Path) -> None:
    """`python.file` names a file beside the description."""
    with pytest.raises(DescriptionInvalid, match=r"python.file: there is no file .*a\.py"):
        as_description({"name": "x", "python": {"file": "a.py"}}, tmp_path, "mine.toml")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("gatway.toml", "there is no file gatway.toml; did you mean --adapter gateway.toml?"),
        ("nowhere/else.toml", "there is no file nowhere/else.toml; docs/gateways.md shows one"),
    ],
)
def test_a_missing_file_is_told(target: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for a missing file names a file with nearly that name, if there is one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gateway.toml").write_text(WHOLE)

    with pytest.raises(ConfigurationError) as raised:
        load_adapter(target)

    assert f"--adapter {target}: {expected}" == str(raised.value)


def test_what_is_no_toml_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for invalid TOML has line and column."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gateway.toml").write_text("name = relay\n")

    with pytest.raises(DescriptionInvalid, match=r"^gateway.toml is not TOML: .* \(at line 1, column 8\)$"):
        load_adapter("gateway.toml")
