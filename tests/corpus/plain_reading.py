"""A plain walk over the JSON of answers and requests, without crosswire, for what the SDK does not know."""

from collections.abc import Iterator, Mapping
from typing import Any

from crosswire.facts import ShapeName

COUNTS: Mapping[ShapeName, tuple[str, str, str, str, str]] = {
    "chat": (
        "prompt_tokens",
        "completion_tokens",
        "total_tokens",
        "prompt_tokens_details",
        "completion_tokens_details",
    ),
    "responses": ("input_tokens", "output_tokens", "total_tokens", "input_tokens_details", "output_tokens_details"),
}
CUT = {"length": "length", "content_filter": "content_filter", "max_output_tokens": "length"}


def read_chat(body: Any) -> dict[str, Any]:
    """Read a whole completion."""
    choice = body["choices"][0]
    message = choice["message"]
    content = message.get("content") or []
    parts: list[Any] = [{"type": "text", "text": content}] if isinstance(content, str) else content
    calls = [call["function"] for call in message.get("tool_calls") or []]
    details = message.get("reasoning_details") or []
    thought = message.get("reasoning_content") or message.get("reasoning")
    thoughts = [text["text"] for part in parts if part["type"] == "thinking" for text in part["thinking"]]
    thoughts = thoughts or [detail["text"] for detail in details if detail.get("text")]
    encrypted = [detail["data"] for detail in details if detail["type"] == "reasoning.encrypted"]
    finish = choice["finish_reason"]
    return {
        "id": body["id"] or None,
        "model": body["model"] or None,
        "created": body["created"],
        "metadata": body.get("metadata") or {},
        "service_tier": body.get("service_tier") or None,
        "moderation": {side: moderated["results"] for side, moderated in body.get("moderation", {}).items()},
        "text": "".join(part["text"] for part in parts if part["type"] == "text"),
        "refusals": [message["refusal"]] if message.get("refusal") else [],
        "arguments": [call.get("arguments", "") for call in calls],  # one of Groq has none
        "reasoning": [thought] if thought else thoughts,
        "encrypted": encrypted[:1] or [None] * bool(thought or thoughts),
        "stated_finish": finish or None,
        "finish": CUT.get(finish, "tool_calls" if calls else "stop"),
        **_usage("chat", body.get("usage")),
    }


def read_chat_stream(frames: Any) -> dict[str, Any]:
    """Read chunks: every string of the deltas, joined; an error ends it."""
    if errors := [frame["error"] for frame in frames if "error" in frame]:
        return {"error": errors[0]["message"]}
    choices = [choice for frame in frames for choice in frame["choices"]]
    deltas = [choice["delta"] for choice in choices]
    usages = [frame.get("usage") or frame.get("x_groq", {}).get("usage") for frame in frames]
    calls: dict[int, list[str]] = {}
    for call in (call for delta in deltas for call in delta.get("tool_calls") or []):
        calls.setdefault(call["index"], []).append(call["function"].get("arguments") or "")
    finish = next((choice["finish_reason"] for choice in choices if choice.get("finish_reason")), None)
    details = [detail for delta in deltas for detail in delta.get("reasoning_details") or []]
    thought = _joined(deltas, "reasoning_content") or _joined(deltas, "reasoning") or _joined(details, "text")
    tiers = [frame.get("service_tier") for frame in frames]
    return {
        "id": frames[0]["id"] or None,
        "model": frames[0]["model"] or None,
        "created": frames[0]["created"],
        "service_tier": next(filter(None, reversed(tiers)), None),
        "moderation": {
            side: moderated["results"] for one in frames for side, moderated in one.get("moderation", {}).items()
        },
        "text": _joined(deltas, "content"),
        "refusals": [_joined(deltas, "refusal")] if _joined(deltas, "refusal") else [],
        "arguments": ["".join(pieces) for _, pieces in sorted(calls.items())],
        "citations": [cited["url_citation"]["url"] for delta in deltas for cited in delta.get("annotations") or []],
        "reasoning": [thought] if thought else [],
        "stated_finish": finish,
        "finish": CUT.get(finish, "tool_calls" if calls else "stop") if finish else "unfinished",
        **_usage("chat", next(filter(None, reversed(usages)), None)),
    }


def _joined(deltas: Any, key: str) -> str:
    return "".join(delta.get(key) or "" for delta in deltas)


def read_responses(body: Any) -> dict[str, Any]:
    """Read a whole response."""
    output = body["output"]
    calls = [item for item in output if item["type"] == "function_call"]
    searches = [item for item in output if item["type"] == "tool_search_call" and item["execution"] == "client"]
    thoughts = [item for item in output if item["type"] == "reasoning"]
    shown = [part["text"] for item in thoughts for part in [*item["summary"], *(item.get("content") or [])]]
    return {
        "id": body["id"],
        "model": body["model"],
        "created": body["created_at"],
        "metadata": body["metadata"],
        "moderation": {side: [result] for side, result in (body.get("moderation") or {}).items()},
        "text": "".join(part["text"] for part in _content(output) if part["type"] == "output_text"),
        "calls": [(call["call_id"], call["name"], call["arguments"]) for call in calls],
        "reasoning": shown,
        "encrypted": [item.get("encrypted_content") or None for item in thoughts],
        "instructions": body["instructions"] or None,
        "tools": [tool.get("name") for tool in body["tools"]],
        "finish": "unfinished" if body["status"] == "queued" else "tool_calls" if calls or searches else "stop",
        **_usage("responses", body["usage"]),
    }


def _content(output: Any) -> list[Any]:
    return [part for item in output if item["type"] == "message" for part in item["content"]]


def read_responses_stream(frames: Any) -> dict[str, Any]:
    """Read events: the deltas, joined, and the items as their `done` events have them."""
    done = [frame["item"] for frame in frames if frame["type"] == "response.output_item.done"]
    summary = _deltas(frames, "response.reasoning_summary_text.delta", "summary_index")
    content = _deltas(frames, "response.reasoning_text.delta", "content_index")
    annotations = [frame["annotation"] for frame in frames if frame["type"] == "response.output_text.annotation.added"]
    return {
        **read_responses(frames[-1]["response"] | {"output": done}),
        "text": "".join(_deltas(frames, "response.output_text.delta", "content_index")),
        "arguments": _deltas(frames, "response.function_call_arguments.delta", "output_index"),
        "reasoning": [*summary, *content],
        "citations": [cited["url"] for cited in annotations if cited["type"] == "url_citation"],
    }


def _deltas(frames: Any, kind: str, index: str) -> list[str]:
    """Return the deltas of one kind of event, joined by item and part."""
    pieces: dict[tuple[int, int], list[str]] = {}
    for frame in frames:
        if frame["type"] == kind:
            pieces.setdefault((frame["output_index"], frame[index]), []).append(frame["delta"])
    return ["".join(joined) for _, joined in sorted(pieces.items())]


def _usage(shape: ShapeName, usage: Any) -> dict[str, Any]:
    given, made, total, given_details, made_details = COUNTS[shape]
    counts = usage or {}
    return {
        "usage": (counts[given], counts[made], counts[total]) if usage else None,
        "cached": (counts.get(given_details) or {}).get("cached_tokens"),
        "cache_write": (counts.get(given_details) or {}).get("cache_write_tokens"),
        "reasoning_tokens": (counts.get(made_details) or {}).get("reasoning_tokens"),
    }


# Requests.


def asked_by_chat(body: Any) -> dict[str, Any]:
    """Read a Chat request: its texts, media, calls, results and tools, in order."""
    messages = body["messages"]
    speeches = [message for message in messages if message["role"] != "tool"]
    calls = [call for message in messages for call in message.get("tool_calls") or []]
    return {
        "texts": [text for message in speeches for text in _texts(message.get("content"), "text")],
        "media": [source for message in speeches for source in _chat_media(message.get("content"))],
        "calls": [(call["id"], call["function"]["name"], call["function"]["arguments"]) for call in calls],
        "results": [
            (message["tool_call_id"], _texts(message["content"], "text"))
            for message in messages
            if message["role"] == "tool"
        ],
        "tools": [tool.get("function", {}).get("name") for tool in body.get("tools") or []],
        "model": body["model"],
        "stream": body.get("stream", False),
    }


def _texts(content: Any, *kinds: str) -> list[str]:
    if isinstance(content, str):
        return [content] if content else []
    return [part["text"] for part in content or [] if part["type"] in kinds]


def _chat_media(content: Any) -> Iterator[Any]:
    for part in content if isinstance(content, list) else []:
        media = part.get(part["type"])
        if isinstance(media, dict):
            yield media.get("url") or media.get("data") or media.get("file_data") or media.get("file_id")
        elif part["type"] == "document_url":
            yield media


def asked_by_responses(body: Any) -> dict[str, Any]:
    """Read a Responses request: its texts, media, calls, results, other items and tools, in order."""
    asked = body["input"]
    items = [{"role": "user", "content": asked}] if isinstance(asked, str) else asked
    messages = [item for item in items if item.get("type", "message") == "message"]
    calls = [item for item in items if item.get("type") == "function_call"]
    results = [item for item in items if item.get("type") == "function_call_output"]
    instructions = [body["instructions"]] if body.get("instructions") else []
    return {
        "texts": instructions
        + [text for item in messages for text in _texts(item["content"], "input_text", "output_text")],
        "media": [source for item in messages for source in _responses_media(item["content"])],
        "calls": [(item["call_id"], item["name"], item["arguments"]) for item in calls],
        "results": [(item["call_id"], _texts(item["output"], "input_text")) for item in results],
        "result_media": [source for item in results for source in _responses_media(item["output"])],
        "kinds": [item["type"] for item in items if item.get("type") not in READ_APART],
        "tools": [tool.get("name") for tool in body.get("tools") or []],
        "model": body["model"],
        "stream": body.get("stream", False),
    }


READ_APART = (None, "message", "function_call", "function_call_output", "reasoning")


def _responses_media(content: Any) -> Iterator[Any]:
    for part in content if isinstance(content, list) else []:
        yield from (part[key] for key in ("image_url", "file_data", "file_id", "file_url") if part.get(key))
