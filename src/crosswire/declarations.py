"""What an adapter declares that it does instead of keeping a fact.

`RESPREQ-28` names a requirement, `RESPREQ-17/shell` one fact of a requirement that has many. A declaration excuses that
fact lost. A fact that is altered or invented is judged as if nothing were declared, but for the few `additions` that a
requirement lists.
"""

from collections.abc import Iterable, Mapping

from crosswire.losses import Difference
from crosswire.requirements import Requirement


def declared_reason(requirement: Requirement, difference: Difference, declares: Mapping[str, str]) -> str | None:
    """Return what the adapter says that it does instead of keeping a fact; `None` where the fact is not excused."""
    is_addition = difference.kind == "invented" and difference.fact in requirement.additions
    if not requirement.declarable or not (difference.kind == "lost" or is_addition):
        return None
    names = [f"{requirement.id}/{name}" for name in _names(difference.fact)]
    bare = [] if requirement.declarable == "by fact" else [requirement.id]
    return next((declares[name] for name in [*names, *bare] if name in declares), None)


def _names(fact: str) -> list[str]:
    """Return the names under which a fact may be declared: `settings.temperature`, and `temperature` alone."""
    parts = fact.split(".")
    return [".".join(parts[start:]) for start in range(len(parts))]


def not_excused(requirement: Requirement, found: Iterable[Difference], declares: Mapping[str, str]) -> list[Difference]:
    """Return the differences that the adapter does not declare."""
    return [difference for difference in found if declared_reason(requirement, difference, declares) is None]


def unusable(requirements: Iterable[Requirement], declares: Mapping[str, str]) -> list[str]:
    """Return the declared names that excuse nothing as they stand: those that have to name a fact."""
    by_fact = {requirement.id for requirement in requirements if requirement.declarable == "by fact"}
    return [name for name in declares if name in by_fact]
