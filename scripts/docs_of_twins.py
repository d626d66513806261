"""docs/twins.md: where each requirement applies, and which requirement asks the same where it does not."""

from collections.abc import Iterator

from tables import links, table

from crosswire.specification.twins import WAYS, Way, load_twins, scenarios_by_way

INTRODUCTION = """\
# Requirements by direction and mode

On how many scenarios each requirement applies, in each direction and mode. Where it cannot apply, its twin is named,
which asks the same promise in the form that fits there; or why nothing is asked. The table of twins is
[`suites/twins.toml`](../suites/twins.toml), held complete by `tests/specification/test_twins.py`."""


def lines() -> Iterator[str]:
    """Yield the lines of the document."""
    yield INTRODUCTION
    yield ""
    reasons = list(dict.fromkeys(reason for *_, reason in load_twins().alone))
    head = ("requirement", *(f"serves {serves}, {mode}" for serves, mode in WAYS))
    rows = [
        (links([requirement], "requirements.md"), *(_cell(requirement, way, reasons) for way in WAYS))
        for requirement in scenarios_by_way()
    ]
    yield from table(head, rows)
    yield ""
    yield from (f"{number}. {reason}" for number, reason in enumerate(reasons, 1))


def _cell(requirement: str, way: Way, reasons: list[str]) -> str:
    applies, twins = scenarios_by_way(), load_twins()
    if count := applies[requirement][way]:
        return str(count)
    if found := [twin for twin in twins.of(requirement) if applies[twin][way]]:
        return links(found, "requirements.md")
    reason = twins.reason(requirement, way)
    return f"({reasons.index(reason) + 1})" if reason else ""
