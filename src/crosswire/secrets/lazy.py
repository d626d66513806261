"""Patterns that are compiled when they are first used: compiling all takes longer than most processes use them."""

import re
from typing import Any, cast


class _Lazy:
    """A pattern that is not compiled yet."""

    def __init__(self, written: str) -> None:
        self.pattern = written
        _ALL.append(self)

    def compile(self) -> re.Pattern[str]:
        """Compile it; from now on its methods are those of the compiled pattern."""
        compiled = re.compile(self.pattern)
        for method in ("match", "fullmatch", "search", "finditer", "findall", "split", "sub"):
            setattr(self, method, getattr(compiled, method))
        return compiled

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compile(), name)


_ALL: list[_Lazy] = []


def regex(written: str) -> re.Pattern[str]:
    """Return a pattern, as `re.compile` does, but later. What is no pattern is an error where it is first used."""
    return cast("re.Pattern[str]", _Lazy(written))


def compile_all() -> None:
    """Compile all patterns now: whoever is asked by others does not let the first of them wait for it."""
    for one in _ALL:
        one.compile()
