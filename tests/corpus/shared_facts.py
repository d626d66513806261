"""The facts of a request or an answer that both shapes have, without those that CANNOT_SAY lists."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from crosswire.facts import (
    Answer,
    Ask,
    Item,
    Media,
    Message,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
    Usage,
)
from crosswire.shapes import chat, responses

SETTINGS = frozenset(chat.SETTINGS) & frozenset(responses.SETTINGS)
MEDIA = {("image", "url"), ("file", "data"), ("file", "id")}


def shared_answer(answer: Answer) -> dict[str, Any]:
    """Return the facts of an answer that both shapes have: texts and reasoning joined, calls without namespace."""
    texts = [part for message in answer.messages for part in message.parts if isinstance(part, Text)]
    refusals = [part for message in answer.messages for part in message.parts if isinstance(part, Refusal)]
    return {
        "id": answer.id,
        "created": answer.created,
        "model": answer.model,
        "service_tier": answer.service_tier,
        "metadata": dict(answer.metadata),
        "moderation": {side: results[0] for side, results in answer.moderation.items()},
        "text": answer.text,
        "citations": list(_citations(texts)),
        "logprobs": [(token["token"], token["logprob"]) for part in texts for token in part.logprobs],
        "refusal": "".join(part.text for part in refusals),
        "reasoning": "".join(answer.reasoning),
        "calls": [replace(call, namespace=None) for call in answer.tool_calls],
        "finish": answer.finish,
        "usage": answer.usage and _usage(answer.usage),
    }


def _citations(texts: Sequence[Text]) -> Iterator[tuple[str | None, str, int, int]]:
    """Yield URL citations with their places in the joined text."""
    offset = 0
    for part in texts:
        for cited in part.citations:
            if cited.kind == "url_citation":
                yield cited.url, cited.title or "", (cited.start or 0) + offset, (cited.end or 0) + offset
        offset += len(part.text)


def _usage(usage: Usage) -> dict[str, Any]:
    # Responses requires what Chat may leave out: it says 0 then.
    return {
        **usage.totals,
        "cached": usage.cached or 0,
        "reasoning": usage.reasoning or 0,
        "written": usage.cache_write,
    }


def shared_ask(ask: Ask) -> Ask:
    """Return the facts of a request that both shapes have."""
    return replace(
        ask,
        history=tuple(item for one in ask.history if (item := _item(one))),
        tools=tuple(tool for tool in ask.tools if tool.kind in ("function", "custom")),
        settings={name: value for name, value in ask.settings.items() if name in SETTINGS},
        include_usage=False,
    )


def _item(item: Item) -> Item | None:
    match item:
        case Message(role="assistant", parts=()):
            return None  # Chat's message with a call says nothing, and is none
        case Message():
            return replace(item, parts=_parts(item.parts), phase=None, name=None)
        case ToolCall():
            return replace(item, namespace=None)
        case ToolResult():
            return replace(item, parts=tuple(part for part in item.parts if isinstance(part, Text)))
        case Reasoning(texts=texts) if texts:
            return Reasoning(("".join(texts),))
        case _:
            return None


def _parts(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    shared = (part for part in parts if not isinstance(part, Media) or (part.kind, part.form) in MEDIA)
    return tuple(_part(part) for part in shared)


def _part(part: Part) -> Part:
    match part:
        case Media(kind="image", detail=None):
            return replace(part, detail="auto")
        case Text():
            return replace(part, citations=(), logprobs=())
        case _:
            return part
