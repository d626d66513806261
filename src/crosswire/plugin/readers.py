"""Who reads the reports of tests that pass: a run without readers makes and sends less."""

from collections.abc import Iterable

import pytest

from crosswire.plugin import is_worker
from crosswire.plugin.bundles import HOLDS

READING = ("pytest_runtest_makereport", "pytest_runtest_logreport")
"""The hooks that read the report of a step."""
BEGINNING = ("pytest_runtest_logstart", "pytest_runtest_logfinish")
"""The hooks that are told of the beginning and the end of a test."""
NO_READERS = ("_pytest.", "crosswire.", "syrupy", "xdist.", "__channelexec__")
"""Who makes nothing of the report of a step that passed; but JUnit XML does, in `_pytest.`. The last is xdist, too."""
READ: pytest.StashKey[bool] = pytest.StashKey()
"""Whether somebody may read the reports of empty steps, or the keywords and properties of what passed."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look who implements the hooks; every conftest.py is loaded now."""
    config = session.config
    config.stash[READ] = bool(config.getoption("xmlpath", None)) or implemented(config, READING, NO_READERS)
    watched = implemented(config, BEGINNING, NO_READERS) or config.getoption("durations") is not None
    config.stash[HOLDS] = is_worker(config) and not (config.stash[READ] or watched)


def implemented(config: pytest.Config, hooks: Iterable[str], elsewhere: tuple[str, ...]) -> bool:
    """Return whether a module implements one of these hooks whose name does not begin as those `elsewhere`."""
    return any(
        not made.function.__module__.startswith(elsewhere)
        for name in hooks
        for made in getattr(config.hook, name).get_hookimpls()
    )
