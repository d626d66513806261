"""An answer in another recorder's layout is refused as unreadable, not read as a failure."""

import json
from pathlib import Path
from typing import Any

import pytest

from crosswire.errors import ExchangeUnreadable
from crosswire.making.conversations import Conversation, conversations_in
from crosswire.making.one_exchange import make_scenario
from crosswire.wire.cassettes import HttpCall

CHUNK = {
    "id": "rec-1",
    "object": "chat.completion.chunk",
    "created": 0,
    "model": "small-model",
    "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Hi"}, "finish_reason": None}],
}
WRAPPED = [{"__type__": "ChatCompletionChunk", "__data__": CHUNK}]
ASKED = {"model": "small-model", "messages": [{"role": "user", "content": "Hello"}]}


@pytest.mark.parametrize("body", [WRAPPED, WRAPPED[0], [[CHUNK]]])
def test_the_answer_is_none_of_chat(body: Any, tmp_path: Path) -> None:
    """`crosswire scenario new` refuses it, and writes nothing."""
    file = tmp_path / "recorded.json"
    exchange = {"request": {"body": ASKED}, "response": {"body": body, "is_streaming": True}}
    file.write_text(json.dumps(exchange), encoding="utf-8")

    with pytest.raises(ExchangeUnreadable, match=r"recorded\.json: the answer is none of Chat"):
        make_scenario("made", "chat", file, tmp_path / "cassettes")

    assert not (tmp_path / "cassettes").exists()


def test_an_import_leaves_it_aside() -> None:
    """`crosswire import` names the interaction, and takes the others."""

    def call(answer: Any) -> HttpCall:
        return HttpCall(
            method="POST",
            uri="https://api.openai.com/v1/chat/completions",
            request_headers={},
            request_body=json.dumps(ASKED).encode(),
            status=200,
            reason="OK",
            headers={"content-type": ["application/json"]},
            body=json.dumps(answer).encode(),
        )

    whole = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}]}
    taken, left = conversations_in([call(whole), call(WRAPPED)])

    assert isinstance(taken, Conversation)
    assert (1,) == taken.numbers
    assert "interaction 2, POST /v1/chat/completions: the answer is none of Chat Completions" in str(left)
