"""LangChain's `ChatOpenAI` as a client of what was served: crosswire/clients/lines.py starts this.

A line of stdin: {serves, mode, body}. A line of stdout for each: {way: {text, …} or {error}}.
"""

import json
import sys
import warnings
from typing import Any

import httpx
from langchain_openai import ChatOpenAI

TYPES = {"json": "application/json", "stream": "text/event-stream"}


class Served(httpx.BaseTransport):
    """Answers every request with what was served last."""

    asked: dict[str, str]

    def handle_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002 - whatever it asks
        """Answer with the body."""
        headers = {"content-type": TYPES[self.asked["mode"]]}
        return httpx.Response(200, headers=headers, content=self.asked["body"].encode())


def view(message: Any) -> dict[str, Any]:
    """Return what a user sees of a message."""
    words: dict[str, str] = {"text": "", "refusal": "", "reasoning": ""}
    order: list[str] = []
    for block in message.content_blocks:
        kind = {"reasoning": "reasoning", "text": "text"}.get(block["type"])
        if kind and block.get(kind):
            words[kind] += block[kind]
            order.append(kind)
        elif block["type"] in ("tool_call", "invalid_tool_call"):
            order.append("call")
    words["refusal"] = message.additional_kwargs.get("refusal") or ""
    calls = [
        [call["id"], call["name"], text_of(call["args"])] for call in [*message.tool_calls, *message.invalid_tool_calls]
    ]
    usage = message.usage_metadata
    counts = {name: usage[f"{name}_tokens"] for name in ("input", "output", "total")} if usage else None
    end = message.response_metadata
    return {
        **words,
        "calls": calls,
        "finish": end.get("finish_reason") or end.get("status"),
        "usage": counts,
        "order": order,
    }


def text_of(arguments: Any) -> str:
    """Return arguments as text."""
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def read(model: ChatOpenAI, mode: str) -> dict[str, Any]:
    """Return what a user sees of the answer, or the error that is raised."""
    try:
        if mode == "json":
            return view(model.invoke("hi"))
        total: Any = None
        for chunk in model.stream("hi"):
            total = chunk if total is None else total + chunk
        return view(total)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answer every line."""
    warnings.simplefilter("ignore")
    served, answers = Served(), sys.stdout
    sys.stdout = sys.stderr  # stdout is for answers alone
    models = {
        serves: ChatOpenAI(
            model="m",
            api_key="none",
            base_url="http://adapter.invalid/v1",
            max_retries=0,
            http_client=httpx.Client(transport=served),
            use_responses_api=serves == "responses",
            stream_usage=True,
        )
        for serves in ("chat", "responses")
    }
    for line in sys.stdin:
        served.asked = json.loads(line)
        views = {"ChatOpenAI": read(models[served.asked["serves"]], served.asked["mode"])}
        answers.write(json.dumps(views) + "\n")
        answers.flush()


main()
