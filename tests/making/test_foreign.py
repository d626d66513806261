"""What is no exchange of either API is refused with what it is, and never becomes a scenario of a failed answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from crosswire.errors import ExchangeUnreadable, NothingToImport
from crosswire.facts import ShapeName
from crosswire.making.calls import interaction as as_turn
from crosswire.making.foreign import foreign, foreign_answer
from crosswire.making.importing import import_cassettes
from crosswire.making.one_exchange import make_scenario
from crosswire.scenarios import load_scenarios
from crosswire.wire.cassettes import HttpCall
from tests.theirs import CORPUS, interaction, write

REPORTS = CORPUS.parent / "field-reports"

ASKS: dict[ShapeName, dict[str, Any]] = {
    "chat": {"model": "m", "messages": [{"role": "user", "content": "Hi"}]},
    "responses": {"model": "m", "input": "Hi"},
}
PATHS: dict[ShapeName, str] = {"chat": "/chat/completions", "responses": "/responses"}
CHUNK = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "Hi"}}]}
OTHERS = [
    ({"type": "message", "content": [{"type": "text", "text": "Hi"}]}, "a message of Anthropic's API"),
    (
        'event: message_start\ndata: {"type": "message_start"}\n\n',
        "a stream, whose first event is an event of Anthropic",
    ),
    ({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "an error of Anthropic's API"),
    ({"candidates": [{"content": {"parts": [{"text": "Hi"}]}}]}, "an answer of Gemini's API"),
    ({"output": {"message": {}}, "stopReason": "end_turn"}, "an answer of Bedrock's API"),
    ({"model": "m", "message": {"content": "Hi"}, "done": True}, "an answer of Ollama's API"),
    ([{"__type__": "x.ChatCompletionChunk", "__data__": CHUNK}], "a list, whose first entry is an object of an SDK"),
    ([CHUNK, CHUNK], "a list, whose first entry is one frame of a stream of Chat Completions"),
    ({"request": {}, "response": {}}, "a call in another recorder's layout"),
    ({"object": "list", "data": []}, "an object with object, data"),
    ({"chunks": ["x"], "a": 1, "b": 2, "c": 3, "d": 4}, "an object with chunks, a, b, c and more"),
    ("<html>Please sign in</html>", "text, which begins '<html>Please sign in</html>'"),
    ('{"id": "chatcmpl-1", "cho', "JSON that breaks off"),
    ("data: hello\n\n", "a stream of text, which begins 'hello'"),
    ({}, "an object without fields"),
    ("", "it is empty"),
]


@pytest.mark.parametrize("shape", ["chat", "responses"])
@pytest.mark.parametrize(("answer", "words"), OTHERS)
def test_another_answer_is_refused(shape: ShapeName, answer: Any, words: str, tmp_path: Path) -> None:
    """An answer of neither API, and one in another recorder's layout, is named and left aside."""
    file = write(tmp_path / "theirs.yaml", interaction(PATHS[shape], ASKS[shape], answer))

    with pytest.raises(NothingToImport) as refused:
        import_cassettes([file], tmp_path / "cassettes")

    assert words in str(refused.value)
    assert not (tmp_path / "cassettes").exists()


@pytest.mark.parametrize(
    ("shape", "answer", "words"),
    [
        ("chat", {"object": "response", "output": []}, "it is an answer of Responses"),
        ("chat", {"object": "text_completion", "choices": [{"text": "Hi"}]}, "it is an object with object, choices"),
        ("responses", {"choices": [{"index": 0}]}, "it is an answer of Chat Completions"),
        ("responses", 'data: {"choices": []}\n\n', "whose first event is an answer of Chat Completions"),
    ],
)
def test_an_answer_of_the_other_api_is_refused(shape: ShapeName, answer: Any, words: str, tmp_path: Path) -> None:
    """An answer of one API to a request of the other is no exchange; neither is one of the old completions."""
    file = write(tmp_path / "theirs.yaml", interaction(PATHS[shape], ASKS[shape], answer))

    with pytest.raises(NothingToImport, match=words):
        import_cassettes([file], tmp_path / "cassettes")


def test_another_request_is_refused(tmp_path: Path) -> None:
    """A path that ends alike is not enough: an error of another service is no failed answer of this API."""
    file = write(tmp_path / "forms.yaml", interaction("/forms/1/responses", {"answers": []}, {"code": "NO"}, 404))

    with pytest.raises(NothingToImport, match="its request is none of Responses, which has conversation or input"):
        import_cassettes([file], tmp_path / "cassettes")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"url": "https://api.anthropic.com/v1/messages"}, "POST https://api.anthropic.com/v1/messages: not one of"),
        ({"uri": "https://x.googleapis.com/v1/models/m:generateContent"}, "POST https://x.googleapis.com/"),
        ({"path": "/v1/embeddings"}, "POST /v1/embeddings: not one of POST …/chat/completions or POST …/responses"),
        ({"method": "GET", "path": "/v1/chat/completions"}, "GET /v1/chat/completions: not one of"),
    ],
)
def test_an_exchange_of_another_api_is_refused(asked: dict[str, str], words: str, tmp_path: Path) -> None:
    """The URL tells, also where the answer is an error, which may look like anything."""
    file = tmp_path / "exchange.json"
    response = {"status": 400, "body": {"error": {"message": "no"}}}
    file.write_text(json.dumps({"request": {**asked, "body": ASKS["chat"]}, "response": response}))

    with pytest.raises(ExchangeUnreadable) as refused:
        make_scenario("made", "chat", file, tmp_path / "cassettes")

    assert words in str(refused.value)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="../shared/field-reports is not there")
def test_the_reported_recording_is_refused(tmp_path: Path) -> None:
    """A streamed answer in another recorder's layout is refused; it became a scenario of a failed answer."""
    report = json.loads((REPORTS / "foreign_recording_becomes_a_failure.json").read_text())
    file = tmp_path / "theirs.json"
    file.write_text(json.dumps({**report["asked"], **report["upstream_answers"]}))

    with pytest.raises(ExchangeUnreadable, match="the answer is none of Chat Completions: it is a list, whose first"):
        make_scenario("made", "chat", file, tmp_path / "cassettes")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/wire-corpus is not there")
def test_no_genuine_exchange_is_refused() -> None:
    """Every genuine exchange of the corpus that has a request is one of its API."""
    refused = {}
    for path in sorted(CORPUS.glob("*/*/*.json")):
        held = json.loads(path.read_text(encoding="utf-8"))
        asked, answer = held["request"].get("body"), held["response"]
        body = answer["body"] if "body" in answer else answer["text"]
        text = body if isinstance(body, str) else json.dumps(body)
        uri = "https://api.openai.com/v1" + PATHS["chat" if path.parts[-3] == "chat" else "responses"]
        call = HttpCall("POST", uri, {}, json.dumps(asked).encode(), answer["status"], "", {}, text.encode())
        if isinstance(asked, dict) and (why := foreign(call)):
            refused[path.name] = why

    assert {} == refused


MADE_SO = {"broken_json_in_a_stream", "broken_stream_is_cut", "failed_nothing_in_a_200"}
"""Scenarios whose upstream answers with something else on purpose."""


def test_no_answer_of_ours_is_refused() -> None:
    """Crosswire's own recordings hold answers of their API, but for those that are something else on purpose."""
    found = {
        name
        for name, scenario in load_scenarios().items()
        for turns in scenario.turns.values()
        for turn in turns
        if turn.response and foreign_answer(turn)
    }

    assert found == MADE_SO


def test_a_secret_is_not_shown() -> None:
    """What a message quotes of an answer is cleared first."""
    key = "sk-" + "a1b2c3d4e5f6g7h8"
    call = HttpCall("POST", "https://x/v1/responses", {}, b'{"input": "x"}', 200, "OK", {}, f"key {key}".encode())

    assert key not in str(foreign_answer(as_turn("responses", call)))
