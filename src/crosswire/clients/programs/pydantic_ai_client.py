"""Pydantic AI as a client, with its two models for OpenAI's APIs: crosswire/clients/lines.py starts this."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from line_protocol import RESULT, Served, View, answer_lines
from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.messages import ModelRequest, TextPart, ThinkingPart, ToolCallPart, ToolReturnPart, UserPromptPart
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider

SERVED = Served()
PROVIDER = OpenAIProvider(openai_client=SERVED.async_client())
MODELS = {
    "chat": OpenAIChatModel("m", provider=PROVIDER),
    "responses": OpenAIResponsesModel("m", provider=PROVIDER),
}
PROMPT = ModelRequest([UserPromptPart("hi")])
LOOP = asyncio.new_event_loop()


def view_of(response: Any) -> View:
    """Return what a user sees of a response."""
    view = View()
    for part in response.parts:
        match part:
            case TextPart():
                view.add("text", part.content)
            case ThinkingPart():
                view.add("reasoning", part.content)
            case ToolCallPart():
                view.call(part.tool_call_id, part.tool_name, "" if part.args is None else part.args)
    view.seen["finish"] = response.finish_reason
    view.count(response.usage, input="input_tokens", output="output_tokens", total="total_tokens")
    return view


async def read(serves: str, mode: str) -> View:
    """Return what a user sees of the answer, and what is asked once its calls have results."""
    response = await ask(serves, mode, [PROMPT])
    view = view_of(response)
    if calls := [part for part in response.parts if isinstance(part, ToolCallPart)]:
        results = [ToolReturnPart(call.tool_name, RESULT, call.tool_call_id) for call in calls]
        await ask(serves, mode, [PROMPT, response, ModelRequest(results)])
        view.seen["sends"] = SERVED.second
    return view


async def ask(serves: str, mode: str, messages: list[Any]) -> Any:
    """Return the response; a stream is read to its end."""
    if mode == "json":
        return await model_request(MODELS[serves], messages)
    async with model_request_stream(MODELS[serves], messages) as stream:
        async for _ in stream:
            pass
        return stream.get()


def ways(serves: str, mode: str) -> Mapping[str, Callable[[], View]]:
    """Return the one way of reading."""
    return {type(MODELS[serves]).__name__: lambda: LOOP.run_until_complete(read(serves, mode))}


answer_lines(SERVED, ways)
