"""The requirement sets: every id that was ever used, the revision with which it came, its level then and since.

A later set adds to the earlier ones, and may move an id to another level; an id is never removed, or used again for
something else.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from crosswire.data import data_folder
from crosswire.facts import Level


@dataclass(frozen=True, slots=True)
class Ids:
    """What `suites/requirements.toml` says."""

    sets: Mapping[str, Mapping[str, Level]]
    """By revision, in order: the ids that it added or moved, and their levels."""
    waiting: Mapping[str, Mapping[str, Level]]
    """By what they wait for: ids that are given away, and judged by no function yet."""
    unused: Mapping[str, str]
    """Ids that stand for nothing, and why."""
    sharpened: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By revision: the ids that it judges otherwise under the same sentence, and how."""

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

    def changes(self, old: str, new: str) -> Mapping[str, str]:
        """Return what a newer revision changed of the requirements since an older one, by id, in words.

        A revision that is not listed here (a report of another Crosswire) has no changes.
        """
        revisions = list(self.sets)
        if old not in revisions or new not in revisions:
            return {}
        found: dict[str, str] = {}
        for revision in revisions[revisions.index(old) + 1 : revisions.index(new) + 1]:
            found |= {name: "new" for name, since in self.since.items() if since == revision}
            found |= self.sharpened.get(revision, {})
            found |= {name: f"{before} → {level}" for name, (before, level) in self.moved[revision].items()}
        return found

    @property
    def levels(self) -> Mapping[str, Level]:
        """The level of each id that is judged."""
        return {identifier: level for levels in self.sets.values() for identifier, level in levels.items()}

    @property
    def waits_for(self) -> Mapping[str, str]:
        """What each id that is not judged yet waits for."""
        return {identifier: reason for reason, levels in self.waiting.items() for identifier in levels}

    def of(self, revision: str) -> Mapping[str, Level]:
        """Return all that a revision judges: what it added, and what stood there before it."""
        up_to = list(self.sets)[: list(self.sets).index(revision) + 1]
        return {identifier: level for each in up_to for identifier, level in self.sets[each].items()}


@cache
def load_ids() -> Ids:
    """Read `suites/requirements.toml`."""
    said = tomllib.loads((data_folder("suites") / "requirements.toml").read_text(encoding="utf-8"))
    return Ids(said["sets"], said["waiting"], said["unused"], said.get("sharpened", {}))
