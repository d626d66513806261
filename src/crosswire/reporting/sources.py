"""Where a requirement comes from: what its suite says of it beyond its sentence."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass

from crosswire.requirements import Requirement
from crosswire.specification.suites import load_requirements


@dataclass(frozen=True, slots=True)
class Source:
    """Why a requirement is one, what its promise is about, what that rests on, and the function that judges it."""

    why: str
    about: str
    sources: str
    function: str


def source_of(requirement: str, sentence: str) -> Source | None:
    """Return a requirement's source; None where this Crosswire has no such requirement, or says it in other words."""
    found = next((each for each in load_requirements() if each.id == requirement), None)
    return _source(found) if found and found.sentence == sentence else None


def _source(requirement: Requirement) -> Source:
    check = requirement.check
    _, *reasons = (inspect.getdoc(check) or "").split("\n\n")
    # Of its module, whether or not it is still among those imported: suites are imported anew for each run.
    paragraphs = inspect.cleandoc(inspect.unwrap(check).__globals__["__doc__"] or "").split("\n\n")
    suite = check.__module__.rpartition(".")[2]
    return Source(
        why=_in_one_line(reasons),
        about=_in_one_line(paragraphs[:1]),
        sources=_in_one_line(paragraphs[1:]),
        function=f"suites/{suite}.py::{check.__name__}",
    )


def _in_one_line(paragraphs: Sequence[str]) -> str:
    return " ".join(" ".join(paragraphs).split())
