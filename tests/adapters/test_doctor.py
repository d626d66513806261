"""What is told of an adapter that cannot be judged: what failed, and what its description has to say instead."""

import re
import socket

import pytest
from gateway_scripts import SERVER, described

from crosswire.adapters import Candidate, load_adapter
from crosswire.adapters.calling import Caller
from crosswire.adapters.described import described_candidate
from crosswire.adapters.doctor import BAREST, CAUSES, UPSTREAM, examine
from crosswire.errors import AdapterUnusable
from crosswire.performing import perform
from crosswire.plugin.exchanges import TRIVIAL
from crosswire.scenarios import load_scenarios
from crosswire.upstreams.loopback import Loopback

CALLS = """\
import urllib.error, urllib.request
def call(path):
    try:
        urllib.request.urlopen(sys.argv[2] + path, data=b'{"model": "m", "input": "x"}').read()
    except urllib.error.HTTPError as error:
        error.close()
"""


def gateway(do: str, **said: object) -> Candidate:
    """A gateway that does the same with every request."""
    return described_candidate(described(SERVER.replace('request["do"]', repr(do)), **said))


def diagnosis(candidate: Candidate, serves="chat", deadline: float = 20):
    """What the doctor says of a candidate; without ports."""
    caller, loopback = Caller(deadline), Loopback()
    try:
        exchange = perform(load_scenarios()[TRIVIAL], serves, "json", candidate, caller, loopback=loopback)
        examine(candidate, serves, exchange)
    except AdapterUnusable as unusable:
        return re.sub(r"127\.0\.0\.1:\d+|(?<=listening at )\d+", "PORT", str(unusable))
    finally:
        candidate.process.close()
        caller.close()
        loopback.close()
    return None


TAIL = "; it printed last:\nstarting\nlistening at PORT"


@pytest.mark.parametrize(
    ("do", "told"),
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
def test_what_never_reaches_our_upstream_is_named(do, told):
    """By what it answered instead, with the end of its log."""
    assert f"mine, serving chat: {told}{TAIL}" == diagnosis(gateway(do))


def test_what_it_refuses_is_told_in_its_own_words():
    """A refusal of the barest request says more than any guess about paths and upstreams."""
    message = {"error": {"message": "this host wants a system message"}}

    assert (
        f"mine, serving chat: it answered 400 at /v1/chat/completions to {BAREST}: this host wants a system message"
        f"{TAIL}"
    ) == diagnosis(gateway(f"self.answer(400, {message})"))


@pytest.mark.parametrize(("serves", "field"), [("chat", "messages"), ("responses", "input")])
def test_the_barest_request_is_asked(serves, field):
    """A model and one text of the user's: an adapter that refuses an optional field is judged all the same."""
    (turn,) = load_scenarios()[TRIVIAL].turns[serves, "json"]

    assert {"model", field} == turn.asked_body.keys()
    assert [{"role": "user", "content": "What does a kookaburra sound like?"}] == turn.asked_body[field]


def test_one_that_hangs_is_named():
    """At the deadline."""
    assert (f"mine, serving chat: the adapter did not finish within 0.5 s (--deadline){TAIL}") == diagnosis(
        gateway("time.sleep(1000)"), deadline=0.5
    )


def test_one_that_dies_is_named():
    """With its last words, once."""
    told = diagnosis(gateway("print('no memory', flush=True); os._exit(3)"))

    assert told.startswith("mine, serving chat: the adapter broke off its answer: ")
    assert "mine ended with exit status 3; it printed last:\n" in told
    assert 1 == told.count("no memory")


def test_one_that_reaches_our_upstream_is_fine():
    """Whatever it makes of the answer: that is judged."""
    assert diagnosis(gateway(CALLS + "call('/responses'); self.answer(500, {})")) is None
    assert diagnosis(load_adapter("reference-http"), "responses") is None


@pytest.mark.parametrize(
    ("target", "told"),
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
def test_a_url_where_nobody_is_is_told(target, told):
    """Before anything is judged."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # and never listening
        candidate = load_adapter(target.replace("{port}", str(bound.getsockname()[1])))

        assert told == diagnosis(candidate)
