"""Why there was no answer to judge: the reason that a person reads, and what of it is the same in every run."""

import re

from crosswire.reporting.model import Verdict
from crosswire.reporting.verdict_table import ROWS

LONGEST = 160
"""How many characters of a reason tell it from others. What follows is a log, a payload or a link."""
_VALUE = re.compile(
    r"\b(returned|streamed|served) (\w+) .*?(?= for a (?:plain|streamed) request|; every frame|, which is not JSON)"
)
"""A value that the adapter gave. Its type tells what to mend; its text differs from exchange to exchange."""
_TURN = re.compile(r" \(turn \d+ of \d+\)$")
_LISTED = " (known: "
"""Begins what the known-failures file says of an untestable verdict."""
_OF_ONE_EXCHANGE = (
    (re.compile(r"[\[{][^\[\]{}]*[\]}]"), "…"),  # a payload
    (re.compile(r"\b(?=\w*\d)(?=\w*[a-z_-])[\w-]{12,}", re.IGNORECASE), "…"),  # an id
    (re.compile(r"\d+(?:\.\d+)*"), "#"),  # a position, a line, a time
)
"""What a text may hold of one exchange, and what stands for it."""
_STATUS = re.compile(r"(an error, )(\d{3})\b")


def no_answer(verdict: Verdict) -> str | None:
    """Return why a verdict had no answer to judge; None where it had one."""
    if not ROWS[verdict.verdict].is_judged:
        reason = (verdict.message or "").partition(_LISTED)[0]
    elif verdict.expected == "an answer" and isinstance(verdict.received, str):
        reason = verdict.received
    else:
        return None
    line = reason.partition("\n")[0].removeprefix("nothing to judge: ")
    return _TURN.sub("", _VALUE.sub(r"\1 \2", line))


def stable(reason: str) -> str:
    """Return a reason without what differs from exchange to exchange: payloads, ids, numbers other than the status."""
    beginning, status, rest = _around_status(reason.partition("\\n")[0])
    for form, instead in _OF_ONE_EXCHANGE:
        times = 1
        while times:  # from the innermost brackets outwards
            rest, times = form.subn(instead, rest)
    text = f"{beginning}{status}{rest}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _around_status(reason: str) -> tuple[str, str, str]:
    found = _STATUS.search(reason)
    return (reason[: found.start(2)], found[2], reason[found.end() :]) if found else ("", "", reason)
