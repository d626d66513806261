"""The Chat Completions shape, read into facts. Source: the API description's `/chat/completions`."""

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
    Part,
    Reasoning,
    Refusal,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
    UsageChunk,
)
from crosswire.shapes.failure import error_object
from crosswire.shapes.lenient import at, count, mapping, objects, position, said, string, word

PATH = "/chat/completions"
REQUEST, ANSWER, FRAME, ERROR = "chat/request", "chat/response", "chat/chunk", "chat/error"

FIELDS = {
    "text": ("/choices/*/message/content", "/*/choices/*/delta/content"),
    "refusal": ("/choices/*/message/refusal", "/*/choices/*/delta/refusal"),
    "reasoning": (
        "/choices/*/message/reasoning_content",
        "/choices/*/message/reasoning",
        "/*/choices/*/delta/reasoning_content",
    ),
    "tool_calls": ("/choices/*/message/tool_calls", "/*/choices/*/delta/tool_calls"),
    "finish": ("/choices/*/finish_reason", "/*/choices/*/finish_reason"),
    "choices": ("/choices/*/index", "/*/choices/*/index"),
    "usage": ("/usage", "/*/usage"),
    "metadata": ("/metadata", "/*/metadata"),
    "model": ("/model", "/*/model"),
    "id": ("/id", "/*/id"),
    "created": ("/created", "/*/created"),
    "service_tier": ("/service_tier", "/*/service_tier"),
    "status": ("/error",),
    "message_keys": ("/choices/*/message",),
}

# The name of a setting, and where a request gives it: the first path that says something counts.
SETTINGS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "temperature": [("temperature",)],
    "top_p": [("top_p",)],
    "max_output_tokens": [("max_completion_tokens",), ("max_tokens",)],
    "parallel_tool_calls": [("parallel_tool_calls",)],
    "tool_choice": [("tool_choice",)],
    "format": [("response_format",)],
    "reasoning_effort": [("reasoning_effort",)],
    "verbosity": [("verbosity",)],
    "store": [("store",)],
    "service_tier": [("service_tier",)],
    "user": [("user",)],
    "safety_identifier": [("safety_identifier",)],
    "prompt_cache_key": [("prompt_cache_key",)],
    "prompt_cache_retention": [("prompt_cache_retention",)],
    "prompt_cache_options": [("prompt_cache_options",)],
    "moderation": [("moderation",)],
    "logprobs": [("logprobs",)],
    "top_logprobs": [("top_logprobs",)],
    "stop": [("stop",)],
    "n": [("n",)],
    "seed": [("seed",)],
    "frequency_penalty": [("frequency_penalty",)],
    "presence_penalty": [("presence_penalty",)],
    "logit_bias": [("logit_bias",)],
    "modalities": [("modalities",)],
    "audio": [("audio",)],
    "prediction": [("prediction",)],
    "web_search_options": [("web_search_options",)],
}

FINISHES: Mapping[str, Finish] = {"length": "length", "content_filter": "content_filter"}


def read_request(body: Json) -> Ask:
    """Read what a client or an adapter asks."""
    request = mapping(body)
    found = {name: _first(request, paths) for name, paths in SETTINGS.items()}
    settings = {name: value for name, value in found.items() if said(value)}
    for name in ("tool_choice", "format"):
        if name in settings:
            settings[name] = flat(settings[name])
    return Ask(
        model=word(request.get("model")),
        history=tuple(item for message in objects(request.get("messages")) for item in _asked_items(message)),
        tools=tuple(_tool(tool) for tool in objects(request.get("tools"))),
        settings=settings,
        metadata=mapping(request.get("metadata")),
        stream=request.get("stream") is True,
        include_usage=at(request, "stream_options", "include_usage") is True,
    )


def _first(request: Mapping[str, Json], paths: Sequence[tuple[str, ...]]) -> Json:
    return next((value for path in paths if said(value := at(request, *path))), None)


def flat(value: Json) -> Json:
    """Lift what Chat nests under the name of its type (`{"type": "function", "function": {…}}`) one level up."""
    kind = string(mapping(value).get("type"))
    inner = mapping(value).get(kind)
    return {"type": kind, **inner} if isinstance(inner, dict) else value


def _tool(tool: Mapping[str, Json]) -> Tool:
    definition = dict(flat(tool))
    kind, name = string(definition.pop("type", "")), word(definition.pop("name", None))
    if isinstance(definition.get("format"), dict):
        definition["format"] = flat(definition["format"])
    return Tool(kind, name, {key: value for key, value in definition.items() if value is not None})


def _asked_items(message: Mapping[str, Json]) -> Iterator[Item]:
    role = string(message.get("role"))
    if role in ("tool", "function"):
        yield ToolResult(word(message.get("tool_call_id")), tuple(_parts(message.get("content"))))
        return
    if thought := _reasoning(message):
        yield thought
    parts = tuple(_parts(message.get("content")))
    if refusal := string(message.get("refusal")):
        parts = (*parts, Refusal(refusal))
    calls = tuple(_calls(message))
    if parts or not calls:
        yield Message("instructions" if role in ("system", "developer") else role, parts)
    yield from calls


def _parts(content: Json) -> Iterator[Part]:
    if content and isinstance(content, str):
        yield Text(content)
    for part in objects(content):
        kind = string(part.get("type"))
        yield PARTS[kind](part) if kind in PARTS else Other(kind)


def _file(part: Mapping[str, Json]) -> Media:
    file = mapping(part.get("file"))
    return Media("file", word(file.get("file_data")) or word(file.get("file_id")), name=word(file.get("filename")))


PARTS: Mapping[str, Any] = {
    "text": lambda part: Text(string(part.get("text"))),
    "refusal": lambda part: Refusal(string(part.get("refusal"))),
    "image_url": lambda part: Media(
        "image", word(at(part, "image_url", "url")), detail=word(at(part, "image_url", "detail"))
    ),
    "input_audio": lambda part: Media(
        "audio", word(at(part, "input_audio", "data")), detail=word(at(part, "input_audio", "format"))
    ),
    "file": _file,
}


def _reasoning(message: Mapping[str, Json]) -> Reasoning | None:
    thought = string(message.get("reasoning_content")) or string(message.get("reasoning"))
    return Reasoning((thought,)) if thought else None


def _calls(message: Mapping[str, Json]) -> Iterator[ToolCall]:
    for call in objects(message.get("tool_calls")):
        kind: Any = "custom" if call.get("type") == "custom" or "custom" in call else "function"
        said_by_model = mapping(call.get(kind))
        arguments = string(said_by_model.get("input" if kind == "custom" else "arguments"))
        yield ToolCall(word(call.get("id")), word(said_by_model.get("name")), arguments, kind)
    if isinstance(call := message.get("function_call"), dict):
        yield ToolCall(None, word(call.get("name")), string(call.get("arguments")))


def read_answer(body: Json) -> Answer | Failure:
    """Read a whole answer. An error object inside it makes it a failure."""
    return _read(body, finished=True)


def _read(body: Json, *, finished: bool, usage_chunks: tuple[UsageChunk, ...] = ()) -> Answer | Failure:
    completion = mapping(body)
    if said(completion.get("error")):
        return error_object(200, completion["error"])
    choices = objects(completion.get("choices"))
    choice = choices[0] if choices else {}
    message = mapping(choice.get("message"))
    calls = tuple(_calls(message))
    word_said = word(choice.get("finish_reason"))
    own_accord: Finish = "tool_calls" if calls else "stop"
    return Answer(
        id=word(completion.get("id")),
        created=completion.get("created"),
        model=word(completion.get("model")),
        items=tuple(_items(choice, message, calls)),
        finish=FINISHES.get(word_said or "", own_accord) if finished or word_said else "unfinished",
        finish_said=word_said,
        usage=_usage(completion.get("usage")),
        metadata=mapping(completion.get("metadata")),
        service_tier=word(completion.get("service_tier")),
        choices=tuple(position(entry.get("index"), otherwise=place) for place, entry in enumerate(choices)),
        message_keys=frozenset(message),
        usage_chunks=usage_chunks,
    )


def _items(choice: Mapping[str, Json], message: Mapping[str, Json], calls: tuple[ToolCall, ...]) -> Iterator[Item]:
    if thought := _reasoning(message):
        yield thought
    parts = list(_parts(message.get("content")))
    if parts and isinstance(parts[0], Text):
        citations = tuple(_citation(entry) for entry in objects(message.get("annotations")))
        parts[0] = Text(parts[0].text, citations, tuple(objects(at(choice, "logprobs", "content"))))
    if refusal := string(message.get("refusal")):
        parts.append(Refusal(refusal))
    if parts:
        yield Message("assistant", tuple(parts))
    yield from calls


def _citation(annotation: Mapping[str, Json]) -> Citation:
    source = mapping(flat(annotation))
    return Citation(
        string(source.get("type")),
        word(source.get("url")),
        word(source.get("title")),
        source.get("start_index"),
        source.get("end_index"),
    )


def _usage(value: Json) -> Usage | None:
    usage = mapping(value)
    if not usage:
        return None
    given, made = usage.get("prompt_tokens_details"), usage.get("completion_tokens_details")
    return Usage(
        input=count(usage.get("prompt_tokens")),
        output=count(usage.get("completion_tokens")),
        total=count(usage.get("total_tokens")),
        cached=count(at(given, "cached_tokens")),
        cache_write=count(at(given, "cache_write_tokens")),
        reasoning=count(at(made, "reasoning_tokens")),
        has_input_details=isinstance(given, dict),
        has_output_details=isinstance(made, dict),
    )


def read_stream(frames: Sequence[Json]) -> Answer | Failure:
    """Read a stream as its chunks add up to a completion."""
    chunks = objects(list(frames))
    completion = assemble(chunks)
    return _read(completion, finished=False, usage_chunks=tuple(_usage_chunks(chunks)))


def assemble(chunks: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """Add up chunks to the completion that they stand for: the first id, model and time, the last usage, all the text."""
    completion: dict[str, Json] = {}
    choices: dict[int, dict[str, Json]] = {}
    for chunk in chunks:
        for key, value in chunk.items():
            if key in ("usage", "error", "metadata", "moderation", "service_tier"):
                if said(value):
                    completion[key] = value
            elif key != "choices" and not said(completion.get(key)):
                completion[key] = value
        for entry in objects(chunk.get("choices")):
            index = position(entry.get("index"), otherwise=0)
            _add_delta(choices.setdefault(index, {"index": index, "message": {}}), entry)
    completion["choices"] = [choices[index] for index in sorted(choices)]
    return completion


def _add_delta(choice: dict[str, Json], entry: Mapping[str, Json]) -> None:
    message, delta = choice["message"], mapping(entry.get("delta"))
    for key in ("content", "refusal", "reasoning_content", "reasoning"):
        if isinstance(delta.get(key), str):
            message[key] = message.get(key, "") + delta[key]
    if cited := objects(delta.get("annotations")):
        message.setdefault("annotations", []).extend(cited)
    for call in objects(delta.get("tool_calls")):
        _add_call(message.setdefault("tool_calls", []), call)
    if isinstance(call := delta.get("function_call"), dict):
        told = message.setdefault("function_call", {"arguments": ""})
        told["name"] = told.get("name") or call.get("name")
        told["arguments"] += string(call.get("arguments"))
    if isinstance(logprobs := at(entry, "logprobs", "content"), list):
        choice.setdefault("logprobs", {"content": []})["content"].extend(logprobs)
    if said(entry.get("finish_reason")):
        choice["finish_reason"] = entry["finish_reason"]


def _add_call(calls: list[dict[str, Json]], delta: Mapping[str, Json]) -> None:
    call = _open_call(calls, delta)
    if call is None:
        call = {"index": delta.get("index")}
        calls.append(call)
    for key in ("id", "type"):
        if said(delta.get(key)):
            call[key] = delta[key]
    for kind, written in (("function", "arguments"), ("custom", "input")):
        if isinstance(told := delta.get(kind), dict):
            part = call.setdefault(kind, {written: ""})
            part["name"] = part.get("name") or told.get("name")
            part[written] += string(told.get(written))


def _open_call(calls: list[dict[str, Json]], delta: Mapping[str, Json]) -> dict[str, Json] | None:
    """Find the call that a delta goes on with: by index, unless a new id says that it is another call."""
    index, call_id = delta.get("index"), delta.get("id")
    for call in reversed(calls):
        if said(call_id) and call.get("id") == call_id:
            return call
        if call.get("index") == index and index is not None and not (said(call_id) and said(call.get("id"))):
            return call
    return calls[-1] if calls and index is None and not said(call_id) else None


def _usage_chunks(chunks: Sequence[Mapping[str, Json]]) -> Iterator[UsageChunk]:
    finished = False
    for place, chunk in enumerate(chunks):
        choices = objects(chunk.get("choices"))
        finished = finished or any(said(choice.get("finish_reason")) for choice in choices)
        if said(chunk.get("usage")):
            yield UsageChunk(finished, bool(choices), tuple(_carried(later) for later in chunks[place + 1 :]))


def _carried(chunk: Mapping[str, Json]) -> str:
    return next((key for key in ("choices", "usage", "moderation") if said(chunk.get(key))), "nothing")
