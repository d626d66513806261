"""What a run that judges an adapter leaves out."""

from pathlib import Path

import pytest

from crosswire.specification.suites import RECORDINGS


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the tests of the recordings where an adapter is judged."""
    return True if collection_path.stem == RECORDINGS and config.getoption("adapter") else None
