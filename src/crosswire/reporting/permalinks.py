"""Links within the page: the part of the address behind `#`, which `page/permalinks.js` reads."""

import re
from urllib.parse import quote, urlencode

from crosswire.reporting.causes import Cause
from crosswire.reporting.model import Report, Verdict

_HALF_A_PAIR = re.compile("[\ud800-\udfff]")


def permalink(view: str, **parts: str | None) -> str:
    """Return the link to a view. Parts that are None or empty are left out."""
    # An address cannot hold half of a surrogate pair: browsers replace it by this sign, and so does the script.
    given = {name: _HALF_A_PAIR.sub("\ufffd", value) for name, value in parts.items() if value}
    return f"#{view}?{urlencode(given)}"


def link_to(verdict: Verdict, report: Report | None = None) -> str:
    """Return the link to a verdict's page. With a report, the link names its adapter."""
    return permalink(
        "verdict",
        requirement=verdict.requirement,
        serves=verdict.serves,
        mode=verdict.mode,
        scenario=verdict.scenario,
        variation=verdict.variation,
        adapter=report.adapter_name if report else None,
    )


def link_to_cause(cause: Cause) -> str:
    """Return the link to a cause: the same in every report that has it."""
    return f"#cause/{quote(cause.key, errors='replace')}"
