"""Snapshots of what was served and lost, for --snapshots DIR: a test of changes, and no requirement.

The module's name is that of the snapshots' folder, DIR/<adapter>/served: syrupy finds unused snapshots by it.

pytest suites --adapter TARGET --snapshots DIR --snapshot-update    writes the snapshots
pytest suites --adapter TARGET --snapshots DIR                      reports what differs from them
"""

from collections.abc import Iterator, Mapping, Sequence

import pytest
from syrupy.assertion import SnapshotAssertion

from crosswire.exchange import Exchange
from crosswire.plugin.exchanges import Exchanges
from crosswire.plugin.masking import snapshot_text
from crosswire.plugin.own_scenarios import scenario_folders
from crosswire.plugin.routes import route_of
from crosswire.plugin.snapshot_files import ServedFile
from crosswire.plugin.snapshots import losses_in, snapshot_routes
from crosswire.route import Route


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take every exchange."""
    if not metafunc.config.getoption("snapshots"):
        raise pytest.Collector.CollectError("--snapshots DIR says where the snapshots are")
    found = snapshot_routes(scenario_folders(metafunc.config))
    routes = [route for route in found if metafunc.config.getoption("serves") in (None, route.serves)]
    metafunc.parametrize("exchange", routes, ids=[route.id for route in routes], indirect=True)


@pytest.fixture
def exchange(request: pytest.FixtureRequest) -> Iterator[Exchange]:
    """The scenario's conversation through the adapter: performed once a run, shared by all requirements."""
    route: Route = request.param
    exchanges = request.config.stash[Exchanges.KEY]
    yield exchanges.perform(route)
    exchanges.release(route)


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return syrupy's snapshot, in one file for each exchange."""
    return snapshot.use_extension(ServedFile)


@pytest.fixture
def losses(exchange: Exchange, request: pytest.FixtureRequest) -> Mapping[str, Sequence[str]]:
    """The facts that were not kept, by requirement."""
    route = route_of(request.node)
    return losses_in(exchange, route, request.config.stash[Exchanges.KEY].candidate) if route else {}


def test_same_as_before(
    exchange: Exchange,
    losses: Mapping[str, Sequence[str]],
    snapshot: SnapshotAssertion,
    request: pytest.FixtureRequest,
) -> None:
    """Nothing that was served has changed, but for what is new in every run, and nothing else is lost."""
    secrets = request.config.stash[Exchanges.KEY].candidate.secrets

    assert snapshot == snapshot_text(exchange, losses, secrets)
