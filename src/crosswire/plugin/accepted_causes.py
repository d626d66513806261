"""Red verdicts of a cause that the known-failures file lists: the entry does not cover them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from crosswire import known_failures
from crosswire.reporting.causes import causes
from crosswire.reporting.model import Report
from crosswire.reporting.profile_filter import profiles_for
from crosswire.reporting.unlisted import unlisted
from crosswire.reporting.verdict_table import ROWS
from crosswire.wire.reading import Unreadable, read_toml

MOST_NAMED = 3
"""How many verdicts a line names."""


def new_verdicts(report: Report, file: Path) -> Iterator[str]:
    """Yield a line for each listed cause of which a verdict is red, with the profiles in which none was accepted.

    `file` was read without an error before. Where it is gone by now, or cannot be read twice, that is the line.
    """
    try:
        listed = _listed(read_toml(file))
    except (OSError, Unreadable) as error:
        yield f"{file}: it cannot be read again, to look for new verdicts of accepted causes: {error}"
        return
    if not listed:
        return
    red = {verdict.key for verdict in report.verdicts if ROWS[verdict.verdict].is_red}
    profiles_of = profiles_for([report])
    for cause in causes([unlisted(verdict) for verdict in report.verdicts], report.exchanges):
        verdicts = [*cause.verdicts, *cause.hidden]
        found = [verdict for verdict in verdicts if verdict.key in red]
        if cause.key in listed and found:
            names = [f"{verdict.requirement} on {verdict.route.id}" for verdict in found[:MOST_NAMED]]
            more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
            verdicts_found = f"{len(found)} new {'verdict' if len(found) == 1 else 'verdicts'}"
            accepted = {name for verdict in verdicts if verdict.key not in red for name in profiles_of(verdict)}
            reached = dict.fromkeys(name for verdict in found for name in profiles_of(verdict) if name not in accepted)
            beside = f"; new in profile {', '.join(reached)}" if reached else ""
            yield f"{file}: {verdicts_found} of the accepted cause {cause.key}: {', '.join(names)}{more}{beside}"


def _listed(tables: Mapping[str, Any]) -> frozenset[str]:
    day = known_failures.today()
    entries = tables.get("cause", ())
    return frozenset(entry["key"] for entry in entries if "expires" not in entry or entry["expires"] > day)
