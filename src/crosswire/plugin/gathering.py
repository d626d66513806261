"""What the tests of a run tell, put together: one way for the end of a run, and for a journal of one that had none."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crosswire.plugin.listed import Listing
from crosswire.reporting.model import Evidence, Report, Route, Verdict


class Gathered:
    """What the tests of a run told."""

    def __init__(self, adapter: Mapping[str, str | None], crosswire: str, requirements: str) -> None:
        self.adapter = adapter
        self.crosswire = crosswire
        self.requirements = requirements
        self.verdicts: list[Verdict] = []
        self._exchanges: dict[Route, Evidence] = {}
        self._listed: dict[Listing, list[Verdict]] = {}

    def add(self, told: Mapping[str, Any]) -> None:
        """Take what one test told: a verdict, its exchange's payloads where they come with it, its known failures."""
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
        )


def _fixed(verdict: Verdict, listing: Listing) -> Verdict:
    message = (
        f"listed as known ({listing.reason}), but kept, as is all that it covers: take the entry out ({listing.where})"
    )
    return replace(verdict, verdict="fixed", message=message)
