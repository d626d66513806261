"""From what a requirement finds to a verdict."""

import json
from collections.abc import Generator, Sequence
from dataclasses import replace
from typing import Literal

import pytest

from crosswire.declarations import declared_reason, not_excused
from crosswire.errors import CrosswireError
from crosswire.exchange import Exchange
from crosswire.facts import Json, Point
from crosswire.losses import MOST_SHOWN, Difference
from crosswire.plugin.covered import PLAN
from crosswire.plugin.exchanges import Exchanges
from crosswire.plugin.junit import properties
from crosswire.plugin.known_failures import KnownFailure
from crosswire.plugin.listed import Listed
from crosswire.plugin.routes import Route
from crosswire.plugin.showing import show
from crosswire.reporting.model import Evidence, Verdict, VerdictName, jsonable
from crosswire.reporting.shortening import shortened
from crosswire.requirements import Loss, Requirement, Untestable

SHOWN: pytest.StashKey[set[Route]] = pytest.StashKey()


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """No exchange has been shown yet."""
    config.stash[SHOWN] = set()


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
        listed = item.config.stash[Listed.KEY].listings(requirement.id, _route(item))
        shown = verdict.verdict != "passed" or listed  # what passes may turn out as fixed when the run is over
        exchange = _evidence(item) if shown else None
        told = {
            "adapter": _adapter(item.config),
            "plan": item.config.stash[PLAN],
            "verdict": verdict,
            "exchange": exchange,
            "listed": listed,
        }
        # As ASCII text: xdist cannot carry half of a surrogate pair, which an adapter may well serve.
        report.crosswire = json.dumps(jsonable(told))  # type: ignore[attr-defined]
        report.verdict = verdict.verdict  # type: ignore[attr-defined]
        item.user_properties += properties(verdict)
        show(report, verdict, item, call.excinfo)
    return report


def _adapter(config: pytest.Config) -> dict[str, str | None]:
    candidate = config.stash[Exchanges.KEY].candidate
    judged = "bytes" if candidate.over_http else "objects"
    return {"name": candidate.name, "version": candidate.version, "judged": judged}


def _route(item: pytest.Item) -> Route:
    route: Route = item.callspec.params["exchange"]  # type: ignore[attr-defined]
    return route


def _judge(item: pytest.Item, requirement: Requirement, raised: BaseException | None) -> Verdict:
    route, listed = _route(item), item.config.stash[Listed.KEY]
    plain = Verdict(
        requirement=requirement.id,
        level=requirement.level,
        promise=requirement.promise,
        scenario=route.scenario,
        serves=route.serves,
        mode=route.mode,
        variation=route.variation or None,
        verdict="passed",
        sentence=requirement.sentence,
        rerun=rerun(item),
    )
    known = listed.known(requirement.id, route)
    match raised:
        case None if fixed := listed.settled(requirement.id, route):
            return replace(
                plain,
                verdict="fixed",
                message=f"listed as known ({fixed.reason}), but kept: take the entry out ({fixed.where})",
            )
        case None:
            return plain
        case Loss() as loss:
            declares = item.config.stash[Exchanges.KEY].candidate.declares
            left = not_excused(requirement, loss.differences, declares)
            beyond = known.beyond(left) if known else []
            if beyond:
                known = None
            found = Loss(beyond or left) if left else loss
            name = _name_loss(item.config, requirement, known) if left else "declared"
            reasons = [why for one in loss.differences if (why := declared_reason(requirement, one, declares))]
            return replace(
                plain,
                verdict=name,
                loss=found.kind,
                fault="adapter",
                message=_message(found, [*dict.fromkeys(reasons)] if not left else [known.reasons] if known else []),
                expected=shortened(jsonable(_side(found, "expected"))),
                received=shortened(jsonable(_side(found, "received"))),
                pointers=_pointers(found),
                turn=found.differences[0].turn,
                differences=[_shortened(one) for one in found.differences],
            )
        case Untestable():
            reason = f" (known: {known.reasons})" if known else ""
            return replace(
                plain, verdict="known" if known else "untestable", fault="adapter", message=f"{raised}{reason}"
            )
        case _:
            fault = raised.fault if isinstance(raised, CrosswireError) else "harness"
            return replace(plain, verdict="error", fault=fault, message=f"{type(raised).__name__}: {raised}")


def _name_loss(config: pytest.Config, requirement: Requirement, known: KnownFailure | None) -> VerdictName:
    if known:
        return "known"
    if requirement.level == "may":
        return "noted"
    return "warned" if requirement.level == "should" and not config.getoption("warnings_fail") else "failed"


def _message(loss: Loss, reasons: Sequence[str]) -> str:
    facts = ", ".join(map(_words, loss.differences))
    return f"{facts}: {'; '.join(reasons)}" if reasons else facts


def _words(difference: Difference) -> str:
    turn = f" (turn {difference.turn})" if difference.turn else ""
    times = f", {difference.times} times" if difference.times > 1 else ""
    return f"{difference.fact} {difference.kind}{times}{turn}"


def _side(loss: Loss, name: Literal["expected", "received"]) -> Json:
    """Return one side of a loss: the value of its one fact, or the values by fact."""
    values = [(difference.fact, getattr(difference, name)) for difference in loss.differences]
    return values[0][1] if len(values) == 1 else dict(values)


def _pointers(loss: Loss) -> dict[Point, Sequence[str]]:
    """Return where the differences of the first turn stand."""
    first = [difference for difference in loss.differences if difference.turn == loss.differences[0].turn]
    points = dict.fromkeys(point for difference in first for point in difference.pointers)
    return {
        point: [*dict.fromkeys(place for difference in first for place in difference.pointers.get(point, ()))][
            :MOST_SHOWN
        ]
        for point in points
    }


def _shortened(difference: Difference) -> Difference:
    sides = {name: shortened(jsonable(getattr(difference, name))) for name in ("expected", "received")}
    return replace(difference, **sides)


def rerun(item: pytest.Item) -> str:
    """Return the command that judges exactly this again."""
    module = item.getparent(pytest.Module)
    assert module is not None
    name = module.obj.__name__
    adapter = item.config.getoption("adapter")
    if name.startswith("crosswire.suites."):
        return f'pytest --pyargs "{name}::{item.name}" --adapter {adapter}'
    return f'pytest "{item.nodeid}" --adapter {adapter}'


def _evidence(item: pytest.Item) -> Evidence | None:
    """Return the exchange's payloads, with the first verdict of each exchange that needs them."""
    exchange = getattr(item, "funcargs", {}).get("exchange")
    route = _route(item)
    if not isinstance(exchange, Exchange) or route in item.config.stash[SHOWN]:
        return None
    item.config.stash[SHOWN].add(route)
    return Evidence(
        scenario=route.scenario,
        serves=route.serves,
        mode=route.mode,
        variation=route.variation or None,
        title=exchange.scenario.title,
        provenance={name: str(entry["provenance"]) for name, entry in exchange.scenario.provenance.items()},
        turns=[{point: shortened(payload) for point, payload in turn.payloads.items()} for turn in exchange.turns],
        notes=exchange.notes,
    )
