"""Every field of both APIs is accounted for, and the share that is covered doesn't fall."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache

import pytest

from crosswire.facts import Json
from crosswire.specification.described_fields import described_fields, fields_in
from crosswire.specification.ledger import ANSWERS, REQUESTS, Entry, fields_in_scenarios, load_ledger, load_rules, share
from crosswire.specification.requirement_sets import load_ids

RATCHET = {"answers": 0.98, "common requests": 0.965, "requests": 0.98}
"""Shares of fields that are covered; they may rise, and are then to be written down here."""


@cache
def parts() -> Mapping[str, Sequence[Entry]]:
    """Return the entries of each part. All recordings are read for it: not while tests are collected."""
    return {
        "answers": [entry for entry in load_ledger() if entry.document in ANSWERS],
        "requests": [entry for entry in load_ledger() if entry.document in REQUESTS],
        "common requests": [entry for entry in load_ledger() if entry.document in REQUESTS and entry.common],
    }


@pytest.mark.parametrize("part", RATCHET)
def test_coverage_does_not_sink(part: str) -> None:
    """The share is at least the one written here, and less than 0.01 above it."""
    covered = share(parts()[part]).covered

    assert RATCHET[part] <= covered < RATCHET[part] + 0.01


def test_every_pattern_tells_of_a_field() -> None:
    """Every pattern decides at least one field; one that an earlier rule makes useless fails."""
    fields = [(name, field) for name in (*ANSWERS, *REQUESTS) for field in described_fields(name)]
    tellers = [(next((rule for rule in load_rules() if rule.fits(*one)), None), one[1]) for one in fields]
    used = {
        (id(rule), pattern) for rule, field in tellers if rule for pattern in rule.fields if fnmatchcase(field, pattern)
    }

    assert [] == [pattern for rule in load_rules() for pattern in rule.fields if (id(rule), pattern) not in used]


def test_rules_name_requirements_or_a_reason() -> None:
    """A rule has either requirement ids that exist, or a reason."""
    ids = load_ids()
    listed = {*ids.levels, *ids.waits_for}

    assert [] == [rule for rule in load_rules() if bool(rule.keeping) is bool(rule.no_counterpart)]
    assert set() == {identifier for rule in load_rules() for identifier in rule.keeping} - listed


def test_a_new_field_is_not_yet_covered() -> None:
    """No rule is so wide that it fits a field that the API doesn't have yet."""
    for name in (*ANSWERS, *REQUESTS):
        assert [] == [rule for rule in load_rules() if rule.fits(name, "/something_new")]


def test_fields_are_leaves() -> None:
    """Fields are scalars, lists of scalars and free mappings; their paths name the kinds of objects."""
    answer, request = described_fields("responses/response"), described_fields("chat/request")

    assert {"/output/*(function_call)/arguments", "/usage/input_tokens", "/metadata"} <= set(answer)
    assert {"/messages/*(user)/content", "/messages/*(user)/content/*(text)/text", "/stop", "/tool_choice"} <= set(
        request
    )
    assert "/output" not in answer
    assert len(set(answer)) == len(answer)


@pytest.mark.parametrize(
    ("name", "payload", "fields"),
    [
        (
            "chat/response",
            {"choices": [{"message": {"content": "a", "refusal": None}}]},
            {"/choices/*/message/content"},
        ),
        (
            "chat/request",
            {"messages": [{"role": "user", "content": "a"}]},
            {"/messages/*(user)/content", "/messages/*(user)/role"},
        ),
        ("chat/request", {"stop": ["a"], "metadata": {}, "unknown": 1}, {"/stop"}),
        ("chat/request", {"tool_choice": "none"}, {"/tool_choice"}),
        (
            "responses/response",
            {"output": [{"type": "function_call", "name": "a", "arguments": ""}], "usage": {"input_tokens": 0}},
            {"/output/*(function_call)/name", "/output/*(function_call)/type", "/usage/input_tokens"},
        ),
        ("responses/request", {"input": "a"}, {"/input"}),
        (
            "responses/request",
            {"input": [{"role": "user", "content": "a"}]},
            {"/input/*(message)/role", "/input/*(message)/content"},
        ),
        (
            "responses/event",
            {"type": "response.completed", "response": {"id": "a"}},
            {"(response.completed)/response", "(response.completed)/type"},
        ),
    ],
)
def test_a_payload_says_some_of_the_fields(name: str, payload: Json, fields: set[str]) -> None:
    """A payload has the fields in which it has a value; unknown fields don't count."""
    assert fields == fields_in(name, payload)


def test_whatever_is_said_is_described() -> None:
    """All fields in the scenarios are described fields, with the same pointers."""
    assert {name: set() for name in (*ANSWERS, *REQUESTS)} == {
        name: set(fields) - set(described_fields(name)) for name, fields in fields_in_scenarios().items()
    }
