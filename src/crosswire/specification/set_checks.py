"""Checks on `suites/requirements.toml`: what its tables on changed requirements name has to exist."""

from collections.abc import Collection, Mapping
from typing import Any

from crosswire.errors import RequirementInvalid
from crosswire.spelling import did_you_mean

CHANGED = ("sharpened", "weakened")
RETIRED = ("superseded", "withdrawn")
KEYS: Mapping[str, Collection[str]] = {
    "superseded": ("by", "why", "sentence"),
    "withdrawn": ("why", "sentence", "never_judged"),
}
TABLES = ("sets", "waiting", *CHANGED, *RETIRED)


def check_tables(tables: Mapping[str, Any]) -> None:
    """Check the tables on sharpened, weakened, superseded and withdrawn requirements.

    Raises:
        RequirementInvalid: the first thing that is wrong, with its table and its id.
    """
    for name in tables:
        if name not in TABLES:
            raise RequirementInvalid(
                f"suites/requirements.toml: there is no table [{name}]{did_you_mean(name, TABLES)}"
            )
    checks = _Checks(tables["sets"])
    for kind in (*CHANGED, *RETIRED):
        for revision, entries in tables.get(kind, {}).items():
            for identifier, entry in entries.items():
                checks.check(kind, revision, identifier, entry)


class _Checks:
    """The checks of one file; it remembers which ids are retired."""

    def __init__(self, sets: Mapping[str, Mapping[str, str]]) -> None:
        self._revisions = list(sets)
        self._since = {name: revision for revision, levels in reversed([*sets.items()]) for name in levels}
        self._last = {name: revision for revision, levels in sets.items() for name in levels}
        self._retired: set[str] = set()

    def check(self, kind: str, revision: str, identifier: str, entry: Any) -> None:
        """Refuse an entry that is not right."""
        if problem := self._problem(kind, revision, identifier, entry):
            raise RequirementInvalid(f'suites/requirements.toml: [{kind}."{revision}"] {identifier}: {problem}')

    def _problem(self, kind: str, revision: str, identifier: str, entry: Any) -> str | None:
        if revision not in self._revisions:
            return f"there is no set {revision!r}{did_you_mean(revision, self._revisions)}"
        if kind in CHANGED:
            return self._unlisted(identifier, revision) or _blank(entry, "its text")
        if not isinstance(entry, Mapping):
            return f'it is {entry!r}; a table is allowed, such as {{ why = "…", sentence = "…" }}'
        if wrong := next((key for key in entry if key not in KEYS[kind]), None):
            return f"{wrong!r} is not one of {', '.join(KEYS[kind])}{did_you_mean(wrong, KEYS[kind])}"
        if identifier in self._retired:
            return "it is superseded or withdrawn already"
        self._retired.add(identifier)
        if entry.get("never_judged"):
            came = self._since.get(identifier)
            return _blank(entry.get("why"), "`why`") or (came and f"set {came} judges it: it is not `never_judged`")
        return (
            self._unlisted(identifier, revision)
            or self._listed_later(identifier, revision)
            or _blank(entry.get("why"), "`why`")
            or _blank(entry.get("sentence"), "`sentence`")
            or (self._no_successor(identifier, revision, entry.get("by")) if kind == "superseded" else None)
        )

    def _unlisted(self, identifier: str, revision: str) -> str | None:
        """Say that an id did not come with an earlier set."""
        since = self._since.get(identifier)
        if since is None:
            return f"no set has this id{did_you_mean(identifier, self._since)}"
        return None if self._is_before(since, revision) else f"it came with set {since}, not with an earlier one"

    def _listed_later(self, identifier: str, revision: str) -> str | None:
        last = self._last[identifier]
        return None if self._is_before(last, revision) else f"set {last} lists it, from which on it is not judged"

    def _no_successor(self, identifier: str, revision: str, by: Any) -> str | None:
        if not isinstance(by, list) or not by:
            return '`by` is missing: the ids that supersede it, such as by = ["TOKENS-13"]'
        for successor in by:
            if successor == identifier:
                return "it cannot supersede itself"
            since = self._since.get(successor)
            if since is None:
                return f"no set has {successor!r}, which supersedes it{did_you_mean(successor, self._since)}"
            if self._is_before(revision, since):
                return f"{successor}, which supersedes it, comes later, with set {since}"
        return None

    def _is_before(self, one: str, other: str) -> bool:
        return self._revisions.index(one) < self._revisions.index(other)


def _blank(value: Any, name: str) -> str | None:
    return None if isinstance(value, str) and value.strip() else f"{name} is missing: a sentence has to say it"
