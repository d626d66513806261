"""The requirements of all suites, in the order of the suites' code."""

import importlib
from collections.abc import Sequence
from functools import cache

from crosswire.data import data_folder
from crosswire.requirements import Requirement

RECORDINGS = "test_recordings"
"""The only module of the suites without requirements: it tests the recordings, not an adapter."""


def suite_names() -> list[str]:
    """Return the names of the modules that hold requirements."""
    return sorted(path.stem for path in data_folder("suites").glob("test_*.py") if path.stem != RECORDINGS)


@cache
def load_requirements() -> Sequence[Requirement]:
    """Import every suite and return the requirements.

    A wheel has the package `crosswire.suites`; a checkout has the folder `suites/` for it.
    """
    modules = [importlib.import_module(f"crosswire.suites.{name}") for name in suite_names()]
    return tuple(
        member.requirement for module in modules for member in vars(module).values() if hasattr(member, "requirement")
    )
