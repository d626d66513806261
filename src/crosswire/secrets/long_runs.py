"""Long runs of letters and digits in a text, such as a picture in base64. No key is as long: their middles show none.

A text is looked at without these middles, so that a picture takes no longer than a word.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from crosswire.secrets.forms import Found

ENDS = 1_024
"""Characters of a long run that are looked at, at each of its ends. No form of a key asks for more."""
LONGEST = 4 * ENDS
"""Characters of a run, at most, that is looked at as a whole. A private RSA key of 4,096 bits has 3,200."""

_LONG = re.compile(rf"[A-Za-z0-9+/_-]{{{LONGEST},}}+={{0,2}}")


def long_runs(text: str) -> Sequence[re.Match[str]]:
    """Return the long runs of a text, in order."""
    return [*_LONG.finditer(text)] if len(text) >= LONGEST else []


def without_middles(text: str, runs: Sequence[re.Match[str]]) -> str:
    """Return a text without the middles of its long runs."""
    parts, at = [], 0
    for run in runs:
        parts.append(text[at : run.start() + ENDS])
        at = run.end() - ENDS
    return "".join([*parts, text[at:]])


def with_middles(found: Iterable[Found], runs: Sequence[re.Match[str]]) -> Iterator[Found]:
    """Yield what was found in a text without the middles as it stands in the whole text."""
    cuts, removed = [], 0
    for run in runs:
        cuts.append((run.start() + ENDS - removed, run.end() - run.start() - 2 * ENDS))
        removed += cuts[-1][1]
    for one in found:
        before, within = (sum(length for at, length in cuts if at < end) for end in (one.start + 1, one.end))
        yield replace(one, start=one.start + before, end=one.end + within)
