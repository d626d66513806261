"""Client libraries as witnesses: what they read in a stream."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crosswire.cli import main
from crosswire.clients.availability import is_installed, versions_of
from crosswire.clients.views import Unread
from crosswire.facts import Json, ShapeName
from crosswire.proving.javascript_sdk import NAME, JavaScriptSDK
from crosswire.proving.python_sdk import PythonSDK
from crosswire.proving.witnesses import WITNESSES, Witnesses

needs_javascript_sdk = pytest.mark.skipif(
    not is_installed(NAME),
    reason="the JavaScript SDK is not installed: `crosswire prove --javascript` installs it",
)
CALL = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "get_time", "arguments": "{}"}}


def chunk(delta: Any, finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def events(*between: Any, output: Any, status: str = "completed") -> list[Any]:
    response = {"id": "r", "object": "response", "created_at": 1, "model": "m", "status": "in_progress", "output": []}
    frames = [
        {"type": "response.created", "response": response},
        *between,
        {"type": f"response.{status}", "response": {**response, "status": status, "output": output}},
    ]
    return [{**frame, "sequence_number": number} for number, frame in enumerate(frames)]


def message(text: str) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": []}
    return {"type": "message", "id": "i", "role": "assistant", "status": "completed", "content": [part]}


def text_events(text: str) -> list[Any]:
    """Return the events of a message whose text comes in one delta."""
    indices = {"item_id": "i", "output_index": 0}
    part = {**indices, "content_index": 0, "part": message("")["content"][0]}
    return [
        {"type": "response.output_item.added", **indices, "item": {**message(""), "content": []}},
        {"type": "response.content_part.added", **part},
        {"type": "response.output_text.delta", **indices, "content_index": 0, "delta": text, "logprobs": []},
        {"type": "response.output_item.done", **indices, "item": message(text)},
    ]


CHAT = [
    chunk({"role": "assistant", "content": "Ti"}),
    chunk({"content": "de\u2028"}),
    chunk({"tool_calls": [CALL]}),
    chunk({}, "tool_calls"),
]
RESPONSES = events(*text_events("Tide\u2028"), output=[message("Tide\u2028")])
READ: Mapping[ShapeName, dict[str, Any]] = {
    "chat": {
        "text": "Tide\u2028",
        "refusal": "",
        "tool_calls": [["call_1", "get_time", "{}"]],
        "finish": "tool_calls",
    },
    "responses": {"text": "Tide\u2028", "refusal": "", "tool_calls": [], "finish": "completed"},
}


@pytest.fixture
def javascript() -> Iterator[JavaScriptSDK]:
    """Return the JavaScript SDK; its process is ended after the test."""
    sdk = JavaScriptSDK()
    yield sdk
    sdk.close()


def test_the_python_sdk_reads() -> None:
    """The Python SDK reads streams of both APIs; where it raises, there is no reading."""
    assert READ["chat"] == PythonSDK().read("chat", CHAT)
    assert READ["responses"] == PythonSDK().read("responses", RESPONSES)
    assert isinstance(PythonSDK().read("chat", [{"choices": 3}]), Unread)


@needs_javascript_sdk
def test_the_javascript_sdk_reads(javascript: JavaScriptSDK) -> None:
    """The JavaScript SDK reads the same as the Python SDK, and also what the deltas of a response show."""
    shown = {"text": "Tide\u2028", "refusal": ""}

    assert READ["chat"] == javascript.read("chat", CHAT)
    assert {**READ["responses"], "shown": shown} == javascript.read("responses", RESPONSES)


@needs_javascript_sdk
def test_what_the_javascript_sdk_raises_is_told(javascript: JavaScriptSDK) -> None:
    """The error is given with its class; the next stream is read all the same."""
    assert Unread("OpenAIError", "missing finish_reason for choice 0") == javascript.read("chat", CHAT[:-1])
    assert Unread("OpenAIError", "request ended without sending any chunks") == javascript.read("chat", [])
    assert READ["chat"] == javascript.read("chat", CHAT)


@needs_javascript_sdk
def test_a_call_without_an_id_is_read_alike(javascript: JavaScriptSDK) -> None:
    """Two readings of a call without an id are equal, although the SDK makes up an id."""
    nameless = [*CHAT[:2], chunk({"tool_calls": [{**CALL, "id": None}]}), CHAT[3]]

    assert javascript.read("chat", nameless) == javascript.read("chat", nameless)


class Reader:
    """Reads the number of frames; an empty stream cannot be read."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def read(self, serves: ShapeName, frames: Sequence[Json]) -> Json | Unread:  # noqa: ARG002 - as witnesses have it
        self.asked.append(frames)
        return len(frames) if frames else Unread("nothing")

    def close(self) -> None:
        self.asked.append("closed")


def test_a_right_stream_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading of the right stream is compared with those of many others, and made once."""
    reader = Reader()
    monkeypatch.setitem(WITNESSES, "Counting", lambda: reader)
    asked = Witnesses(["Counting"])

    assert {"Counting": True} == asked.read_alike("chat", [{"a": 1}], [{"b": 1}])
    assert {"Counting": False} == asked.read_alike("chat", [{"a": 1}], [])
    assert {} == asked.read_alike("chat", [], [])  # it does not get through the right one

    asked.close()
    assert [[{"a": 1}], [{"b": 1}], [], [], [], "closed"] == reader.asked


def test_what_installs_the_sdk_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One line says that npm is missing, before anything is judged."""
    monkeypatch.setenv("CROSSWIRE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", "")

    result = CliRunner().invoke(main, ["prove", "--javascript", "--sample", "1", "--into", str(tmp_path / "proof")])

    assert 2 == result.exit_code
    assert f"error: client {NAME}: {versions_of(NAME)} is installed by npm, which is not on PATH" in result.output
    assert not (tmp_path / "proof").exists()
