"""Patterns are compiled when they are first used; so each is compiled here."""

import importlib
import pkgutil
import re
from unittest import mock

import pytest

from crosswire import secrets
from crosswire.secrets import lazy
from crosswire.secrets.lazy import compile_all, regex


def test_each_pattern_of_the_package_is_one() -> None:
    """A pattern that cannot be compiled would be an error of whoever meets it first."""
    for module in pkgutil.iter_modules(secrets.__path__):
        importlib.import_module(f"{secrets.__name__}.{module.name}")
    compile_all()


def test_a_pattern_finds_as_a_compiled_one_does() -> None:
    """Its methods are those of the compiled pattern, the first time and later."""
    late = regex(r"(?i)b+")
    for _ in range(2):
        assert re.compile(r"(?i)b+").sub("-", "aBbc") == late.sub("-", "aBbc")
        assert (found := late.search("aBbc", 1))
        assert (1, 3) == found.span()

    assert 0 == late.groups

    with pytest.raises(re.error), mock.patch.object(lazy, "_ALL", []):
        regex("(").match("x")
