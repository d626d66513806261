"""The one fixture that the requirements need; here, not in the plugin, so that no other project gets it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crosswire.exchange import Exchange
from crosswire.plugin.exchanges import Exchanges
from crosswire.route import Route
from crosswire.specification.suites import RECORDINGS


@pytest.fixture
def exchange(request: pytest.FixtureRequest) -> Iterator[Exchange]:
    """The scenario's conversation through the adapter: performed once a run, shared by all requirements."""
    route: Route = request.param
    exchanges = request.config.stash[Exchanges.KEY]
    yield exchanges.perform(route)
    exchanges.release(route)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the tests of the recordings where an adapter is judged."""
    return True if collection_path.stem == RECORDINGS and config.getoption("adapter") else None
