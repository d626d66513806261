"""Settings of all tests."""

import gc
import os
import signal
from typing import Any

import pytest

from crosswire.data import cache_folder

# In a test with pytester, the home folder is an empty one, and each run would read all recordings to find the routes.
os.environ.setdefault("CROSSWIRE_CACHE", str(cache_folder()))

# A run in the background ignores Ctrl-C, and what it starts inherits that: tests that press it would wait in vain.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# Tests hold hundreds of thousands of objects, through which the collector would look again and again.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish() -> None:
    """Have the collector look no more through what was imported and collected: it stays."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Take three workers for two cores: a part of the time, tests wait for processes that they started."""
    return 3 * len(os.sched_getaffinity(0)) // 2


TOGETHER = (
    "tests/proving/test_proof.py",
    "tests/corpus/test_mutants.py",
    "tests/specification/test_ownership.py",
    "tests/scripts/test_generate_docs.py",
    "tests/test_wheel.py",
)
"""The modules whose tests share what takes long to make."""
LONG = (
    *TOGETHER,
    "tests/faults/",
    "tests/kills/",
    "tests/secrets/test_planted.py",
    "tests/suites/test_any_payload.py",
    "tests/suites/test_known_good.py",
)
SHARING = (
    *TOGETHER,
    "tests/browser/",
    "tests/corpus/test_vendor_keeps_every_must.py",
    "tests/specification/test_ledger.py",
    "tests/variations/grids/test_enumeration.py",
)
"""These, and what shares a browser or something that takes seconds to make."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: at the end one process would run it alone."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests that share something to one process, and any other test to the next that is free."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class Shared(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
        def _split_scope(self, nodeid: str) -> str:
            module = nodeid.partition("::")[0]
            return module if module.startswith(SHARING) else nodeid

        def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
            super().mark_test_complete(node, item_index, duration)
            units = self.assigned_work[node]  # at each test, xdist counts what is left in all of them
            scope = self._split_scope(self.registered_collections[node][item_index])
            if all(units[scope].values()):
                del units[scope]

    return Shared(config, log)
