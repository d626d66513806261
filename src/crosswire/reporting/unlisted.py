"""A verdict as it would be if no known-failures file listed it: to list a failure mends nothing."""

from dataclasses import replace

from crosswire.reporting.model import Verdict
from crosswire.reporting.verdict_table import LOSS_AT


def unlisted(verdict: Verdict) -> Verdict:
    """Return the verdict without what a known-failures file made of it."""
    if verdict.verdict == "known":
        return replace(verdict, verdict=LOSS_AT[verdict.level] if verdict.loss else "untestable")
    return replace(verdict, verdict="passed") if verdict.verdict == "fixed" else verdict
