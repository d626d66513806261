"""Classes of bugs reported in the field: `suites/field-bugs.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[2] / "suites" / "field-bugs.toml"


@dataclass(frozen=True, slots=True)
class FieldBug:
    """One class of bugs: caught by requirements in scenarios, or left out for a reason."""

    id: str
    title: str
    reports: int
    lost: str
    """What happens to the client's data, in one sentence."""
    requirements: Sequence[str] = ()
    scenarios: Sequence[str] = ()
    excluded: str = ""
    """Why no requirement catches it yet. Its reporter would agree."""
    later: Sequence[str] = ()
    """The requirements that will catch it."""
    rest: str = ""
    """Which part of the class is not caught, and why."""


def load_field_bugs() -> Sequence[FieldBug]:
    """Read all classes, most reported first."""
    tables = tomllib.loads(PATH.read_text(encoding="utf-8"))
    lists = ("requirements", "scenarios", "later")
    fields: Mapping[str, Mapping[str, Any]] = {
        name: {key: tuple(value.split()) if key in lists else value for key, value in table.items()}
        for name, table in tables.items()
    }
    return tuple(FieldBug(id=name, **values) for name, values in fields.items())
