"""Patterns that are compiled when they are first used: compiling all takes longer than most processes use them."""

import re
from typing import Any, cast


class _Lazy:
    """A pattern that is not compiled yet."""

    def __init__(self, written: str) -> None:
        self.pattern = written

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern)
        for method in ("match", "fullmatch", "search", "finditer", "findall", "split", "sub"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def regex(written: str) -> re.Pattern[str]:
    """Return a pattern, as `re.compile` does, but later. What is no pattern is an error where it is first used."""
    return cast("re.Pattern[str]", _Lazy(written))
