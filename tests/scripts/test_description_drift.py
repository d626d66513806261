"""scripts/description_drift.py reports what a newer description changes, and writes nothing."""

import copy
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_CHECKOUT = Path(__file__).parents[2]
_DESCRIPTION = _CHECKOUT.parent / "shared" / "reference" / "openai-openapi-2.3.0.slice.json"

needs_description = pytest.mark.skipif(
    not _DESCRIPTION.is_file(), reason=f"../shared/reference/{_DESCRIPTION.name} is not there"
)


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """Return the script as a module; it finds its neighbours as if it were run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(_CHECKOUT / "scripts"))
        yield importlib.import_module("description_drift")


@pytest.fixture
def description() -> dict[str, Any]:
    """Return a copy of the description that schemas/ is derived from."""
    return copy.deepcopy(json.loads(_DESCRIPTION.read_text(encoding="utf-8")))


def run(
    script: ModuleType, description: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> tuple[int, list[str]]:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(description))
    status = script.main([str(file), "plain_text", "error_bad_request"])
    return status, capsys.readouterr().out.splitlines()


@needs_description
def test_the_same_description_changes_nothing(
    script: ModuleType, description: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """For the same description all four counts are 0, and so is the exit status."""
    assert (
        0,
        [
            "fields that are new: 0",
            "fields that are gone: 0",
            "waivers and additions that are useless: 0",
            "recordings' parts that are no longer valid: 0",
        ],
    ) == run(script, description, capsys, tmp_path)


@needs_description
def test_a_new_field_is_told(
    script: ModuleType, description: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A new field is reported for every schema that it reaches; it is no failure."""
    description["components"]["schemas"]["CompletionUsage"]["properties"]["mused_tokens"] = {"type": "integer"}

    status, lines = run(script, description, capsys, tmp_path)

    new = ["  chat/response /usage/mused_tokens", "  chat/chunk /usage/mused_tokens"]
    assert (0, ["fields that are new: 2", *new, "fields that are gone: 0"]) == (status, lines[:4])


@needs_description
def test_a_field_that_is_gone_is_told(
    script: ModuleType, description: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A removed field is reported; recordings that have it stay valid, since unknown fields are allowed."""
    del description["components"]["schemas"]["CompletionUsage"]["properties"]["total_tokens"]
    description["components"]["schemas"]["CompletionUsage"]["required"].remove("total_tokens")

    status, lines = run(script, description, capsys, tmp_path)

    gone = ["  chat/response /usage/total_tokens", "  chat/chunk /usage/total_tokens"]
    assert (1, ["fields that are gone: 2", *gone]) == (status, lines[1:4])
    assert "recordings' parts that are no longer valid: 0" == lines[-1]


@needs_description
def test_recordings_that_are_no_longer_valid_are_told(
    script: ModuleType, description: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Every part of a recording that is no longer valid is reported with its violation."""
    schemas = description["components"]["schemas"]
    schemas["CompletionUsage"]["properties"]["total_tokens"] = {"type": "string"}
    schemas["Error"]["required"].append("trace")

    status, lines = run(script, description, capsys, tmp_path)

    invalid = lines[lines.index("waivers and additions that are useless: 0") + 1 :]
    assert 1 == status
    assert f"recordings' parts that are no longer valid: {len(invalid) - 1}" == invalid[0]
    assert any(line.startswith("  plain_text chat.json turn 1, answer /usage/total_tokens: ") for line in invalid)
    assert any("plain_text chat.stream turn 1, event " in line and "/usage/total_tokens: " in line for line in invalid)
    errors = [line for line in invalid if line.startswith("  error_bad_request ")]
    assert 4 == len(errors)
    assert all('answer /error: "trace" is a required property' in line for line in errors)


@needs_description
def test_a_waiver_that_is_useless_is_told(
    script: ModuleType, description: dict[str, Any], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A waiver that is no longer needed is reported, and the script goes on."""
    description["components"]["schemas"]["CreateChatCompletionResponse"]["properties"]["system_fingerprint"] = {
        "anyOf": [{"type": "string"}, {"type": "null"}]
    }

    status, lines = run(script, description, capsys, tmp_path)

    waiver = "the waiver that CreateChatCompletionResponse.system_fingerprint may be null"
    assert (1, "waivers and additions that are useless: 1") == (status, lines[2])
    assert f"  {waiver} changes nothing: the description allows it" == lines[3]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("{", [], "Expecting property name"),
        ("{}", [], "there is no component "),
        ("[]", [], "'list' object has no attribute 'get'"),
        ("{}", ["plain_txt"], "scenario 'plain_txt' is not in cassettes/; did you mean 'plain_text'?"),
    ],
)
def test_what_cannot_be_read_is_told(
    text: str, names: list[str], expected: str, script: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What cannot be read is one line and exit status 2."""
    file = tmp_path / "openapi.json"
    file.write_text(text)

    assert 2 == script.main([str(file), *names])
    assert capsys.readouterr().err.startswith(f"{file}: {expected}")
