"""What a requirement rests on: what its suite says beyond its sentence."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass

from crosswire.requirements import Requirement
from crosswire.specification.suites import load_requirements


@dataclass(frozen=True, slots=True)
class Source:
    """A requirement's reason, what its promise is about, the sources, and the function that judges it."""

    why: str
    about: str
    sources: str
    function: str


def source_of(requirement: str, sentence: str) -> Source | None:
    """Return a requirement's source; None where this Crosswire has no requirement of that id and sentence."""
    found = next((candidate for candidate in load_requirements() if candidate.id == requirement), None)
    return _source(found) if found and found.sentence == sentence else None


def _source(requirement: Requirement) -> Source:
    check = requirement.check
    _, *reasons = (inspect.getdoc(check) or "").split("\n\n")
    # Not from `sys.modules`: pytest imports suites anew for each run.
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
