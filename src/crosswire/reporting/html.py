"""report.html."""

from crosswire.reporting.model import Report


def render(report: Report) -> str:
    return ""
