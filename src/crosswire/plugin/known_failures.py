"""--known-failures FILE: failures to expect, so that only a new one (or one that is gone) makes a run red.

[[known]]
requirement = "TOKENS-2"
scenario = "reasoning_then_text"         # or "*"
serves = "chat"                          # optional, as are `mode` and `variation`: without, whichever it is
variation = "plain"                      # the exchange as it is recorded, or the name of a variation
reason = "reasoning tokens are dropped"
link = "https://…"                       # optional
facts = ["usage.reasoning lost"]         # optional: what is expected of it; any other loss makes the run red
expires = 2027-01-31                     # optional: from that day on the entry covers nothing
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crosswire.errors import KnownFailuresInvalid
from crosswire.losses import Difference, kind_of_fact

PLAIN = "plain"
"""What an entry calls the exchange without any variation."""
NEEDED, OPTIONAL = ("requirement", "scenario", "reason"), ("serves", "mode", "variation", "facts", "link", "expires")
HEADER = re.compile(r"\s*\[\[\s*known\s*]]")


def today() -> date:
    """Return the day that an entry's `expires` is held against: the same one wherever a run takes place."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class KnownFailure:
    """One entry of the file."""

    where: str
    """The file, and the line or the number of the entry."""
    requirement: str
    scenario: str
    reason: str
    serves: str | None = None
    mode: str | None = None
    variation: str | None = None
    facts: tuple[str, ...] = ()
    """The facts that are expected not to be kept, and what becomes of them; empty where any may be."""
    link: str | None = None
    expires: date | None = None

    def beyond(self, found: Iterable[Difference]) -> list[Difference]:
        """Return the differences that the entry does not expect."""
        return [difference for difference in found if self.facts and kind_of_fact(difference) not in self.facts]

    def covers(self, requirement: str, serves: str, mode: str, scenario: str, variation: str) -> bool:
        """Tell whether the entry is about this requirement on this exchange."""
        return (
            requirement == self.requirement
            and self.scenario in ("*", scenario)
            and self.serves in (None, serves)
            and self.mode in (None, mode)
            and self.variation in (None, variation or PLAIN)
        )

    def expired(self, day: date) -> bool:
        """Tell whether the entry no longer counts."""
        return self.expires is not None and self.expires <= day

    @property
    def names_one(self) -> bool:
        """Whether it can only ever cover one verdict."""
        return self.scenario != "*" and None not in (self.serves, self.mode, self.variation)

    @property
    def reasons(self) -> str:
        """Why it is expected to fail, and where that is written up."""
        return f"{self.reason}, {self.link}" if self.link else self.reason

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.serves and f"serves {self.serves}", self.mode, self.variation)))
        return f"{self.requirement} on {self.scenario}" + (f" ({where})" if where else "")


def load_known_failures(path: Path, allowed: Mapping[str, Collection[str]]) -> list[KnownFailure]:
    """Read a file of known failures; `allowed` says which ids, scenarios and variations there are.

    Raises:
        KnownFailuresInvalid: it is not there, is not TOML, or an entry names what does not exist.
    """
    where = f"--known-failures {path}"
    try:
        text = path.read_text(encoding="utf-8")
        said = tomllib.loads(text)
    except OSError as error:
        raise KnownFailuresInvalid(f"{where}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnownFailuresInvalid(f"{where}: {error}") from None
    for key, value in said.items():
        if key != "known" or not isinstance(value, list):
            kind = f"as {_a(type(value).__name__)}"
            raise KnownFailuresInvalid(
                f"{where}: it holds {key!r} {kind}; [[known]] tables are allowed, and nothing else"
            )
    choices: Mapping[str, Collection[str]] = {
        **allowed,
        "scenario": ["*", *allowed["scenario"]],
        "variation": [PLAIN, *allowed["variation"]],
        "serves": ["chat", "responses"],
        "mode": ["json", "stream"],
    }
    entries = said.get("known", [])
    return [
        _entry(entry, f"{path}{place}", choices)
        for entry, place in zip(entries, _places(text, len(entries)), strict=True)
    ]


def _places(text: str, entries: int) -> list[str]:
    """Return where each entry stands: its line; where tables are not written as such, its number."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if HEADER.match(line)]
    if len(lines) == entries:
        return [f":{line}" for line in lines]
    return [f": entry {number}" for number in range(1, entries + 1)]


def _entry(entry: Any, where: str, choices: Mapping[str, Collection[str]]) -> KnownFailure:
    told = f"--known-failures {where}"
    if not isinstance(entry, Mapping):
        raise KnownFailuresInvalid(f"{told}: it is {_a(type(entry).__name__)}, not a table")
    for key in NEEDED:
        if not entry.get(key):
            raise KnownFailuresInvalid(f"{told} has no {key}; it needs {', '.join(NEEDED)}")
    for key, value in entry.items():
        if key not in (*NEEDED, *OPTIONAL):
            raise KnownFailuresInvalid(
                f"{told}: {key!r} is not one of {', '.join((*NEEDED, *OPTIONAL))}{_meant(key, (*NEEDED, *OPTIONAL))}"
            )
        is_due, due = KINDS.get(key, (lambda value: isinstance(value, str), 'a text, such as "…"'))
        if not is_due(value):
            raise KnownFailuresInvalid(f"{told}: {key} is {value!r}; {due} is due")
        if key in choices and value not in choices[key]:
            raise KnownFailuresInvalid(f"{told}: there is no {key} {value!r}{_meant(value, choices[key])}")
    return KnownFailure(where=where, **{**entry, "facts": tuple(entry.get("facts", ()))})


KINDS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "expires": (lambda value: type(value) is date, "a date without quotes, such as 2027-01-31,"),
    "facts": (
        lambda value: isinstance(value, list) and bool(value) and all(isinstance(fact, str) for fact in value),
        'a list of texts, such as ["usage.reasoning lost"],',
    ),
}
"""What a value must be where it is no text."""


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _meant(given: object, choices: Collection[str]) -> str:
    near = difflib.get_close_matches(str(given), choices, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
