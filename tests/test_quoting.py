"""An error quotes what was given, and is no longer than a person reads."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crosswire.adapters.descriptions.description import read_description
from crosswire.errors import CrosswireError
from crosswire.known_failures import load_known_failures
from crosswire.making.importing import read_conversations
from crosswire.quoting import joined, named, quoted
from crosswire.reporting.published import published_readiness
from crosswire.requirements import SET
from crosswire.scenarios import load_scenario
from crosswire.specification.profiles import profile_named

MUCH = 300_000 * "x"
ALLOWED = {"requirement": ["TOKENS-1"], "scenario": ["plain_text"], "variation": ["cut"]}


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "5"), ("a\nb", r"'a\nb'"), (MUCH, f"'{199 * 'x'}… (300,002 characters)"), ([1, 2], "[1, 2]")],
)
def test_a_value_is_quoted_up_to_a_length(value: object, text: str) -> None:
    """What is longer is cut, with its length."""
    assert text == quoted(value)


def test_a_name_is_in_quotes_where_it_is_none() -> None:
    """A plain name stands as it is."""
    assert ["gateway.url", r"'a\nb'"] == [named("gateway.url"), named("a\nb")]
    assert named(MUCH) == quoted(MUCH)


def test_many_problems_are_counted() -> None:
    """The first ten are named."""
    assert joined([*"abcdefghijkl"]) == "a; b; c; d; e; f; g; h; i; j; and 2 more"


READERS: dict[str, Callable[[Path], object]] = {
    "known_failures.toml": lambda path: load_known_failures(path, ALLOWED),
    "mine.toml": lambda path: read_description(path, "mine.toml"),
    "scenario.toml": lambda path: load_scenario(path.parent),
    "site.json": lambda path: published_readiness(path.parent, profile_named("costs")),
    "theirs.json": read_conversations,
}
CALL = {"method": "POST", "uri": "/v1/chat/completions"}
ENTRY = 'requirement = "TOKENS-1"\nscenario = "plain_text"\nreason = "r"\n'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("known_failures.toml", f"{MUCH} = 1"),
        ("known_failures.toml", f"[[known]]\n{ENTRY}{MUCH} = 1"),
        ("known_failures.toml", f"[[known]]\n{ENTRY}expires = '{MUCH}'"),
        ("known_failures.toml", f"[[known]]\n{ENTRY}variation = '{MUCH}'"),
        ("mine.toml", f"{MUCH} = 1"),
        ("mine.toml", f"name = ['{MUCH}']"),
        ("mine.toml", f"serves = ['{MUCH}']"),
        ("mine.toml", f"declares.{MUCH} = 1"),
        ("mine.toml", "".join(f"x{number} = 1\n" for number in range(9_999))),
        ("scenario.toml", f"{MUCH} = 1"),
        ("scenario.toml", f"tags = '{MUCH}'"),
        ("site.json", json.dumps({"requirements": MUCH, "adapters": []})),
        ("site.json", json.dumps({"requirements": SET, "adapters": MUCH})),
        ("theirs.json", json.dumps({"interactions": [{"request": {**CALL, "method": MUCH}, "response": {}}]})),
        ("theirs.json", json.dumps({"interactions": [{"request": {**CALL, "uri": [MUCH]}, "response": {}}]})),
    ],
)
def test_an_error_repeats_no_long_value(name: str, text: str, tmp_path: Path) -> None:
    """Whatever is long, a key or a value, the error is one line that a person reads."""
    path = tmp_path / name
    path.write_text(text)

    with pytest.raises(CrosswireError) as raised:
        READERS[name](path)
    assert len(str(raised.value)) < 2_000
    assert "\n" not in str(raised.value)


def test_a_call_that_is_left_aside_is_named_up_to_a_length(tmp_path: Path) -> None:
    """Its path may be long."""
    answered = {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": "{}"}}
    request = {"method": "GET", "uri": f"https://example.com/{MUCH}", "headers": {}, "body": ""}
    path = tmp_path / "theirs.json"
    path.write_text(json.dumps({"interactions": [{"request": request, "response": answered}]}))

    ((line,),) = read_conversations(path)[1:]
    assert len(line) < 500
