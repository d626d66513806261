"""The verdicts on what was performed."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crosswire import judgement
from crosswire.api.running import Performed
from crosswire.exchange import cases_of
from crosswire.plugin.exchanges import can_judge
from crosswire.plugin.own_scenarios import options_for
from crosswire.reporting.model import Verdict
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.specification.suites import load_requirements


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on one exchange."""

    performed: Performed
    """What was judged."""
    verdicts: tuple[Verdict, ...]
    """One for each requirement that applies, in the order of the suites."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Why requirements gave no verdict (the official SDK is not installed) → how many."""

    @property
    def losses(self) -> tuple[Verdict, ...]:
        """The verdicts that found a fact lost, altered or invented, also those that only warn or are declared."""
        return tuple(verdict for verdict in self.verdicts if verdict.loss)


def judge(performed: Performed, *, warnings_fail: bool = False) -> Judged:
    """Judge an exchange by every requirement that applies to it; `warnings_fail` makes a SHOULD fail, too.

    It raises nothing for an exchange that went wrong: that is a verdict, `untestable` or `error`. The adapter may be
    closed by now.
    """
    verdicts: list[Verdict] = []
    skipped: Counter[str] = Counter()
    for requirement in _applying(performed):
        if reason := _skip_reason(requirement):
            skipped[reason] += 1
        else:
            verdicts.append(_verdict(requirement, performed, warnings_fail=warnings_fail))
    return Judged(performed, tuple(verdicts), dict(skipped))


def _applying(performed: Performed) -> Iterator[Requirement]:
    exchange, exchanges = performed.exchange, performed.adapter.exchanges
    cases = cases_of(exchange.scenario, exchange.serves, exchange.mode)
    for requirement in load_requirements():
        can_be = can_judge(requirement, performed.route, exchanges.candidate, exchanges.clients)
        if can_be and requirement.applies(cases, performed.variation):
            yield requirement


def _skip_reason(requirement: Requirement) -> str | None:
    """Return why pytest would skip a requirement's test."""
    test = getattr(sys.modules[requirement.check.__module__], requirement.check.__name__)
    skips = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "skipif" and mark.args[0]]
    return str(skips[0].kwargs["reason"]) if skips else None


def _verdict(requirement: Requirement, performed: Performed, *, warnings_fail: bool) -> Verdict:
    adapter = performed.adapter
    test = f"{requirement.check.__module__}::{requirement.check.__name__}[{performed.route.id}]"
    rerun = f'pytest --pyargs "{test}" --adapter {adapter.target}{options_for(adapter.scenarios)}'
    plain = judgement.passed(requirement, performed.route, rerun)
    try:
        why_not = requirement.judge(performed.exchange)
    except Loss as loss:
        longest = adapter.exchanges.limits.report_characters
        declares = adapter.candidate.declares
        return judgement.lost(plain, requirement, loss, declares, warnings_fail=warnings_fail, longest=longest)
    except Untestable as reason:
        return judgement.untestable(plain, reason)
    except Exception as error:
        return judgement.error(plain, error)
    return judgement.passed(requirement, performed.route, rerun, why_not)
