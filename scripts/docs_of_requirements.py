"""docs/requirements.md: every requirement, promise by promise, and those that a later set changed or retired."""

import importlib
import inspect
from collections.abc import Iterator, Sequence

from tables import anchor, table
from tests.suites.judging import REQUIREMENTS, applicable, routes

from crosswire.requirements import SET, Requirement
from crosswire.specification.requirement_sets import load_ids
from crosswire.specification.retirements import Retirement

INTRODUCTION = f"""\
# What a faithful adapter keeps

Each requirement is a test function under [`suites/`](../suites). It compares the facts on the two sides of the adapter,
in every scenario whose recordings have those facts.

- **MUST**: where it is not kept, data is lost or wrong, or a real client breaks. **SHOULD**: a strict client or a
  careful operator relies on it. **MAY**: reported, never counted.
- *declarable*: an adapter may declare that it does otherwise. *where declared*: judged only where the adapter declares
  it.
- *over HTTP*: judged only where the adapter is a server. *variations*: judged where the upstream, the network or the
  client does [something that no recording has](variations.md).
- The columns `chat` and `responses` count the scenarios in which a requirement applies to an adapter that serves that
  API: asked for a whole answer / for a stream.

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
    yield from _retired()
    yield from _changed()
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


def _retired() -> Iterator[str]:
    """Yield the requirements that are judged no longer, with their sentences and why."""
    ids = load_ids()
    if not ids.retired:
        return
    yield from ["", "## Superseded and withdrawn", ""]
    yield "Judged no longer. Their ids are not used again, and reports by older sets name them."
    yield ""
    rows = (
        [
            anchor(name),
            (ids.level_of(name) or "").upper(),
            "<br>".join(filter(None, (retirement.sentence, retirement.why))),
            _fate(retirement),
            ids.since.get(name, ""),
            retirement.revision,
        ]
        for name, retirement in ids.retired.items()
    )
    yield from table(["id", "level", "what was required, and why not any more", "", "came with", "gone with"], rows)


def _fate(retirement: Retirement) -> str:
    if not retirement.by:
        return "withdrawn"
    return f"superseded by {' and '.join(f'[{name}](#{name})' for name in retirement.by)}"


def _changed() -> Iterator[str]:
    """Yield what later sets changed of older requirements that are still judged."""
    ids = load_ids()
    rows = [
        [f"[{name}](#{name})", revision, change]
        for revision in ids.sets
        for name, change in sorted(ids.changes_in(revision), key=_by_number)
        if name not in ids.retired
    ]
    if rows:
        yield from ["", "## Changed by a later set", ""]
        yield (
            "Under the same id and the same sentence. `crosswire diff` says so of a verdict that changed with it, and "
            "counts it neither for nor against an adapter."
        )
        yield ""
        yield from table(["id", "set", "what changed"], rows)


def _by_number(change: tuple[str, str]) -> tuple[str, int]:
    """Return what orders changes: TOKENS-2 before TOKENS-10."""
    word, _, number = change[0].rpartition("-")
    return word, int(number)


def _waiting() -> Iterator[str]:
    """Yield the ids that no function judges yet."""
    ids = load_ids()
    rows = [
        [anchor(name), level.upper(), f"waits for {reason}"]
        for reason, levels in ids.waiting.items()
        for name, level in levels.items()
    ]
    if rows:
        yield from ["", "## Ids without a function", ""]
        yield "Given away, and not judged yet: they come with a later set."
        yield ""
        yield from table(["id", "level", ""], rows)
