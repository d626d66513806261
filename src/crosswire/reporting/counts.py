"""Counting verdicts in columns: kept, lost, altered, invented, untestable, error. All tables of counts count here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from crosswire.reporting.model import Verdict
from crosswire.reporting.verdict_table import ROWS, Column

COLUMNS: Sequence[Column] = get_args(Column)
ALWAYS_SHOWN: Sequence[Column] = COLUMNS[:4]
"""The columns that every table has; the others only where something is in them."""

Counts = Mapping[Column, int]


def column(verdict: Verdict) -> Column:
    """Return the column in which a verdict is counted: its loss, or else the one of its row."""
    return verdict.loss or ROWS[verdict.verdict].column


def count(verdicts: Iterable[Verdict]) -> Counts:
    """Return how many verdicts are in each column."""
    counts = Counter(map(column, verdicts))
    return {name: counts[name] for name in COLUMNS}


def count_by_promise(verdicts: Iterable[Verdict]) -> Mapping[str, Counts]:
    """Return the counts of each promise, in the order of their first verdicts."""
    promises: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        promises.setdefault(verdict.promise, []).append(verdict)
    return {promise: count(members) for promise, members in promises.items()}


def shown_columns(counts: Iterable[Counts]) -> Sequence[Column]:
    """Return the columns of a table that has these counts as rows."""
    rows = list(counts)
    return [name for name in COLUMNS if name in ALWAYS_SHOWN or any(row[name] for row in rows)]
