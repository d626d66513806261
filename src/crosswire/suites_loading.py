"""The requirements of all suites, in the order in which they stand there."""

import importlib
from collections.abc import Sequence
from functools import cache

from crosswire.data import data_folder
from crosswire.requirements import Requirement


@cache
def load_requirements() -> Sequence[Requirement]:
    """Import every suite and return its requirements.

    `crosswire.suites` is in a wheel; a checkout's folder stands in for it.
    """
    names = sorted(path.stem for path in data_folder("suites").glob("test_*.py"))
    modules = [importlib.import_module(f"crosswire.suites.{name}") for name in names]
    return tuple(
        member.requirement for module in modules for member in vars(module).values() if hasattr(member, "requirement")
    )
