"""The OpenAI Agents SDK as a client, which runs the tools: crosswire/clients/lines.py starts this."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from agents import (
    Agent,
    FunctionTool,
    ModelRefusalError,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    RunConfig,
    Runner,
    set_tracing_disabled,
)
from line_protocol import RESULT, Served, View, answer_lines

set_tracing_disabled(True)
SERVED = Served()
MODELS = {
    "chat": OpenAIChatCompletionsModel("m", SERVED.async_client()),
    "responses": OpenAIResponsesModel("m", SERVED.async_client()),
}
LOOP = asyncio.new_event_loop()


async def result_of(*_: Any) -> str:
    """Return the result of any tool."""
    return str(RESULT)


def view_of(response: Any) -> View:
    """Return what a user sees of the model's response: items in the form of the Responses API."""
    view = View()
    for item in response.output:
        match item.type:
            case "reasoning":
                for part in [*item.summary, *(item.content or [])]:
                    view.add("reasoning", part.text)
            case "message":
                for part in item.content:
                    view.add("refusal", part.refusal) if part.type == "refusal" else view.add("text", part.text)
            case "function_call":
                view.call(item.call_id, item.name, item.arguments)
            case "custom_tool_call":
                view.call(item.call_id, item.name, item.input)
    view.count(response.usage, input="input_tokens", output="output_tokens", total="total_tokens")
    return view


async def run(serves: str, mode: str) -> View:
    """Run an agent with the tools that are called, until it ends."""
    tools = [
        FunctionTool(name, "", {"type": "object", "properties": {}}, result_of, strict_json_schema=False)
        for name in SERVED.asked["tools"]
    ]
    agent = Agent(
        "agent", model=MODELS[serves], tools=tools, model_settings=ModelSettings(include_usage=mode == "stream")
    )
    try:
        responses = await responses_to(agent, mode)
    except ModelRefusalError as error:  # so are refusals shown
        view = View()
        view.add("refusal", error.refusal)
        return view
    view = view_of(responses[0])
    view.seen["sends"] = SERVED.second
    return view


async def responses_to(agent: Any, mode: str) -> Any:
    """Return the model's responses in one run."""
    if mode == "json":
        return (await Runner.run(agent, "hi", run_config=RunConfig(tracing_disabled=True))).raw_responses
    ran = Runner.run_streamed(agent, "hi", run_config=RunConfig(tracing_disabled=True))
    async for _ in ran.stream_events():
        pass
    return ran.raw_responses


def ways(serves: str, mode: str) -> Mapping[str, Callable[[], View]]:
    """Return the one way of reading."""
    return {"Runner": lambda: LOOP.run_until_complete(run(serves, mode))}


answer_lines(SERVED, ways)
