"""Before the adapter is loaded, which may end this process: the run is red from here on, until it ends.

An import that calls `os._exit` is an error of the configuration, as any import that fails (`adapters/exits.py`). Code
in C can end the process, and then no later line of this one says so. So it is said before.
"""

from collections.abc import Sequence

import pytest

from crosswire.plugin.crashes import LOADING_DIED
from crosswire.plugin.routes import requirement_of, route_of
from crosswire.plugin.summary import Summary
from crosswire.plugin.supervising import Supervised
from crosswire.plugin.watching import Watching


class Beginning:
    """Begins the run's report, and tells who waits for the run's end what the run is at."""

    def __init__(self, config: pytest.Config, summary: Summary, watching: Watching, supervised: Supervised) -> None:
        self._config = config
        self._summary = summary
        self._watching = watching
        self._supervised = supervised

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: Sequence[pytest.Item]) -> None:
        """Begin, after deselection. Which of the tests the adapter serves is not known yet."""
        if chosen := sum(1 for item in items if requirement_of(item) and route_of(item)):
            self._summary.begin({"chosen": chosen, "of": chosen})
            self._watching.note(f"--adapter {self._config.getoption('adapter')}", f"was loaded: {LOADING_DIED}")
            self._supervised.loads(begins=True)

    def pytest_collection_finish(self) -> None:
        """Note that the adapter is loaded."""
        self._supervised.loads(begins=False)
