"""LangChain asks: `python langchain_client.py BASE_URL CASE…` prints a line {text, reasoning} or {error} each."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

Seen = dict[str, Any]


@tool
def find_note(words: str) -> str:
    """Finds a note."""
    return f"The note about the {words} is number 7."


@tool
def read_note(number: str) -> str:
    """Reads a note."""
    return json.dumps({"number": number, "text": "The roof is slate."})


TOOLS = {"find_note": find_note, "read_note": read_note}


class Roof(BaseModel):
    """A roof."""

    material: str
    age: int | None


def loop(model: Any, *, stream: bool = True) -> Seen:
    """Ask until no tool is called."""
    bound = model.bind_tools([*TOOLS.values()])
    messages: list[Any] = [SystemMessage("You keep notes."), HumanMessage("What is the roof made of?")]
    thoughts: list[str] = []
    for _ in range(5):
        answer = _added(bound.stream(messages)) if stream else bound.invoke(messages)
        messages.append(answer)
        thoughts += [block.get("reasoning", "") for block in answer.content_blocks if block["type"] == "reasoning"]
        if not answer.tool_calls:
            return {"text": answer.text, "reasoning": " ".join(thoughts)}
        messages += [
            ToolMessage(TOOLS[call["name"]].invoke(call["args"]), tool_call_id=call["id"]) for call in answer.tool_calls
        ]
    raise RuntimeError("the model calls on and on")


def _added(chunks: Any) -> Any:
    first, *others = chunks
    for chunk in others:
        first += chunk
    return first


def structured(model: Any, method: str, **options: Any) -> Seen:
    """Ask for a roof."""
    found = model.with_structured_output(Roof, method=method, **options).invoke("Describe the roof as JSON.")
    return {"text": found.model_dump_json(), "reasoning": ""}


def main(base_url: str, cases: list[str]) -> None:
    """Ask for each case."""
    options: dict[str, Any] = {"model": "small-model", "base_url": base_url, "api_key": "none", "max_retries": 0}
    chat = ChatOpenAI(**options)
    responses = ChatOpenAI(**options, use_responses_api=True, output_version="responses/v1")
    reasons = ChatOpenAI(
        **options, use_responses_api=True, output_version="responses/v1", reasoning={"effort": "low", "summary": "auto"}
    )
    stateless = ChatOpenAI(
        **options,
        use_responses_api=True,
        output_version="responses/v1",
        store=False,
        include=["reasoning.encrypted_content"],
        reasoning={"effort": "low", "summary": "auto"},
    )
    found: Mapping[str, Callable[[], Seen]] = {
        "chat_loop": lambda: loop(chat),
        "responses_loop": lambda: loop(reasons),
        "chat_calls": lambda: loop(chat, stream=False),
        "responses_stateless": lambda: loop(stateless),
        "responses_schema": lambda: structured(responses, "json_schema", strict=True),
        "responses_schema_as_a_function": lambda: structured(responses, "function_calling"),
    }
    for name in cases:
        try:
            line = found[name]()
        except Exception as error:
            line = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
