"""docs/known-good.md: which known-good adapters there are, and what they are held to."""

from collections.abc import Iterator
from functools import cache

from tables import anchor, table
from tests.suites.alternatives import KnownGood
from tests.suites.judging import KNOWN_GOOD, REQUIREMENTS, applying, judged_plainly, routes
from tests.suites.known_good.sending import FORMS

from crosswire import reference
from crosswire.requirements import Requirement

INTRODUCTION = """\
# Known-good adapters

A check that refuses what is right is worse than none. Each adapter here is the reference adapter, but for one other way
that the API description, a host or an SDK allows, in [`tests/suites/known_good/`](../tests/suites/known_good).

`tests/suites/test_known_good.py` holds each of them to every MUST and SHOULD that its direction has to do with, on
every scenario, whole and streamed, and to doing something else than the reference adapter. What an adapter does not
keep, it names with the reason, and fails. Two that serve one direction are judged together as well, and those that say
in other forms that there is nothing are judged as servers, too: over HTTP null is not absent."""

SERVERS = """\
`tests/suites/test_known_good_servers.py` holds the reference adapter as a server to every requirement, too, while it
writes its streams in another form that the standard of event streams allows:"""


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    yield from [INTRODUCTION, "", SERVERS, "", *(f"- {form}" for form in FORMS), ""]
    yield from [f"## By adapter: {len(KNOWN_GOOD)}", ""]
    rows = (
        [
            anchor(adapter.name),
            adapter.serves,
            adapter.difference,
            adapter.source,
            str(len(_passed(adapter))),
            "<br>".join(f"{_link(identifier)}: {reason}" for identifier, reason in _left(adapter).items()),
        ]
        for adapter in KNOWN_GOOD
    )
    head = ["adapter", "serves", "what it does", "what allows it", "keeps", "does not keep, and why"]
    yield from table(head, rows)
    yield from ["", *_by_requirement()]


def _by_requirement() -> Iterator[str]:
    left = {requirement.id: "<br>".join(_exceptions(requirement)) for requirement in REQUIREMENTS}
    held = sum(not reasons for reasons in left.values())
    yield from [f"## By requirement: {len(REQUIREMENTS)}", ""]
    yield f"{held} are kept by every adapter of their direction. The others, and why:"
    yield ""
    rows = (
        [_link(requirement.id), requirement.level.upper(), left[requirement.id]]
        for requirement in REQUIREMENTS
        if left[requirement.id]
    )
    yield from table(["requirement", "level", "not judged, or not kept"], rows)


def _exceptions(requirement: Requirement) -> Iterator[str]:
    """Yield why a requirement is not judged, or by which adapters it is not kept."""
    if requirement.level == "may":
        yield "not judged: a MAY leaves it free"
    elif requirement.client:
        yield "judged on a sample of the scenarios: `tests/suites/test_clients.py`"
    elif requirement.promise == "client":
        yield "not judged: the official SDK reads the answers, which takes too long"
    elif requirement.over_http:
        yield "not judged: only a server has anything to judge"
    elif not any(requirement in _judged(serves) for serves in ("chat", "responses")):
        yield "not judged: it is about variations of the network alone"
    else:
        for identifier, reason in reference.declares.items():
            if requirement.declarable and identifier.split("/")[0] == requirement.id:
                yield f"declared by all, as by the reference adapter: {reason}"
        for adapter in KNOWN_GOOD:
            if why := _left(adapter).get(requirement.id):
                yield f"[{adapter.name}](#{adapter.name}): {why}"


def _passed(adapter: KnownGood) -> list[Requirement]:
    """Return the requirements that an adapter is judged by, and keeps without a reason given."""
    return [requirement for requirement in _judged(adapter.serves) if requirement.id not in _left(adapter)]


def _left(adapter: KnownGood) -> dict[str, str]:
    """Return what an adapter does not keep, or declares beyond the reference adapter, with its reasons."""
    declared = {
        identifier: f"as declared, {reason}"
        for identifier, reason in adapter.declares.items()
        if identifier not in reference.declares
    }
    return {**adapter.but, **declared}


@cache
def _judged(serves: str) -> list[Requirement]:
    """Return the requirements that are judged with an adapter which serves `serves`."""
    found = {
        requirement.id
        for scenario, _, mode in routes(serves)
        for requirement in applying(scenario.name, serves, mode)
        if judged_plainly(requirement)
    }
    return [requirement for requirement in REQUIREMENTS if requirement.id in found]


def _link(identifier: str) -> str:
    return f"[{identifier}](requirements.md#{identifier.split('/')[0]})"
