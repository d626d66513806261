"""The one fixture that the requirements need; here, not in the plugin, so that no other project gets it."""

import pytest

from crosswire.exchange import Exchange
from crosswire.plugin.exchanges import Exchanges, Route


@pytest.fixture
def exchange(request: pytest.FixtureRequest) -> Exchange:
    """The scenario's conversation through the adapter: performed once a run, shared by all requirements."""
    route: Route = request.param
    return request.config.stash[Exchanges.KEY].perform(route)
