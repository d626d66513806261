"""Reading Chat Completions as hosts other than OpenAI write them, and as OpenAI once did."""

import pytest

from crosswire.facts import (
    Answer,
    Failure,
    Json,
    Media,
    Message,
    Reasoning,
    Refusal,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from crosswire.shapes import chat
from tests.typed import as_type


def answer(**message: Json) -> Answer:
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": "stop"}
    return as_type(Answer, chat.read_answer({"choices": [choice]}))


def streamed(*deltas: Json) -> Answer:
    return as_type(Answer, chat.read_stream([{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]))


def usage(facts: Answer | Failure) -> Usage:
    return as_type(Usage, as_type(Answer, facts).usage)


THINKING = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}, {"type": "text", "text": "!"}]}


@pytest.mark.parametrize(
    ("fields", "reasoning"),
    [
        ({"reasoning_content": "hm"}, Reasoning(("hm",))),
        ({"reasoning": "hm"}, Reasoning(("hm",))),
        ({"content": [THINKING, {"type": "text", "text": "hi"}]}, Reasoning(("hm!",))),
        ({"reasoning_details": [{"type": "reasoning.text", "text": "hm"}]}, Reasoning(("hm",))),
        ({"reasoning_details": [{"type": "reasoning.summary", "summary": "s"}]}, Reasoning(("s",))),
        (
            {"reasoning": "hm", "reasoning_details": [{"type": "reasoning.encrypted", "data": "e"}]},
            Reasoning(("hm",), "e"),
        ),
    ],
)
def test_reasoning_has_many_names(fields: Json, reasoning: Reasoning) -> None:
    """Reasoning is read under every name that hosts give it, and never as text."""
    assert (reasoning, *answer(content="hi").items) == answer(**{"content": "hi", **fields}).items


def test_details_of_reasoning_go_on_where_index_and_type_are_the_same() -> None:
    """Details of reasoning with the same index and type are joined, as OpenRouter and Snowflake stream them."""
    pieces = [{"reasoning_details": [{"type": "reasoning.text", "index": 0, "text": text}]} for text in ("h", "m")]

    assert ("hm",) == streamed(*pieces).reasoning


def test_thinking_is_streamed_as_parts() -> None:
    """Mistral streams a list as content while it thinks, then strings: both are read."""
    read = streamed({"content": [THINKING]}, {"content": "h"}, {"content": [{"type": "text", "text": "i"}]})

    assert (("hm!",), "hi") == (read.reasoning, read.text)


def test_what_is_empty_is_not_said() -> None:
    """Empty calls, audio and refusals count as absent: Snowflake fills every field."""
    call = {
        "id": "t",
        "type": "function",
        "function": {"name": "f", "arguments": "{}"},
        "custom": {"name": "", "input": ""},
    }
    read = answer(
        content="",
        refusal="",
        tool_calls=[call],
        function_call={"name": "", "arguments": ""},
        audio={"id": "", "data": ""},
    )

    assert (ToolCall("t", "f", "{}"),) == read.items


def test_usage_under_a_vendors_name_counts_where_there_is_no_other() -> None:
    """Groq's `x_groq.usage` counts where a stream has no other usage."""
    counts = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    groqs = {"choices": [], "x_groq": {"usage": counts}}

    both = chat.read_stream([groqs, {"choices": [], "usage": counts | {"total_tokens": 9}}])
    assert 3 == usage(chat.read_stream([groqs])).total
    assert 9 == usage(both).total
    assert () == as_type(Answer, chat.read_stream([groqs])).usage_chunks


def test_other_details_of_usage_are_kept_by_name() -> None:
    """Token counts that only one API has are read under their own names."""
    details = {
        "completion_tokens_details": {"reasoning_tokens": 1, "audio_tokens": 2},
        "prompt_tokens_details": {"image_tokens": 3},
    }

    assert {"output.audio_tokens": 2, "input.image_tokens": 3} == usage(chat.read_answer({"usage": details})).others


def test_sound_is_a_part_of_the_answer() -> None:
    """Audio is a part of the message, with its transcript; streamed pieces are joined."""
    sound = Media("audio", "AAAA", "hello", "audio_1", "data")
    pieces = [{"id": "audio_1"}, {"data": "AA", "transcript": "hel"}, {"data": "AA", "transcript": "lo"}]

    assert (Message("assistant", (sound,)),) == answer(
        audio={"id": "audio_1", "data": "AAAA", "transcript": "hello"}
    ).items
    assert (Message("assistant", (sound,)),) == streamed(*({"audio": piece} for piece in pieces)).items


def test_logprobs_of_a_refusal_are_its_own() -> None:
    """A refusal has its own logprobs, beside those of the text."""
    logprobs = {"content": [{"token": "hi"}], "refusal": [{"token": "no"}]}
    choice = {"message": {"content": "hi", "refusal": "no"}, "logprobs": logprobs}

    assert (
        Message("assistant", (Text("hi", logprobs=({"token": "hi"},)), Refusal("no", ({"token": "no"},)))),
    ) == as_type(Answer, chat.read_answer({"choices": [choice]})).items


def test_old_functions_are_tools() -> None:
    """The deprecated `functions`, `function_call` and role `function` are read as tools, calls and results."""
    ask = chat.read_request(
        {
            "messages": [
                {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}},
                {"role": "function", "name": "f", "content": "3"},
            ],
            "functions": [{"name": "f", "parameters": {"type": "object"}}],
            "function_call": {"name": "f"},
        }
    )

    assert (ToolCall(None, "f", "{}"), ToolResult(None, (Text("3"),), "f")) == ask.history
    assert (Tool("function", "f", {"parameters": {"type": "object"}}),) == ask.tools
    assert {"tool_choice": {"type": "function", "name": "f"}} == ask.settings


def test_a_tool_without_a_type_is_a_function() -> None:
    """A tool without a type, as Mistral's clients send it, is a function."""
    ask = chat.read_request({"tools": [{"function": {"name": "f", "description": "d"}}]})

    assert (Tool("function", "f", {"description": "d"}),) == ask.tools


def test_media_tell_their_form() -> None:
    """Media are read as a URL, as data or by id, and so are the videos and documents of other hosts."""
    parts = [
        {"type": "image_url", "image_url": {"url": "u", "detail": "low"}},
        {"type": "file", "file": {"file_data": "data:", "filename": "n"}},
        {"type": "file", "file": {"file_id": "file-1"}, "prompt_cache_breakpoint": {"mode": "explicit"}},
        {"type": "input_audio", "input_audio": {"data": "AA", "format": "mp3"}},
        {"type": "video_url", "video_url": {"url": "v"}},
        {"type": "document_url", "document_url": "d"},
    ]

    (message,) = chat.read_request({"messages": [{"role": "user", "content": parts}]}).history
    assert (
        Media("image", "u", "low"),
        Media("file", "data:", name="n", form="data"),
        Media("file", "file-1", form="id", cache_breakpoint={"mode": "explicit"}),
        Media("audio", "AA", "mp3", form="data"),
        Media("video", "v"),
        Media("file", "d"),
    ) == as_type(Message, message).parts
