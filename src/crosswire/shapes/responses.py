"""The Responses shape, read into facts. Source: the API description's `/responses`. Streams: `responses_stream.py`."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crosswire.facts import (
    Answer,
    Ask,
    Citation,
    Failure,
    Finish,
    Item,
    Json,
    Media,
    Message,
    Other,
    OutputItem,
    Part,
    Reasoning,
    Refusal,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from crosswire.shapes.failure import error_object
from crosswire.shapes.lenient import at, count, mapping, objects, said, string, word
from crosswire.shapes.responses_stream import assemble

PATH = "/responses"
REQUEST, ANSWER, FRAME, ERROR = "responses/request", "responses/response", "responses/event", "responses/error"

FIELDS = {
    "text": ("/output/*/content/*/text", "/*/delta"),
    "refusal": ("/output/*/content/*/refusal", "/*/delta"),
    "reasoning": ("/output/*/summary/*/text", "/output/*/content/*/text", "/*/item/summary/*/text"),
    "tool_calls": ("/output/*/arguments", "/*/item/arguments"),
    "finish": ("/status", "/incomplete_details/reason", "/*/response/status", "/*/response/incomplete_details/reason"),
    "choices": ("/output",),
    "usage": ("/usage", "/*/response/usage"),
    "metadata": ("/metadata", "/*/response/metadata"),
    "model": ("/model", "/*/response/model"),
    "id": ("/id", "/*/response/id"),
    "created": ("/created_at", "/*/response/created_at"),
    "service_tier": ("/service_tier", "/*/response/service_tier"),
    "status": ("/status", "/*/response/status"),
    "output": ("/output", "/*/response/output"),
    "error": ("/error", "/*/response/error"),
}

# The name of a setting, and where a request gives it (and an answer repeats it).
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "temperature": ("temperature",),
    "top_p": ("top_p",),
    "max_output_tokens": ("max_output_tokens",),
    "parallel_tool_calls": ("parallel_tool_calls",),
    "tool_choice": ("tool_choice",),
    "format": ("text", "format"),
    "reasoning_effort": ("reasoning", "effort"),
    "reasoning_summary": ("reasoning", "summary"),
    "verbosity": ("text", "verbosity"),
    "store": ("store",),
    "service_tier": ("service_tier",),
    "user": ("user",),
    "safety_identifier": ("safety_identifier",),
    "prompt_cache_key": ("prompt_cache_key",),
    "prompt_cache_retention": ("prompt_cache_retention",),
    "prompt_cache_options": ("prompt_cache_options",),
    "moderation": ("moderation",),
    "top_logprobs": ("top_logprobs",),
    "include": ("include",),
    "truncation": ("truncation",),
    "max_tool_calls": ("max_tool_calls",),
    "previous_response_id": ("previous_response_id",),
    "conversation": ("conversation",),
    "background": ("background",),
    "prompt": ("prompt",),
    "context_management": ("context_management",),
}

CUT_REASONS: Mapping[str, Finish] = {"max_output_tokens": "length", "content_filter": "content_filter"}


def read_request(body: Json) -> Ask:
    """Read what a client or an adapter asks."""
    request = mapping(body)
    asked = request.get("input")
    history: tuple[Item, ...] = tuple(_instructions(request))
    if asked and isinstance(asked, str):
        history = (*history, Message("user", (Text(asked),)))
    return Ask(
        model=word(request.get("model")),
        history=(*history, *(_item(item) for item in objects(asked))),
        tools=tuple(_tool(tool) for tool in objects(request.get("tools"))),
        settings=_settings(request),
        metadata=mapping(request.get("metadata")),
        stream=request.get("stream") is True,
    )


def _instructions(request: Mapping[str, Json]) -> Iterator[Item]:
    if text := string(request.get("instructions")):
        yield Message("instructions", (Text(text),))
    for item in objects(request.get("instructions")):
        yield _item(item)


def _settings(body: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, path in SETTINGS.items() if said(value := at(body, *path))}


def _tool(tool: Mapping[str, Json]) -> Tool:
    definition = {key: value for key, value in tool.items() if value is not None}
    return Tool(string(definition.pop("type", "")), word(definition.pop("name", None)), definition)


def read_answer(body: Json) -> Answer | Failure:
    """Read a whole answer. The status `failed`, or an error object where an answer was due, makes it a failure."""
    response = mapping(body)
    status = word(response.get("status"))
    if status == "failed" or (said(response.get("error")) and "output" not in response):
        return error_object(200, response.get("error"))
    items = tuple(_item(item) for item in objects(response.get("output")))
    return Answer(
        id=word(response.get("id")),
        created=response.get("created_at"),
        model=word(response.get("model")),
        items=items,
        finish=_finish(response, items),
        finish_said=_finish(response, items),
        usage=_usage(response.get("usage")),
        metadata=mapping(response.get("metadata")),
        service_tier=word(response.get("service_tier")),
        status=status,
        incomplete_reason=word(at(response, "incomplete_details", "reason")),
        has_error=said(response.get("error")),
        output=tuple(_label(item) for item in objects(response.get("output"))),
        echoed=_echoed(response),
    )


def _finish(response: Mapping[str, Json], items: tuple[Item, ...]) -> Finish:
    match response.get("status"):
        case "completed":
            return "tool_calls" if any(isinstance(item, ToolCall) for item in items) else "stop"
        case "incomplete":
            return CUT_REASONS.get(string(at(response, "incomplete_details", "reason")), "other")
        case _:
            return "unfinished"


def _label(item: Mapping[str, Json]) -> OutputItem:
    return OutputItem(string(item.get("type")), word(item.get("id")), word(item.get("status")))


def _echoed(response: Mapping[str, Json]) -> dict[str, Json]:
    echoed = _settings(response)
    if instructions := "".join(item.text for item in _instructions(response) if isinstance(item, Message)):
        echoed["instructions"] = instructions
    if tools := tuple(_tool(tool) for tool in objects(response.get("tools"))):
        echoed["tools"] = tools
    return echoed


def _item(item: Mapping[str, Json]) -> Item:
    kind = string(item.get("type")) or ("message" if "role" in item else "")
    return ITEMS[kind](item) if kind in ITEMS else Other(kind)


def _message(item: Mapping[str, Json]) -> Message:
    role = string(item.get("role"))
    return Message(
        "instructions" if role in ("system", "developer") else role,
        tuple(_parts(item.get("content"))),
        word(item.get("phase")),
    )


def _parts(content: Json) -> Iterator[Part]:
    if content and isinstance(content, str):
        yield Text(content)
    for part in objects(content):
        kind = string(part.get("type"))
        yield PARTS[kind](part) if kind in PARTS else Other(kind)


def _text(part: Mapping[str, Json]) -> Text:
    citations = tuple(_citation(annotation) for annotation in objects(part.get("annotations")))
    return Text(string(part.get("text")), citations, tuple(objects(part.get("logprobs"))))


def _citation(annotation: Mapping[str, Json]) -> Citation:
    return Citation(
        string(annotation.get("type")),
        word(annotation.get("url")),
        word(annotation.get("title")),
        annotation.get("start_index"),
        annotation.get("end_index"),
    )


PARTS: Mapping[str, Any] = {
    "input_text": _text,
    "output_text": _text,
    "text": _text,
    "refusal": lambda part: Refusal(string(part.get("refusal"))),
    "input_image": lambda part: Media(
        "image", word(part.get("image_url")) or word(part.get("file_id")), detail=word(part.get("detail"))
    ),
    "input_file": lambda part: Media(
        "file",
        word(part.get("file_data")) or word(part.get("file_id")) or word(part.get("file_url")),
        name=word(part.get("filename")),
    ),
    "input_audio": lambda part: Media(
        "audio", word(at(part, "input_audio", "data")), detail=word(at(part, "input_audio", "format"))
    ),
}


def _function_call(item: Mapping[str, Json]) -> ToolCall:
    return ToolCall(
        word(item.get("call_id")),
        word(item.get("name")),
        string(item.get("arguments")),
        namespace=word(item.get("namespace")),
    )


def _custom_call(item: Mapping[str, Json]) -> ToolCall:
    return ToolCall(word(item.get("call_id")), word(item.get("name")), string(item.get("input")), "custom")


def _result(item: Mapping[str, Json]) -> ToolResult:
    return ToolResult(word(item.get("call_id")), tuple(_parts(item.get("output"))))


def _reasoning(item: Mapping[str, Json]) -> Reasoning:
    shown = [*objects(item.get("summary")), *objects(item.get("content"))]
    return Reasoning(tuple(string(part.get("text")) for part in shown), word(item.get("encrypted_content")))


ITEMS: Mapping[str, Any] = {
    "message": _message,
    "function_call": _function_call,
    "custom_tool_call": _custom_call,
    "function_call_output": _result,
    "custom_tool_call_output": _result,
    "reasoning": _reasoning,
}


def _usage(value: Json) -> Usage | None:
    usage = mapping(value)
    if not usage:
        return None
    given, made = usage.get("input_tokens_details"), usage.get("output_tokens_details")
    return Usage(
        input=count(usage.get("input_tokens")),
        output=count(usage.get("output_tokens")),
        total=count(usage.get("total_tokens")),
        cached=count(at(given, "cached_tokens")),
        cache_write=count(at(given, "cache_write_tokens")),
        reasoning=count(at(made, "reasoning_tokens")),
        has_input_details=isinstance(given, dict),
        has_output_details=isinstance(made, dict),
    )


def read_stream(frames: Sequence[Json]) -> Answer | Failure:
    """Read a stream as its events add up to a response."""
    return read_answer(assemble(objects(list(frames))))
