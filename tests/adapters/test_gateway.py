"""Gateways are started when needed, asked when ready, restarted when they die, and ended with the run."""

import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from crosswire.adapters.calling import Caller
from crosswire.adapters.descriptions.description import Description, Install
from crosswire.adapters.loading import described_candidate
from crosswire.adapters.servers.gateway import GatewayProcess
from crosswire.errors import AdapterUnusable, Crashed, Hung
from crosswire.facts import Mode, ShapeName
from tests.adapters.gateway_scripts import ANSWER, SERVER, UPSTREAM, described, eventually, mark, running, variables

SAYS = """\
self.answer(200, {
    "home": os.environ["HOME"], "cwd": os.getcwd(), "key": os.environ.get("OPENAI_API_KEY"),
    "proxy": os.environ.get("HTTP_PROXY"), "said": os.environ.get("SAID"), "words": sys.argv[2:],
    "files": {name: pathlib.Path(name).read_text() for name in ("config.yaml", "home/.mine/key")},
    "called": request.get("model"), "header": self.headers["x-mine"], "bearer": self.headers["authorization"],
    "path": self.path, "temporary": os.environ["TMPDIR"],
})
"""

CRASH = "self.begin(); self.wfile.flush(); print('out of memory', flush=True); os._exit(7)"
FAMILY = "subprocess.Popen(['sleep', '1000'], start_new_session=True); self.answer(200, {})"

HOLDER = """\
import sys
from crosswire.adapters import load_adapter
from crosswire.upstreams import Upstream

candidate = load_adapter(sys.argv[1])
print("opening", flush=True)
candidate.process.open("chat", Upstream("http://127.0.0.1:1/v1"))
print("open", flush=True)
sys.stdin.read()
candidate.process.close()
"""

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted on Linux only")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Use a new folder for temporary files; it is empty after the test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield folder

    assert [] == list(folder.iterdir())


class Gateway:
    """A gateway under test."""

    def __init__(self, description: Description, deadline: float = 20) -> None:
        self.mark = mark(description)
        self.candidate = described_candidate(description)
        assert isinstance(self.candidate.process, GatewayProcess)
        self.process = self.candidate.process
        self._caller = Caller(deadline)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self._caller.close()
        self.process.close()

    def ask(self, do: str, serves: ShapeName = "chat", mode: Mode = "json", **request: Any) -> Any:
        """Ask it to do something; return what it serves."""
        self.process.open(serves, UPSTREAM)
        return self._caller.call(
            self.candidate.serves[serves], {"do": do, "stream": mode == "stream", **request}, UPSTREAM, mode
        )

    def unusable(self) -> str:
        """Return why it does not start."""
        with pytest.raises(AdapterUnusable) as raised:
            self.process.open("chat", UPSTREAM)
        assert "configuration" == raised.value.fault
        return re.sub(r"127\.0\.0\.1:\d+|(?<=given, )\d+", "PORT", str(raised.value))


def refuses(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) != 0


@on_linux
def test_it_is_started_once_and_ended() -> None:
    """Every direction has one process for a whole run; its children and ports end with it."""
    with Gateway(described()) as gateway:
        for _ in range(3):
            assert {"n": 1} == gateway.ask(ANSWER).body
        one = running(gateway.mark)
        gateway.ask(FAMILY, "responses")
        both = eventually(lambda: len(running(gateway.mark)) == 5)  # a child has no environment while it begins
        urls = [gateway.process.url("chat"), gateway.process.url("responses")]
        ports = [int(url.split(":")[2].split("/")[0]) for url in urls]

    assert (2, True) == (len(one), both)  # each with its supervisor, and a child
    assert [] == running(gateway.mark)
    assert [True, True] == [refuses(port) for port in ports]


def test_it_finds_what_its_description_says(monkeypatch: pytest.MonkeyPatch, temporary: Path) -> None:
    """The process has the described files, environment, headers and models, a new home, and none of the user's keys."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    description = described(
        SERVER,
        "{api_key} {upstream_root} {serves} {version}|",
        environment={"SAID": "{here} {python}"},
        files={
            "config.yaml": "port: {{ port }}\n{% for model in models %}{{ model }}\n{% endfor %}",
            "home/.mine/key": "x",
        },
        headers={"x-mine": "yes", "authorization": "Bearer sk-test"},
        models={"chat": "openai/{model}"},
        paths={"chat": "/api/chat"},
    )
    with Gateway(description) as gateway:
        chat = gateway.ask(SAYS, model="gpt-5-mini").body
        other = gateway.ask(SAYS, "responses", model="gpt-5-mini").body

    workdir = chat["cwd"]
    assert (f"{workdir}/home", f"{workdir}/tmp") == (chat["home"], chat["temporary"])
    assert workdir.startswith(str(temporary))
    assert (None, None) == (chat["key"], chat["proxy"])
    assert f"{description.here} {sys.executable}" == chat["said"]
    assert [UPSTREAM.base_url, "sk-up http://127.0.0.1:1 chat |"] == chat["words"]
    assert "gpt-5-mini" in chat["files"]["config.yaml"].splitlines()
    assert ("yes", "Bearer sk-test") == (chat["header"], chat["bearer"])
    assert ("openai/gpt-5-mini", "gpt-5-mini") == (chat["called"], other["called"])
    assert ("/api/chat", "/v1/responses") == (chat["path"], other["path"])


@pytest.mark.parametrize("ready", [{}, {"url": "/health"}, {"log": "listening at [0-9]+"}], ids=["port", "url", "log"])
def test_it_is_ready_when_it_says_so(ready: Mapping[str, str]) -> None:
    """Ready is when the port is open, a URL answers with less than 500, or a line is printed."""
    with Gateway(described(ready=ready)) as gateway:
        assert {"n": 1} == gateway.ask(ANSWER).body
        assert "starting\nlistening at" in gateway.process.log("chat")


def test_a_crash_in_the_middle_of_an_answer_is_that_exchange() -> None:
    """A crash fails one exchange, with exit status and last output; the next one starts the gateway again."""
    with Gateway(described()) as gateway:
        with pytest.raises(Crashed) as streamed:
            gateway.ask(CRASH, mode="stream")
        assert {"n": 1} == gateway.ask(ANSWER).body
        with pytest.raises(Crashed) as whole:
            gateway.ask("print('out of memory', flush=True); os._exit(7)")
        assert {"n": 1} == gateway.ask(ANSWER).body

    end = "; mine ended with exit status 7; it printed last:\nstarting\nlistening at PORT\nout of memory"
    for raised in (streamed, whole):
        text = re.sub(r"listening at \d+", "listening at PORT", str(raised.value))
        assert text.startswith("the adapter broke off its answer")
        assert text.endswith(end)


def test_an_answer_that_breaks_off_is_no_crash() -> None:
    """A gateway that closes the connection and lives has served what came."""
    with Gateway(described()) as gateway:
        served = gateway.ask("self.begin(); self.wfile.flush(); self.connection.shutdown(2)", mode="stream")
        assert served.http

        assert [{"n": 1}] == served.body


@on_linux
def test_a_gateway_that_is_killed_is_started_again() -> None:
    """A gateway that was killed between two exchanges is started again."""
    with Gateway(described()) as gateway:
        pid = gateway.ask("self.answer(200, {'pid': os.getpid()})").body["pid"]
        subprocess.run(["kill", "-9", str(pid)], check=True)
        assert eventually(lambda: gateway.process.ending("chat"))  # a dying process still listens for a moment

        assert pid != gateway.ask("self.answer(200, {'pid': os.getpid()})").body["pid"]
        assert 2 == len(running(gateway.mark))


def test_a_gateway_that_hangs_is_killed_and_started_again() -> None:
    """A gateway that hangs is killed and started again; its output can still be read."""
    with Gateway(described(), deadline=0.5) as gateway:
        with pytest.raises(Hung):
            gateway.ask("print('waiting', flush=True); time.sleep(1000)")
        gateway.process.kill("chat")
        log = gateway.process.log("chat")

        assert log.endswith("waiting")
        assert {"n": 1} == gateway.ask(ANSWER).body


def test_a_program_that_is_not_there() -> None:
    """The error for a missing program says how to name or install it."""
    for command, why in {
        "no-such-gateway": "on PATH; install it, or name what brings it under [install]",
        "./gateway": "a path is absolute, or begins with {here}, the description's folder",
    }.items():
        description = described(command=[command, "{port}", "{upstream}"])
        with Gateway(description) as gateway:
            text = gateway.unusable()

        assert text.startswith(f"mine, serving chat: there is no program {command}")
        assert text.endswith(why)


def test_one_that_ends_before_it_is_ready_shows_its_words() -> None:
    """The error for a gateway that ends early has its exit status and its output."""
    with Gateway(described("import sys; sys.exit('unknown option --prot')")) as gateway:
        assert (
            "mine, serving chat: it ended with exit status 1 before it was ready; "
            "it printed last:\nunknown option --prot"
        ) == gateway.unusable()


@pytest.mark.parametrize(
    ("ready", "sign"),
    [
        ({}, "nothing listens at PORT"),
        ({"url": "/health"}, "no answer below 500 at http://PORT/health"),
        ({"log": "now[!]"}, "it printed nothing like 'now[!]'"),
    ],
)
def test_one_that_is_never_ready_is_named_with_its_words(ready: Mapping[str, str], sign: str) -> None:
    """The error for a gateway that is never ready has what was waited for and its output; the process is ended."""
    silent = "import time; print('thinking', flush=True); time.sleep(1000)"
    with Gateway(described(silent, ready=ready, seconds=0.5)) as gateway:
        assert (
            f"mine, serving chat: it was not ready within 0.5 s ([gateway] seconds): {sign}; it printed last:\nthinking"
        ) == gateway.unusable()
        assert [] == running(gateway.mark)


def test_a_port_that_is_taken_is_named() -> None:
    """A gateway that listens at a second port, which is taken, gets an error that says so."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        script = f"import socket; socket.create_server(('127.0.0.1', {other.getsockname()[1]}))"
        with Gateway(described(script)) as gateway:
            text = gateway.unusable()

    assert text.startswith(
        "mine, serving chat: the port it was given, PORT, is taken: it has to listen at {port} and nowhere else; "
        "it printed last:\nTraceback"
    )
    assert "Address already in use" in text.splitlines()[-1]


def test_a_port_that_was_taken_once_is_no_matter(tmp_path: Path) -> None:
    """Where another program took the port first, the gateway gets another port."""
    first = tmp_path / "first"
    once = f"import pathlib, sys\nif not pathlib.Path({str(first)!r}).exists():\n"
    once += f"    pathlib.Path({str(first)!r}).touch()\n    sys.exit('[Errno 98] Address already in use')\n"
    with Gateway(described(once + SERVER)) as gateway:
        assert {"n": 1} == gateway.ask(ANSWER).body


def test_an_installation_that_fails_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The error for a failed installation has the adapter's name."""
    monkeypatch.setenv("CROSSWIRE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", "")
    with Gateway(replace(described(), install=Install(node=("left-pad@1.3.0",)))) as gateway:
        assert (
            "mine, serving chat: left-pad@1.3.0 is installed by npm, which is not on PATH; "
            "install Node.js, which brings it"
        ) == gateway.unusable()


@on_linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("moment", ["opening", "open"])
def test_nothing_outlives_a_run_that_is_ended(
    number: signal.Signals, moment: str, tmp_path: Path, temporary: Path
) -> None:
    """After Ctrl-C or `kill -9`, no process and no file is left, whether the gateway was starting or running."""
    description = described("import time; time.sleep(1000)" if moment == "opening" else SERVER)
    assert description.gateway
    (tmp_path / "mine.toml").write_text(
        f"name = 'mine'\n[gateway]\ncommand = {json.dumps(description.gateway.command)}\n"
        f"environment = {{MARK = '{mark(description)}'}}\n"
    )
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "mine.toml")]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, env=variables(), stdin=pipe, stdout=pipe, stderr=nowhere) as holder:
        assert holder.stdout
        assert b"opening\n" == holder.stdout.readline()
        if moment == "open":
            assert b"open\n" == holder.stdout.readline()
        assert eventually(lambda: len(running(mark(description))) == 2)

        holder.send_signal(number)

    assert eventually(lambda: not running(mark(description)))
    assert eventually(lambda: not list(temporary.iterdir()))
