"""From what a requirement finds to a verdict."""

import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from crosswire.errors import CrosswireError
from crosswire.exchange import Exchange
from crosswire.plugin import refuse
from crosswire.plugin.exchanges import Exchanges, Route
from crosswire.plugin.known_failures import KnownFailure, load_known_failures
from crosswire.plugin.showing import show
from crosswire.reporting.model import Evidence, Verdict, VerdictName, jsonable
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.scenarios import load_scenarios

KNOWN: pytest.StashKey[list[KnownFailure]] = pytest.StashKey()
SHOWN: pytest.StashKey[set[Route]] = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read the known failures, before anything is deselected: an entry may name what this run leaves out."""
    config.stash[SHOWN] = set()
    config.stash[KNOWN] = []
    if path := config.getoption("known_failures"):
        ids = {requirement.id for item in items if (requirement := _requirement(item))}
        try:
            config.stash[KNOWN] = load_known_failures(Path(path), ids, load_scenarios())
        except CrosswireError as error:
            refuse(config, items, str(error))


def _requirement(item: pytest.Item) -> Requirement | None:
    return getattr(getattr(item, "obj", None), "requirement", None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the verdict on the report, and make pytest's outcome follow from it."""
    report = yield
    requirement = _requirement(item)
    # What is skipped (the official SDK is not installed) says nothing of the adapter.
    if requirement and not report.skipped and (call.when == "call" or (call.when == "setup" and call.excinfo)):
        verdict = _judge(item, requirement, call.excinfo.value if call.excinfo else None)
        told = {"adapter": _adapter(item.config), "verdict": verdict, "exchange": _evidence(item, verdict)}
        # As ASCII text: xdist cannot carry half of a surrogate pair, which an adapter may well serve.
        report.crosswire = json.dumps(jsonable(told))  # type: ignore[attr-defined]
        report.verdict = verdict.verdict  # type: ignore[attr-defined]
        show(report, verdict, item, call.excinfo)
    return report


def _adapter(config: pytest.Config) -> dict[str, str | None]:
    candidate = config.stash[Exchanges.KEY].candidate
    return {"name": candidate.name, "version": candidate.version}


def _judge(item: pytest.Item, requirement: Requirement, raised: BaseException | None) -> Verdict:
    route: Route = item.callspec.params["exchange"]  # type: ignore[attr-defined]
    plain = Verdict(
        requirement=requirement.id,
        level=requirement.level,
        promise=requirement.promise,
        scenario=route.scenario,
        serves=route.serves,
        mode=route.mode,
        verdict="passed",
        sentence=requirement.sentence,
        rerun=rerun(item),
    )
    known = next((each for each in item.config.stash[KNOWN] if each.covers(requirement.id, *route)), None)
    match raised:
        case None if known:
            return replace(
                plain, verdict="fixed", message=f"listed as known ({known.reason}), but kept: take the entry out"
            )
        case None:
            return plain
        case Loss() as loss:
            name = _name_loss(item.config, requirement, known)
            declared = item.config.stash[Exchanges.KEY].candidate.declares.get(requirement.id)
            return replace(
                plain,
                verdict=name,
                loss=loss.kind,
                fault="adapter",
                message=_message(loss, declared if name == "declared" else known.reason if known else None),
                expected=loss.expected,
                received=loss.received,
                pointers=loss.pointers,
                turn=loss.turn,
            )
        case Untestable():
            reason = f" (known: {known.reason})" if known else ""
            return replace(
                plain, verdict="known" if known else "untestable", fault="adapter", message=f"{raised}{reason}"
            )
        case _:
            fault = raised.fault if isinstance(raised, CrosswireError) else "harness"
            return replace(plain, verdict="error", fault=fault, message=f"{type(raised).__name__}: {raised}")


def _name_loss(config: pytest.Config, requirement: Requirement, known: KnownFailure | None) -> VerdictName:
    if requirement.declarable and requirement.id in config.stash[Exchanges.KEY].candidate.declares:
        return "declared"
    if known:
        return "known"
    if requirement.level == "may":
        return "noted"
    return "warned" if requirement.level == "should" and not config.getoption("warnings_fail") else "failed"


def _message(loss: Loss, reason: str | None) -> str:
    turn = f" (turn {loss.turn})" if loss.turn else ""
    return f"{loss.fact} {loss.kind}{turn}" + (f": {reason}" if reason else "")


def rerun(item: pytest.Item) -> str:
    """Return the command that judges exactly this again."""
    module = item.getparent(pytest.Module)
    assert module is not None
    name = module.obj.__name__
    adapter = item.config.getoption("adapter")
    if name.startswith("crosswire.suites."):
        return f'pytest --pyargs "{name}::{item.name}" --adapter {adapter}'
    return f'pytest "{item.nodeid}" --adapter {adapter}'


def _evidence(item: pytest.Item, verdict: Verdict) -> Evidence | None:
    """Return the exchange's payloads, with the first verdict of each exchange that is not `passed`."""
    exchange = getattr(item, "funcargs", {}).get("exchange")
    route: Route = item.callspec.params["exchange"]  # type: ignore[attr-defined]
    if verdict.verdict == "passed" or not isinstance(exchange, Exchange) or route in item.config.stash[SHOWN]:
        return None
    item.config.stash[SHOWN].add(route)
    return Evidence(
        scenario=route.scenario,
        serves=route.serves,
        mode=route.mode,
        title=exchange.scenario.title,
        provenance={name: str(entry["provenance"]) for name, entry in exchange.scenario.provenance.items()},
        turns=[turn.payloads for turn in exchange.turns],
        notes=exchange.notes,
    )
