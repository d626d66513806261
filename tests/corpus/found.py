"""What crosswire's readers find, fact by fact, under the names that the second opinions use."""

from collections.abc import Mapping
from typing import Any

from crosswire.facts import (
    Answer,
    Ask,
    Failure,
    Item,
    Media,
    Message,
    Other,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
)


def found(answer: Answer | Failure) -> dict[str, Any]:
    """Return the facts of an answer by name."""
    if isinstance(answer, Failure):
        return {"error": answer.message}
    usage = answer.usage
    functions = [call for call in answer.tool_calls if not call.searches]
    parts = [part for message in answer.messages for part in message.parts]
    texts = [part for part in parts if isinstance(part, Text)]
    return {
        "id": answer.id,
        "model": answer.model,
        "created": answer.created,
        "service_tier": answer.service_tier,
        "metadata": answer.metadata,
        "moderation": answer.moderation,
        "choices": list(answer.choices),
        "status": answer.status,
        "incomplete_reason": answer.incomplete_reason,
        "text": answer.text,
        "refusals": [part.text for part in parts if isinstance(part, Refusal)],
        "calls": [(call.id, call.name, call.arguments) for call in functions],
        "arguments": [call.arguments for call in functions],
        "citations": [cited.url for part in texts for cited in part.citations if cited.kind == "url_citation"],
        "logprobs": [token["token"] for part in texts for token in part.logprobs],
        "items": [(label.kind, label.id, label.status) for label in answer.output],
        "phases": [message.phase for message in answer.messages],
        "reasoning": list(answer.reasoning),
        "encrypted": [item.encrypted for item in answer.items if isinstance(item, Reasoning)],
        "finish": answer.finish,
        "stated_finish": answer.stated_finish,
        "usage": usage and (usage.input, usage.output, usage.total),
        "cached": usage and usage.cached,
        "cache_write": usage and usage.cache_write,
        "reasoning_tokens": usage and usage.reasoning,
        "audio_tokens": usage and usage.others.get("output.audio_tokens"),
        "instructions": answer.echoed.get("instructions"),
        "tools": [tool.name for tool in answer.echoed.get("tools", ())],
    }


def differences(answer: Answer | Failure, opinion: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts that a second opinion finds otherwise, each with what both found."""
    facts = found(answer)
    return {name: (value, facts.get(name)) for name, value in opinion.items() if value != facts.get(name)}


def _found_tools(result: ToolResult) -> bool:
    return any(isinstance(part, Other) for part in result.parts)


def _kind(item: Item) -> str | None:
    """Return the type of an item that only Responses has."""
    match item:
        case Other(kind=kind) | ToolResult(parts=(Other(kind=kind),)):
            return kind
        case ToolCall(searches=True):
            return "tool_search_call"
        case _:
            return None


def asked(ask: Ask) -> dict[str, Any]:
    """Return what a request says, by kind, in order."""
    messages = [item for item in ask.history if isinstance(item, Message)]
    calls = [item for item in ask.history if isinstance(item, ToolCall) and not item.searches]
    results = [item for item in ask.history if isinstance(item, ToolResult) and not _found_tools(item)]
    return {
        "texts": [text for message in messages for text in _texts(message.parts)],
        "media": [source for message in messages for source in _media(message.parts)],
        "calls": [(call.id, call.name, call.arguments) for call in calls],
        "results": [(result.call_id, _texts(result.parts)) for result in results],
        "result_media": [source for result in results for source in _media(result.parts)],
        "kinds": [kind for item in ask.history if (kind := _kind(item))],
        "tools": [tool.name for tool in ask.tools],
        "model": ask.model,
        "stream": ask.stream,
    }


def _texts(parts: tuple[Part, ...]) -> list[str]:
    return [part.text for part in parts if isinstance(part, Text)]


def _media(parts: tuple[Part, ...]) -> list[str | None]:
    return [part.source for part in parts if isinstance(part, Media)]
