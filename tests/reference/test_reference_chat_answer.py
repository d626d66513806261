"""A response object as the reference adapter serves it over Chat Completions."""

import pytest

from crosswire.facts import Json
from crosswire.reference import UpstreamError
from crosswire.reference.chat_answer import completion
from crosswire.wire.schemas import violations

USAGE = {"input_tokens": 24, "output_tokens": 71, "total_tokens": 95}


def served(*output: Json, **fields: Json) -> Json:
    """Return the completion that a response becomes; it is valid."""
    response = {"id": "resp_1", "created_at": 1759303461.0, "model": "gpt", "status": "completed", "output": [*output]}
    body = completion({**response, **fields}, {"model": "asked"})

    assert [] == violations("chat/response", body)
    return body


def message(*parts: Json, **fields: Json) -> Json:
    """Return an output message; a string is a text part."""
    content = [{"type": "output_text", "text": part} if isinstance(part, str) else part for part in parts]
    return {"type": "message", "id": "msg_1", "role": "assistant", "content": content, **fields}


def test_the_seed_is_kept() -> None:
    """Text, token counts and metadata of the first recorded answer all arrive."""
    body = served(
        {"type": "reasoning", "id": "rs_1", "summary": [], "content": None},
        message("OK"),
        metadata={"trace_name": "1477"},
        usage={
            **USAGE,
            "input_tokens_details": {"audio_tokens": None, "cached_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 64, "text_tokens": None},
        },
        service_tier="default",
    )
    expected = {
        "id": "chatcmpl-1",
        "created": 1759303461,
        "model": "gpt",
        "object": "chat.completion",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "OK", "refusal": None, "annotations": []},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 24,
            "completion_tokens": 71,
            "total_tokens": 95,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 64},
        },
        "metadata": {"trace_name": "1477"},
        "service_tier": "default",
    }

    assert expected == body


def test_all_text_is_one_choice() -> None:
    """The text parts of all messages are joined in order; a refusal is served in its own field."""
    body = served(message("a", " b"), {"type": "web_search_call"}, message("c", {"type": "refusal", "refusal": "no"}))

    assert 1 == len(body["choices"])
    assert "a bc" == body["choices"][0]["message"]["content"]
    assert "no" == body["choices"][0]["message"]["refusal"]
    assert "stop" == body["choices"][0]["finish_reason"]


def test_commentary_and_reasoning_stand_beside_the_answer() -> None:
    """Commentary and reasoning are served in order, outside of the content."""
    thought = {"type": "reasoning", "summary": [{"text": "s"}], "content": [{"text": "t"}]}
    body = served(thought, message("I look", phase="commentary"), message("{}", phase="final_answer"))

    assert "{}" == body["choices"][0]["message"]["content"]
    assert "s\n\nt\n\nI look" == body["choices"][0]["message"]["reasoning_content"]


def test_parts_of_reasoning_are_paragraphs() -> None:
    """Reasoning texts are joined as paragraphs, over several items; empty ones are left out."""
    parts = [
        [{"type": "summary_text", "text": text} for text in texts] for texts in (["**Plan**", "", "**Check**"], ["c"])
    ]
    body = served(*({"type": "reasoning", "summary": summary} for summary in parts), message("a"))

    assert "**Plan**\n\n**Check**\n\nc" == body["choices"][0]["message"]["reasoning_content"]


def test_an_image_is_served() -> None:
    """An image is served under `images`, as gateways do, also where there is nothing else."""
    items = [{"type": "image_generation_call", "result": "AA=="}, {"type": "image_generation_call", "result": None}]
    webp = {"type": "image_generation_call", "result": "BB==", "output_format": "webp"}
    answer = served(*items, webp)["choices"][0]["message"]

    assert ["data:image/png;base64,AA==", "data:image/webp;base64,BB=="] == [
        image["image_url"]["url"] for image in answer["images"]
    ]
    assert answer["content"] is None


def test_an_answer_of_nothing_is_served_as_it_is() -> None:
    """An empty answer of the upstream, cut or not, is served as an empty one."""
    searched = {"type": "web_search_call", "status": "completed"}

    assert served()["choices"][0]["message"]["content"] is None
    assert served({"type": "reasoning", "summary": []})["choices"][0]["message"]["content"] is None
    assert "length" == served(searched, status="incomplete")["choices"][0]["finish_reason"]


def test_calls_are_in_the_form_in_which_the_tool_was_offered() -> None:
    """A custom tool called as a function is served as a custom call, and the reverse."""
    tools = [
        {"type": "custom", "custom": {"name": "patch"}},
        {"type": "function", "function": {"name": "clock"}},
    ]
    calls = [
        {"type": "function_call", "call_id": "call_1", "name": "patch", "arguments": '{"input": "- a"}'},
        {"type": "custom_tool_call", "call_id": "call_2", "name": "clock", "input": '{"city": "Oslo"}'},
    ]
    body = completion({"output": calls}, {"tools": tools})

    assert [
        {"id": "call_1", "type": "custom", "custom": {"name": "patch", "input": "- a"}},
        {"id": "call_2", "type": "function", "function": {"name": "clock", "arguments": '{"city": "Oslo"}'}},
    ] == body["choices"][0]["message"]["tool_calls"]


def test_calls_are_wanted() -> None:
    """Calls are served with their call ids, made unique, and `{}` for no arguments."""
    body = served(
        message("looking"),
        {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "f", "arguments": '{"a":  1}'},
        {"type": "function_call", "id": "fc_2", "call_id": "call_1", "name": "g", "arguments": ""},
        {"type": "custom_tool_call", "id": "ctc_1", "call_id": "call_3", "name": "h", "input": "raw"},
    )
    expected = [
        {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"a":  1}'}},
        {"id": "call_1_1", "type": "function", "function": {"name": "g", "arguments": "{}"}},
        {"id": "call_3", "type": "custom", "custom": {"name": "h", "input": "raw"}},
    ]

    assert expected == body["choices"][0]["message"]["tool_calls"]
    assert "looking" == body["choices"][0]["message"]["content"]
    assert "tool_calls" == body["choices"][0]["finish_reason"]


@pytest.mark.parametrize(
    ("reason", "finish"),
    [("max_output_tokens", "length"), ("content_filter", "content_filter"), ("steered", "length"), (None, "length")],
)
def test_what_was_cut_is_told(reason: str | None, finish: str) -> None:
    """The finish reason says why an answer was cut, also with a call, whose arguments are not mended."""
    cut = {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": ""}
    body = served(cut, status="incomplete", incomplete_details={"reason": reason} if reason else None)

    assert finish == body["choices"][0]["finish_reason"]
    assert not body["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]


def test_offsets_of_citations_move_with_the_text() -> None:
    """A citation of a later part marks the same words in the joined text; citations of files are left out."""
    cited = {"type": "url_citation", "url": "https://x", "title": "X", "start_index": 0, "end_index": 2}
    part = {"type": "output_text", "text": "cd", "annotations": [{"type": "file_citation", "file_id": "f"}, cited]}
    citation = served(message("ab", part))["choices"][0]["message"]["annotations"]

    assert [{"start_index": 2, "end_index": 4, "url": "https://x", "title": "X"}] == [
        entry["url_citation"] for entry in citation
    ]


def test_logprobs_and_moderation_are_kept() -> None:
    """Logprobs and moderation are served in Chat's form."""
    logprob = {
        "token": "a",
        "logprob": -0.1,
        "bytes": [97],
        "top_logprobs": [{"token": "b", "logprob": -2.5, "bytes": [98]}],
    }
    result = {"type": "moderation_result", "model": "omni", "flagged": False, "categories": {}, "category_scores": {}}
    result["category_applied_input_types"] = {}
    body = served(
        message({"type": "output_text", "text": "a", "logprobs": [logprob]}),
        moderation={"input": result, "output": result},
    )

    assert {"content": [logprob], "refusal": None} == body["choices"][0]["logprobs"]
    assert {"type": "moderation_results", "model": "omni", "results": [result]} == body["moderation"]["output"]


def test_no_usage_is_invented() -> None:
    """Without an upstream usage none is served, not even zeros."""
    assert "usage" not in served(message("a"))


@pytest.mark.parametrize(
    ("response", "status"),
    [
        ({"status": "failed", "error": {"code": "rate_limit_exceeded", "message": "slow"}}, 429),
        ({"status": "failed", "error": {"code": "invalid_prompt", "message": "no"}}, 400),
        ({"status": "failed", "error": None}, 500),
        ({"status": "queued", "output": []}, 502),
        ({"status": "cancelled", "output": []}, 502),
        ({}, 502),
        ({"output": [{"type": "computer_call", "call_id": "call_1"}]}, 502),
        ({"output": [{"type": "code_interpreter_call", "code": "1", "outputs": []}]}, 502),
        ({"output": [{"type": "reasoning", "summary": []}, {"type": "file_search_call"}]}, 502),
        ({"output": [{"type": "image_generation_call", "status": "failed", "result": None}]}, 502),
        ({"output": [{"type": "quux"}]}, 502),
        ({"output": [{"type": "tool_search_call", "execution": "client"}]}, 502),
    ],
)
def test_what_is_no_answer_is_an_error(response: Json, status: int) -> None:
    """A payload that is no answer is an error with a message and the status of its code."""
    with pytest.raises(UpstreamError) as error:
        completion({"id": "resp_1", **response}, {})

    assert status == error.value.status_code
    assert error.value.body["error"]["message"]
