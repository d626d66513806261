"""The reference adapter passes under every variation, in process and over HTTP, with the same verdicts every time."""

import gc
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from typing import Any
from urllib.parse import urlsplit

import pytest

from crosswire import reference
from crosswire.adapters.candidate import Candidate
from crosswire.exchange import cases_of
from crosswire.facts import ShapeName
from crosswire.performing import perform
from crosswire.reference.server import Server
from crosswire.scenarios import load_scenarios
from crosswire.upstreams.loopback import Loopback
from crosswire.variations import GRIDS, HELD_BACK, LARGE, LARGER, LEAVES, PLAIN, STALLED, UNREACHABLE, VARIATIONS
from crosswire.variations.grids.payload_forms import GRIDS as TAG
from tests.suites.judging import CALLER, VariedRoute, failed, routes, varied_routes
from tests.suites.varying import PATIENT, giving_up_soon, over, served

SERVES: Sequence[ShapeName] = ("chat", "responses")
SMALL = [name for name in VARIATIONS if name not in {*LARGE, *LARGER, *GRIDS}]
"""All variations but those that take seconds. `pytest suites --adapter reference` judges these in CI."""
AXES = sorted({variation.form.axis for variation in GRIDS.values() if variation.form})

Outcome = tuple[str | None, set[str], list[str]]
"""Of an exchange: its trouble, the ids of the requirements that fail, and the notes about the adapter."""


@pytest.fixture(scope="module")
def loopback() -> Iterator[Loopback]:
    with closing(Loopback()) as loopback:
        yield loopback


@pytest.fixture
def in_process() -> Candidate:
    functions: Mapping[ShapeName, Any] = {serves: getattr(reference, serves) for serves in SERVES}
    return Candidate("reference", functions, declares=PATIENT)


@pytest.fixture
def server(loopback: Loopback) -> Iterator[Candidate]:
    with served(Server(f"{loopback.url}/v1", "sk-crosswire")) as url:
        yield over(url, "reference", SERVES, PATIENT)


def under(names: Collection[str], *, over_http: bool = False) -> list[VariedRoute]:
    """Return the routes under some variations."""
    return [route for serves in SERVES for route in varied_routes(serves, names, over_http=over_http)]


def outcome(route: VariedRoute, candidate: Candidate, loopback: Loopback) -> Outcome:
    """Perform an exchange and judge it."""
    scenario, serves, mode, variation = route
    with giving_up_soon() if variation in STALLED else nullcontext():
        exchange = perform(scenario, serves, mode, candidate, CALLER, VARIATIONS.get(variation, PLAIN), loopback)
    fails = failed(exchange, declared=candidate.declares, apart=("client",), over_http=candidate.over_http)
    return exchange.trouble, fails, [note for note in exchange.notes if not note.startswith("refused, as it may")]


@pytest.mark.parametrize("variation", SMALL)
def test_the_reference_passes_in_process(variation: str, in_process: Candidate, loopback: Loopback) -> None:
    """Nothing fails in process, wherever the variation has anything to judge."""
    found = {route[0].name: outcome(route, in_process, loopback) for route in under([variation])}

    assert dict.fromkeys(found, (None, set(), [])) == found


@pytest.mark.parametrize("variation", SMALL)
def test_the_reference_passes_over_http(variation: str, server: Candidate, loopback: Loopback) -> None:
    """Nothing fails over HTTP, not even the requirements that only HTTP shows."""
    found = {route[0].name: outcome(route, server, loopback) for route in under([variation], over_http=True)}

    assert found
    assert dict.fromkeys(found, (None, set(), [])) == found


def test_only_what_a_network_does_takes_one(loopback: Loopback) -> None:
    """An adapter in this process is answered in process, also with other payloads than those that were recorded."""
    hosts: list[str] = []

    def chat(request: Any, upstream: Any) -> Any:
        hosts.append(urlsplit(upstream.base_url).hostname or "")
        return reference.chat(request, upstream)

    candidate = Candidate("noting", {"chat": chat})
    for name in ("", "model_that_reasons", "request.message_of_1_mib", "answer.gzip", "crlf", *[*GRIDS][::300]):
        for route in [route for route in under([name]) if route[1] == "chat"][:1]:
            hosts.clear()
            assert (None, set(), []) == outcome(route, candidate, loopback)
            assert [VARIATIONS.get(name, PLAIN).on_network] == [host == "127.0.0.1" for host in hosts]


def of_axis(axis: str) -> Iterator[VariedRoute]:
    """Yield the one route of each form of an axis."""
    hosts = [route for serves in SERVES for route in routes(serves) if TAG in route[0].tags]
    for name, variation in GRIDS.items():
        if variation.form and variation.form.axis == axis:
            yield from ((*host, name) for host in hosts if any(map(variation.suits, cases_of(*host))))


@pytest.mark.parametrize("axis", AXES)
def test_the_reference_passes_every_form_over_http(axis: str, server: Candidate, loopback: Loopback) -> None:
    """No form of a field or a frame loses anything over HTTP, either: every eighth is tried."""
    found = {route[3]: outcome(route, server, loopback) for route in [*of_axis(axis)][::8]}

    assert found
    assert dict.fromkeys(found, (None, set(), [])) == found


@pytest.mark.parametrize("serves", SERVES)
def test_the_reference_passes_everything_over_http(serves: ShapeName, server: Candidate, loopback: Loopback) -> None:
    """Every plain exchange over HTTP fails nothing, as it does in process."""
    found = {}
    for scenario, _, mode in routes(serves):
        trouble, fails, notes = outcome((scenario, serves, mode, ""), server, loopback)
        if trouble or fails or notes:
            found[scenario.name, mode] = trouble, fails, notes

    assert {} == found


FAULTS = [*HELD_BACK, *UNREACHABLE, *STALLED, *LEAVES]


class Frames:
    """An iterator that is closed when the garbage collector comes by."""

    def __init__(self, frames: Any) -> None:
        self.frames, self.itself = frames, self

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self.frames)


def test_what_is_left_to_the_garbage_collector_is_closed() -> None:
    """Whether an adapter hangs up does not depend on when a collection comes by chance."""
    candidate = Candidate("lazy", {"chat": lambda request, upstream: Frames(reference.chat(request, upstream))})
    gc.disable()
    try:
        with closing(Loopback()) as loopback:
            scenario, leaving = load_scenarios()["plain_text"], VARIATIONS["client_leaves"]
            exchange = perform(scenario, "chat", "stream", candidate, CALLER, leaving, loopback)
    finally:
        gc.enable()

    assert exchange.turns[0].observed.hung_up


def test_who_leaves_at_the_next_word_is_right() -> None:
    """A server often sees only by the next word that its client has gone: then it leaves, and the verdict is good."""

    def chat(request: Any, upstream: Any) -> Iterator[Any]:
        frames: Any = reference.chat(request, upstream)
        try:
            yield from iter(frames.__next__, None)  # closed, it does not close the answer
        except GeneratorExit:
            next(frames)
            frames.close()
            raise

    candidate = Candidate("late", {"chat": chat})
    with closing(Loopback(patience=2)) as loopback:
        scenario, leaving = load_scenarios()["plain_text"], VARIATIONS["client_leaves"]
        exchange = perform(scenario, "chat", "stream", candidate, CALLER, leaving, loopback)

    assert exchange.turns[0].observed.hung_up
    assert "ROBUST-6" not in failed(exchange)


def of_ours() -> set[threading.Thread]:
    """Return the running threads of upstreams."""
    return {thread for thread in threading.enumerate() if thread.name == "crosswire-upstream"}


def test_faults_say_the_same_twenty_times(in_process: Candidate) -> None:
    """Under faults of the network, twenty runs give the same verdicts and leave no thread behind."""
    before = of_ours()
    gc.freeze()  # else each of twenty collections looks through all that the tests have imported
    try:
        with closing(Loopback()) as loopback:
            runs = [
                {(route[0].name, *route[1:]): outcome(route, in_process, loopback) for route in under(FAULTS)}
                for _ in range(20)
            ]
    finally:
        gc.unfreeze()

    assert [runs[0]] * 20 == runs
    assert before == of_ours()
