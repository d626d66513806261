"""A default means the same spelt out and left out."""

import pytest

from crosswire.comparing.defaults import added, given
from crosswire.facts import ShapeName


@pytest.mark.parametrize(
    ("name", "expected", "api"),
    [
        ("store", False, "chat"),
        ("store", True, "responses"),
        ("tool_choice", "auto", "chat"),
        ("parallel_tool_calls", True, "responses"),
        ("truncation", "disabled", "responses"),
        ("frequency_penalty", 0.0, "chat"),
        ("verbosity", "medium", "responses"),
    ],
)
def test_an_expected_default_may_be_left_out(name: str, expected: bool | float | str, api: ShapeName) -> None:
    """A setting may be left out if the upstream API has its value as the default."""
    assert expected == given(name, expected, {}, api)


@pytest.mark.parametrize(
    ("name", "expected", "api"),
    [
        ("store", True, "chat"),
        ("store", False, "responses"),
        ("temperature", 1, "chat"),
        ("parallel_tool_calls", False, "chat"),
    ],
)
def test_what_is_no_default_is_lost(name: str, expected: bool | int, api: ShapeName) -> None:
    """A setting that is left out is lost if its value is not the API's default."""
    assert given(name, expected, {}, api) is None


def test_numbers_are_compared_by_value() -> None:
    """A default is compared by value: 1 is 1.0."""
    assert 1.0 == given("temperature", 1.0, {"temperature": 1}, "chat")


def test_a_default_spelt_out_is_not_added() -> None:
    """A default of either API may be spelt out, and padding between adapter and upstream may be set."""
    forwarded = {"store": False, "truncation": "disabled", "n": 1, "top_logprobs": 0, "include_obfuscation": False}

    assert {} == added({}, forwarded)


@pytest.mark.parametrize("name", ["temperature", "top_p", "user", "reasoning_effort", "seed"])
def test_what_has_no_default_is_added(name: str) -> None:
    """A setting without a default is an addition, because a model may refuse it."""
    assert {name: 1} == added({}, {name: 1})
