"""From the outcome of a test to its verdict, which goes on the test's report."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from crosswire import judgement
from crosswire.exchange import Exchange
from crosswire.plugin.covered import PLAN
from crosswire.plugin.exchanges import Exchanges
from crosswire.plugin.expected_failures import ExpectedFailures
from crosswire.plugin.items import WHY_NOT
from crosswire.plugin.junit import properties
from crosswire.plugin.option_checks import chosen_limits
from crosswire.plugin.own_scenarios import judging_options
from crosswire.plugin.readers import READ
from crosswire.plugin.redacting import CLEARING, QUOTES
from crosswire.plugin.routes import requirement_of
from crosswire.plugin.showing import show
from crosswire.reporting.model import Evidence, Verdict, to_line
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.route import Route

SHOWN: pytest.StashKey[set[Route]] = pytest.StashKey()
"""The routes whose payloads are on a report already."""

ADAPTER: pytest.StashKey[Mapping[str, str | None]] = pytest.StashKey()
"""What each message says of the adapter."""
OPTIONS: pytest.StashKey[str] = pytest.StashKey()
"""The options of the command that judges again."""


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """Begin a run in which no payloads are on a report."""
    config.stash[SHOWN] = set()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Note what is said of the adapter, which tells its version itself, and how it is judged again."""
    stash = session.config.stash
    if exchanges := stash.get(Exchanges.KEY, None):
        adapter = judgement.adapter_of(exchanges.candidate)
        stash[OPTIONS] = judging_options(session.config)
        stash[ADAPTER] = {key: word and stash[CLEARING].replace_learned(word) for key, word in adapter.items()}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the verdict on the report, and make pytest's outcome follow from it."""
    report = yield
    # What is skipped (the official SDK is not installed) says nothing of the adapter.
    is_judged = call.when == "call" or (call.when == "setup" and call.excinfo)
    if requirement_of(item) and not report.skipped and is_judged:
        put_verdict(report, item, call.excinfo)
    return report


def put_verdict(
    report: pytest.TestReport, item: pytest.Item, raised: pytest.ExceptionInfo[BaseException] | None
) -> None:
    """Put on a report the verdict of the requirement that a test judges, with what its readers need."""
    requirement = requirement_of(item)
    assert requirement is not None
    verdict = _judge(item, requirement, raised.value if raised else None)
    entries = item.config.stash[ExpectedFailures.KEY].entries_for(requirement.id, _route(item))
    shown = verdict.verdict != "passed" or entries  # what passed may be `fixed` at the end of the run
    message = {
        "adapter": item.config.stash[ADAPTER],
        "plan": item.config.stash[PLAN],
        "verdict": verdict,
        "exchange": _evidence(item) if shown else None,
        "listed": entries,
    }
    # A verdict that quotes nobody needs no text, unless a worker of xdist sends it.
    report.crosswire = as_text(message) if shown else message  # type: ignore[attr-defined]
    report.verdict = verdict.verdict  # type: ignore[attr-defined]
    setattr(report, QUOTES, bool(shown))
    if item.config.stash[READ]:
        item.user_properties += properties(verdict)
    show(report, verdict, item, raised)


def is_listed(item: pytest.Item) -> bool:
    """Return whether what a test judges is in a list of known failures."""
    requirement = requirement_of(item)
    return requirement is not None and item.config.stash[ExpectedFailures.KEY].lists(requirement.id, _route(item))


@pytest.hookimpl(tryfirst=True)
def pytest_report_to_serializable(report: object) -> None:
    """Make the message of a report that is sent text."""
    if isinstance(message := getattr(report, "crosswire", None), Mapping):
        report.crosswire = as_text(message)  # type: ignore[attr-defined]


def as_text(message: Mapping[str, Any]) -> str:
    """Return a message as JSON in ASCII: xdist cannot carry half of a surrogate pair, which an adapter may serve."""
    return to_line(message, ascii_only=True)


def _route(item: pytest.Item) -> Route:
    route: Route = item.callspec.params["exchange"]  # type: ignore[attr-defined]
    return route


def _judge(item: pytest.Item, requirement: Requirement, raised: BaseException | None) -> Verdict:
    route, listed = _route(item), item.config.stash[ExpectedFailures.KEY]
    why_not = None if raised else getattr(item, "funcargs", {}).get(WHY_NOT)
    plain = judgement.passed(requirement, route, rerun(item), why_not)
    if raised is None:
        if (entry := listed.outdated_by(requirement.id, route)) is None:
            return plain
        message = f"listed as known ({entry.reason}), but kept: take the entry out ({entry.where})"
        return replace(plain, verdict="fixed", message=message)
    expected = listed.expecting(requirement.id, route)
    match raised:
        case Loss():
            declares = item.config.stash[Exchanges.KEY].candidate.declares
            warnings_fail = item.config.getoption("warnings_fail")
            longest = chosen_limits(item.config).report_characters
            return judgement.lost(
                plain, requirement, raised, declares, expected, warnings_fail=warnings_fail, longest=longest
            )
        case Untestable():
            return judgement.untestable(plain, raised, expected)
        case _:
            return judgement.error(plain, raised)


def rerun(item: pytest.Item) -> str:
    """Return the command that runs exactly this test again."""
    module = item.getparent(pytest.Module)
    assert module is not None
    name = module.obj.__name__
    options = item.config.stash[OPTIONS]
    if name.startswith("crosswire.suites."):
        return f'pytest --pyargs "{name}::{item.name}" {options}'
    return f'pytest "{item.nodeid}" {options}'


def _evidence(item: pytest.Item) -> Evidence | None:
    """Return the exchange's payloads for the first verdict that needs them; None for the others."""
    exchange = getattr(item, "funcargs", {}).get("exchange")
    route = _route(item)
    if not isinstance(exchange, Exchange) or route in item.config.stash[SHOWN]:
        return None
    item.config.stash[SHOWN].add(route)
    return judgement.evidence_of(exchange, chosen_limits(item.config).report_characters)
