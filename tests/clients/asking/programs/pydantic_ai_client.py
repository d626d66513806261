"""pydantic-ai asks: `python pydantic_ai_client.py BASE_URL CASE…` prints a line {text, reasoning} or {error} each."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from openai import AsyncOpenAI
from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel, OpenAIResponsesModelSettings
from pydantic_ai.providers.openai import OpenAIProvider

Seen = dict[str, Any]


class Roof(BaseModel):
    """A roof."""

    material: str
    age: int | None


def find_note(words: str) -> str:
    """Finds a note."""
    return f"The note about the {words} is number 7."


def read_note(number: str) -> dict[str, str]:
    """Reads a note."""
    return {"number": number, "text": "The roof is slate."}


async def read_all(context: Any, events: Any) -> None:  # noqa: ARG001 - the SDK gives both
    """Take a stream's events, so that the answer is streamed."""
    async for _ in events:
        pass


def run(model: Any, output: Any, *tools: Any, stream: bool = False, **options: Any) -> Seen:
    """Run an agent to its end."""
    agent: Any = Agent(model, output_type=output, instructions="You keep notes.", tools=tools, **options)
    result = agent.run_sync("What is the roof made of?", event_stream_handler=read_all if stream else None)
    parts = [part for message in result.all_messages() for part in message.parts]
    found = result.output
    return {
        "text": found if isinstance(found, str) else found.model_dump_json(),
        "reasoning": " ".join(part.content for part in parts if part.part_kind == "thinking"),
    }


def main(base_url: str, cases: list[str]) -> None:
    """Ask for each case."""
    provider = OpenAIProvider(openai_client=AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0))
    chat, responses = (kind("small-model", provider=provider) for kind in (OpenAIChatModel, OpenAIResponsesModel))
    settings = OpenAIResponsesModelSettings(openai_reasoning_effort="low", openai_reasoning_summary="auto")
    found: Mapping[str, Callable[[], Seen]] = {
        "chat_loop": lambda: run(chat, str, find_note, read_note, stream=True),
        "responses_loop": lambda: run(responses, str, find_note, read_note, stream=True, model_settings=settings),
        "chat_output_tool": lambda: run(chat, Roof, find_note),
        "chat_native_schema": lambda: run(chat, NativeOutput(Roof)),
    }
    for name in cases:
        try:
            line = found[name]()
        except Exception as error:
            line = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
