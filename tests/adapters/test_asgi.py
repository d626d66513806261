"""ASGI apps are served in this process during a run; environment variables name their upstream."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from crosswire.adapters import Candidate, load_adapter
from crosswire.adapters.calling import Caller
from crosswire.adapters.servers.asgi import AsgiProcess
from crosswire.adapters.signatures import is_asgi
from crosswire.errors import AdapterUnusable, Hung
from crosswire.facts import Json, ShapeName
from crosswire.served import Served
from crosswire.upstreams import Upstream

UPSTREAM = Upstream("http://127.0.0.1:1/v1", "sk-up")

APP = """\
import json, os, time

started = []

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        started.append(os.environ["CROSSWIRE_UPSTREAM"])
        await send({"type": "lifespan.startup.complete"})
        await receive()
        started.append("shutdown")
        await send({"type": "lifespan.shutdown.complete"})
        return
    request = json.loads((await receive())["body"])
    if request["do"] == "raise":
        raise ValueError("no such thing")
    if request["do"] == "block":
        time.sleep(1.5)
    said = {"path": scope["path"], "started": started, "base": os.environ["OPENAI_BASE_URL"]}
    said["key"] = os.environ["OPENAI_API_KEY"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(said).encode()})

class outer:
    inner = app
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Change to a folder with an app; forget what was imported from it afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    before = {*sys.modules}
    Path("my_app.py").write_text(APP)
    yield
    for name in sys.modules.keys() - before:
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]


class Asking(Protocol):
    """Asks a candidate to `do` something."""

    def __call__(
        self, candidate: Candidate, serves: ShapeName = "chat", do: str = "", deadline: float = 20
    ) -> Served: ...


@pytest.fixture
def ask() -> Iterator[Asking]:
    """Return a function that asks a candidate; all candidates are closed in the end."""
    caller = Caller(20)
    asked: list[Candidate] = []

    def ask(candidate: Candidate, serves: ShapeName = "chat", do: str = "", deadline: float = 20) -> Served:
        asked.append(candidate)
        caller.deadline = deadline
        process(candidate).open(serves, UPSTREAM)
        return caller.call(candidate.serves[serves], {"do": do}, UPSTREAM, "json")

    yield ask
    caller.close()
    for candidate in asked:
        process(candidate).close()


def process(candidate: Candidate) -> AsgiProcess:
    """Return what serves the candidate's app."""
    assert isinstance(candidate.process, AsgiProcess)
    return candidate.process


def path_asked(served: Served) -> Json:
    """Return the path that the app was asked at, as it answers."""
    assert isinstance(served.body, dict)
    return served.body["path"]


@pytest.mark.parametrize("target", ["my_app.py:app", "my_app:app", "my_app.py:outer.inner"])
def test_an_app_is_a_candidate(target: str, ask: Asking) -> None:
    """An app is started once for both directions, and reads the upstream from the environment."""
    candidate = load_adapter(target)

    answers: list[Any] = [ask(candidate, "chat").body, ask(candidate, "responses").body]

    assert ["/v1/chat/completions", "/v1/responses"] == [answer["path"] for answer in answers]
    assert [[UPSTREAM.base_url]] * 2 == [answer["started"] for answer in answers]
    assert [(UPSTREAM.base_url, "sk-up")] * 2 == [(answer["base"], answer["key"]) for answer in answers]
    assert (target, "ASGI app, in process", True, True) == (
        candidate.name,
        candidate.runs,
        candidate.over_http,
        candidate.on_loopback,
    )


def test_it_ends_with_the_run(ask: Asking) -> None:
    """At the end its lifespan ends, its port is free, and the environment is restored."""
    candidate = load_adapter("my_app:app")
    ask(candidate)
    port = int(process(candidate).url("chat").split(":")[2].split("/")[0])

    process(candidate).close()

    assert [UPSTREAM.base_url, "shutdown"] == sys.modules["my_app"].started
    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", port))
    assert ("sk-mine", None) == (os.environ["OPENAI_API_KEY"], os.environ.get("OPENAI_BASE_URL"))


def test_its_module_says_what_it_is() -> None:
    """The module's `name`, `version`, `declares` and `serves` describe the app."""
    about = "name, version, declares, serves = 'mine', 2, {'A-1': 'left out'}, ['responses']\n"
    Path("my_app.py").write_text(about + APP)

    candidate = load_adapter("my_app.py:app")

    assert ("mine", "2", {"A-1": "left out"}) == (candidate.name, candidate.version, candidate.declares)
    assert {"responses"} == candidate.serves.keys()


@pytest.mark.parametrize("serves", ["'chat'", "[]", "['chats']"])
def test_serves_lists_apis(serves: str) -> None:
    """`serves` lists `chat`, `responses` or both; any other value is an error."""
    Path("my_app.py").write_text(f"serves = {serves}\n{APP}")

    with pytest.raises(AdapterUnusable) as raised:
        load_adapter("my_app.py:app")

    served = serves.replace('"', "'")
    assert f"--adapter my_app.py:app: serves is {served}; it lists chat and/or responses" == str(raised.value)


def test_what_it_raises_is_kept(ask: Asking) -> None:
    """The client gets status 500 where the app raises; the log has the exception."""
    candidate = load_adapter("my_app:app")

    served = ask(candidate, do="raise")

    assert served.error
    assert 500 == served.error.status
    assert process(candidate).log("chat").endswith("ValueError: no such thing")


def test_an_app_that_does_not_start_is_told() -> None:
    """The error has the message of the app's failed start."""
    failed = 'await send({"type": "lifespan.startup.failed", "message": "no database"})'
    Path("my_app.py").write_text(f"async def app(scope, receive, send):\n    await receive()\n    {failed}\n")
    failing = process(load_adapter("my_app:app"))

    with pytest.raises(AdapterUnusable) as raised:
        failing.open("chat", UPSTREAM)

    assert "the app did not start: no database" == str(raised.value)
    failing.close()


def test_an_app_may_have_no_lifespan(ask: Asking) -> None:
    """An app that refuses the lifespan is served all the same."""
    Path("my_app.py").write_text(
        APP.replace('if scope["type"] == "lifespan":', 'assert scope["type"] == "http"\n    if 0:')
    )

    assert "/v1/chat/completions" == path_asked(ask(load_adapter("my_app:app")))


def test_one_that_hangs_is_left_behind_and_served_anew(ask: Asking) -> None:
    """After a hang the app is served again for the next exchange."""
    candidate = load_adapter("my_app:app")
    with pytest.raises(Hung):
        ask(candidate, do="block", deadline=0.2)
    process(candidate).kill("chat")

    assert "/v1/chat/completions" == path_asked(ask(candidate))


def test_what_is_no_app_is_none() -> None:
    """Functions of adapters, classes, numbers, and functions with other arguments are no ASGI apps."""

    class App:
        def __call__(self, scope: Any, receive: Any, send: Any) -> None: ...

    def app(scope: Any, receive: Any, send: Any) -> None: ...

    def chat(request: Any, upstream: Any) -> None: ...

    def wsgi(environ: Any, start_response: Any) -> None: ...

    assert [True, True, False, False, False, False] == [is_asgi(value) for value in (App(), app, App, chat, wsgi, 5)]
