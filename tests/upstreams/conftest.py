"""Upstreams on loopback."""

from collections.abc import Iterator

import pytest

from crosswire.upstreams.loopback import Loopback
from tests.upstreams.lines import LONG


@pytest.fixture
def upstream() -> Iterator[Loopback]:
    upstream = Loopback(patience=LONG)
    yield upstream
    upstream.close()


@pytest.fixture
def impatient() -> Iterator[Loopback]:
    """An upstream whose gates open by themselves after a moment."""
    upstream = Loopback(patience=0.05)
    yield upstream
    upstream.close()
