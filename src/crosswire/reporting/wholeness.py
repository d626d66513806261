"""Refusing a report of a part of all verdicts where it would be taken for a whole one."""

from collections.abc import Sequence

from crosswire.errors import ReportPartial
from crosswire.reporting.model import Report


def refuse_partial(reports: Sequence[Report], verb: str) -> None:
    """Refuse reports that lack verdicts; `verb` is what was to become of them.

    Raises:
        ReportPartial: there is one.
    """
    for report in reports:
        covered = report.coverage
        if covered.is_partial:
            why = "; ".join(covered.gaps)
            raise ReportPartial(
                f"the report on {report.adapter_name} has {covered.measure} ({why}); a part is {verb} only with "
                "--partial; pytest suites --adapter TARGET --report DIR judges all, crosswire merge puts parts together"
            )
