"""LlamaIndex's `OpenAI` and `OpenAIResponses` as a client: crosswire/clients/lines.py starts this."""

from collections.abc import Callable, Mapping
from typing import Any

from line_protocol import Served, View, answer_lines, httpx
from llama_index.core.base.llms.types import ChatMessage, TextBlock, ThinkingBlock, ToolCallBlock
from llama_index.llms.openai import OpenAI, OpenAIResponses

SERVED = Served()
OPTIONS = {
    "model": "gpt-4o",  # it looks up what a model can do
    "api_key": "none",
    "api_base": "http://adapter.invalid/v1",
    "max_retries": 0,
    "http_client": httpx.Client(transport=SERVED),
}
MODELS = {
    "chat": OpenAI(**OPTIONS, additional_kwargs={"stream_options": {"include_usage": True}}),
    "responses": OpenAIResponses(**OPTIONS),
}
COUNTS = {
    "chat": {"input": "prompt_tokens", "output": "completion_tokens", "total": "total_tokens"},
    "responses": {"input": "input_tokens", "output": "output_tokens", "total": "total_tokens"},
}


def read(serves: str, mode: str) -> View:
    """Return what a user sees: the message of the answer, or of the last of the answers that a stream yields.

    The text of a stream is that of its deltas: the last message of a Responses stream repeats some.
    """
    model, asked = MODELS[serves], [ChatMessage("hi")]
    answers = [model.chat(asked)] if mode == "json" else [*model.stream_chat(asked)]
    view = View()
    for answer in answers if mode == "stream" else []:
        view.add("text", answer.delta)
    for block in answers[-1].message.blocks if answers else []:
        match block:
            case TextBlock() if mode == "json":
                view.add("text", block.text)
            case ThinkingBlock():
                view.add("reasoning", block.content)
            case ToolCallBlock():
                view.call(block.tool_call_id, block.tool_name, block.tool_kwargs)
    if answers:
        view.seen["refusal"] = answers[-1].additional_kwargs.get("refusal") or ""
        view.count(usage_of(serves, answers), **COUNTS[serves])
    return view


def usage_of(serves: str, answers: list[Any]) -> Any:
    """Return the usage, which the raw answers have; that of a Responses stream is beside the message."""
    if serves == "responses":
        return answers[-1].additional_kwargs.get("usage")
    return next((usage for answer in reversed(answers) if (usage := getattr(answer.raw, "usage", None))), None)


def ways(serves: str, mode: str) -> Mapping[str, Callable[[], View]]:
    """Return the one way of reading."""
    return {type(MODELS[serves]).__name__: lambda: read(serves, mode)}


answer_lines(SERVED, ways)
