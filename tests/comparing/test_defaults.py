"""A default spelt out asks for what it asks for when it is left out."""

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
    """The API does it without being told."""
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
    """Hosts have a temperature of their own; a store that is reversed is none of the API's."""
    assert given(name, expected, {}, api) is None


def test_numbers_are_compared_by_value() -> None:
    """JSON does not tell 1 from 1.0."""
    assert 1.0 == given("temperature", 1.0, {"temperature": 1}, "chat")


def test_a_default_spelt_out_is_not_added() -> None:
    """Of either API; padding between adapter and upstream changes no answer."""
    forwarded = {"store": False, "truncation": "disabled", "n": 1, "top_logprobs": 0, "include_obfuscation": False}

    assert {} == added({}, forwarded)


@pytest.mark.parametrize("name", ["temperature", "top_p", "user", "reasoning_effort", "seed"])
def test_what_has_no_default_is_added(name: str) -> None:
    """A model may refuse a temperature, whichever it is."""
    assert {name: 1} == added({}, {name: 1})
