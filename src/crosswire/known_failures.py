"""The known-failures file: failures to expect, so that only a new one (or one that is gone) makes a run red.

[[known]]
requirement = "TOKENS-2"
scenario = "reasoning_then_text"         # or "*": every scenario
serves = "chat"                          # optional, as are `mode` and `variation`: without it, any
variation = "plain"                      # the exchange as it was recorded, or the name of a variation
reason = "reasoning tokens are dropped"
link = "https://…"                       # optional
facts = ["usage.reasoning lost"]         # optional: the losses to expect; any other loss makes the run red
expires = 2027-01-31                     # optional: from that day on the entry covers nothing
"""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crosswire.errors import KnownFailuresInvalid
from crosswire.losses import Difference, kind_of_fact
from crosswire.route import Route
from crosswire.spelling import did_you_mean

PLAIN = "plain"
"""The `variation` of an entry that covers the exchange without any variation."""
REQUIRED, OPTIONAL = ("requirement", "scenario", "reason"), ("serves", "mode", "variation", "facts", "link", "expires")
HEADER = re.compile(r"\s*\[\[\s*known\s*]]")


def today() -> date:
    """Return today's date in UTC, which `expires` is compared with: the same everywhere."""
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
    """The losses to expect, such as `usage.reasoning lost`; any loss where it is empty."""
    link: str | None = None
    expires: date | None = None

    def beyond(self, found: Iterable[Difference]) -> list[Difference]:
        """Return the differences that the entry does not expect."""
        return [difference for difference in found if self.facts and kind_of_fact(difference) not in self.facts]

    def covers(self, requirement: str, route: Route) -> bool:
        """Tell whether the entry is about this requirement on this route."""
        return (
            requirement == self.requirement
            and self.scenario in ("*", route.scenario)
            and self.serves in (None, route.serves)
            and self.mode in (None, route.mode)
            and self.variation in (None, route.variation or PLAIN)
        )

    def expired(self, day: date) -> bool:
        """Tell whether the entry has expired by this day."""
        return self.expires is not None and self.expires <= day

    @property
    def names_one(self) -> bool:
        """Whether the entry can cover one verdict at most."""
        return self.scenario != "*" and None not in (self.serves, self.mode, self.variation)

    @property
    def reasons(self) -> str:
        """The reason, and the link where there is one."""
        return f"{self.reason}, {self.link}" if self.link else self.reason

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.serves and f"serves {self.serves}", self.mode, self.variation)))
        return f"{self.requirement} on {self.scenario}" + (f" ({where})" if where else "")


def load_known_failures(path: Path, allowed: Mapping[str, Collection[str]]) -> list[KnownFailure]:
    """Read a known-failures file; `allowed` has the requirements, scenarios and variations that an entry may name.

    Raises:
        KnownFailuresInvalid: there is no such file, it is not TOML, or an entry names what does not exist.
    """
    where = f"--known-failures {path}"
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except OSError as error:
        raise KnownFailuresInvalid(f"{where}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnownFailuresInvalid(f"{where}: {error}") from None
    for key, value in tables.items():
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
    entries = tables.get("known", [])
    return [
        _entry(entry, f"{path}{position}", choices)
        for entry, position in zip(entries, _positions(text, len(entries)), strict=True)
    ]


def _positions(text: str, entries: int) -> list[str]:
    """Return the line of each entry; its number, where the entries do not stand under `[[known]]` headers."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if HEADER.match(line)]
    if len(lines) == entries:
        return [f":{line}" for line in lines]
    return [f": entry {number}" for number in range(1, entries + 1)]


def _entry(entry: Any, where: str, choices: Mapping[str, Collection[str]]) -> KnownFailure:
    subject = f"--known-failures {where}"
    if not isinstance(entry, Mapping):
        raise KnownFailuresInvalid(f"{subject}: it is {_a(type(entry).__name__)}, not a table")
    for key in REQUIRED:
        if not entry.get(key):
            raise KnownFailuresInvalid(f"{subject} has no {key}; it needs {', '.join(REQUIRED)}")
    for key, value in entry.items():
        if key not in (*REQUIRED, *OPTIONAL):
            raise KnownFailuresInvalid(
                f"{subject}: {key!r} is not one of {', '.join((*REQUIRED, *OPTIONAL))}"
                f"{did_you_mean(key, (*REQUIRED, *OPTIONAL))}"
            )
        is_right, form = FORMS.get(key, (lambda value: isinstance(value, str), 'a text, such as "…"'))
        if not is_right(value):
            raise KnownFailuresInvalid(f"{subject}: {key} is {value!r}; it has to be {form}")
        if key in choices and value not in choices[key]:
            suggestion = did_you_mean(str(value), choices[key])
            raise KnownFailuresInvalid(f"{subject}: there is no {key} {value!r}{suggestion}")
    return KnownFailure(where=where, **{**entry, "facts": tuple(entry.get("facts", ()))})


FORMS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "expires": (lambda value: type(value) is date, "a date without quotes, such as 2027-01-31"),
    "facts": (
        lambda value: isinstance(value, list) and bool(value) and all(isinstance(fact, str) for fact in value),
        'a list of texts, such as ["usage.reasoning lost"]',
    ),
}
"""The form of each value that is not a text: its test, and its name."""


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
