"""Looking for a pattern of a description, in a process of its own: one that backtracks for ever holds only that."""

import subprocess
import sys

from crosswire.errors import AdapterUnusable

SEARCH_SECONDS = 5.0
"""Seconds that one search may take."""

_SEARCH = "import re, sys; print(bool(re.search(sys.argv[1], sys.stdin.buffer.read().decode(errors='replace'))))"
_SPECIAL = frozenset(r".^$*+?{}[]\|()")


def is_in(pattern: str, text: str, key: str) -> bool:
    """Return whether a pattern is found in a text; `key` is that of the description.

    Raises:
        AdapterUnusable: it takes too long.
    """
    if not _SPECIAL & {*pattern}:
        return pattern in text
    # -I -S: it needs neither installed packages nor the user's settings for Python.
    command = [sys.executable, "-I", "-S", "-c", _SEARCH, pattern]
    try:
        ran = subprocess.run(
            command, input=text.encode(errors="replace"), timeout=SEARCH_SECONDS, capture_output=True, check=False
        )
    except subprocess.TimeoutExpired:
        raise AdapterUnusable(
            f"{key} is {pattern!r}, and was looked for in {len(text):,} characters for {SEARCH_SECONDS:g} s without an "
            "end; one without a repetition in a repetition is allowed, best a text as it is printed"
        ) from None
    return ran.stdout.strip() == b"True"
