"""Writing requests: every kind of fact reads back as it was, and what is written is valid."""

import pytest

from crosswire.facts import (
    Ask,
    Media,
    Message,
    Other,
    Reasoning,
    ShapeName,
    Text,
    Tool,
    ToolCall,
    ToolResult,
)
from crosswire.shapes import SHAPES, chat, responses
from crosswire.wire.schemas import violations
from tests.shapes.written_facts import ASK, CITED, HOSTED
from tests.typed import as_type


@pytest.mark.parametrize("shape", SHAPES)
def test_a_request_comes_back(shape: ShapeName) -> None:
    """Roles, parts, media, calls, results, tools, settings and metadata are read back as written."""
    written = SHAPES[shape].write_request(ASK)

    assert ASK == SHAPES[shape].read_request(written)
    assert [] == violations(SHAPES[shape].REQUEST, written)


def test_what_only_chat_asks_comes_back() -> None:
    """Facts that only Chat has are read back: names, audio, usage in the stream, its own settings."""
    ask = Ask(
        model="m",
        history=(
            Message("user", (Media("audio", "QUFB", "mp3", form="data"),), name="Ada"),
            Message("assistant", (Media("audio", "audio_1", form="id"),)),
            ToolResult(None, (Text("3"),), "f"),
        ),
        settings={"stop": ["."], "n": 2, "logprobs": True, "modalities": ["text", "audio"]},
        stream=True,
        include_usage=True,
    )
    written = chat.write_request(ask)

    assert ask == chat.read_request(written)
    assert [] == violations(chat.REQUEST, written)


def test_what_only_responses_asks_comes_back() -> None:
    """Facts that only Responses has are read back: phases, namespaces, encrypted reasoning, hosted tools."""
    ask = Ask(
        model="m",
        history=(
            Message("assistant", (Text("let me see", (CITED,)),), "commentary"),
            Reasoning(("a", "b"), "gAAA"),
            ToolCall("call_1", "f", "{}", namespace="ns"),
            ToolResult(
                "call_1", (Text("see"), Media("image", "file-1", "high", form="id"), Media("file", "https://x.test"))
            ),
            HOSTED,
        ),
        tools=(
            Tool("web_search", None, {"search_context_size": "low"}),
            Tool("namespace", "ns", {"description": "d", "tools": []}),
        ),
        settings={"include": ["reasoning.encrypted_content"], "truncation": "auto", "reasoning_summary": "auto"},
    )
    written = responses.write_request(ask)

    assert ask == responses.read_request(written)
    assert HOSTED.value == as_type(Other, responses.read_request(written).history[-1]).value


@pytest.mark.parametrize("shape", SHAPES)
def test_what_has_no_words_is_left_out(shape: ShapeName) -> None:
    """A fact that a shape cannot express is left out, and the rest is written."""
    ask = Ask(
        model="m",
        history=(Message("user", (Media("video", "v"), Text("hi"), Other("new", {"type": "new"}))), Other("newer")),
        settings={"foreign": 1},
    )
    written = SHAPES[shape].write_request(ask)

    assert Ask(model="m", history=(Message("user", (Text("hi"),)),)) == SHAPES[shape].read_request(written)
    assert [] == violations(SHAPES[shape].REQUEST, written)
