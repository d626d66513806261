"""What the official SDK finds in an answer: its types, built as it builds them, and its accumulators of streams.

A fact that the SDK has no field for is left out, so that it is not compared; one that the answer lacks is `None`.
"""

from typing import Any, cast

from openai import omit
from openai._models import construct_type
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.lib.streaming.responses._responses import ResponseStreamState
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent


def read_chat(body: Any) -> dict[str, Any]:
    """Read a whole completion."""
    return _completion(construct_type(type_=ChatCompletion, value=body))


def read_chat_stream(frames: Any) -> dict[str, Any]:
    """Read chunks as the accumulator adds them up, up to an error, at which the SDK raises."""
    state = ChatCompletionStreamState()
    for frame in frames:
        if frame.get("error"):
            return {"error": frame["error"]["message"]}
        state.handle_chunk(cast("ChatCompletionChunk", construct_type(type_=ChatCompletionChunk, value=frame)))
    return _completion(state.current_completion_snapshot)


def _completion(completion: Any) -> dict[str, Any]:
    choice = completion.choices[0]
    message, usage = choice.message, completion.usage
    return {
        "id": completion.id or None,
        "model": completion.model or None,
        "created": completion.created,
        "service_tier": completion.service_tier or None,
        "metadata": getattr(completion, "metadata", None) or {},
        "choices": [one.index for one in completion.choices],
        "text": message.content if isinstance(message.content, str) else "",
        "refusals": [message.refusal] if message.refusal else [],
        "calls": [
            (call.id or None, call.function.name, call.function.arguments or "") for call in message.tool_calls or []
        ],
        "citations": [
            cited.url_citation.url for cited in getattr(message, "annotations", None) or [] if cited.url_citation
        ],
        "logprobs": [token.token for token in (choice.logprobs and choice.logprobs.content) or []],
        "stated_finish": choice.finish_reason or None,
        "usage": usage and (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens),
        "cached": _detail(usage, "prompt_tokens_details", "cached_tokens"),
        "cache_write": _detail(usage, "prompt_tokens_details", "cache_write_tokens"),
        "reasoning_tokens": _detail(usage, "completion_tokens_details", "reasoning_tokens"),
        "audio_tokens": _detail(usage, "completion_tokens_details", "audio_tokens"),
    }


def _detail(usage: Any, details: str, name: str) -> Any:
    return getattr(getattr(usage, details, None), name, None)


def read_responses(body: Any) -> dict[str, Any]:
    """Read a whole response."""
    return _response(construct_type(type_=Response, value=body))


def read_responses_stream(frames: Any) -> dict[str, Any]:
    """Read events as the accumulator adds them up: texts and arguments from the deltas, the rest from the end."""
    state = ResponseStreamState(input_tools=omit, text_format=omit)
    texts: dict[tuple[int, int], str] = {}
    arguments: dict[int, str] = {}
    for frame in frames:
        for event in state.handle_event(
            cast("ResponseStreamEvent", construct_type(type_=ResponseStreamEvent, value=frame))
        ):
            if event.type == "response.output_text.delta":
                texts[event.output_index, event.content_index] = event.snapshot
            elif event.type == "response.function_call_arguments.delta":
                arguments[event.output_index] = event.snapshot
    final = _response(construct_type(type_=Response, value=frames[-1]["response"]))
    return final | {"text": "".join(texts.values()), "arguments": list(arguments.values())}


def _response(response: Any) -> dict[str, Any]:
    usage = response.usage
    parts = [part for item in response.output if item.type == "message" for part in item.content]
    texts = [part for part in parts if part.type == "output_text"]
    calls = [(item.call_id, item.name, item.arguments) for item in response.output if item.type == "function_call"]
    thoughts = [item for item in response.output if item.type == "reasoning"]
    return {
        "id": response.id or None,
        "model": response.model or None,
        "created": response.created_at,
        "service_tier": response.service_tier,
        "metadata": response.metadata or {},
        "status": response.status,
        "incomplete_reason": response.incomplete_details and response.incomplete_details.reason,
        "text": response.output_text,
        "refusals": [part.refusal for part in parts if part.type == "refusal"],
        "calls": calls,
        "arguments": [arguments for *_, arguments in calls],
        "citations": [cited.url for part in texts for cited in part.annotations if cited.type == "url_citation"],
        "logprobs": [token.token for part in texts for token in part.logprobs or []],
        "items": [(item.type, item.id or None, getattr(item, "status", None)) for item in response.output],
        "phases": [item.phase for item in response.output if item.type == "message"],
        "reasoning": [part.text for item in thoughts for part in [*item.summary, *(item.content or [])]],
        "encrypted": [item.encrypted_content or None for item in thoughts],
        "usage": usage and (usage.input_tokens, usage.output_tokens, usage.total_tokens),
        "cached": _detail(usage, "input_tokens_details", "cached_tokens"),
        "cache_write": _detail(usage, "input_tokens_details", "cache_write_tokens"),
        "reasoning_tokens": _detail(usage, "output_tokens_details", "reasoning_tokens"),
    }
