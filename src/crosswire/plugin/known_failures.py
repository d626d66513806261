"""--known-failures FILE: failures to expect, so that only a new one (or one that is gone) makes a run red.

[[known]]
requirement = "TOKENS-2"
scenario = "reasoning_then_text"         # or "*"
serves = "chat"                          # optional, as is `mode`; without, both
reason = "reasoning tokens are dropped"
link = "https://…"                       # optional
"""

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crosswire.errors import KnownFailuresInvalid

NEEDED, OPTIONAL = ("requirement", "scenario", "reason"), ("serves", "mode", "link")


@dataclass(frozen=True, slots=True)
class KnownFailure:
    """One entry of the file."""

    requirement: str
    scenario: str
    reason: str
    serves: str | None = None
    mode: str | None = None
    link: str | None = None

    def covers(self, requirement: str, serves: str, mode: str, scenario: str) -> bool:
        """Tell whether the entry is about this requirement on this exchange."""
        return (
            requirement == self.requirement
            and self.scenario in ("*", scenario)
            and self.serves in (None, serves)
            and self.mode in (None, mode)
        )


def load_known_failures(path: Path, requirements: Collection[str], scenarios: Collection[str]) -> list[KnownFailure]:
    """Read a file of known failures.

    Raises:
        KnownFailuresInvalid: it is not there, is not TOML, or an entry names what does not exist.
    """
    where = f"--known-failures {path}"
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
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
    allowed: Mapping[str, Collection[str]] = {
        "requirement": requirements,
        "scenario": ["*", *scenarios],
        "serves": ["chat", "responses"],
        "mode": ["json", "stream"],
    }
    entries = enumerate(said.get("known", []), 1)
    return [_entry(entry, f"{where}: [[known]] {number}", allowed) for number, entry in entries]


def _entry(entry: Mapping[str, Any], where: str, allowed: Mapping[str, Collection[str]]) -> KnownFailure:
    for key in NEEDED:
        if not entry.get(key):
            raise KnownFailuresInvalid(f"{where} has no {key}; it needs {', '.join(NEEDED)}")
    for key, value in entry.items():
        if key not in (*NEEDED, *OPTIONAL):
            raise KnownFailuresInvalid(
                f"{where}: {key!r} is not one of {', '.join((*NEEDED, *OPTIONAL))}{_meant(key, (*NEEDED, *OPTIONAL))}"
            )
        if key in allowed and value not in allowed[key]:
            raise KnownFailuresInvalid(f"{where}: there is no {key} {value!r}{_meant(value, allowed[key])}")
    return KnownFailure(**entry)


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _meant(given: object, choices: Collection[str]) -> str:
    near = difflib.get_close_matches(str(given), choices, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
