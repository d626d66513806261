"""Refuse partial reports where they would pass for complete ones."""

from collections.abc import Sequence

from crosswire.errors import ReportPartial
from crosswire.reporting.model import Report


def refuse_partial(reports: Sequence[Report], verb: str) -> None:
    """Refuse partial reports; `verb` is what was to be done with them: `accepted`.

    Raises:
        ReportPartial: one of the reports is partial.
    """
    for report in reports:
        coverage = report.coverage
        if coverage.is_partial:
            why = "; ".join(coverage.gaps) or coverage.shortfall
            raise ReportPartial(
                f"the report on {report.adapter_name} has {coverage.measure} ({why}); a part is {verb} only with "
                "--partial; pytest suites --adapter TARGET --report DIR judges all, crosswire merge puts parts together"
            )
