"""Writing items as those of a Responses input and output."""

from collections.abc import Mapping, Sequence
from typing import Any

from crosswire.facts import (
    Citation,
    Item,
    Json,
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
from crosswire.shapes.lenient import objects
from crosswire.wire.json_text import parse

# The type of a part, and what in it holds the source.
MEDIA: Mapping[Any, tuple[str, str]] = {
    ("image", "url"): ("input_image", "image_url"),
    ("image", "id"): ("input_image", "file_id"),
    ("file", "data"): ("input_file", "file_data"),
    ("file", "id"): ("input_file", "file_id"),
    ("file", "url"): ("input_file", "file_url"),
}

# How the id of an item begins, by its type.
PREFIXES = {"message": "msg", "reasoning": "rs", "function_call": "fc", "custom_tool_call": "ctc"}


def write_input(history: Sequence[Item]) -> list[Json]:
    """Write the history of a request; ids of reasoning, which the description requires, are made up."""
    custom = {item.id for item in history if isinstance(item, ToolCall) and item.kind == "custom"}
    written = [_asked(item, custom) for item in history]
    return [
        _with_id(item, index) if item.get("type") == "reasoning" else item for index, item in enumerate(written) if item
    ]


def _asked(item: Item, custom: set[str | None]) -> dict[str, Json]:
    match item:
        case Message():
            role = "developer" if item.role == "instructions" else item.role
            return {"type": "message", "role": role, "content": _content(item), **_phase(item)}
        case ToolResult(parts=(Other(kind="tool_search_output", value=dict() as value),)):
            return dict(value)
        case ToolResult():
            kind = "custom_tool_call_output" if item.call_id in custom else "function_call_output"
            name = {"name": item.name} if item.name else {}
            return {"type": kind, "call_id": item.call_id, "output": _asked_parts(item.parts), **name}
        case _:
            return _either(item)


def write_output_item(item: Item) -> dict[str, Json]:
    """Write an item of an answer, without its id and status; an empty object for one that Responses cannot say."""
    if isinstance(item, Message):
        content = [written for part in item.parts if (written := write_output_part(part))]
        return {"type": "message", "role": "assistant", "content": content, **_phase(item)}
    return _either(item)


def _either(item: Item) -> dict[str, Json]:
    """Write an item that is the same in an input and in an output."""
    match item:
        case ToolCall(searches=True):
            call_id, arguments = item.id or "", parse(item.arguments)
            return {"type": "tool_search_call", "execution": "client", "call_id": call_id, "arguments": arguments}
        case ToolCall():
            namespace = {"namespace": item.namespace} if item.namespace else {}
            kind, written = CALLS[item.kind]
            return {
                "type": kind,
                "call_id": item.id or "",
                "name": item.name or "",
                written: item.arguments,
                **namespace,
            }
        case Reasoning():
            encrypted = {"encrypted_content": item.encrypted} if item.encrypted else {}
            summary = [{"type": "summary_text", "text": text} for text in item.texts]
            return {"type": "reasoning", "summary": summary, **encrypted}
        case Other(value=dict() as value):
            return dict(value)
        case _:
            return {}


# The type of a call's item, and what in it holds the arguments.
CALLS = {"function": ("function_call", "arguments"), "custom": ("custom_tool_call", "input")}


def _with_id(item: dict[str, Json], index: int) -> dict[str, Json]:
    return {"id": made_up_id(item["type"], index), **item}


def made_up_id(kind: str, index: int) -> str:
    """Return an id for the item at an index that has none."""
    return f"{PREFIXES.get(kind, 'item')}_{index}"


def _phase(message: Message) -> dict[str, Json]:
    return {"phase": message.phase} if message.phase else {}


def _content(message: Message) -> Json:
    if message.role != "assistant":
        return _asked_parts(message.parts)
    match message.parts:
        case [Text(text=text, citations=(), logprobs=(), cache_breakpoint=None)] if text:
            return text
        case parts:
            return [written for part in parts if (written := write_output_part(part))] or ""


def _asked_parts(parts: Sequence[Part]) -> Json:
    """Write the parts of a client: one text as a string, several parts as a list, none as an empty string."""
    match parts:
        case [Text(text=text, cache_breakpoint=None)] if text:
            return text
        case _:
            return [written for part in parts if (written := _asked_part(part))] or ""


def _asked_part(part: Part) -> dict[str, Json]:
    match part:
        case Text():
            return {"type": "input_text", "text": part.text, **_cached(part)}
        case Media() if (part.kind, part.form) in MEDIA:
            kind, source = MEDIA[part.kind, part.form]
            detail = part.detail or ("auto" if part.kind == "image" else None)
            fields = {source: part.source, "detail": detail, "filename": part.name}
            return {"type": kind, **{key: value for key, value in fields.items() if value}, **_cached(part)}
        case _:
            return {}


def write_output_part(part: Part) -> dict[str, Json]:
    """Write a part of an answer; an empty object for one that Responses cannot say."""
    match part:
        case Text():
            annotations = [_annotation(cited) for cited in part.citations]
            logprobs = [_logprob(token) for token in part.logprobs]
            return {
                "type": "output_text",
                "text": part.text,
                "annotations": annotations,
                "logprobs": logprobs,
                **_cached(part),
            }
        case Refusal():
            return {"type": "refusal", "refusal": part.text}
        case Other(value=dict() as value) if part.kind in OUTPUT_PARTS:
            return dict(value)
        case _:
            return {}


OUTPUT_PARTS = ("reasoning_text",)


def _annotation(cited: Citation) -> dict[str, Json]:
    fields = {
        "url": cited.url,
        "title": cited.title,
        "start_index": cited.start,
        "end_index": cited.end,
        "file_id": cited.file_id,
        "filename": cited.file_name,
        "container_id": cited.container_id,
        "index": cited.index,
    }
    required = {"url": "", "title": "", "start_index": 0, "end_index": 0} if cited.kind == "url_citation" else {}
    return {"type": cited.kind, **required, **{key: value for key, value in fields.items() if value is not None}}


def _logprob(token: Mapping[str, Json]) -> dict[str, Json]:
    """Write a token's probability, with the bytes and alternatives that the description requires."""
    alternatives = [{**one, "bytes": one.get("bytes") or []} for one in objects(token.get("top_logprobs"))]
    return {**token, "bytes": token.get("bytes") or [], "top_logprobs": alternatives}


def _cached(part: Text | Media) -> dict[str, Json]:
    return {"prompt_cache_breakpoint": part.cache_breakpoint} if part.cache_breakpoint else {}
