"""LangChain's chat model over Responses. Source: its documentation of `ChatOpenAI(use_responses_api=True)`.

Its messages are written as Chat Completions here: content blocks of the Responses API, usage and metadata of LangChain.
"""

from __future__ import annotations  # for Python 3.9

import time
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from langchain_core.messages import convert_to_messages
from langchain_core.tools import Tool
from langchain_openai import ChatOpenAI
from openai import APIError, APIStatusError

PARAMETERS = (
    "model",
    "temperature",
    "top_p",
    "max_tokens",
    "max_completion_tokens",
    "stop",
    "n",
    "seed",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "reasoning_effort",
    "verbosity",
    "service_tier",
    "store",
)
"""The parameters that `ChatOpenAI` has by the names of Chat Completions."""
BOUND = ("tools", "tool_choice", "parallel_tool_calls", "response_format")
"""What is bound to a model; the rest is its `model_kwargs`."""
ASKED_OTHERWISE = ("messages", "metadata", "stream", "stream_options")
"""`metadata` is that of a run to LangChain; the upstream's goes into `extra_body`."""
FINISHES = {"max_output_tokens": "length", "content_filter": "content_filter"}


class Refused(Exception):
    """What the library raises about a request, before anything is sent."""

    status_code = 400


class Failed(Exception):
    """What the library raises where the upstream failed, but for an error answer: the status is made up."""

    status_code = 502

    def __init__(self, error: Exception | str) -> None:
        super().__init__(str(error))
        cause = error.body if isinstance(error, APIError) else next(iter(getattr(error, "args", ())), None)
        fields = cause if isinstance(cause, dict) else {"code": getattr(cause, "code", None)}
        self.body = {"message": str(getattr(cause, "message", None) or error), **fields}


async def chat(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Chat Completions over Responses."""
    with _refusals():
        model = _model(request, upstream)
        messages = convert_to_messages([_message(message) for message in _with_custom_outputs(request["messages"])])
    if request.get("stream"):
        return _chunks(model.astream(messages), request)
    with _failures():
        answer = await model.ainvoke(messages)
    return _completion(answer, request)


def _model(request: Mapping[str, Any], upstream: Any) -> Any:
    parameters = {name: value for name, value in request.items() if value is not None}
    others = {name: parameters[name] for name in parameters if name not in (*PARAMETERS, *BOUND, *ASKED_OTHERWISE)}
    options = dict(parameters.get("stream_options") or {})
    model = ChatOpenAI(
        base_url=upstream.base_url,
        api_key=upstream.api_key,
        use_responses_api=True,
        max_retries=0,
        stream_usage=options.pop("include_usage", None),
        model_kwargs={**others, **({"stream_options": options} if options else {})},
        extra_body={"metadata": parameters["metadata"]} if "metadata" in parameters else None,
        **{name: parameters[name] for name in PARAMETERS if name in parameters},
    )
    bound = {name: parameters[name] for name in BOUND if name in parameters}
    if bound.get("tools"):
        return model.bind_tools([_tool(tool) for tool in bound.pop("tools")], **bound)
    return model.bind(**bound)


def _tool(tool: dict[str, Any]) -> dict[str, Any] | Tool:
    """Make the library's own object of a custom tool, as its `custom_tool` does; the others it takes as they are."""
    if tool.get("type") != "custom":
        return tool
    custom = tool["custom"]
    form = custom.get("format")
    if form and form.get("type") == "grammar":
        form = {"type": "grammar", **form["grammar"]}
    metadata = {"type": "custom_tool", **({"format": form} if form else {})}
    return Tool(name=custom["name"], description=custom.get("description", ""), func=str, metadata=metadata)


def _with_custom_outputs(messages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Write what custom tools gave as the library does."""
    custom: set[str] = set()
    for message in messages:
        custom |= {call["id"] for call in message.get("tool_calls") or [] if call.get("type") == "custom"}
        if message.get("role") == "tool" and message.get("tool_call_id") in custom:
            yield {**message, "content": [{"type": "custom_tool_call_output", "output": message["content"]}]}
        else:
            yield message


def _message(message: dict[str, Any]) -> dict[str, Any]:
    """Write what the library does not take as Chat has it, refusals and custom calls, as it has them itself."""
    refusal, calls = message.get("refusal"), message.get("tool_calls") or []
    custom = [call for call in calls if call.get("type") == "custom"]
    fields = {name: value for name, value in message.items() if value is not None and name != "refusal"}
    if not (custom or refusal):
        return {"content": None, **fields}
    content = message.get("content") or []
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else list(content)
    if refusal:
        blocks.append({"type": "refusal", "refusal": refusal})
    blocks += [{"type": "custom_tool_call", "call_id": call["id"], **call["custom"]} for call in custom]
    return {**fields, "content": blocks, "tool_calls": [call for call in calls if call not in custom]}


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise Refused(str(error)) from error


@contextmanager
def _failures() -> Iterator[None]:
    """Tell what is raised on purpose as an error answer; any other exception is a crash."""
    try:
        yield
    except APIStatusError:
        raise
    except TypeError as error:
        # The SDK's answer to a parameter of Chat alone, which the library hands on to it.
        if "unexpected keyword argument" not in str(error):
            raise
        raise Refused(str(error)) from error
    except (APIError, ValueError) as error:
        if isinstance(error, ValueError) and type(error) is not ValueError:
            raise
        raise Failed(error) from error


def _completion(message: Any, request: Mapping[str, Any]) -> dict[str, Any]:
    metadata = message.response_metadata
    read = Blocks()
    reply: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None}
    for delta in read.deltas(message.content):
        for name, piece in delta.items():
            reply[name] = reply[name] + piece if reply.get(name) else piece
    calls = reply.get("tool_calls", [])
    for call in calls:
        del call["index"]
        call["type"] = "custom" if "custom" in call else "function"
    reply["annotations"] = read.citations
    return {
        "id": message.id or f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": int(metadata.get("created_at", time.time())),
        "model": metadata.get("model", request["model"]),
        "choices": [{"index": 0, "message": reply, "logprobs": None, "finish_reason": _finish(metadata, bool(calls))}],
        **_beside(metadata),
        **({"usage": _usage(message.usage_metadata)} if message.usage_metadata else {}),
    }


async def _chunks(messages: AsyncIterator[Any], request: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Yield chunks. The library tells the id first, but model and time with the last message: those are made up."""
    usage_asked = (request.get("stream_options") or {}).get("include_usage")
    head = {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": request["model"],
        **({"usage": None} if usage_asked else {}),
    }

    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]}

    read, begun = Blocks(), False
    with _failures():
        async for message in messages:
            metadata = message.response_metadata
            if not begun:
                begun, head["id"] = True, metadata.get("id", head["id"])
                yield chunk({"role": "assistant", "content": ""})
            for delta in read.deltas(message.content):
                yield chunk(delta)
            if "status" in metadata and read.citations:
                yield chunk({"annotations": read.citations})  # at once, since nothing tells a client where to add more
            if "status" in metadata:
                yield {**chunk({}, _finish(metadata, bool(read.calls))), **_beside(metadata)}
            if message.usage_metadata and usage_asked:
                yield {**head, "choices": [], "usage": _usage(message.usage_metadata)}


class Blocks:
    """Reads content blocks, whole or in pieces that go on where the `index` is the same, as deltas of Chat."""

    def __init__(self) -> None:
        self.calls: dict[Any, int] = {}
        self.citations: list[dict[str, Any]] = []
        self._starts: dict[Any, int] = {}
        self._length = 0

    def deltas(self, content: Any) -> Iterator[dict[str, Any]]:
        """Yield the deltas that the blocks of a message become."""
        blocks: list[Any] = [{"type": "text", "text": content}] if isinstance(content, str) else content
        for block in blocks:
            position = block.get("index", id(block))
            kind = block.get("type")
            if kind == "text":
                yield from self._text(block, position)
            elif kind == "refusal":
                yield {"refusal": block["refusal"]}
            elif kind == "reasoning":
                thought = "".join(part.get("text", "") for part in block.get("summary") or [])
                thought += "".join(part.get("text", "") for part in block.get("content") or [])
                if thought:
                    yield {"reasoning_content": thought}
            elif kind in ("function_call", "custom_tool_call"):
                yield {"tool_calls": [self._call(block, position)]}

    def _text(self, block: Mapping[str, Any], position: Any) -> Iterator[dict[str, Any]]:
        start = self._starts.setdefault(position, self._length)
        if text := block.get("text"):
            self._length += len(text)
            yield {"content": text}
        cited = [
            annotation for annotation in block.get("annotations") or [] if annotation.get("type") == "url_citation"
        ]
        self.citations += [_citation(annotation, start) for annotation in cited]

    def _call(self, block: Mapping[str, Any], position: Any) -> dict[str, Any]:
        index = self.calls.setdefault(position, len(self.calls))
        named = {"name": block["name"]} if "name" in block else {}
        if block["type"] == "custom_tool_call":  # without `type`: a chunk knows functions only
            return {"index": index, "id": block["call_id"], "custom": {**named, "input": block["input"]}}
        begun = {"id": block["call_id"], "type": "function"} if "call_id" in block else {}
        return {"index": index, **begun, "function": {**named, "arguments": block["arguments"]}}


def _citation(annotation: Mapping[str, Any], start: int) -> dict[str, Any]:
    """Write a citation. Its position counts from the start of its part; the parts are joined."""
    fields = {name: annotation[name] for name in ("start_index", "end_index", "url", "title") if name in annotation}
    moved = {name: fields[name] + start for name in ("start_index", "end_index") if name in fields}
    return {"type": "url_citation", "url_citation": {**fields, **moved}}


def _finish(metadata: Mapping[str, Any], called: bool) -> str:
    status = metadata.get("status", "completed")
    if status == "incomplete":
        return FINISHES.get((metadata.get("incomplete_details") or {}).get("reason", ""), "length")
    if status != "completed":
        raise Failed(f"the response is {status}")  # the library tells it, and Chat has no word for it
    return "tool_calls" if called else "stop"


def _beside(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {name: metadata[name] for name in ("service_tier", "metadata") if metadata.get(name)}


def _usage(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Write usage; the library puts some service tiers before the names of the details."""
    read, written = metadata.get("input_token_details") or {}, metadata.get("output_token_details") or {}
    usage = {
        "prompt_tokens": metadata["input_tokens"],
        "completion_tokens": metadata["output_tokens"],
        "total_tokens": metadata["total_tokens"],
    }
    cached = {"cached_tokens": _detail(read, "cache_read"), "cache_write_tokens": _detail(read, "cache_creation")}
    thought = {"reasoning_tokens": _detail(written, "reasoning")}
    for name, details in {"prompt_tokens_details": cached, "completion_tokens_details": thought}.items():
        if counted := {key: count for key, count in details.items() if count is not None}:
            usage[name] = counted
    return usage


def _detail(details: Mapping[str, int], name: str) -> int | None:
    return next((count for key, count in details.items() if key in (name, f"flex_{name}", f"priority_{name}")), None)
