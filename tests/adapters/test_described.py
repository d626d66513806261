"""Adapters that are given by the URL of a running gateway."""

import pytest

from crosswire.adapters import load_adapter
from crosswire.adapters.calling import Caller
from crosswire.adapters.descriptions.description import as_description
from crosswire.adapters.loading import described_candidate
from crosswire.adapters.servers.asgi import AsgiProcess
from crosswire.adapters.servers.running_elsewhere import RunningElsewhere
from crosswire.doctor import examine
from crosswire.errors import AdapterNotFound
from crosswire.performing import perform
from crosswire.reference.server import Server
from crosswire.scenarios import load_scenarios
from crosswire.upstreams import Upstream
from crosswire.upstreams.loopback import Loopback


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://127.0.0.1:4000/v1", "http://127.0.0.1:4000/v1"),
        ("http://127.0.0.1:4000", "http://127.0.0.1:4000/v1"),
        ("http://127.0.0.1:4000/", "http://127.0.0.1:4000/v1"),
        ("https://gateway.example.org/openai/v2/", "https://gateway.example.org/openai/v2"),
    ],
)
def test_a_url_is_a_base_url(url: str, base: str) -> None:
    """A URL is a base URL, as clients take it; without a path, `/v1` is added."""
    candidate = load_adapter(url)

    assert isinstance(candidate.process, RunningElsewhere)
    urls = [candidate.process.url("chat"), candidate.process.url("responses")]
    assert [f"{base}/chat/completions", f"{base}/responses"] == urls
    assert (url, "gateway, already running", True, True) == (
        candidate.name,
        candidate.runs,
        candidate.over_http,
        candidate.on_loopback,
    )


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/v1", "http://", "http:///v1", "http://127.0.0.1/v1?key=x"])
def test_what_is_no_base_url_is_told(url: str) -> None:
    """The error for what is no base URL shows one."""
    with pytest.raises(AdapterNotFound) as raised:
        load_adapter(url)

    assert str(raised.value).startswith(f"--adapter {url}: this is no base URL of a gateway; one is http://127.0.0.1:")


@pytest.mark.parametrize("described", [False, True])
def test_a_gateway_that_runs_already_is_judged(described: bool) -> None:
    """A running gateway is judged by its URL or its description, and left running."""
    loopback, caller = Loopback(), Caller(20)
    running = AsgiProcess(Server(f"{loopback.url}/v1", "sk-x"))
    running.open("chat", Upstream(f"{loopback.url}/v1"))
    root = running.url("chat").removesuffix("/v1/chat/completions")
    tables = {"name": "mine", "gateway": {"url": root, "models": {"chat": "x/{model}"}}}
    candidate = (
        described_candidate(as_description(tables, load_scenarios()["plain_text"].folder, "mine.toml"))
        if described
        else load_adapter(f"{root}/v1")
    )

    exchange = perform(load_scenarios()["plain_text"], "chat", "json", candidate, caller, loopback=loopback)
    examine(candidate, "chat", exchange)
    assert candidate.process
    candidate.process.close()
    candidate.process.kill("chat")
    candidate.process.open("chat", Upstream(f"{loopback.url}/v1"))

    assert exchange.trouble is None
    forwarded = exchange.turns[0].forwarded
    assert forwarded
    assert str(forwarded.model).startswith("x/") == described
    running.close()
    caller.close()
    loopback.close()
