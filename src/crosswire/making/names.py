"""The names of scenarios: a folder's, and a part of the ids of tests."""

import re
from pathlib import Path

from crosswire.errors import ConfigurationError
from crosswire.quoting import quoted
from crosswire.secrets.patterns import Clearing

NAME = re.compile(r"[a-z0-9][a-z0-9_]*")
"""The names that a scenario can have."""


def checked_name(name: str) -> str:
    """Return a name that a scenario can have.

    Raises:
        ConfigurationError: it cannot have this name.
    """
    if not NAME.fullmatch(name):
        raise ConfigurationError(
            f"{quoted(name)} is no scenario's name, which is small letters, digits and _; did you mean "
            f"{quoted(_slug(name))}?"
        )
    return name


def name_of(file: Path) -> str:
    """Return a scenario's name for a file."""
    stem = Path(shown_name(file).removesuffix(".gz")).stem
    return _slug(stem.removeprefix("test_"))


def shown_name(file: Path) -> str:
    """Return the name of a file without secrets."""
    stem, dot, ending = file.name.rpartition(".")
    return Clearing().clear("", stem) + dot + ending if dot else Clearing().clear("", ending)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "scenario"


class Names:
    """Makes names unique: the second of a name gets a number; of `several`, all do."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def next(self, name: str, *, several: bool) -> str:
        """Return the next name."""
        number = 1
        new = f"{name}_1" if several else name
        while new in self.given:
            number += 1
            new = f"{name}_{number}"
        self.given.add(new)
        return new
