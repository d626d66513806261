"""Known-good servers: the forms that the standard of event streams allows are right, from an adapter as from a host."""

from contextlib import closing
from unittest import mock

import pytest
from judging import CALLER, READ_BY_THE_SDK, REQUIREMENTS, failed
from known_good.empty_answers import KNOWN_GOOD
from known_good.sending import FORMS
from varying import PATHS, over, served
from varying_faults import rewriting

from crosswire import reference
from crosswire.performing import perform
from crosswire.reference.server import SERVED, Server
from crosswire.scenarios import load_scenarios
from crosswire.upstreams.loopback import Loopback

SCENARIOS = [*READ_BY_THE_SDK, "failed_within_the_text", "failed_by_an_error_event", "citations_in_several_parts"]
"""Text, calls, reasoning, refusals, and streams that fail."""


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


@pytest.mark.parametrize("adapter", KNOWN_GOOD, ids=lambda adapter: adapter.name)
def test_what_says_nothing_is_right_as_bytes(adapter):
    """Over HTTP null is not absent, and either is right where it is described."""
    judged = {requirement.id for requirement in REQUIREMENTS if requirement.level != "may"}
    found = set()
    with (
        closing(Loopback()) as loopback,
        mock.patch.dict(SERVED, {PATHS[adapter.serves]: getattr(adapter, adapter.serves)}),
        served(Server(f"{loopback.url}/v1", "sk-crosswire")) as url,
    ):
        candidate = over(url, adapter.name, [adapter.serves], adapter.declares)
        for name in SCENARIOS:
            for mode in ("json", "stream"):
                exchange = perform(load_scenarios()[name], adapter.serves, mode, candidate, CALLER, loopback=loopback)
                fails = failed(exchange, judged, candidate.declares, apart=("client",), over_http=True)
                found |= {(name, mode, exchange.trouble, identifier) for identifier in fails}

    assert set() == found
