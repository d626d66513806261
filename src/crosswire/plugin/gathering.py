"""What the tests of a run tell, put together: one way for the end of a run, and for a journal of one that had none."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crosswire.plugin.listed import Listing
from crosswire.reporting.model import Evidence, Report, Route, Verdict
from crosswire.reporting.runs import Run


class Gathered:
    """What the tests of a run told."""

    def __init__(
        self,
        adapter: Mapping[str, str | None],
        crosswire: str,
        requirements: str,
        invocation: Mapping[str, Any] | None = None,
    ) -> None:
        self.adapter = adapter
        self.crosswire = crosswire
        self.requirements = requirements
        self.invocation = invocation
        self.ended: str | None = None
        """Why no more came, where there was more to judge."""
        self._plan: Mapping[str, int] = {}
        self._skipped: Counter[str] = Counter()
        self.verdicts: list[Verdict] = []
        self._exchanges: dict[Route, Evidence] = {}
        self._listed: dict[Listing, list[Verdict]] = {}

    def add(self, told: Mapping[str, Any]) -> None:
        """Take what one test told: a verdict, its exchange's payloads where they come with it, its known failures.

        A test that was skipped tells why, and no verdict.
        """
        if "skipped" in told:
            self._skipped[told["skipped"]] += 1
        else:
            self._add_verdict(told)
        self._plan = told.get("plan") or self._plan or told.get("least", {})

    def _add_verdict(self, told: Mapping[str, Any]) -> None:
        verdict = Verdict.from_json(told["verdict"])
        self.verdicts.append(verdict)
        if told["exchange"]:
            exchange = Evidence(**told["exchange"])
            self._exchanges[exchange.route] = exchange
        for listing in told["listed"]:
            self._listed.setdefault(Listing(**listing), []).append(verdict)

    @property
    def outdated(self) -> list[Listing]:
        """The entries of which all was judged and nothing fails any more."""
        return [
            listing
            for listing, verdicts in self._listed.items()
            if listing.covers == len(verdicts) and all(verdict.verdict == "passed" for verdict in verdicts)
        ]

    @property
    def expired(self) -> list[Listing]:
        """The entries whose day has come, and that would cover something of this run."""
        return [listing for listing in self._listed if listing.expired]

    @property
    def missing(self) -> int:
        """How many verdicts the run was to give, and did not."""
        return max(0, self._plan.get("chosen", 0) - len(self.verdicts) - self._skipped.total())

    @property
    def _runs(self) -> tuple[Run, ...]:
        if not self.invocation or not self._plan:
            return ()
        ended = (self.ended or UNKNOWN) if self.missing else None
        return (Run(**{**self.invocation, **self._plan}, skipped=dict(self._skipped), ended=ended),)

    def report(self) -> Report:
        """Return the run's report; the order of the verdicts does not depend on who judged first."""
        fixed = {verdict.key: listing for listing in self.outdated for verdict in self._listed[listing]}
        verdicts = [
            _fixed(verdict, fixed[verdict.key]) if verdict.key in fixed else verdict for verdict in self.verdicts
        ]
        shown = {verdict.route for verdict in verdicts if verdict.verdict != "passed"}
        return Report(
            self.adapter,
            self.crosswire,
            self.requirements,
            sorted(verdicts, key=lambda verdict: (verdict.promise, verdict.key)),
            [exchange for route, exchange in sorted(self._exchanges.items()) if route in shown],
            self._runs,
        )


UNKNOWN = "the run ended before all was judged"


def _fixed(verdict: Verdict, listing: Listing) -> Verdict:
    message = (
        f"listed as known ({listing.reason}), but kept, as is all that it covers: take the entry out ({listing.where})"
    )
    return replace(verdict, verdict="fixed", message=message)
