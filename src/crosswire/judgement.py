"""From what a requirement raised on an exchange to a verdict: values in, values out, without pytest.

The plugin and the Python API share it, so that both give the same verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from crosswire.adapters.candidate import Candidate
from crosswire.declarations import declared_reason, not_excused
from crosswire.errors import CrosswireError
from crosswire.exchange import Exchange
from crosswire.facts import Json, Point
from crosswire.known_failures import Expected, beyond
from crosswire.limits import LIMITS
from crosswire.losses import MOST_SHOWN, Difference
from crosswire.reporting.model import Evidence, Verdict, jsonable
from crosswire.reporting.shortening import shortened
from crosswire.reporting.verdict_table import LOSS_AT, VerdictName
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.route import Route


def adapter_of(candidate: Candidate) -> dict[str, str | None]:
    """Return what a report says of an adapter: its name and version, and whether bytes or objects are judged."""
    judged = "bytes" if candidate.over_http else "objects"
    return {"name": candidate.name, "version": candidate.version, "judged": judged}


def passed(requirement: Requirement, route: Route, rerun: str, why_not: str | None = None) -> Verdict:
    """Return the verdict of a requirement that an exchange keeps; `rerun` is the command that judges it again.

    Its message says why the requirement judged no turn of the exchange, where that is so.
    """
    return Verdict(
        requirement=requirement.id,
        level=requirement.level,
        promise=requirement.promise,
        scenario=route.scenario,
        serves=route.serves,
        mode=route.mode,
        variation=route.variation or None,
        verdict="passed",
        message=f"nothing to compare: {why_not}" if why_not else None,
        sentence=requirement.sentence,
        rerun=rerun,
    )


def lost(
    plain: Verdict,
    requirement: Requirement,
    loss: Loss,
    declares: Mapping[str, str],
    expected: Sequence[Expected] = (),
    *,
    warnings_fail: bool = False,
    longest: int = LIMITS.report_characters,
) -> Verdict:
    """Return the verdict of a loss: failed, warned, noted, declared or known."""
    left = not_excused(requirement, loss.differences, declares)
    expected = [one for one in expected if one.facts != ()]
    unexpected = beyond(expected, left) if expected else left
    is_listed = bool(left) and not unexpected
    found = Loss(unexpected or left) if left else loss
    name: VerdictName = "known" if is_listed else "declared"
    if unexpected:
        name = "failed" if warnings_fail and requirement.level == "should" else LOSS_AT[requirement.level]
    declared = [why for one in loss.differences if (why := declared_reason(requirement, one, declares))]
    listed = [one.reasons for one in expected] if is_listed else []
    reasons = [*dict.fromkeys(listed if left else declared)]
    return replace(
        plain,
        verdict=name,
        loss=found.kind,
        fault="adapter",
        message=_message(found, reasons),
        expected=shortened(jsonable(_side(found, "expected")), longest),
        received=shortened(jsonable(_side(found, "received")), longest),
        pointers=_pointers(found),
        turn=found.differences[0].turn,
        # Also those that are expected: a later report is compared with all that was not kept.
        differences=[_shortened(one, longest) for one in left or loss.differences],
    )


def untestable(plain: Verdict, reason: Untestable, expected: Sequence[Expected] = ()) -> Verdict:
    """Return the verdict of an exchange that gives nothing to judge."""
    why = "; ".join(dict.fromkeys(one.reasons for one in expected if one.is_untestable))
    words = f" (known: {why})" if why else ""
    verdict: VerdictName = "known" if why else "untestable"
    return replace(plain, verdict=verdict, fault="adapter", message=f"{reason}{words}")


def error(plain: Verdict, raised: BaseException) -> Verdict:
    """Return the verdict of an exception that says nothing of the adapter: the harness or the configuration broke."""
    fault = raised.fault if isinstance(raised, CrosswireError) else "harness"
    return replace(plain, verdict="error", fault=fault, message=f"{type(raised).__name__}: {raised}")


def evidence_of(exchange: Exchange, longest: int = LIMITS.report_characters) -> Evidence:
    """Return an exchange's payloads, shortened to what a report shows."""
    return Evidence(
        scenario=exchange.scenario.name,
        serves=exchange.serves,
        mode=exchange.mode,
        variation=exchange.variation,
        title=exchange.scenario.title,
        provenance={name: str(entry["provenance"]) for name, entry in exchange.scenario.provenance.items()},
        turns=[
            {point: shortened(payload, longest) for point, payload in turn.shown.items()} for turn in exchange.turns
        ],
        notes=exchange.notes,
    )


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
        point: [*dict.fromkeys(pointer for difference in first for pointer in difference.pointers.get(point, ()))][
            :MOST_SHOWN
        ]
        for point in points
    }


def _shortened(difference: Difference, longest: int) -> Difference:
    sides = {name: shortened(jsonable(getattr(difference, name)), longest) for name in ("expected", "received")}
    return replace(difference, **sides)
