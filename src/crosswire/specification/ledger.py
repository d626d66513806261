"""The ledger: for every field that the two APIs describe, the requirement that keeps it, or why none can.

`schemas/` has the fields, and `suites/ledger.toml` their fates. A field that no scenario has is not covered yet.
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
from crosswire.interactions import Interaction
from crosswire.scenarios import load_scenarios
from crosswire.shapes import SHAPES
from crosswire.specification.described_fields import described_fields, fields_in
from crosswire.specification.requirement_sets import load_ids

Fate = Literal["kept", "no counterpart", "not yet covered"]

ANSWERS = ("chat/response", "chat/chunk", "chat/error", "responses/response", "responses/event", "responses/error")
REQUESTS = ("chat/request", "responses/request")


@dataclass(frozen=True, slots=True)
class Entry:
    """The fate of one field."""

    document: str
    field: str
    """A pointer, in the form of `described_fields`."""
    fate: Fate
    by: Sequence[str] = ()
    """The requirements that keep it, or would."""
    why: str = ""
    """Why it has no counterpart, or is not yet covered."""
    common: bool = True
    """Whether clients use it that send text, images and files, and offer tools of their own."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The fate of all fields that match a pattern."""

    documents: Sequence[str]
    fields: Sequence[str]
    """Shell patterns, whose `*` matches any text."""
    keeping: Sequence[str]
    """The requirements that keep them."""
    no_counterpart: str
    uncommon: bool

    def fits(self, name: str, field: str) -> bool:
        """Tell whether the rule is about a document's field."""
        return name in self.documents and any(fnmatchcase(field, pattern) for pattern in self.fields)


@cache
def load_rules() -> Sequence[Rule]:
    """Read `suites/ledger.toml`."""
    table = tomllib.loads((data_folder("suites") / "ledger.toml").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            rule["of"].split(),
            rule["fields"],
            rule.get("kept", "").split(),
            rule.get("no_counterpart", ""),
            rule.get("uncommon", False),
        )
        for rule in table["rule"]
    )


@cache
def load_ledger() -> Sequence[Entry]:
    """Return every described field of both shapes' answers and requests, with its fate.

    The first rule that fits a field decides. A field that no rule fits is not yet covered.
    """
    rules, recorded = load_rules(), fields_in_scenarios()
    return tuple(
        _entry(next((rule for rule in rules if rule.fits(name, field)), None), name, field, field in recorded[name])
        for name in (*ANSWERS, *REQUESTS)
        for field in described_fields(name)
    )


def _entry(rule: Rule | None, name: str, field: str, is_recorded: bool) -> Entry:
    if rule is None:
        return Entry(name, field, "not yet covered", why="no requirement is about it")
    if not rule.keeping:
        return Entry(name, field, "no counterpart", why=rule.no_counterpart, common=not rule.uncommon)
    judged = [identifier for identifier in rule.keeping if identifier in load_ids().levels]
    if judged and is_recorded:
        return Entry(name, field, "kept", by=judged, common=not rule.uncommon)
    why = "no scenario has it" if judged else "its requirements are not judged yet"
    return Entry(name, field, "not yet covered", judged or rule.keeping, why, not rule.uncommon)


@cache
def fields_in_scenarios() -> Mapping[str, Collection[str]]:
    """Return the fields of each document that the recordings of the scenarios have."""
    found: dict[str, set[str]] = {name: set() for name in (*ANSWERS, *REQUESTS)}
    for scenario in load_scenarios().values():
        for interactions in scenario.turns.values():
            for interaction in interactions:
                for name, payload in _payloads(interaction):
                    found[name] |= fields_in(name, payload)
    return found


def _payloads(interaction: Interaction) -> Iterator[tuple[str, Json]]:
    """Yield an interaction's documents: its request, and its answer or the frames of its stream."""
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
    with_requirement: int
    without_counterpart: int

    @property
    def open(self) -> int:
        """How many are not yet covered."""
        return self.fields - self.with_requirement - self.without_counterpart

    @property
    def covered(self) -> float:
        """The share of fields that are covered."""
        return 1 - self.open / self.fields


def share(entries: Collection[Entry]) -> Share:
    """Return how many entries have which fate."""
    fates = Counter(entry.fate for entry in entries)
    return Share(len(entries), fates["kept"], fates["no counterpart"])
