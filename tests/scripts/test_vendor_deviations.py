"""scripts/vendor_deviations.py lists how hosts deviate; docs/vendors.md is what it writes."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_CHECKOUT = Path(__file__).parents[2]
_CORPUS = _CHECKOUT.parent / "shared" / "wire-corpus"

_MESSAGE = {"role": "assistant", "content": "Hello", "refusal": None}
_CHOICE = {"index": 0, "finish_reason": "stop", "logprobs": None, "message": _MESSAGE}
_ANSWER: dict[str, Any] = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [_CHOICE]}


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """Return the script as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(_CHECKOUT / "scripts"))
        yield importlib.import_module("vendor_deviations")


def _record(corpus: Path, name: str, response: dict[str, Any], *, host: str = "api.example.com") -> None:
    file = corpus / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"host": host, "request": {}, "response": response}), encoding="utf-8")


def _lines(script: ModuleType, corpus: Path) -> list[str]:
    """Return the lines of the document that name a host."""
    return [line for line in script.written(script.surveyed(corpus)).splitlines() if line.startswith("| `")]


@pytest.mark.skipif(not _CORPUS.is_dir(), reason="../shared/wire-corpus is not there")
def test_the_document_is_what_the_script_writes(script: ModuleType, tmp_path: Path) -> None:
    """The script, run on the same recordings, writes docs/vendors.md, byte for byte."""
    assert 0 == script.main([str(_CORPUS), "--out", str(tmp_path / "vendors.md")])

    assert (tmp_path / "vendors.md").read_text() == (_CHECKOUT / "docs" / "vendors.md").read_text()


@pytest.mark.parametrize(
    ("changed", "field", "difference"),
    [
        ({"service_tier": "gold"}, "service_tier", '`"gold"`, not a word described'),
        ({"service_tier": ""}, "service_tier", '`""`, not a word described'),
        ({"object": "chat"}, "object", '`"chat"`, not a word described'),
        ({"usage": []}, "usage", "a list in place of an object"),
        ({"model": None}, "model", "null in place of a string"),
        ({"model": 5}, "model", "a number in place of a string"),
        ({"choices": [_CHOICE, {**_CHOICE, "message": {"role": "assistant"}, "index": "is not a list"}]},
         "choices[].index", "a string in place of an integer"),
        ({"choices": [{**_CHOICE, "message": {}}]}, "choices[].message.role", "missing"),
    ],
)  # fmt: skip
def test_a_deviation_is_a_field_and_a_difference(
    script: ModuleType, tmp_path: Path, changed: dict[str, Any], field: str, difference: str
) -> None:
    """A deviation has a field and a type; a value is shown only if it is a short word."""
    _record(tmp_path, "chat/json/1", {"body": {**_ANSWER, **changed}})
    _record(tmp_path, "chat/json/2", {"body": _ANSWER})

    assert [f"| `api.example.com` | Chat, whole | `{field}` | {difference} | 1 of 2 |"] == _lines(script, tmp_path)


def test_a_recording_counts_once(script: ModuleType, tmp_path: Path) -> None:
    """A field that deviates in many chunks of a stream counts as one recording."""
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0}]}
    finished = {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": ""}]}
    sent: list[dict[str, Any]] = [finished, finished, {"error": {}}]
    frames = [json.dumps(frame) for frame in sent]
    _record(tmp_path, "chat/stream/1", {"text": "".join(f"data: {frame}\n\n" for frame in [*frames, "[DONE]"])})

    assert [
        "| `api.example.com` | Chat, streamed | the chunk itself | an error object in place of a chunk | 1 of 1 |",
        '| `api.example.com` | Chat, streamed | `choices[].finish_reason` | `""`, not a word described | 1 of 1 |',
    ] == _lines(script, tmp_path)


def test_hosts_are_sorted_and_accounts_left_out(script: ModuleType, tmp_path: Path) -> None:
    """Hosts are sorted and named without their customer; the described host is left out."""
    _record(tmp_path, "chat/json/1", {"body": _ANSWER}, host="someone.openai.azure.com")
    _record(tmp_path, "chat/json/2", {"body": _ANSWER}, host="another.openai.azure.com")
    _record(tmp_path, "chat/json/3", {"body": {}}, host="api.openai.com")
    _record(tmp_path, "responses/error/4", {"body": {}}, host="api.example.com")

    assert [
        "| `api.example.com` | Responses, error | `error` | missing | 1 of 1 |",
        "| `*.openai.azure.com` | Chat, whole | 2 |",
    ] == _lines(script, tmp_path)


def test_nothing_recorded_writes_nothing(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder without recordings is an error, and the document stays unchanged."""
    assert 1 == script.main([str(tmp_path), "--out", str(tmp_path / "vendors.md")])

    assert capsys.readouterr().err.startswith(f"{tmp_path} holds no recorded answers of other hosts")
    assert not (tmp_path / "vendors.md").exists()
