"""What was served is what was served before: no requirement on an adapter, and only there with --snapshots DIR.

pytest suites --adapter TARGET --snapshots DIR --snapshot-update    keeps it
pytest suites --adapter TARGET --snapshots DIR                      tells what is not as it was
"""

import pytest
from syrupy.assertion import SnapshotAssertion

from crosswire.exchange import Exchange
from crosswire.plugin.masking import served_text
from crosswire.plugin.snapshot_files import ServedFile
from crosswire.plugin.snapshots import snapshot_routes


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take every exchange."""
    if not metafunc.config.getoption("snapshots"):
        raise pytest.Collector.CollectError("--snapshots DIR says where the snapshots are")
    routes = [route for route in snapshot_routes() if metafunc.config.getoption("serves") in (None, route.serves)]
    metafunc.parametrize("exchange", routes, ids=[route.id for route in routes], indirect=True)


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """syrupy's, in a file for each exchange."""
    return snapshot.use_extension(ServedFile)


def test_same_as_before(exchange: Exchange, snapshot: SnapshotAssertion) -> None:
    """Nothing that was served has changed, but for what is new in every run."""
    assert snapshot == served_text(exchange)
