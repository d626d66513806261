"""docs/requirements.md: every requirement, promise by promise."""

import importlib
import inspect
from collections.abc import Iterator, Sequence

from judging import REQUIREMENTS, applicable, routes
from markdown import anchor, table

from crosswire.requirements import SET, Requirement
from crosswire.specification.requirement_sets import load_ids

INTRODUCTION = f"""\
# What a faithful adapter keeps

Each requirement is a test function under [`suites/`](../suites) that compares what is said on the two sides of the
adapter, and applies where the recordings say something that it is about. A MUST that is not kept loses data or
breaks a real client; a SHOULD, a strict client or a careful operator relies on; a MAY is reported, never counted.
What is marked *declarable*, an adapter may declare to do otherwise; *where declared*, it is judged only where the
adapter declares it; *over HTTP*, only where it is a server; under *variations*, the upstream, the network or the
client does [something that no recording has](variations.md). The columns `chat` and `responses` count the
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
            ", ".join([requirement.level.upper(), *_marks(requirement)]),
            "<br>".join([requirement.sentence, *_reasons(requirement)]),
            *(_applies(requirement, serves, counts) for serves in ("chat", "responses")),
            load_ids().since.get(requirement.id, "not listed"),
        ]
        for requirement in members
    )
    yield from table(["id", "level", "what is kept, and why", "chat", "responses", "since"], rows)


def _marks(requirement: Requirement) -> Iterator[str]:
    """Yield what else there is to know of where a requirement is judged."""
    if requirement.declarable:
        yield "*declarable*"
    if requirement.when_declared:
        yield "*where declared*"
    if requirement.over_http:
        yield "*over HTTP*"
    if names := [name for name in requirement.variations if name]:
        yield f"*{len(names)} variations*" if len(names) > 1 else f"*{names[0]}*"


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
            for requirement in applicable(scenario.name, serves, mode):
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
