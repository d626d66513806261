"""Gather the messages of a run's tests in a report: at the end of the run, or from its journal."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from crosswire.adapters.watchdog import held_at
from crosswire.plugin.crashes import verdict_on_crash
from crosswire.plugin.expected_failures import CoveringEntry
from crosswire.plugin.own_scenarios import options_for
from crosswire.reporting.model import ANSWERS, Evidence, Report, Verdict, VerdictKey
from crosswire.reporting.runs import Run
from crosswire.reporting.verdict_table import GRAVITY
from crosswire.route import Route


class Gathered:
    """The messages of a run's tests: JSON objects that the plugin puts on their reports."""

    def __init__(
        self,
        adapter: Mapping[str, str | None],
        crosswire: str,
        requirements: str,
        invocation: Mapping[str, Any] | None = None,
        plan: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self.adapter = adapter
        self.crosswire = crosswire
        self.requirements = requirements
        self.invocation = invocation
        self.ended: str | None = None
        """Why the run ended before all was judged."""
        self._plan = plan
        self._skipped: Counter[str] = Counter()
        self._verdicts: dict[VerdictKey, Verdict] = {}
        self._added = 0
        """How many messages were added."""
        self._exchanges: dict[Route, Evidence] = {}
        self._covered: dict[CoveringEntry, set[VerdictKey]] = {}
        self._reports: dict[tuple[int, str | None], Report] = {}
        """The report that was made, by what it was made of."""

    def add(self, message: Mapping[str, Any]) -> None:
        """Add the message of one test: a verdict, perhaps with its exchange's payloads; or why the test was skipped."""
        self._added += 1
        if "skipped" in message:
            self._skipped[message["skipped"]] += 1
        elif "died" in message:
            self._add_crash(message["died"], held_at(message["traces"]))
        else:
            self._add_verdict(message)
        self._plan = message.get("plan") or self._plan or message.get("least", {})
        self.adapter = message.get("adapter") or self.adapter

    def _add_crash(self, nodeid: str, why: str) -> None:
        """Add the verdict on the exchange of a test in which the watchdog ended the process."""
        answered = {verdict.route.id for verdict in self.verdicts if verdict.requirement == ANSWERS}
        options = f"--adapter {self.adapter['name']}{options_for((self.invocation or {}).get('scenarios', ()))}"
        verdict = verdict_on_crash(nodeid, options, answered, why)
        self.ended = why
        if verdict:
            self._keep(verdict)

    def _keep(self, verdict: Verdict) -> None:
        """Keep a verdict. Of one that was judged more than once, as by another try of its test, the gravest counts."""
        before = self._verdicts.get(verdict.key, verdict)
        self._verdicts[verdict.key] = min(before, verdict, key=lambda one: GRAVITY[one.verdict])

    def _add_verdict(self, message: Mapping[str, Any]) -> None:
        verdict = message["verdict"]
        if not isinstance(verdict, Verdict):
            verdict = Verdict.from_json(verdict)
        self._keep(verdict)
        if message["exchange"]:
            exchange = Evidence.from_json(message["exchange"])
            self._exchanges[exchange.route] = exchange
        for entry in message["listed"]:
            self._covered.setdefault(CoveringEntry(**entry), set()).add(verdict.key)

    @property
    def verdicts(self) -> Collection[Verdict]:
        """The verdicts, one for each requirement and route."""
        return self._verdicts.values()

    @property
    def outdated(self) -> list[CoveringEntry]:
        """The entries that cover nothing but kept verdicts, all of which were judged."""
        return [
            entry
            for entry, keys in self._covered.items()
            if entry.covers == len(keys) and all(self._verdicts[key].verdict == "passed" for key in keys)
        ]

    @property
    def expired(self) -> list[CoveringEntry]:
        """The expired entries that would cover a verdict of this run."""
        return [entry for entry in self._covered if entry.expired]

    @property
    def missing(self) -> int:
        """How many verdicts the run was to give, and did not."""
        return max(0, self._plan.get("chosen", 0) - len(self.verdicts) - self._skipped.total())

    @property
    def _runs(self) -> tuple[Run, ...]:
        if not self.invocation or not self._plan:
            return ()
        ended = (self.ended or UNKNOWN) if self.missing else None
        return (Run.from_json({**self.invocation, **self._plan, "skipped": dict(self._skipped), "ended": ended}),)

    def report(self) -> Report:
        """Return the run's report. The order of its verdicts is the same, whichever worker judged first."""
        state = self._added, self.ended
        if state not in self._reports:
            self._reports = {state: self._report()}
        return self._reports[state]

    def _report(self) -> Report:
        fixed = {key: entry for entry in self.outdated for key in self._covered[entry]}
        # By promise, then by key. The keys are not made again: sorting keeps the order of those that are equal.
        verdicts = [
            _fixed(verdict, fixed[key]) if key in fixed else verdict for key, verdict in sorted(self._verdicts.items())
        ]
        shown = {verdict.route for verdict in verdicts if verdict.verdict != "passed"}
        return Report(
            self.adapter,
            self.crosswire,
            self.requirements,
            sorted(verdicts, key=attrgetter("promise")),
            [exchange for route, exchange in sorted(self._exchanges.items()) if route in shown],
            self._runs,
        )


UNKNOWN = "the run ended before all was judged"


def _fixed(verdict: Verdict, entry: CoveringEntry) -> Verdict:
    message = (
        f"listed as known ({entry.reason}), but kept, as is all that it covers: take the entry out ({entry.where})"
    )
    return replace(verdict, verdict="fixed", message=message)
