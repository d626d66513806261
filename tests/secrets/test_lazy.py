"""Patterns are compiled when they are first used; so each is compiled here."""

import importlib
import pkgutil
import re

import pytest

from crosswire import secrets
from crosswire.secrets.lazy import regex

MODULES = [f"{secrets.__name__}.{module.name}" for module in pkgutil.iter_modules(secrets.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_each_pattern_of_a_module_is_one(name: str) -> None:
    """A pattern that cannot be compiled would be an error of whoever meets it first."""
    values = vars(importlib.import_module(name)).values()
    for value in values:
        if type(value).__name__ == "_Lazy":
            re.compile(value.pattern)


def test_a_pattern_finds_as_a_compiled_one_does() -> None:
    """Its methods are those of the compiled pattern, the first time and later."""
    late = regex(r"(?i)b+")
    for _ in range(2):
        assert re.compile(r"(?i)b+").sub("-", "aBbc") == late.sub("-", "aBbc")
        assert (found := late.search("aBbc", 1))
        assert (1, 3) == found.span()

    assert 0 == late.groups

    with pytest.raises(re.error):
        regex("(").match("x")
