"""Counts: every verdict is in one column, and all tables have the same columns."""

from typing import Any

import pytest

from crosswire.reporting.counts import COLUMNS, column, count, count_by_promise, shown_columns
from tests.reporting.report_examples import ERROR, FAILED, PASSED, UNTESTABLE, verdict


@pytest.mark.parametrize(
    ("expected", "base", "changed"),
    [
        ("kept", PASSED, {}),
        ("lost", FAILED, {}),
        ("altered", FAILED, {"loss": "altered", "verdict": "warned"}),
        ("invented", FAILED, {"loss": "invented", "verdict": "known"}),
        ("untestable", UNTESTABLE, {}),
        ("untestable", UNTESTABLE, {"verdict": "known"}),
        ("error", ERROR, {}),
        ("kept", PASSED, {"verdict": "fixed", "message": "listed"}),
    ],
)
def test_column(expected: str, base: dict[str, Any], changed: dict[str, Any]) -> None:
    """A verdict is counted by its loss. A known failure without a loss is as untestable as if no file listed it."""
    assert expected == column(verdict(base, **changed))


def test_counts_are_by_promise() -> None:
    """Promises come in the order of their first verdicts, each with its own counts."""
    none = dict.fromkeys(COLUMNS, 0)
    counts = count_by_promise([verdict(promise="shape"), verdict(promise="content"), verdict(FAILED, promise="shape")])

    assert {"shape": {**none, "kept": 1, "lost": 1}, "content": {**none, "kept": 1}} == counts
    assert ["shape", "content"] == list(counts)


def test_a_column_without_a_count_is_left_out() -> None:
    """Kept, lost, altered and invented always have a column; trouble has one where there is some."""
    assert ["kept", "lost", "altered", "invented"] == shown_columns([count([verdict()]), count([])])
    assert ["kept", "lost", "altered", "invented", "error"] == shown_columns(
        [count([verdict()]), count([verdict(ERROR)])]
    )
