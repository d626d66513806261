"""A fact that a stream repeats stays the same."""

from collections.abc import Iterable, Sequence

from crosswire.facts import Json
from crosswire.requirements import held, kept
from crosswire.wire.json_text import dump

SECONDS = 10
"""The most seconds that a clock moves on while an adapter answers."""


def distinct(values: Iterable[Json]) -> list[Json]:
    """Return values without repetition, in order; a value may be any JSON."""
    return list({dump(value): value for value in values}.values())


def one(fact: str, values: Iterable[Json]) -> None:
    """Raise `Loss` where a fact has several values."""
    found = distinct(values)
    kept(fact, found[:1], found)


def one_time(fact: str, values: Iterable[Json]) -> None:
    """Raise `Loss` where a time has several values, but for a clock that is read anew and moves on.

    Whether that shows within a replay of milliseconds is chance, and no verdict is a matter of chance.
    """
    found = distinct(values)
    held(len(found) <= 1 or _moves_on(found), fact, found[:1], found)


def _moves_on(times: Sequence[Json]) -> bool:
    seconds = [time for time in times if isinstance(time, int | float)]
    return seconds == times and seconds == sorted(seconds) and seconds[-1] - seconds[0] <= SECONDS
