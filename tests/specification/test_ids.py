"""Every requirement id is permanent, and listed with its level in the set that introduced it."""

import hashlib
import re
from collections.abc import Mapping

import pytest

from crosswire.requirements import SET
from crosswire.specification.requirement_sets import Ids, load_ids
from crosswire.specification.suites import load_requirements

FROZEN = {
    "2026.11": "bb8e89b66f21bbcc5984387c6cd21f11c6013d427808d93c6a48e7c4f8c5b2c4",
    "2026.12": "289c524c659d7ef7161e165c0d8d87f50f92ae5eec808e8c5624e2fba48e0899",
}
"""A set that was released, and the fingerprint of its ids and levels: they stay. A change is a new id in a new set."""


def fingerprint(levels: Mapping[str, str]) -> str:
    lines = sorted(f"{identifier} {level}\n" for identifier, level in levels.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_every_function_is_listed_with_its_level() -> None:
    """The ids and levels of the decorators are those of suites/requirements.toml."""
    decorated = {requirement.id: requirement.level for requirement in load_requirements()}

    assert decorated == load_ids().levels


@pytest.mark.parametrize("revision", FROZEN)
def test_a_released_set_is_frozen(revision: str) -> None:
    """A changed id or level changes the fingerprint; such a change belongs in a new set."""
    assert FROZEN[revision] == fingerprint(load_ids().sets[revision])


def test_an_id_is_listed_once() -> None:
    """An id is in one set, waits for one, or was retired; a later set lists it only with another level."""
    ids = load_ids()
    listed = [*ids.since, *ids.waits_for, *(name for name, gone in ids.retired.items() if not gone.sentence)]

    assert sorted(set(listed)) == sorted(listed) == sorted(ids.names)
    assert [] == [
        (name, before) for levels in ids.moved.values() for name, (before, level) in levels.items() if before == level
    ]
    assert [] == [identifier for identifier in listed if not re.fullmatch(r"[A-Z]+-[1-9]\d*", identifier)]


def test_ids_are_numbered_without_a_gap() -> None:
    """Ids are numbered without gaps, so that a removed one is noticed."""
    ids = load_ids()
    numbers: dict[str, list[int]] = {}
    for identifier in ids.names:
        word, _, number = identifier.partition("-")
        numbers.setdefault(word, []).append(int(number))

    assert {word: list(range(1, len(found) + 1)) for word, found in numbers.items()} == {
        word: sorted(found) for word, found in numbers.items()
    }


def test_the_newest_set_is_the_one_that_reports_name() -> None:
    """`report.json` names the newest set; the sets are in order."""
    revisions = list(load_ids().sets)

    assert (SET, sorted(revisions)) == (revisions[-1], revisions)


def test_a_later_set_adds() -> None:
    """A set judges all that earlier sets judge; it lists what it adds, and which levels it changes."""
    ids = Ids({"2026.11": {"A-1": "must"}, "2027.01": {"A-2": "may", "A-1": "should"}})

    assert {"A-1": "must"} == ids.of("2026.11")
    assert {"A-1": "should", "A-2": "may"} == ids.of("2027.01") == ids.levels
    assert {"A-1": "2026.11", "A-2": "2027.01"} == ids.since
    assert {"2026.11": {}, "2027.01": {"A-1": ("must", "should")}} == ids.moved
