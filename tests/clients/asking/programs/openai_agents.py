"""The agents SDK asks: `python openai_agents.py BASE_URL CASE…` prints a line {text, reasoning} or {error} each."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from agents import (
    Agent,
    ApplyPatchTool,
    LocalShellTool,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    ShellTool,
    function_tool,
    set_tracing_disabled,
    tool_namespace,
)
from agents.editor import ApplyPatchResult
from agents.tool import ShellCallOutcome, ShellCommandOutput, ShellResult
from openai import AsyncOpenAI
from openai.types.shared import Reasoning
from pydantic import BaseModel

Seen = dict[str, Any]


@function_tool
def find_note(words: str) -> str:
    """Finds a note."""
    return f"The note about the {words} is number 7."


@function_tool
def read_note(number: str) -> str:
    """Reads a note."""
    return json.dumps({"number": number, "text": "The roof is slate."})


class Roof(BaseModel):
    """A roof."""

    material: str
    age: int | None


class Editor:
    """Takes every change."""

    def create_file(self, operation: Any) -> ApplyPatchResult:  # noqa: ARG002 - whatever it is
        """Make a file."""
        return ApplyPatchResult(output="written")

    update_file = delete_file = create_file


async def run_command(request: Any) -> ShellResult:  # noqa: ARG001 - whatever it asks
    """Answer a command."""
    output = ShellCommandOutput(stdout="roof.txt\n", outcome=ShellCallOutcome(type="exit", exit_code=0), command="ls")
    return ShellResult(output=[output], max_output_length=1000)


async def run(agent: Agent[None], asked: str, *, stream: bool = True) -> Seen:
    """Run an agent to its end."""
    if stream:
        result: Any = Runner.run_streamed(agent, asked, max_turns=5)
        async for _ in result.stream_events():
            pass
    else:
        result = await Runner.run(agent, asked, max_turns=5)
    raw = [item.raw_item for item in result.new_items]
    thoughts = [
        part.text for item in raw if _kind(item) == "reasoning" for part in [*item.summary, *(item.content or [])]
    ]
    final = result.final_output
    return {"text": final if isinstance(final, str) else final.model_dump_json(), "reasoning": " ".join(thoughts)}


def _kind(item: Any) -> str | None:
    return item.get("type") if isinstance(item, dict) else getattr(item, "type", None)


async def main(base_url: str, cases: list[str]) -> None:
    """Ask for each case."""
    set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0)
    chat = OpenAIChatCompletionsModel("small-model", client)
    responses = OpenAIResponsesModel("small-model", client)
    summary = ModelSettings(reasoning=Reasoning(effort="low", summary="auto"))

    def agent(model: Any, *tools: Any, **options: Any) -> Agent[None]:
        return Agent("Keeper", instructions="You keep notes.", model=model, tools=[*tools], **options)

    def handing_over(model: Any) -> Agent[None]:
        roofer = Agent("Roofer", instructions="You know roofs.", handoff_description="Knows roofs.", model=model)
        return agent(model, find_note, handoffs=[roofer])

    notes = (find_note, read_note)
    question, files = "What is the roof made of?", "List the files."
    found: Mapping[str, Callable[[], Coroutine[Any, Any, Seen]]] = {
        "chat_loop": lambda: run(agent(chat, *notes), question),
        "responses_loop": lambda: run(agent(responses, *notes, model_settings=summary), question),
        "chat_hands_over": lambda: run(handing_over(chat), question),
        "responses_hands_over": lambda: run(handing_over(responses), question),
        "responses_schema": lambda: run(agent(responses, output_type=Roof), "Describe the roof."),
        "responses_shell": lambda: run(agent(responses, ShellTool(run_command)), files),
        "responses_local_shell": lambda: run(agent(responses, LocalShellTool(lambda _: "roof.txt\n")), files),
        "responses_patches": lambda: run(agent(responses, ApplyPatchTool(Editor())), "Write the roof file."),
        "responses_namespaces": lambda: run(
            agent(responses, *tool_namespace(name="notes", description="The notes.", tools=[*notes])), question
        ),
    }
    for name in cases:
        try:
            line = await found[name]()
        except Exception as error:
            line = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
