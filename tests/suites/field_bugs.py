"""Classes of bugs reported in the field, as `suites/field-bugs.toml` has them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).parents[2] / "suites" / "field-bugs.toml"


@dataclass(frozen=True, slots=True)
class FieldBug:
    """One class: caught by requirements in scenarios, or left out for a reason."""

    id: str
    title: str
    reports: int
    lost: str
    """What becomes of the client's data, in one sentence."""
    requirements: Sequence[str] = ()
    scenarios: Sequence[str] = ()
    excluded: str = ""
    """Why nothing here catches it yet, so that its reporter would agree."""
    later: Sequence[str] = ()
    """The requirements that will catch it."""
    rest: str = ""
    """What of a class is not caught, and why."""


def load_field_bugs() -> Sequence[FieldBug]:
    """Return every class, most reported first."""
    said = tomllib.loads(PATH.read_text(encoding="utf-8"))
    lists = ("requirements", "scenarios", "later")
    return tuple(
        FieldBug(id=name, **{key: tuple(value.split()) if key in lists else value for key, value in told.items()})
        for name, told in said.items()
    )
