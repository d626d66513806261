"""A value whose type a test knows better than a type checker does."""

from typing import Any, TypeVar

Expected = TypeVar("Expected")


def as_type(expected: type[Expected], value: Any) -> Expected:
    """Return the value, which has to be an instance of the expected type."""
    assert isinstance(value, expected), f"{value!r} is no {expected.__name__}"
    return value
