"""The known-failures file: failures to expect, so that only a new one (or one that is gone) makes a run red.

- `entries`: what an entry expects, and of which verdicts.
- `reading`: reads the file, and refuses what is not one.

An entry is about a cause, as `crosswire accept` writes it, and lists what it covers verdict by verdict:

[[cause]]
key = "chat/served/usage/reasoning/lost"
sentence = "In what is served over Chat, …"       # optional: for people
reason = "nobody needed them yet"                 # optional, as are `link` and `expires`
rows = [
    { requirements = ["TOKENS-2"], scenarios = ["reasoning_then_text"], facts = ["usage.reasoning lost"] },
]

Or it is about a requirement, and covers more than it names:

[[known]]
requirement = "TOKENS-2"
scenario = "reasoning_then_text"         # or "*": every scenario
serves = "chat"                          # optional, as are `mode` and `variation`: without it, any
variation = "plain"                      # the exchange as it was recorded, or the name of a variation
reason = "reasoning tokens are dropped"
link = "https://…"                       # optional
facts = ["usage.reasoning lost"]         # optional: the losses to expect; any other loss makes the run red
expires = 2027-01-31                     # optional: from that day on the entry covers nothing
"""

from datetime import UTC, date, datetime

from crosswire.known_failures.entries import (
    PLAIN,
    AcceptedCause,
    AcceptedVerdicts,
    Entry,
    Expected,
    KnownFailure,
    KnownFailures,
    beyond,
)
from crosswire.known_failures.reading import load_known_failures

__all__ = [
    "PLAIN",
    "AcceptedCause",
    "AcceptedVerdicts",
    "Entry",
    "Expected",
    "KnownFailure",
    "KnownFailures",
    "beyond",
    "load_known_failures",
    "today",
]


def today() -> date:
    """Return today's date in UTC, which `expires` is compared with: the same everywhere."""
    return datetime.now(UTC).date()
