"""From a test's outcome to a verdict, and how pytest shows it."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crosswire.errors import CrosswireError
from crosswire.exchange import Exchange
from crosswire.plugin.exchanges import Exchanges, Route
from crosswire.plugin.known_failures import KnownFailure, load_known_failures
from crosswire.reporting.model import Evidence, Verdict, VerdictName, jsonable
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.scenarios import load_scenarios

KNOWN: pytest.StashKey[list[KnownFailure]] = pytest.StashKey()
SHOWN: pytest.StashKey[set[Route]] = pytest.StashKey()

LETTERS = {
    "warned": ("warned", "W", ("WARNED", {"yellow": True})),
    "noted": ("noted", "n", ("NOTED", {"cyan": True})),
    "declared": ("declared", "d", ("DECLARED", {"yellow": True})),
    "known": ("known", "x", ("KNOWN", {"yellow": True})),
    "fixed": ("failed", "F", ("FIXED", {"red": True})),
    "untestable": ("untestable", "U", ("UNTESTABLE", {"red": True})),
    "error": ("error", "E", ("ERROR", {"red": True})),
}


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
            raise pytest.UsageError(str(error)) from None


def _requirement(item: pytest.Item) -> Requirement | None:
    return getattr(getattr(item, "obj", None), "requirement", None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the verdict on the report, and make pytest's outcome follow from it."""
    report = yield
    requirement = _requirement(item)
    if requirement and (call.when == "call" or (call.when == "setup" and call.excinfo)):
        verdict = _judge(item, requirement, call.excinfo.value if call.excinfo else None)
        report.crosswire = {  # type: ignore[attr-defined]
            "adapter": _adapter(item.config),
            "verdict": jsonable(verdict),
            "exchange": jsonable(_evidence(item, verdict)),
        }
        _show(report, verdict, item, call.excinfo)
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
    turn = f" ({loss.turn})" if loss.turn else ""
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


def _show(
    report: pytest.TestReport, verdict: Verdict, item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException] | None
) -> None:
    match verdict.verdict:
        case "passed" | "warned" | "noted":
            report.outcome, report.longrepr = "passed", None
        case "declared":
            report.outcome, report.longrepr = "skipped", (str(item.path), 0, verdict.message or "")
        case "known":
            report.outcome, report.longrepr = "skipped", None
            report.wasxfail = verdict.message or ""  # type: ignore[attr-defined]
        case "error" if verdict.fault == "harness":
            pass  # a bug of ours: pytest's own traceback tells it best
        case _:
            report.outcome, report.longrepr = "failed", explain(verdict, excinfo.value if excinfo else None, item)


def explain(verdict: Verdict, raised: BaseException | None, item: pytest.Item) -> str:
    """Tell a person what was not kept: the sentence, both sides and where they stand, the command to rerun."""
    lines = [f"{verdict.requirement} {verdict.level.upper()}: {verdict.sentence}"]
    lines += [f"{verdict.message}; fault: {verdict.fault or 'known-failures file'}"]
    if isinstance(raised, Loss):
        sides = [("expected", raised.expected), ("received", raised.received)]
        lines += [f"  {name}  {_short(value)}" for name, value in sides]
        lines += [f"  in {point}  {', '.join(places)}" for point, places in raised.pointers.items() if places]
        lines += _difference(item, raised)
    exchange = getattr(item, "funcargs", {}).get("exchange")
    if isinstance(exchange, Exchange):
        lines += [f"  also  {note}" for note in exchange.notes]
    return "\n".join([*lines, f"  rerun  {verdict.rerun}"])


def _short(value: Any, most: int = 300) -> str:
    text = repr(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _difference(item: pytest.Item, loss: Loss) -> list[str]:
    if not isinstance(loss.expected, type(loss.received)):
        return []
    told = item.config.hook.pytest_assertrepr_compare(
        config=item.config, op="==", left=loss.received, right=loss.expected
    )
    return [f"  {line}" for line in next((lines for lines in told if lines), [])[1:]]


def pytest_report_teststatus(report: pytest.TestReport) -> Any:
    """Give each verdict its own letter and word."""
    told: dict[str, Any] | None = getattr(report, "crosswire", None)
    return LETTERS.get(told["verdict"]["verdict"]) if told else None
