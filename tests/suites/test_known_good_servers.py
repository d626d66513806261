"""Known-good servers: an adapter may write its streams in any form that the standard of event streams allows."""

from contextlib import closing
from unittest import mock

import pytest

from crosswire import reference
from crosswire.facts import ShapeName
from crosswire.performing import perform
from crosswire.reference.server import SERVED, Server
from crosswire.scenarios import load_scenarios
from crosswire.upstreams.loopback import Loopback
from tests.suites.alternatives import KnownGood
from tests.suites.judging import CALLER, MODES, READ_BY_THE_SDK, REQUIREMENTS, failed
from tests.suites.known_good.empty_answers import KNOWN_GOOD
from tests.suites.known_good.sending import FORMS
from tests.suites.varying import PATHS, over, served
from tests.suites.varying_faults import rewriting

SCENARIOS = [*READ_BY_THE_SDK, "failed_within_the_text", "failed_by_an_error_event", "citations_in_several_parts"]
"""Scenarios with text, calls, reasoning, refusals, citations, and streams that fail."""


@pytest.mark.parametrize("serves", ["chat", "responses"])
@pytest.mark.parametrize("form", FORMS)
def test_a_server_writes_its_streams_as_it_likes(form: str, serves: ShapeName) -> None:
    """The reference adapter's server fails nothing in another allowed form of lines."""
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
def test_what_says_nothing_is_right_as_bytes(adapter: KnownGood) -> None:
    """A known-good adapter that serves empty fields in another form passes over HTTP, too, where null is not absent."""
    judged = {requirement.id for requirement in REQUIREMENTS if requirement.level != "may"}
    found = set()
    with (
        closing(Loopback()) as loopback,
        mock.patch.dict(SERVED, {PATHS[adapter.serves]: getattr(adapter, adapter.serves)}),
        served(Server(f"{loopback.url}/v1", "sk-crosswire")) as url,
    ):
        candidate = over(url, adapter.name, [adapter.serves], adapter.declares)
        for name in SCENARIOS:
            for mode in MODES:
                exchange = perform(load_scenarios()[name], adapter.serves, mode, candidate, CALLER, loopback=loopback)
                fails = failed(exchange, judged, candidate.declares, apart=("client",), over_http=True)
                found |= {(name, mode, exchange.trouble, identifier) for identifier in fails}

    assert set() == found
