"""jsonschema-rs, which gives the verdict, and jsonschema, which explains it, agree."""

import json
import math
from typing import Any

import pytest

from crosswire.wire.explanations import explained
from crosswire.wire.schemas import is_valid, violations
from tests.corpus.faults import changed_somewhere
from tests.corpus.recorded_payloads import CORPUS, Payload, corpus_payloads, scenario_payloads


def _differing(schema: str, payload: Any) -> bool:
    """Return whether the two differ on `payload`. A valid payload has to be valid with absent nulls, too."""
    valid = is_valid(schema, payload)
    strictly, leniently = (bool(explained(schema, payload, null_is_absent=null)) for null in (False, True))
    return (strictly or leniently) if valid else not strictly


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/wire-corpus is not there")
def test_they_agree_on_the_corpus() -> None:
    """Every recorded payload, of any host, is valid for both or for neither."""
    payloads = list(corpus_payloads())

    assert 5_897 == len(payloads)
    assert [] == [payload.recording for payload in payloads if _differing(payload.schema, payload.value)]


def test_they_agree_on_the_scenarios() -> None:
    """Every payload of the scenarios is valid for both."""
    payloads = list(scenario_payloads())

    assert [] == [payload.recording for payload in payloads if _differing(payload.schema, payload.value)]
    assert [] == [payload.recording for payload in payloads if not is_valid(payload.schema, payload.value)]


def test_they_agree_on_what_is_changed_somewhere() -> None:
    """A payload of every kind, with any one value changed, is valid for both or for neither."""
    kinds: dict[tuple[str, str], Payload] = {}
    for payload in sorted(scenario_payloads(), key=lambda payload: (len(payload.text), payload.text)):
        kinds.setdefault((payload.schema, str(payload.value.get("type"))), payload)
    cases = [(payload.schema, case) for payload in kinds.values() for case in changed_somewhere(payload.value)]

    assert len(cases) > 1000
    assert [] == [case for case in cases if _differing(*case)]


_CHAT: dict[str, Any] = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello"}]}
_TOOL = {"type": "function", "function": {"name": "add"}}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"temperature": math.nan}, id="nan"),
        pytest.param({"temperature": math.inf}, id="infinity"),
        pytest.param({"temperature": 1.0}, id="a whole number with a point"),
        pytest.param({"n": 1.0}, id="an integer with a point"),
        pytest.param({"n": True}, id="true for one"),
        pytest.param({"seed": 2**63}, id="an integer of 64 bits"),
        pytest.param({"seed": 2**80}, id="an integer of 80 bits"),
        pytest.param({"max_tokens": 10**400}, id="an integer that is no float"),
        pytest.param({"user": "\ud800"}, id="half a surrogate pair"),
        pytest.param({"\ud800": 1}, id="half a surrogate pair as a field"),
        pytest.param({"user": "\0"}, id="a zero character"),
        pytest.param({"prompt_cache_key": "😀" * 64, "safety_identifier": "e\u0301" * 40}, id="lengths in code points"),
        pytest.param({"tools": [_TOOL], "stop": ["\n"]}, id="a line feed"),
    ],
)
def test_they_agree_where_json_ends(changed: dict[str, Any]) -> None:
    """Both judge numbers and characters at the limits of JSON alike, without an exception."""
    assert not _differing("chat/request", {**_CHAT, **changed})


@pytest.mark.parametrize("name", ["add", "add\n", "ädd", "", "a" * 64, "a" * 65])
def test_they_agree_on_patterns(name: str) -> None:
    """Both match a pattern against the whole name, also with a line feed at its end."""
    schema = {"name": name, "schema": {}, "type": "json_schema"}
    request = {"model": "gpt-5-mini", "input": "Hello", "text": {"format": schema}}

    assert not _differing("responses/request", request)


def test_what_is_not_json_is_explained() -> None:
    """Half a surrogate pair, which jsonschema-rs refuses, does not hide another fault."""
    payload = json.loads('{"model": "gpt-5-mini", "input": "\\ud800", "top_p": "high"}')

    assert ["top_p: 'high' is not a number or null"] == [
        str(violation) for violation in violations("responses/request", payload)
    ]
