"""ASGI apps: served in this process while a run lasts, with the upstream in the environment."""

import os
import socket
import sys
from pathlib import Path

import pytest

from crosswire.adapters import load_adapter
from crosswire.adapters.asgi import is_asgi
from crosswire.adapters.calling import Caller
from crosswire.errors import AdapterUnusable, Hung
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
def here(tmp_path, monkeypatch):
    """A folder with an app, and an import system that forgets it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    known = {*sys.modules}
    Path("my_app.py").write_text(APP)
    yield
    for name in sys.modules.keys() - known:
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.fixture
def ask():
    """Ask a candidate; it is closed in the end."""
    caller, asked = Caller(20), []

    def ask(candidate, serves="chat", do="", deadline=20):
        asked.append(candidate)
        caller.deadline = deadline
        candidate.process.open(serves, UPSTREAM)
        return caller.call(candidate.serves[serves], {"do": do}, UPSTREAM, "json")

    yield ask
    caller.close()
    for candidate in asked:
        candidate.process.close()


@pytest.mark.parametrize("target", ["my_app.py:app", "my_app:app", "my_app.py:outer.inner"])
def test_an_app_is_a_candidate(target, ask):
    """It is started once, for both directions, and finds its upstream in the environment."""
    candidate = load_adapter(target)

    told = [ask(candidate, serves).body for serves in ("chat", "responses")]

    assert ["/v1/chat/completions", "/v1/responses"] == [each["path"] for each in told]
    assert [[UPSTREAM.base_url]] * 2 == [each["started"] for each in told]
    assert [(UPSTREAM.base_url, "sk-up")] * 2 == [(each["base"], each["key"]) for each in told]
    assert (target, "ASGI app, in process", True, True) == (
        candidate.name,
        candidate.runs,
        candidate.over_http,
        candidate.on_loopback,
    )


def test_it_ends_with_the_run(ask):
    """Its lifespan ends, its port is free, and the environment is as it was."""
    candidate = load_adapter("my_app:app")
    ask(candidate)
    port = int(candidate.process.url("chat").split(":")[2].split("/")[0])

    candidate.process.close()

    assert [UPSTREAM.base_url, "shutdown"] == sys.modules["my_app"].started
    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", port))
    assert ("sk-mine", None) == (os.environ["OPENAI_API_KEY"], os.environ.get("OPENAI_BASE_URL"))


def test_its_module_says_what_it_is():
    """Name, version, what it declares, and which API it serves."""
    about = "name, version, declares, serves = 'mine', 2, {'A-1': 'left out'}, ['responses']\n"
    Path("my_app.py").write_text(about + APP)

    candidate = load_adapter("my_app.py:app")

    assert ("mine", "2", {"A-1": "left out"}) == (candidate.name, candidate.version, candidate.declares)
    assert {"responses"} == candidate.serves.keys()


@pytest.mark.parametrize("serves", ["'chat'", "[]", "['chats']"])
def test_serves_lists_apis(serves):
    """Nothing else."""
    Path("my_app.py").write_text(f"serves = {serves}\n{APP}")

    with pytest.raises(AdapterUnusable) as raised:
        load_adapter("my_app.py:app")

    served = serves.replace('"', "'")
    assert f"--adapter my_app.py:app: serves is {served}; it lists chat and/or responses" == str(raised.value)


def test_what_it_raises_is_kept(ask):
    """The client is answered 500; what was raised can be shown."""
    candidate = load_adapter("my_app:app")

    served = ask(candidate, do="raise")

    assert served.error
    assert 500 == served.error.status
    assert candidate.process.log("chat").endswith("ValueError: no such thing")


def test_an_app_that_does_not_start_is_told():
    """With what it says."""
    failed = 'await send({"type": "lifespan.startup.failed", "message": "no database"})'
    Path("my_app.py").write_text(f"async def app(scope, receive, send):\n    await receive()\n    {failed}\n")
    process = load_adapter("my_app:app").process

    with pytest.raises(AdapterUnusable) as raised:
        process.open("chat", UPSTREAM)

    assert "the app did not start: no database" == str(raised.value)
    process.close()


def test_an_app_may_have_no_lifespan(ask):
    """Most that are written by hand refuse it."""
    Path("my_app.py").write_text(
        APP.replace('if scope["type"] == "lifespan":', 'assert scope["type"] == "http"\n    if 0:')
    )

    assert "/v1/chat/completions" == ask(load_adapter("my_app:app")).body["path"]


def test_one_that_hangs_is_left_behind_and_served_anew(ask):
    """The next exchange works."""
    candidate = load_adapter("my_app:app")
    with pytest.raises(Hung):
        ask(candidate, do="block", deadline=0.2)
    candidate.process.kill("chat")

    assert "/v1/chat/completions" == ask(candidate).body["path"]


def test_what_is_no_app_is_none():
    """Functions of adapters, classes, and what takes other arguments."""

    class App:
        def __call__(self, scope, receive, send): ...

    def app(scope, receive, send): ...

    def chat(request, upstream): ...

    def wsgi(environ, start_response): ...

    assert [True, True, False, False, False, False] == [is_asgi(each) for each in (App(), app, App, chat, wsgi, 5)]
