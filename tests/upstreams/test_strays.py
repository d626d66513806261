"""The upstream answers its adapter only: calls of web pages, other programs and earlier exchanges change nothing."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from crosswire.adapters import Candidate, load_adapter
from crosswire.adapters.calling import Caller
from crosswire.adapters.descriptions.description import Description, as_description
from crosswire.adapters.loading import described_candidate
from crosswire.adapters.workers.worker import isolated_candidate
from crosswire.doctor import examine
from crosswire.errors import AdapterUnusable
from crosswire.exchange import Exchange
from crosswire.performing import perform
from crosswire.scenarios import load_scenarios
from crosswire.upstreams import KEY, Upstream
from crosswire.upstreams.loopback import Loopback
from crosswire.wire.serving import foreign

PAGE = {"content-type": "text/plain", "origin": "https://page.example"}
"""The headers of a simple request, which a browser sends for a page without asking first."""

ADAPTER = "from crosswire.reference import chat, declares, responses\n"

GATEWAY = """\
import sys
import uvicorn
from crosswire.reference.server import Server
base_url, key = {calls}(sys.argv[2], sys.argv[3])
uvicorn.run(Server(base_url, key), host="127.0.0.1", port=int(sys.argv[1]), log_level="critical")
"""
"""The reference adapter as a gateway; `calls` makes the URL and the key with which it calls its upstream."""

MEANT = "lambda url, key: (url, key)"
FORGETS_KEY = 'lambda url, key: (url, "")'
FORGETS_PATH = 'lambda url, key: (url[: url.index("/", 8)] + "/v1", key)'
FORGETS_BOTH = 'lambda url, key: (url[: url.index("/", 8)] + "/v1", "mine")'


def gateway(folder: Path, calls: str = MEANT) -> Candidate:
    (folder / "gateway.py").write_text(GATEWAY.replace("{calls}", f"({calls})"), encoding="utf-8")
    command = ["{python}", "{here}/gateway.py", "{port}", "{upstream}", "{api_key}"]
    return described_candidate(as_description({"name": "mine", "gateway": {"command": command}}, folder, "mine"))


def worker(folder: Path) -> Candidate:
    (folder / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    return isolated_candidate(Description(name="mine", here=folder), folder / "adapter.py")


def function(folder: Path) -> Candidate:
    (folder / "adapter.py").write_text(ADAPTER, encoding="utf-8")
    return replace(load_adapter(str(folder / "adapter.py")), on_loopback=True)


ATTACHED: Mapping[str, Callable[[Path], Candidate]] = {"function": function, "worker": worker, "gateway": gateway}


@dataclass
class Run:
    """A candidate, its upstream, and calls of others, each made before the adapter's own."""

    candidate: Candidate
    loopback: Loopback
    upstreams: list[Upstream]
    statuses: list[int]

    def perform(self, *strays: Callable[[Upstream], httpx.Request], name: str = "plain_text") -> Exchange:
        """Perform an exchange that serves Chat; the strays come first."""

        async def serve(request: Any, upstream: Upstream) -> Any:
            self.upstreams.append(upstream)
            with httpx.Client(trust_env=False) as client:
                self.statuses += [client.send(stray(upstream)).status_code for stray in strays]
            answer: Any = self.candidate.serves["chat"](request, upstream)
            return await answer if hasattr(answer, "__await__") else answer

        candidate, caller = replace(self.candidate, serves={"chat": serve}), Caller()
        with closing(caller):
            return perform(load_scenarios()[name], "chat", "json", candidate, caller, loopback=self.loopback)


@contextmanager
def running(candidate: Candidate, port: int = 0) -> Iterator[Run]:
    with closing(Loopback(port)) as loopback:
        try:
            yield Run(candidate, loopback, [], [])
        finally:
            if candidate.process:
                candidate.process.close()


def stray(headers: Mapping[str, str], root: str = "/v1") -> Callable[[Upstream], httpx.Request]:
    """Return a call of somebody who knows the port, and sends these headers."""
    body = json.dumps({"model": "m", "input": "stray"})

    def request(upstream: Upstream) -> httpx.Request:
        url = httpx.URL(upstream.base_url).copy_with(path=f"{root}/responses")
        return httpx.Request("POST", url, headers={"content-type": "application/json", **headers}, content=body)

    return request


STRAYS = {
    "a page": stray(PAGE),
    "a page without an origin of its own": stray({**PAGE, "origin": "null"}),
    "a page whose name points here": stray({"host": "page.example"}),
    "no key": stray({}),
    "the key without a secret": stray({"authorization": f"Bearer {KEY}"}),
    "a wrong key": stray({"authorization": f"Bearer {KEY}-{'0' * 32}"}),
    "a wrong path": stray({}, f"/{'0' * 32}/v1"),
}


@pytest.mark.parametrize("attached", ATTACHED)
def test_a_stray_call_changes_nothing(tmp_path: Path, attached: str) -> None:
    """Each call of another is refused; the exchange is as it is without them, and notes none of them."""
    with running(ATTACHED[attached](tmp_path)) as run:
        alone = run.perform()
        disturbed = run.perform(*STRAYS.values())

    assert [403] * len(STRAYS) == run.statuses
    assert (None, ()) == (disturbed.trouble, disturbed.notes)
    assert alone.turns[0].played
    assert disturbed.turns[0].played
    assert alone.turns[0].played.forwarded == disturbed.turns[0].played.forwarded
    assert 1 == disturbed.turns[0].observed.attempts


@pytest.mark.parametrize("attached", ["function", "worker"])
def test_a_late_call_of_an_earlier_exchange_is_refused(tmp_path: Path, attached: str) -> None:
    """A call to the URL, or with the key, of an earlier exchange is refused: each exchange has its own."""
    with running(ATTACHED[attached](tmp_path)) as run:
        run.perform()
        earlier = run.upstreams[0]
        path, bearer = httpx.URL(earlier.base_url).path, {"authorization": f"Bearer {earlier.api_key}"}
        later = run.perform(stray(bearer, path), stray(bearer))

    assert [403, 403] == run.statuses
    assert (None, (), 1) == (later.trouble, later.notes, later.turns[0].observed.attempts)


def test_a_late_call_of_a_gateway_is_refused_between_two_exchanges(tmp_path: Path) -> None:
    """A gateway has one URL for the whole run. What it calls when no exchange goes on reaches none."""
    with running(gateway(tmp_path)) as run:
        run.perform()
        path = httpx.URL(run.upstreams[0].base_url).path
        with httpx.Client(trust_env=False) as client:
            late = client.send(stray({}, path)(run.upstreams[0])).status_code
        later = run.perform()

    assert 403 == late
    assert (None, (), 1) == (later.trouble, later.notes, later.turns[0].observed.attempts)
    assert run.upstreams[0] == run.upstreams[1]


def test_a_late_call_of_a_gateway_gives_way_to_its_own_call(tmp_path: Path) -> None:
    """A gateway's late call for other requests, which comes first in an exchange, is not taken for the exchange's."""
    with running(gateway(tmp_path)) as run:
        (earlier,) = run.perform(name="unicode_text").turns
        alone = run.perform()
        assert earlier.played

        def late(upstream: Upstream) -> httpx.Request:
            assert earlier.played
            return httpx.Request("POST", f"{upstream.base_url}/responses", json=earlier.played.forwarded)

        disturbed = run.perform(late)
        again = run.perform(late, name="unicode_text")

    assert [200, 200] == run.statuses
    assert (None, (), 1) == (disturbed.trouble, disturbed.notes, disturbed.turns[0].observed.attempts)
    assert alone.turns[0].played == disturbed.turns[0].played
    assert earlier.played == again.turns[0].played  # for the same requests it is a repetition, as a retry is


def test_a_page_that_knows_the_url_is_refused(tmp_path: Path) -> None:
    """Host and Origin are looked at also where path and key are right."""
    with running(function(tmp_path)) as run:

        def knowing(headers: Mapping[str, str]) -> Callable[[Upstream], httpx.Request]:
            return lambda upstream: stray(headers, httpx.URL(upstream.base_url).path)(upstream)

        exchange = run.perform(knowing(PAGE), knowing({"host": "page.example:80"}))

    assert [403, 403] == run.statuses
    assert (None, (), 1) == (exchange.trouble, exchange.notes, exchange.turns[0].observed.attempts)


@pytest.mark.parametrize("calls", [FORGETS_KEY, FORGETS_PATH], ids=["no key", "no path"])
def test_a_gateway_may_lose_its_key_or_its_path(tmp_path: Path, calls: str) -> None:
    """A gateway that sends no key, or takes only host and port of its base URL, is the adapter all the same."""
    with running(gateway(tmp_path, calls)) as run:
        exchange = run.perform(*STRAYS.values())

    assert (None, ()) == (exchange.trouble, exchange.notes)
    assert exchange.turns[0].served


def test_a_gateway_that_loses_both_is_told(tmp_path: Path) -> None:
    """Where neither path nor key comes, the error before anything is judged says what came, and the way out."""
    with running(gateway(tmp_path, FORGETS_BOTH)) as run:
        exchange = run.perform()
        with pytest.raises(AdapterUnusable) as raised:
            examine(run.candidate, "chat", exchange)

    assert (
        "mine, serving chat: only this came to its upstream: POST http://127.0.0.1/v1/responses; it has neither the "
        "path of the base URL that the adapter is told nor its key; an adapter keeps the path of {upstream} or sends "
        "{api_key}; one that can do neither is started by hand, with --upstream-port PORT"
    ) in str(raised.value)


def app(folder: Path, base_url: str) -> Candidate:
    """Return an ASGI app; `base_url` is an expression of Python."""
    text = f"import os\nfrom crosswire.reference.server import Server\napp = Server({base_url}, 'mine')\n"
    (folder / "my_app.py").write_text(text, encoding="utf-8")
    return load_adapter(f"{folder / 'my_app.py'}:app")


def test_where_a_person_gave_the_port_an_app_needs_no_secret(
    tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `--upstream-port`, an app that read its variables when it was imported is answered; pages are refused."""
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{free_port}/v1")
    with running(app(tmp_path, "os.environ['OPENAI_BASE_URL']"), free_port) as run:
        exchange = run.perform(STRAYS["a page"], STRAYS["a page whose name points here"])

    assert [403, 403] == run.statuses
    assert (None, ()) == (exchange.trouble, exchange.notes)


def test_an_app_that_has_the_secret_has_to_show_it(
    tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An app that reads its variables when it is asked has the secret; from its first call on, others are refused."""
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{free_port}/v1")
    with running(app(tmp_path, "None"), free_port) as run:
        run.perform()
        exchange = run.perform(STRAYS["no key"])

    assert [403] == run.statuses
    assert (None, (), 1) == (exchange.trouble, exchange.notes, exchange.turns[0].observed.attempts)


@pytest.mark.parametrize("attached", ATTACHED)
def test_a_port_that_is_known_helps_no_stray(tmp_path: Path, attached: str, free_port: int) -> None:
    """With `--upstream-port`, too, what Crosswire starts has a secret, and strays are refused from the first call."""
    with running(ATTACHED[attached](tmp_path), free_port) as run:
        exchange = run.perform(*STRAYS.values())

    assert [403] * len(STRAYS) == run.statuses
    assert (None, (), 1) == (exchange.trouble, exchange.notes, exchange.turns[0].observed.attempts)


@pytest.fixture
def free_port() -> int:
    with closing(Loopback()) as loopback:
        return int(loopback.url.rpartition(":")[2])


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:4000", True),
        ("127.8.8.8", True),
        ("localhost:80", True),
        ("api.localhost.", True),
        ("[::1]:4000", True),
        ("page.example", False),
        ("127.0.0.1.page.example", False),
        ("localhost.page.example", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("[", False),
        ("", False),
    ],
)
def test_hosts_and_origins_of_this_machine(host: str, is_ours: bool) -> None:
    """Host and Origin are those of this machine, by name or by number; a name that only looks like it is not."""
    assert is_ours == (foreign([(b"host", host.encode())]) is None)
    assert is_ours == (foreign([(b"host", b"localhost"), (b"origin", f"http://{host}".encode())]) is None)
