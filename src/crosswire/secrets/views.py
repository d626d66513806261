"""A text as a person sees it: without the marks of a terminal, without escapes, and without the middles of pictures.

A key stands behind an escaped line end as behind a new line; `&quot;password&quot;: &quot;X&quot;` gives a password.
So a text is looked at as it is seen, too, and what is found there is taken back to where it stands. A long run of
letters and digits, such as a picture in base64, is no key: without its middle it takes no longer than a word.
"""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex

ENDS = 1_024
"""Characters of a long run that are looked at, at each of its ends. No form of a key asks for more."""
LONGEST = 4 * ENDS
"""Characters of a run, at most, that is looked at as a whole. A private RSA key of 4,096 bits has 3,200."""

_LONG = regex(rf"[A-Za-z0-9+/_-]{{{LONGEST},}}+={{0,2}}")
_ESCAPED = regex(
    r"\x1b\[[\d;]{0,20}[A-Za-z]|\\+u00[2-7][\da-fA-F]|\\+u001[bB]\[[\d;]{0,20}[A-Za-z]"
    r"|\\+(?P<blank>[nrt])|&(?:quot|amp|lt|gt|apos|#0?39|#34|#x2[27]);"
)


class Edit(NamedTuple):
    """A part of a text, and what stands there as it is seen."""

    start: int
    end: int
    seen: str


class View(NamedTuple):
    """A text as it is seen, and how it differs from the one that was written."""

    text: str
    edits: Sequence[Edit]


def views(text: str, runs: Sequence[re.Match[str]] = ()) -> Sequence[View]:
    """Return the ways in which a text is looked at: as it is written, and as it is seen where that differs.

    `runs` are its long runs.
    """
    middles = [Edit(run.start() + ENDS, run.end() - ENDS, "") for run in runs]
    escapes = [Edit(*found.span(), _seen(found)) for found in _ESCAPED.finditer(text)] if _has_mark(text) else []
    written = _view(text, middles)
    return (written, _view(text, sorted([*middles, *escapes]))) if escapes else (written,)


def long_runs(text: str) -> Sequence[re.Match[str]]:
    """Return the long runs of a text, in order."""
    return [*_LONG.finditer(text)] if len(text) >= LONGEST else []


def _has_mark(text: str) -> bool:
    return "\\" in text or "&" in text or "\x1b" in text


def _view(text: str, edits: Sequence[Edit]) -> View:
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.seen]
        at = edit.end
    return View("".join([*parts, text[at:]]) if edits else text, edits)


def _seen(found: re.Match[str]) -> str:
    written = found[0]
    if written.startswith("&"):
        return html.unescape(written)
    if found["blank"]:
        return {"n": "\n", "r": "\r", "t": "\t"}[found["blank"]]
    return "" if "[" in written else chr(int(written[-4:], 16))


def as_written(found: Iterable[Found], edits: Sequence[Edit]) -> Iterator[Found]:
    """Yield what was found in a text as it is seen, as it stands in the one that was written."""
    behind, shifts, shift = [], [0], 0
    for edit in edits:
        shift += edit.end - edit.start - len(edit.seen)
        shifts.append(shift)
        behind.append((edit.end - shift, not edit.seen))
    for one in found:
        start = one.start + shifts[bisect_right(behind, (one.start, True))]
        # What is not seen and stands behind a secret is no part of it.
        end = one.end + shifts[bisect_left(behind, (one.end, True))]
        yield replace(one, start=start, end=end)
