"""A requirement's source is found where this Crosswire has the requirement."""

import sys

import pytest

from crosswire.reporting.sources import source_of
from crosswire.specification.suites import load_requirements


def test_a_suite_tells_also_once_it_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The source is found on the function, also where another run has imported the suites anew."""
    found = next(entry for entry in load_requirements() if entry.id == "TOKENS-2")
    monkeypatch.delitem(sys.modules, found.check.__module__)

    source = source_of(found.id, found.sentence)
    assert source is not None
    assert source.about.startswith("What the answer cost reaches the client")
    assert "suites/test_token_counts.py::test_reasoning_tokens_survive" == source.function


def test_a_requirement_in_other_words_has_no_source() -> None:
    """A requirement with another sentence, of another Crosswire, has no source here."""
    assert source_of("TOKENS-2", "Something else.") is None
