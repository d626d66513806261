"""The loss ledger: of every field that both APIs describe, which requirement keeps it, or why none can.

`schemas/` says which fields there are, `suites/ledger.toml` what becomes of each, and the scenarios whether anything is
there to keep: a field that none of them says is kept by nobody.
"""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal

from crosswire.data import data_folder
from crosswire.facts import Json
from crosswire.scenarios import Interaction, load_scenarios
from crosswire.shapes import SHAPES
from crosswire.specification.described_fields import described_fields, said_fields
from crosswire.specification.requirement_sets import load_ids

Fate = Literal["kept", "no counterpart", "not yet covered"]

ANSWERS = ("chat/response", "chat/chunk", "chat/error", "responses/response", "responses/event", "responses/error")
REQUESTS = ("chat/request", "responses/request")


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes of one field."""

    document: str
    field: str
    """A pointer, as `described_fields` has it."""
    fate: Fate
    by: Sequence[str] = ()
    """The requirements that keep it, or would."""
    why: str = ""
    """Why it has no counterpart, or is not yet covered."""
    common: bool = True
    """Whether clients use it that send text, images and files, and offer tools of their own."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of the fields that fit one of some patterns."""

    documents: Sequence[str]
    fields: Sequence[str]
    """Shell patterns, whose `*` matches any text."""
    kept: Sequence[str]
    no_counterpart: str
    uncommon: bool

    def fits(self, name: str, field: str) -> bool:
        """Tell whether a document's field is one of these."""
        return name in self.documents and any(fnmatchcase(field, pattern) for pattern in self.fields)


@cache
def load_rules() -> Sequence[Rule]:
    """Read `suites/ledger.toml`."""
    said = tomllib.loads((data_folder("suites") / "ledger.toml").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            rule["of"].split(),
            rule["fields"],
            rule.get("kept", "").split(),
            rule.get("no_counterpart", ""),
            rule.get("uncommon", False),
        )
        for rule in said["rule"]
    )


@cache
def load_ledger() -> Sequence[Entry]:
    """Return every described field of both shapes' answers and requests, and what becomes of it.

    The first rule that fits a field tells; a field that none fits is not yet covered.
    """
    rules, said = load_rules(), said_in_scenarios()
    return tuple(
        _entry(next((rule for rule in rules if rule.fits(name, field)), None), name, field, field in said[name])
        for name in (*ANSWERS, *REQUESTS)
        for field in described_fields(name)
    )


def _entry(rule: Rule | None, name: str, field: str, said: bool) -> Entry:
    if rule is None:
        return Entry(name, field, "not yet covered", why="no requirement is about it")
    if not rule.kept:
        return Entry(name, field, "no counterpart", why=rule.no_counterpart, common=not rule.uncommon)
    judged = [identifier for identifier in rule.kept if identifier in load_ids().levels]
    if judged and said:
        return Entry(name, field, "kept", by=judged, common=not rule.uncommon)
    why = "no scenario says it" if judged else "its requirements are not judged yet"
    return Entry(name, field, "not yet covered", judged or rule.kept, why, not rule.uncommon)


@cache
def said_in_scenarios() -> Mapping[str, Collection[str]]:
    """Return the fields of each document that a recording of some scenario says."""
    said: dict[str, set[str]] = {name: set() for name in (*ANSWERS, *REQUESTS)}
    for scenario in load_scenarios().values():
        for interactions in scenario.turns.values():
            for interaction in interactions:
                for name, payload in _payloads(interaction):
                    said[name] |= said_fields(name, payload)
    return said


def _payloads(interaction: Interaction) -> Iterator[tuple[str, Json]]:
    """Yield the documents of an interaction: its request, and its answer, frame by frame where it is a stream."""
    shape = SHAPES[interaction.shape]
    yield shape.REQUEST, interaction.asked_body
    if interaction.response:
        body = interaction.answer_body
        name = shape.ERROR if interaction.status >= 400 else shape.ANSWER
        yield from ((shape.FRAME, frame) for frame in body) if isinstance(body, list) else [(name, body)]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some fields have which fate."""

    fields: int
    kept: int
    without_counterpart: int

    @property
    def open(self) -> int:
        """How many are not yet covered."""
        return self.fields - self.kept - self.without_counterpart

    @property
    def covered(self) -> float:
        """The share of those that are covered."""
        return 1 - self.open / self.fields


def share(entries: Collection[Entry]) -> Share:
    """Count entries by their fate."""
    fates = Counter(entry.fate for entry in entries)
    return Share(len(entries), fates["kept"], fates["no counterpart"])
