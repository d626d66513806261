"""Writing items as Chat messages: reasoning, message and calls in a row become one message."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crosswire.facts import Citation, Item, Json, Media, Message, Part, Reasoning, Refusal, Text, ToolCall, ToolResult
from crosswire.shapes.chat.items import WRITTEN

Group = Sequence[Item]

# What one assistant message holds, in this order; only calls may be several.
ORDER: Sequence[type] = (Reasoning, Message, ToolCall)


def write_messages(history: Sequence[Item]) -> list[Json]:
    """Write the history of a request; an item that Chat has no form for is left out."""
    return [message for group in _groups(history) if (message := _written(group))]


def _groups(history: Sequence[Item]) -> Iterator[Group]:
    """Yield the items of each message."""
    group: list[Item] = []
    for item in history:
        if group and not _goes_on(group[-1], item):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _goes_on(last: Item, item: Item) -> bool:
    """Return whether an item belongs to the message of the one before."""
    if _rank(last) is None or _rank(item) is None:
        return False
    return ORDER.index(type(last)) < ORDER.index(type(item)) or (
        isinstance(last, ToolCall) and isinstance(item, ToolCall)
    )


def _rank(item: Item) -> int | None:
    if isinstance(item, Message) and item.role != "assistant":
        return None
    return ORDER.index(type(item)) if type(item) in ORDER else None


def _written(group: Group) -> dict[str, Json]:
    match group[0]:
        case Message(role=role) as message if role != "assistant":
            return {
                "role": "system" if role == "instructions" else role,
                "content": _content(message.parts),
                **_named(message.name),
            }
        case ToolResult(call_id=None, name=str(name)) as result:
            return {"role": "function", "name": name, "content": "".join(part.text for part in _texts(result.parts))}
        case ToolResult() as result:
            return {"role": "tool", "tool_call_id": result.call_id or "", "content": _content(_texts(result.parts))}
        case Reasoning(texts=()) if len(group) == 1:
            return {}
        case Reasoning() | Message() | ToolCall():
            return _asked_assistant(group)
        case _:
            return {}


def _asked_assistant(group: Group) -> dict[str, Json]:
    message = next((item for item in group if isinstance(item, Message)), Message("assistant", ()))
    *before, last = message.parts or (None,)
    # A refusal has a field of its own, behind the content; among other parts it is one of them.
    plain = isinstance(last, Refusal) and not any(isinstance(part, Refusal) for part in before)
    parts = tuple(part for part in message.parts if not (plain and part is last))
    written: dict[str, Json] = {"role": "assistant", "content": _content(parts) or None, **_named(message.name)}
    if plain and isinstance(last, Refusal):
        written["refusal"] = last.text
    if spoken := next((part for part in parts if isinstance(part, Media) and part.form == "id"), None):
        written["audio"] = {"id": spoken.source}
    return {**written, **write_reasoning(group), **write_calls(group)}


def write_reasoning(items: Sequence[Item]) -> dict[str, Json]:
    """Write reasoning under the name that most hosts use: no field of the description."""
    thought = "".join(text for item in items if isinstance(item, Reasoning) for text in item.texts)
    return {"reasoning_content": thought} if thought else {}


def write_calls(items: Sequence[Item]) -> dict[str, Json]:
    """Write calls; no field where there are none."""
    calls = [
        {
            "id": call.id or "",
            "type": call.kind,
            call.kind: {"name": call.name or "", WRITTEN[call.kind]: call.arguments},
        }
        for call in items
        if isinstance(call, ToolCall)
    ]
    return {"tool_calls": calls} if calls else {}


def write_citations(parts: Sequence[Text]) -> list[Json]:
    """Write the URL citations of texts that are joined: their places move to the joined text."""
    written: list[Json] = []
    offset = 0
    for part in parts:
        written += [_citation(cited, offset) for cited in part.citations if cited.kind == "url_citation"]
        offset += len(part.text)
    return written


def _citation(cited: Citation, offset: int) -> dict[str, Json]:
    return {
        "type": cited.kind,
        cited.kind: {
            "url": cited.url or "",
            "title": cited.title or "",
            "start_index": (cited.start or 0) + offset,
            "end_index": (cited.end or 0) + offset,
        },
    }


def _named(name: str | None) -> dict[str, Json]:
    return {"name": name} if name else {}


def _texts(parts: Sequence[Part]) -> list[Text]:
    return [part for part in parts if isinstance(part, Text)]


def _content(parts: Sequence[Part]) -> Json:
    """Write content: one text as a string, several parts as a list, none as an empty string."""
    match parts:
        case [Text(text=text, cache_breakpoint=None)] if text:
            return text
        case _:
            return [written for part in parts if (written := _part(part))] or ""


def _part(part: Part) -> dict[str, Json]:
    match part:
        case Text():
            return {"type": "text", "text": part.text, **_cached(part)}
        case Refusal():
            return {"type": "refusal", "refusal": part.text}
        case Media() if (part.kind, part.form) in MEDIA:
            kind, source, detail = MEDIA[part.kind, part.form]
            fields = {source: part.source or "", detail: part.detail, "filename": part.name}
            return {"type": kind, kind: {key: value for key, value in fields.items() if key and value}, **_cached(part)}
        case _:
            return {}


# The type of a part, and what in it holds the source and the detail.
MEDIA: Mapping[Any, tuple[str, str, str]] = {
    ("image", "url"): ("image_url", "url", "detail"),
    ("file", "data"): ("file", "file_data", ""),
    ("file", "id"): ("file", "file_id", ""),
    ("audio", "data"): ("input_audio", "data", "format"),
}


def _cached(part: Text | Media) -> dict[str, Json]:
    return {"prompt_cache_breakpoint": part.cache_breakpoint} if part.cache_breakpoint else {}
