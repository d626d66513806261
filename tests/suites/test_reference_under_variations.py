"""The reference adapter passes under every variation, in process and over HTTP, and says the same each time."""

import threading
from contextlib import closing, nullcontext

import pytest
from judging import CALLER, failed, routes, varied_routes
from varying import PATIENT, giving_up_soon, over, served

from crosswire import reference
from crosswire.adapters.candidate import Candidate
from crosswire.performing import perform
from crosswire.reference.server import Server
from crosswire.upstreams.loopback import Loopback
from crosswire.variations import HELD_BACK, LARGE, LARGER, LEAVES, PLAIN, STALLED, UNREACHABLE, VARIATIONS

SERVES = ("chat", "responses")
SMALL = [name for name in VARIATIONS if name not in {*LARGE, *LARGER}]
"""All but what takes seconds, which `pytest suites --adapter reference` judges, in CI."""


@pytest.fixture(scope="module")
def loopback():
    with closing(Loopback()) as loopback:
        yield loopback


@pytest.fixture
def in_process():
    serve = {serves: getattr(reference, serves) for serves in SERVES}
    return Candidate("reference", serve, declares=PATIENT)


@pytest.fixture
def server(loopback):
    with served(Server(f"{loopback.url}/v1", "sk-crosswire")) as url:
        yield over(url, "reference", SERVES, PATIENT)


def under(names, *, over_http=False):
    return [route for serves in SERVES for route in varied_routes(serves, names, over_http=over_http)]


def told(scenario, serves, mode, variation, candidate, loopback):
    """What an exchange says of the adapter: what it fails, and what else it did."""
    with giving_up_soon() if variation in STALLED else nullcontext():
        exchange = perform(scenario, serves, mode, candidate, CALLER, VARIATIONS.get(variation, PLAIN), loopback)
    fails = failed(exchange, declared=candidate.declares, apart=("client",), over_http=candidate.over_http)
    return exchange.trouble, fails, [note for note in exchange.notes if not note.startswith("refused, as it may")]


@pytest.mark.parametrize("variation", SMALL)
def test_the_reference_passes_in_process(variation, in_process, loopback):
    """Both directions, both modes, wherever the variation has anything to judge."""
    found = {route[0].name: told(*route, in_process, loopback) for route in under([variation])}

    assert dict.fromkeys(found, (None, set(), [])) == found


@pytest.mark.parametrize("variation", SMALL)
def test_the_reference_passes_over_http(variation, server, loopback):
    """The same, and what only HTTP shows."""
    found = {route[0].name: told(*route, server, loopback) for route in under([variation], over_http=True)}

    assert found
    assert dict.fromkeys(found, (None, set(), [])) == found


@pytest.mark.parametrize("serves", SERVES)
def test_the_reference_passes_everything_over_http(serves, server, loopback):
    """Every plain exchange over HTTP fails nothing, as it does in process."""
    found = {}
    for scenario, _, mode in routes(serves):
        trouble, fails, notes = told(scenario, serves, mode, "", server, loopback)
        if trouble or fails or notes:
            found[scenario.name, mode] = trouble, fails, notes

    assert {} == found


FAULTS = [*HELD_BACK, *UNREACHABLE, *STALLED, *LEAVES]


def of_ours():
    return {thread for thread in threading.enumerate() if thread.name == "crosswire-upstream"}


def test_faults_say_the_same_twenty_times(in_process):
    """Refused, reset, stalled, held back, left: the verdicts of twenty runs are one, and nothing of them stays."""
    before = of_ours()
    with closing(Loopback()) as loopback:
        runs = [
            {(scenario.name, *way): told(scenario, *way, in_process, loopback) for scenario, *way in under(FAULTS)}
            for _ in range(20)
        ]

    assert [runs[0]] * 20 == runs
    assert before == of_ours()
