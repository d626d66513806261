"""Reading one item of a Responses input or output."""

from collections.abc import Callable, Iterator, Mapping
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
from crosswire.shapes.lenient import at, objects, source_of, string, whole, word
from crosswire.wire.json_text import dump

INSTRUCTING = ("system", "developer")


def read_item(item: Mapping[str, Json]) -> Item:
    """Read an item; one without a type but with a role is a message."""
    kind = string(item.get("type")) or ("message" if "role" in item else "")
    other = Other(kind, item, waits=_waits(kind, item), shows=_shown(kind, item))
    readers = SEARCHES if item.get("execution") == "client" else ITEMS
    read: Callable[[Mapping[str, Json]], Item] = readers.get(kind, lambda _: other)
    return read(item)


def _shown(kind: str, item: Mapping[str, Json]) -> Media | None:
    """Return the image that a host drew."""
    drawn = word(item.get("result")) if kind == "image_generation_call" else None
    return Media("image", drawn, form="data") if drawn else None


CLIENT_RUN = frozenset(
    {
        "apply_patch_call",
        "computer_call",
        "local_shell_call",
        "mcp_approval_request",
        "shell_call",
        "tool_search_call",
    }
)
"""The kinds of items that wait for the client, unless they say that the host runs them."""

CONTAINER = "container_reference"
"""The environment of a shell that the host runs itself."""


def _waits(kind: str, item: Mapping[str, Json]) -> bool:
    by_client = item.get("execution", "client") == "client" and at(item, "environment", "type") != CONTAINER
    return kind in CLIENT_RUN and by_client


def _message(item: Mapping[str, Json]) -> Message:
    role = string(item.get("role"))
    return Message(
        "instructions" if role in INSTRUCTING else role,
        tuple(_parts(item.get("content"))),
        word(item.get("phase")),
    )


def _function_call(item: Mapping[str, Json]) -> ToolCall:
    return ToolCall(
        word(item.get("call_id")),
        word(item.get("name")),
        string(item.get("arguments")),
        namespace=word(item.get("namespace")),
    )


def _custom_call(item: Mapping[str, Json]) -> ToolCall:
    return ToolCall(
        word(item.get("call_id")),
        word(item.get("name")),
        string(item.get("input")),
        "custom",
        word(item.get("namespace")),
    )


def _search(item: Mapping[str, Json]) -> ToolCall:
    """Read a search for tools that the client runs; its arguments are an object, those of a function a text."""
    return ToolCall(word(item.get("call_id")), SEARCH, dump(item.get("arguments")), searches=True)


def _found(item: Mapping[str, Json]) -> ToolResult:
    """Read the result of such a search: the tools that were found."""
    return ToolResult(word(item.get("call_id")), (Other("tool_search_output", item),))


def _result(item: Mapping[str, Json]) -> ToolResult:
    return ToolResult(word(item.get("call_id")), tuple(_parts(item.get("output"))), word(item.get("name")))


def _reasoning(item: Mapping[str, Json]) -> Reasoning:
    shown = [*objects(item.get("summary")), *objects(item.get("content"))]
    texts = tuple(string(part.get("text")) for part in shown)
    return Reasoning(texts, word(item.get("encrypted_content")), len(objects(item.get("summary"))))


ITEMS: Mapping[str, Any] = {
    "message": _message,
    "function_call": _function_call,
    "custom_tool_call": _custom_call,
    "function_call_output": _result,
    "custom_tool_call_output": _result,
    "reasoning": _reasoning,
}

SEARCH = "tool_search"
"""The name of the function that a search for tools is in Chat."""

SEARCHES: Mapping[str, Any] = {"tool_search_call": _search, "tool_search_output": _found}
"""The items of a search whose `execution` says that the client runs it."""


# Parts.


def _parts(content: Json) -> Iterator[Part]:
    if content and isinstance(content, str):
        yield Text(content)
    for part in objects(content):
        kind = string(part.get("type"))
        yield PARTS[kind](part) if kind in PARTS else Other(kind, part)


def _text(part: Mapping[str, Json]) -> Text:
    citations = tuple(_citation(annotation) for annotation in objects(part.get("annotations")))
    logprobs = tuple(objects(part.get("logprobs")))
    return Text(string(part.get("text")), citations, logprobs, part.get("prompt_cache_breakpoint"))


def _citation(annotation: Mapping[str, Json]) -> Citation:
    return Citation(
        string(annotation.get("type")),
        word(annotation.get("url")),
        word(annotation.get("title")),
        whole(annotation.get("start_index")),
        whole(annotation.get("end_index")),
        word(annotation.get("file_id")),
        word(annotation.get("filename")),
        word(annotation.get("container_id")),
        whole(annotation.get("index")),
    )


def _media(kind: Any, *forms: tuple[str, Any]) -> Any:
    """Return a reader of parts whose media is in one of several fields; `forms` pairs these with their forms."""

    def read(part: Mapping[str, Json]) -> Media:
        source, form = source_of(part, forms)
        return Media(
            kind,
            source,
            word(part.get("detail")),
            word(part.get("filename")),
            form,
            part.get("prompt_cache_breakpoint"),
        )

    return read


def _sound(part: Mapping[str, Json]) -> Media:
    return Media("audio", word(at(part, "input_audio", "data")), word(at(part, "input_audio", "format")), form="data")


PARTS: Mapping[str, Any] = {
    "input_text": _text,
    "output_text": _text,
    "text": _text,
    "refusal": lambda part: Refusal(string(part.get("refusal"))),
    "input_image": _media("image", ("image_url", "url"), ("file_id", "id")),
    "input_file": _media("file", ("file_data", "data"), ("file_id", "id"), ("file_url", "url")),
    "input_audio": _sound,
}
