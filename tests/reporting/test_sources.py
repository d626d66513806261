"""Where a requirement comes from."""

import sys

import pytest

from crosswire.reporting.sources import source_of
from crosswire.specification.suites import load_requirements


def test_a_suite_tells_also_once_it_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run in the same process may have imported the suites anew: what a function carries itself is enough."""
    found = next(entry for entry in load_requirements() if entry.id == "TOKENS-2")
    monkeypatch.delitem(sys.modules, found.check.__module__)

    source = source_of(found.id, found.sentence)
    assert source is not None
    assert source.about.startswith("What the answer cost reaches the client")
    assert "suites/test_token_counts.py::test_reasoning_tokens_survive" == source.function


def test_a_requirement_in_other_words_has_no_source() -> None:
    """What another Crosswire required is not explained by what this one means."""
    assert source_of("TOKENS-2", "Something else.") is None
