"""LangChain's `ChatOpenAI` as a client: crosswire/clients/lines.py starts this."""

from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI
from line_protocol import CLIENT, RESULT, Served, View, answer_lines, httpx

PROMPT = HumanMessage("hi")
SERVED = Served()
MODELS = {
    serves: ChatOpenAI(
        model="m",
        **CLIENT,
        http_client=httpx.Client(transport=SERVED),
        use_responses_api=serves == "responses",
        stream_usage=True,
    )
    for serves in ("chat", "responses")
}


def view_of(message: Any) -> View:
    """Return what a user sees of a message."""
    view = View()
    for block in message.content_blocks:
        if block["type"] in ("reasoning", "text"):
            view.add(block["type"], block.get(block["type"]))
        elif block["type"] in ("tool_call", "invalid_tool_call"):
            view.seen["order"].append("call")
    order = [*view.seen["order"]]
    for call in [*message.tool_calls, *message.invalid_tool_calls]:
        view.call(call["id"], call["name"], call["args"])
    end, usage = message.response_metadata, message.usage_metadata
    view.seen |= {
        "refusal": message.additional_kwargs.get("refusal") or "",
        "finish": end.get("finish_reason") or end.get("status"),
        "usage": {name: usage[f"{name}_tokens"] for name in ("input", "output", "total")} if usage else None,
        "order": order,
    }
    return view


def read(model: ChatOpenAI, mode: str) -> View:
    """Return what a user sees of the answer, and what is asked once its calls have results."""
    message = ask(model, mode, [PROMPT])
    if message is None:  # a stream of nothing
        return View()
    view = view_of(message)
    if message.tool_calls:
        results = [ToolMessage(RESULT, tool_call_id=call["id"] or "") for call in message.tool_calls]
        ask(model, mode, [PROMPT, message, *results])
        view.seen["sends"] = SERVED.second
    return view


def ask(model: ChatOpenAI, mode: str, messages: list[Any]) -> AIMessage | None:
    """Return the answer; pieces of a stream are added up."""
    if mode == "json":
        return model.invoke(messages)
    total: Any = None
    for chunk in model.stream(messages):
        total = chunk if total is None else total + chunk
    return total


def ways(serves: str, mode: str) -> Mapping[str, Callable[[], View]]:
    """Return the one way of reading."""
    return {"ChatOpenAI": lambda: read(MODELS[serves], mode)}


answer_lines(SERVED, ways)
