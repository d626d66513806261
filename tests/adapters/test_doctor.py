"""Errors about an adapter that cannot be judged: what failed, and what its description needs."""

import re
import socket
from typing import Any

import pytest

from crosswire.adapters import Candidate, load_adapter
from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import described_candidate
from crosswire.doctor import BAREST, CAUSES, UPSTREAM, examine
from crosswire.errors import AdapterUnusable
from crosswire.facts import ShapeName
from crosswire.performing import perform
from crosswire.plugin.exchanges import TRIVIAL
from crosswire.scenarios import load_scenarios
from crosswire.upstreams.loopback import Loopback
from tests.adapters.gateway_scripts import SERVER, described

CALLS = """\
import urllib.error, urllib.request
def call(path):
    try:
        urllib.request.urlopen(sys.argv[2] + path, data=b'{"model": "m", "input": "x"}').read()
    except urllib.error.HTTPError as error:
        error.close()
"""


def gateway(do: str, **tables: object) -> Candidate:
    """Return a gateway that does the same with every request."""
    return described_candidate(described(SERVER.replace('request["do"]', repr(do)), **tables))


def diagnosis(candidate: Candidate, serves: ShapeName = "chat", deadline: float = 20) -> str | None:
    """Return the error about a candidate, its ports replaced; `None` where it can be judged."""
    caller, loopback = Caller(deadline), Loopback()
    try:
        exchange = perform(load_scenarios()[TRIVIAL], serves, "json", candidate, caller, loopback=loopback)
        examine(candidate, serves, exchange)
    except AdapterUnusable as unusable:
        return re.sub(r"127\.0\.0\.1:\d+|(?<=listening at )\d+", "PORT", str(unusable))
    finally:
        if candidate.process:
            candidate.process.close()
        caller.close()
        loopback.close()
    return None


TAIL = "; it printed last:\nstarting\nlistening at PORT"


@pytest.mark.parametrize(
    ("do", "text"),
    [
        ("self.answer(404, {})", f"it answered 404 at /v1/chat/completions; {CAUSES[404]}"),
        ("self.answer(405, {})", f"it answered 405 at /v1/chat/completions; {CAUSES[405]}"),
        ("self.answer(401, {})", f"it answered 401 at /v1/chat/completions; {CAUSES[401]}"),
        ("self.answer(502, {})", f"it answered 502 at /v1/chat/completions; {UPSTREAM}"),
        (
            "self.answer(200, {})",
            f"it answered at /v1/chat/completions, and never called our upstream; {UPSTREAM}",
        ),
        (
            CALLS + "call('/v1/responses'); self.answer(502, {})",
            "it called its upstream with POST http://127.0.0.1/v1/v1/responses, "
            f"which is not what serves the other API; {UPSTREAM}",
        ),
        (
            CALLS + "call('/chat/completions'); self.answer(502, {})",
            "it called its upstream with POST http://127.0.0.1/v1/chat/completions, "
            f"which is not what serves the other API; {UPSTREAM}",
        ),
    ],
)
def test_what_never_reaches_our_upstream_is_named(do: Any, text: str) -> None:
    """Where no call reaches the upstream, the error has what the gateway answered or called, and the end of its log."""
    assert f"mine, serving chat: {text}{TAIL}" == diagnosis(gateway(do))


def test_what_it_refuses_is_told_in_its_own_words() -> None:
    """Where the gateway refuses the barest request, the error has its message instead of a guess."""
    message = {"error": {"message": "this host wants a system message"}}

    assert (
        f"mine, serving chat: it answered 400 at /v1/chat/completions to {BAREST}: this host wants a system message"
        f"{TAIL}"
    ) == diagnosis(gateway(f"self.answer(400, {message})"))


@pytest.mark.parametrize(("serves", "field"), [("chat", "messages"), ("responses", "input")])
def test_the_barest_request_is_asked(serves: ShapeName, field: str) -> None:
    """The trial request has only a model and one text: refusing an optional field makes no adapter unusable."""
    (turn,) = load_scenarios()[TRIVIAL].turns[serves, "json"]

    assert {"model", field} == turn.asked_body.keys()
    assert [{"role": "user", "content": "What does a kookaburra sound like?"}] == turn.asked_body[field]


def test_one_that_hangs_is_named() -> None:
    """The error for a gateway that hangs names the deadline."""
    assert (f"mine, serving chat: the adapter did not finish within 0.5 s (--deadline){TAIL}") == diagnosis(
        gateway("time.sleep(1000)"), deadline=0.5
    )


def test_one_that_dies_is_named() -> None:
    """The error for a gateway that dies has its exit status and its last output, once."""
    text = diagnosis(gateway("print('no memory', flush=True); os._exit(3)"))

    assert text
    assert text.startswith("mine, serving chat: the adapter broke off its answer: ")
    assert "mine ended with exit status 3; it printed last:\n" in text
    assert 1 == text.count("no memory")


def test_one_that_reaches_our_upstream_is_fine() -> None:
    """A gateway that reaches the upstream can be judged, whatever it answers."""
    assert diagnosis(gateway(CALLS + "call('/responses'); self.answer(500, {})")) is None
    assert diagnosis(load_adapter("reference-http"), "responses") is None


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (
            "http://nowhere.invalid/v1",
            "http://nowhere.invalid: there is no host nowhere.invalid",
        ),
        (
            "http://127.0.0.1:{port}/v1",
            "http://PORT: nothing listens at PORT (Connection refused); "
            "start the gateway first, with http://PORT/v1 as its upstream",
        ),
    ],
)
def test_a_url_where_nobody_is_is_told(target: str, text: str) -> None:
    """A URL where nothing listens is an error before anything is judged."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # and never listening
        candidate = load_adapter(target.replace("{port}", str(bound.getsockname()[1])))

        assert text == diagnosis(candidate)
