"""docs/requirements.md: every requirement, promise by promise."""

import importlib
import inspect
from collections.abc import Iterator, Sequence

from judging import REQUIREMENTS, applying, routes
from markdown import anchor, table

from crosswire.requirement_sets import load_ids
from crosswire.requirements import SET, Requirement

INTRODUCTION = f"""\
# What a faithful adapter keeps

Each requirement is a test function under [`suites/`](../suites) that compares what is said on the two sides of the
adapter, and applies where the recordings say something that it is about. A MUST that is not kept loses data or
breaks a real client; a SHOULD, a strict client or a careful operator relies on; a MAY is reported, never counted.
What is marked *declarable*, an adapter may declare to do otherwise. The columns `chat` and `responses` count the
scenarios in which a requirement applies to an adapter that serves that API: asked for one whole answer / for a
stream.

An id is permanent. `since` is the requirement set with which it came; this is set {SET}."""


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    yield INTRODUCTION
    counts = _counts()
    promises: dict[str, list[Requirement]] = {}
    for requirement in REQUIREMENTS:
        promises.setdefault(requirement.promise, []).append(requirement)
    yield ""
    yield f"{len(REQUIREMENTS)} requirements: " + ", ".join(
        f"[{promise}](#{promise}) {len(members)}" for promise, members in sorted(promises.items())
    )
    for promise, members in sorted(promises.items()):
        yield from _promise(promise, members, counts)
    yield from _waiting()


def _promise(promise: str, members: Sequence[Requirement], counts: dict[tuple[str, str, str], int]) -> Iterator[str]:
    suite = importlib.import_module(members[0].check.__module__)
    yield from ["", f"## {promise}", "", inspect.getdoc(suite) or ""]
    yield from ["", f"Suite: [`suites/test_{promise}.py`](../suites/test_{promise}.py)", ""]
    rows = (
        [
            anchor(requirement.id),
            requirement.level.upper() + (", *declarable*" if requirement.declarable else ""),
            "<br>".join([requirement.sentence, *_reasons(requirement)]),
            *(_applies(requirement, serves, counts) for serves in ("chat", "responses")),
            load_ids().since.get(requirement.id, "not listed"),
        ]
        for requirement in members
    )
    yield from table(["id", "level", "what is kept, and why", "chat", "responses", "since"], rows)


def _reasons(requirement: Requirement) -> list[str]:
    """Return what the docstring says after its sentence: reason and source."""
    return (inspect.getdoc(requirement.check) or "").split("\n\n")[1:]


def _applies(requirement: Requirement, serves: str, counts: dict[tuple[str, str, str], int]) -> str:
    whole, streamed = (counts.get((requirement.id, serves, mode), 0) for mode in ("json", "stream"))
    return f"{whole} / {streamed}" if whole or streamed else "none"


def _counts() -> dict[tuple[str, str, str], int]:
    """Count the scenarios in which each requirement applies, by what is served and how."""
    counts: dict[tuple[str, str, str], int] = {}
    for serves in ("chat", "responses"):
        for scenario, _, mode in routes(serves):
            for requirement in applying(scenario.name, serves, mode):
                key = requirement.id, serves, mode
                counts[key] = counts.get(key, 0) + 1
    return counts


def _waiting() -> Iterator[str]:
    ids = load_ids()
    yield from ["", "## Ids without a function", ""]
    yield "Given away, and not judged yet: they come with a later set. An id that is not used never will be."
    yield ""
    rows = [
        [anchor(each), level.upper(), f"waits for {why}"]
        for why, some in ids.waiting.items()
        for each, level in some.items()
    ]
    rows += [[anchor(each), "", f"not used: {why}"] for each, why in ids.unused.items()]
    yield from table(["id", "level", ""], rows)
