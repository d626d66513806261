"""The requirement sets: every id that was ever used, its level, the set with which it came, and what became of it.

A later set adds ids. It may move an id to another level, ask more (`sharpened`) or less (`weakened`) under the same
sentence, or retire it (`superseded`, `withdrawn`). An id is never removed, or used again for something else.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from crosswire.data import data_folder
from crosswire.facts import Level
from crosswire.specification.retirements import Retirement, retirements
from crosswire.specification.set_checks import check_tables

NEW = "new"
"""What `Ids.changes` says of an id that a set added."""

ByRevision = Mapping[str, Mapping[str, str]]
"""By revision: ids, and a text on each."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The content of `suites/requirements.toml`."""

    sets: Mapping[str, Mapping[str, Level]]
    """By revision, in order: the ids that it added or moved, and their levels."""
    waiting: Mapping[str, Mapping[str, Level]] = field(default_factory=dict)
    """By what they wait for: ids that are given away, and that no function judges yet."""
    sharpened: ByRevision = field(default_factory=dict)
    """By revision: the ids that ask more from then on, and what."""
    weakened: ByRevision = field(default_factory=dict)
    """By revision: the ids that ask less from then on, and why."""
    retired: Mapping[str, Retirement] = field(default_factory=dict)
    """The ids that are judged no longer."""

    @property
    def since(self) -> Mapping[str, str]:
        """The revision with which each id came."""
        return {identifier: revision for revision, levels in reversed([*self.sets.items()]) for identifier in levels}

    @property
    def moved(self) -> Mapping[str, Mapping[str, tuple[Level, Level]]]:
        """By revision: the ids whose level it moved, with the level before and the new one."""
        found: dict[str, dict[str, tuple[Level, Level]]] = {}
        before: dict[str, Level] = {}
        for revision, levels in self.sets.items():
            found[revision] = {name: (before[name], level) for name, level in levels.items() if name in before}
            before |= levels
        return found

    def changes_in(self, revision: str) -> Iterator[tuple[str, str]]:
        """Yield what a revision changed of older ids: the id, and the change in words."""
        for name, (before, level) in self.moved[revision].items():
            yield name, f"{before} → {level}"
        yield from ((name, f"asks more: {words}") for name, words in self.sharpened.get(revision, {}).items())
        yield from ((name, f"asks less: {why}") for name, why in self.weakened.get(revision, {}).items())
        yield from ((name, str(gone)) for name, gone in self.retired.items() if gone.revision == revision)

    def changes(self, old: str, new: str) -> Mapping[str, str]:
        """Return what a newer revision changed of the requirements since an older one, by id, in words.

        Nothing, where one of the revisions is not listed: that report is another Crosswire's.
        """
        revisions = list(self.sets)
        if old not in revisions or new not in revisions:
            return {}
        found: dict[str, list[str]] = {}
        for revision in revisions[revisions.index(old) + 1 : revisions.index(new) + 1]:
            for name, since in self.since.items():
                if since == revision:
                    found.setdefault(name, []).append(NEW)
            for name, words in self.changes_in(revision):
                found.setdefault(name, []).append(words)
        return {name: NEW if NEW in words else "; ".join(words) for name, words in found.items()}

    @property
    def levels(self) -> Mapping[str, Level]:
        """The level of each id that is judged."""
        return self.of(list(self.sets)[-1])

    @property
    def names(self) -> Sequence[str]:
        """Every id that was ever used."""
        return [*self.since, *self.waits_for, *(name for name in self.retired if name not in self.since)]

    @property
    def waits_for(self) -> Mapping[str, str]:
        """What each id that is not judged yet waits for."""
        return {identifier: reason for reason, levels in self.waiting.items() for identifier in levels}

    def level_of(self, identifier: str) -> Level | None:
        """Return the last level of an id, also of a retired one; None where no set has it."""
        return next((levels[identifier] for levels in reversed([*self.sets.values()]) if identifier in levels), None)

    def of(self, revision: str) -> Mapping[str, Level]:
        """Return the ids that a revision judges, and their levels."""
        up_to = list(self.sets)[: list(self.sets).index(revision) + 1]
        return {
            identifier: level
            for earlier in up_to
            for identifier, level in self.sets[earlier].items()
            if not (identifier in self.retired and self.retired[identifier].revision in up_to)
        }


def read_ids(text: str) -> Ids:
    """Read the text of a `requirements.toml`.

    Raises:
        RequirementsInvalid: a table names an id or a set that does not exist, or lacks a reason.
    """
    tables = tomllib.loads(text)
    check_tables(tables)
    return Ids(
        tables["sets"],
        tables.get("waiting", {}),
        tables.get("sharpened", {}),
        tables.get("weakened", {}),
        retirements(tables),
    )


@cache
def load_ids() -> Ids:
    """Read `suites/requirements.toml`."""
    return read_ids((data_folder("suites") / "requirements.toml").read_text(encoding="utf-8"))
