"""Known-good servers: the forms that the standard of event streams allows are right, from an adapter as from a host."""

import re
from contextlib import closing

import pytest
from judging import CALLER, READ_BY_THE_SDK, failed
from varying import over, served
from varying_faults import rewriting

from crosswire import reference
from crosswire.performing import perform
from crosswire.reference.server import Server
from crosswire.scenarios import load_scenarios
from crosswire.upstreams.loopback import Loopback

SCENARIOS = [*READ_BY_THE_SDK, "failed_within_the_text", "failed_by_an_error_event", "citations_in_several_parts"]
"""Text, calls, reasoning, refusals, and streams that fail."""


def _before_each_event(lines):
    """Put lines before each event, or each chunk."""
    return lambda sent: re.sub(rb"(?m)^(event:.*\n)?data:", lambda found: lines + found.group(), sent)


FORMS = {
    "comments": _before_each_event(b": keep-alive\n"),
    "events of comments alone": _before_each_event(b": keep-alive\n\n"),
    "ids and times to try again": _before_each_event(b"id: 7\nretry: 3000\n"),
    "CR LF": lambda sent: sent.replace(b"\n", b"\r\n") if b"data:" in sent else sent,
    "CR": lambda sent: sent.replace(b"\n", b"\r") if b"data:" in sent else sent,
    "no blank behind the colon": lambda sent: sent.replace(b"data: ", b"data:").replace(b"event: ", b"event:"),
}


@pytest.mark.parametrize("serves", ["chat", "responses"])
@pytest.mark.parametrize("form", FORMS)
def test_a_server_writes_its_streams_as_it_likes(form, serves):
    """Nothing fails, however it sends its lines."""
    found = {}
    with (
        closing(Loopback()) as loopback,
        served(rewriting(FORMS[form])(Server(f"{loopback.url}/v1", "sk-crosswire"))) as url,
    ):
        candidate = over(url, "reference", [serves], reference.declares)
        for name in SCENARIOS:
            exchange = perform(load_scenarios()[name], serves, "stream", candidate, CALLER, loopback=loopback)
            fails = failed(exchange, declared=candidate.declares, apart=("client",), over_http=True)
            found[name] = (exchange.trouble, fails)

    assert dict.fromkeys(SCENARIOS, (None, set())) == found
