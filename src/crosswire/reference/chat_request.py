"""A Chat Completions request as a Responses request."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from crosswire.reference.failures import refusal
from crosswire.reference.lenient import Json, asked_list, asked_object, asked_text, mapping, objects, text, without_none
from crosswire.reference.settings import LOGPROBS, NAMED, allowed, checked, definition, flat, same

FLOOR = 16
"""The smallest `max_output_tokens` that Responses takes."""

LONGEST_CALL_ID = 64

UNSAYABLE = {
    "audio": "Responses has no audio output",
    "logit_bias": "Responses has no logit bias",
    "stop": "Responses has no stop sequences",
}
"""By field that Responses lacks: why a request with it is refused."""


def translated(request: Any) -> Json:
    """Translate a request. Fields of Chat alone that affect only costs or caching are left out (see `declares`).

    Raises:
        UpstreamError: status 400, for what Responses cannot do, and for a malformed request.
    """
    body = checked(request, needed="messages", foreign="input")
    _refuse_unsayable(body)
    items = [item for entry in _items_of_messages(body) for item in entry]
    if not items:
        raise refusal("messages", "at least one message is due")
    tools = _tools(body)
    only_with_tools = {"tool_choice": _tool_choice(body), "parallel_tool_calls": body.get("parallel_tool_calls")}
    limit = body.get("max_tokens") if body.get("max_completion_tokens") is None else body["max_completion_tokens"]
    return {
        **same({**body, "parallel_tool_calls": None}),
        "input": items,
        "store": body.get("store") is True,
        **without_none(
            tools=tools or None,
            **(only_with_tools if tools else {}),
            max_output_tokens=max(limit, FLOOR) if isinstance(limit, int) else limit,
            text=without_none(format=_format(body), verbosity=body.get("verbosity")) or None,
            reasoning=without_none(effort=body.get("reasoning_effort")) or None,
            include=[LOGPROBS] if body.get("logprobs") else None,
            top_logprobs=body.get("top_logprobs"),
            stream=body.get("stream") or None,
            stream_options=_stream_options(body),
        ),
    }


def _refuse_unsayable(body: Json) -> None:
    for field, why in UNSAYABLE.items():
        if body.get(field):
            raise refusal(field, why)
    if body.get("n") not in (None, 1):
        raise refusal("n", "Responses gives one answer")
    if isinstance(body.get("modalities"), list) and "audio" in body["modalities"]:
        raise refusal("modalities", UNSAYABLE["audio"])


def _stream_options(body: Json) -> Json | None:
    """Return the options to send. Responses sends usage unasked: `include_usage` is not sent."""
    obfuscation = mapping(body.get("stream_options")).get("include_obfuscation")
    return None if obfuscation is None else {"include_obfuscation": obfuscation}


def _format(body: Json) -> Json | None:
    if body.get("response_format") is None:
        return None
    asked = flat(asked_object(body["response_format"], "response_format"))
    # Responses requires a schema; Chat's default is one that allows everything.
    return {"schema": {}, **asked} if asked.get("type") == "json_schema" else asked


def _tools(body: Json) -> list[Json]:
    asked = asked_list(body.get("tools"), "tools")
    deprecated = [
        {"type": "function", "function": function} for function in asked_list(body.get("functions"), "functions")
    ]
    tools = [_tool(tool, f"tools[{number}]") for number, tool in enumerate([*asked, *deprecated])]
    if body.get("web_search_options") is not None:
        tools.append(_web_search(asked_object(body["web_search_options"], "web_search_options")))
    return tools


def _tool(tool: Json, where: str) -> Json:
    typed = {"type": "function", **tool}  # some hosts let the type be left out
    if typed["type"] not in NAMED:
        raise refusal(where, f"a tool is a function or custom, not {typed['type']!r}")
    given = definition(flat(typed), where)
    if given["type"] == "custom":
        return given | without_none(format=flat(given["format"]) if "format" in given else None)
    # Left out, `strict` is false in Chat, while Responses then tries to be strict.
    return {"parameters": None, "strict": False, **given}


def _web_search(options: Json) -> Json:
    """Return the web search tool for Chat's option; its location is flat in Responses."""
    location = options.get("user_location")
    return {
        "type": "web_search",
        **without_none(
            search_context_size=options.get("search_context_size"),
            user_location={"type": "approximate", **mapping(mapping(location).get("approximate"))}
            if location
            else None,
        ),
    }


def _tool_choice(body: Json) -> Any:
    choice = body.get("function_call") if body.get("tool_choice") is None else body["tool_choice"]
    if choice is None or isinstance(choice, str):
        return choice
    asked = flat(asked_object(choice, "tool_choice"))
    if asked.get("type") == "allowed_tools":
        return {**asked, "tools": allowed(asked.get("tools"), "tool_choice.allowed_tools.tools")}
    typed = {"type": "function", **asked}  # the deprecated `function_call` names its function without a type
    if typed["type"] not in NAMED or not text(typed.get("name")):
        raise refusal("tool_choice", "names no function or custom tool")
    return typed


def _items_of_messages(body: Json) -> Iterator[list[Json]]:
    """Yield the input items of every message. The kind of a result is that of the call before it."""
    messages = asked_list(body["messages"], "messages")
    custom_ids = [
        call.get("id")
        for message in messages
        for call in objects(message.get("tool_calls"))
        if call.get("type") == "custom"
    ]
    last_function = ""
    for number, message in enumerate(messages):
        where, role = f"messages[{number}]", message.get("role")
        if role == "assistant":
            if _deprecated_call(message):
                last_function = f"call_{number}"
            yield list(_assistant(message, where, last_function))
        elif role == "tool":
            custom = message.get("tool_call_id") in custom_ids
            yield [_result(message, where, "custom_tool_call_output" if custom else "function_call_output")]
        elif role == "function":
            yield [_result({**message, "tool_call_id": last_function}, where, "function_call_output")]
        elif role in ("system", "developer", "user"):
            yield [{"type": "message", "role": role, "content": _content(message.get("content"), f"{where}.content")}]
        else:
            raise refusal(f"{where}.role", f"{role!r} is none of system, developer, user, assistant, tool, function")


def _result(message: Json, where: str, kind: str) -> Json:
    call_id = asked_text(message.get("tool_call_id"), f"{where}.tool_call_id")
    if not call_id:
        raise refusal(f"{where}.tool_call_id", "the id of the call is due")
    return {"type": kind, "call_id": _short(call_id), "output": _content(message.get("content"), f"{where}.content")}


def _content(content: Any, where: str) -> Any:
    if not isinstance(content, list):
        return asked_text(content, where)
    return [_part(part, f"{where}[{number}]") for number, part in enumerate(asked_list(content, where))]


def _part(part: Json, where: str) -> Json:
    kind = text(part.get("type"))
    if kind not in PARTS:
        raise refusal(where, f"Responses has no form for a part of type {kind!r}")
    return PARTS[kind](part) | without_none(prompt_cache_breakpoint=part.get("prompt_cache_breakpoint"))


def _image(part: Json) -> Json:
    """Return an image part. Responses requires the detail; `auto` is Chat's default."""
    image = mapping(part.get("image_url"))
    return {"type": "input_image", "image_url": image.get("url"), "detail": image.get("detail") or "auto"}


def _file(part: Json) -> Json:
    file = mapping(part.get("file"))
    named = {name: file.get(name) for name in ("file_data", "filename", "file_id")}
    return {"type": "input_file", **without_none(**named)}


PARTS: Mapping[str, Callable[[Json], Json]] = {
    "text": lambda part: {"type": "input_text", "text": text(part.get("text"))},
    "image_url": _image,
    "file": _file,
}


def _assistant(message: Json, where: str, function_id: str) -> Iterator[Json]:
    """Yield the reasoning, then the message, then the calls of an assistant's message."""
    if message.get("audio"):
        raise refusal(f"{where}.audio", "Responses has no audio")
    if thought := text(message.get("reasoning_content")) or text(message.get("reasoning")):
        yield _thinking(where, thought)
    content = message.get("content")
    parts = asked_list(content, f"{where}.content") if isinstance(content, list) else []
    words = (
        "".join(text(part.get("text")) for part in parts) if parts else asked_text(content or "", f"{where}.content")
    )
    declined = text(message.get("refusal")) or "".join(text(part.get("refusal")) for part in parts)
    if declined:
        yield _declining(where, words, declined)
    elif words:
        # A string: the form that needs no id of an earlier answer.
        yield {"type": "message", "role": "assistant", "content": words}
    for number, call in enumerate(asked_list(message.get("tool_calls"), f"{where}.tool_calls")):
        yield _call(call, f"{where}.tool_calls[{number}]")
    if called := _deprecated_call(message):
        yield _call({"id": function_id, "type": "function", "function": called}, f"{where}.function_call")


def _deprecated_call(message: Json) -> Json:
    """Return the `function_call` of a message; some hosts fill it with empty strings where there is none."""
    called = mapping(message.get("function_call"))
    return called if any(called.values()) else {}


def _thinking(where: str, thought: str) -> Json:
    """Return a reasoning item. It needs an id, which may be any, and a summary, which is empty.

    The text becomes `content`, the readable field of reasoning. Hosts of open models give it back to the model. A host
    that hides reasoning takes its own `encrypted_content` alone, which no Chat client has.
    """
    return {
        "id": _made_id("rs", where),
        "type": "reasoning",
        "summary": [],
        "content": [{"type": "reasoning_text", "text": thought}],
    }


def _made_id(prefix: str, where: str) -> str:
    return f"{prefix}_{hashlib.sha256(where.encode()).hexdigest()[:32]}"


def _declining(where: str, words: str, declined: str) -> Json:
    """Return an output message, the only one that can hold a refusal. It needs an id, which may be any."""
    answered = [{"type": "output_text", "text": words, "annotations": [], "logprobs": []}] if words else []
    return {
        "id": _made_id("msg", where),
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [*answered, {"type": "refusal", "refusal": declined}],
    }


def _call(call: Json, where: str) -> Json:
    call_id = asked_text(call.get("id"), f"{where}.id")
    if not call_id:
        raise refusal(f"{where}.id", "the id of the call is due")
    called = flat({"type": "function", **call})
    name = asked_text(called.get("name"), f"{where}.name")
    if called.get("type") == "custom":
        return {
            "type": "custom_tool_call",
            "call_id": _short(call_id),
            "name": name,
            "input": text(called.get("input")),
        }
    arguments = text(called.get("arguments")) or "{}"
    return {"type": "function_call", "call_id": _short(call_id), "name": name, "arguments": arguments}


def _short(call_id: str) -> str:
    """Return an id of at most 64 characters, which is Responses' limit: the same for call and result."""
    if len(call_id) <= LONGEST_CALL_ID:
        return call_id
    return f"call_{hashlib.sha256(call_id.encode()).hexdigest()[:40]}"
