"""A guess at what a misspelt word was meant to be."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches

LONGEST = 100
"""The length of the longest word that is compared. Longer ones match no choice, and take long to compare."""


def did_you_mean(given: object, choices: Iterable[str], show: Callable[[str], str] = repr) -> str:
    """Return `; did you mean 'x'?` with the choice that is spelt most like `given`; nothing where none comes close.

    `show` writes the choice as a user has to type it.
    """
    near = get_close_matches(given, list(choices), n=1) if isinstance(given, str) and len(given) <= LONGEST else []
    return f"; did you mean {show(near[0])}?" if near else ""
