"""Reading one Chat message: its reasoning, then text and refusal, then calls."""

from collections.abc import Iterator, Mapping, Sequence
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
from crosswire.shapes.chat.settings import flat
from crosswire.shapes.lenient import at, mapping, objects, source_of, string, whole, word

INSTRUCTING = ("system", "developer")


def asked_items(message: Mapping[str, Json]) -> Iterator[Item]:
    """Yield the items of a message of a request. An empty message is an item, too, unless it has calls or reasoning."""
    role = string(message.get("role"))
    parts = tuple(_parts(message))
    if role in ("tool", "function"):
        yield ToolResult(word(message.get("tool_call_id")), parts, word(message.get("name")))
        return
    thoughts, calls = tuple(_reasoning(message)), tuple(read_calls(message))
    yield from thoughts
    if parts or not (thoughts or calls):
        yield Message("instructions" if role in INSTRUCTING else role, parts, name=word(message.get("name")))
    yield from calls


def answered_items(choice: Mapping[str, Json]) -> Iterator[Item]:
    """Yield the items of a choice."""
    message = mapping(choice.get("message"))
    yield from _reasoning(message)
    if parts := tuple(_parts(message, mapping(choice.get("logprobs")))):
        yield Message("assistant", parts)
    yield from read_calls(message)


def _parts(message: Mapping[str, Json], logprobs: Mapping[str, Json] | None = None) -> Iterator[Part]:
    """Yield the parts of a message. Its citations and logprobs become those of its first text part."""
    unassigned = mapping(logprobs)
    citations = tuple(_citation(entry) for entry in objects(message.get("annotations")))
    for part in _content(message.get("content")):
        if isinstance(part, Text) and (citations or unassigned):
            part = Text(part.text, citations, tuple(objects(unassigned.get("content"))))
            citations, unassigned = (), {}
        yield part
    if citations or objects(unassigned.get("content")):  # of no text
        yield Text("", citations, tuple(objects(unassigned.get("content"))))
    if refusal := string(message.get("refusal")):
        yield Refusal(refusal, tuple(objects(mapping(logprobs).get("refusal"))))
    # OpenRouter's and LiteLLM's field for what the model drew.
    yield from (PARTS["image_url"](image) for image in objects(message.get("images")))
    yield from _sound(mapping(message.get("audio")))


def _content(content: Json) -> Iterator[Part]:
    if content and isinstance(content, str):
        yield Text(content)
    for part in objects(content):
        kind = string(part.get("type"))
        if kind != THINKING:
            yield PARTS[kind](part) if kind in PARTS else Other(kind, part)


def _sound(audio: Mapping[str, Json]) -> Iterator[Part]:
    """Yield the sound that the model spoke; a request has its id alone."""
    if source := word(audio.get("data")):
        yield Media("audio", source, word(audio.get("transcript")), word(audio.get("id")), "data")
    elif name := word(audio.get("id")):
        yield Media("audio", name, form="id")


def _citation(annotation: Mapping[str, Json]) -> Citation:
    source = mapping(flat(annotation))
    return Citation(
        string(source.get("type")),
        word(source.get("url")),
        word(source.get("title")),
        whole(source.get("start_index")),
        whole(source.get("end_index")),
        file_name=word(source.get("filename")) or word(source.get("name")),
    )


# From parts of content.


def _text(part: Mapping[str, Json]) -> Text:
    return Text(string(part.get("text")), cache_breakpoint=part.get("prompt_cache_breakpoint"))


def _media(
    kind: Any, field: str, detail: str = "detail", *, source: str = "url", form: Any = "url", bare: bool = False
) -> Any:
    """Return a reader of parts with media in an object under `field`; with `bare`, a host may send a string there."""

    def read(part: Mapping[str, Json]) -> Media:
        media = mapping(part.get(field))
        return Media(
            kind,
            word(media.get(source)) or (word(part.get(field)) if bare else None),
            word(media.get(detail)),
            form=form,
            cache_breakpoint=part.get("prompt_cache_breakpoint"),
        )

    return read


def _file(part: Mapping[str, Json]) -> Media:
    file = mapping(part.get("file"))
    name, cached = word(file.get("filename")), part.get("prompt_cache_breakpoint")
    source, form = source_of(file, (("file_data", "data"), ("file_id", "id")))
    return Media("file", source, name=name, form=form, cache_breakpoint=cached)


PARTS: Mapping[str, Any] = {
    "text": _text,
    "refusal": lambda part: Refusal(string(part.get("refusal"))),
    "image_url": _media("image", "image_url"),
    "input_audio": _media("audio", "input_audio", "format", source="data", form="data"),
    "file": _file,
    # OpenRouter's and Mistral's own.
    "video_url": _media("video", "video_url", bare=True),
    "document_url": _media("file", "document_url", bare=True),
}


# Reasoning: no field of the description; these are what hosts use, the plainest first.

THINKING = "thinking"


def _reasoning(message: Mapping[str, Json]) -> Iterator[Reasoning]:
    details = objects(message.get("reasoning_details"))
    found = ([text for text in read(message) if text] for read in THOUGHTS)
    texts = tuple(next(filter(None, found), []))
    encrypted = next(
        (word(detail.get("data")) for detail in details if detail.get("type") == "reasoning.encrypted"), None
    )
    if texts or encrypted:
        yield Reasoning(texts, encrypted)


def _thinking_parts(message: Mapping[str, Json]) -> Sequence[str]:
    parts = [part for part in objects(message.get("content")) if part.get("type") == THINKING]
    return ["".join(string(text.get("text")) for text in objects(part.get(THINKING))) for part in parts]


THOUGHTS: Sequence[Any] = [
    lambda message: [string(message.get("reasoning_content"))],  # DeepSeek, Z.ai
    lambda message: [string(message.get("reasoning"))],  # Groq, OpenRouter, Ollama
    _thinking_parts,  # Mistral
    lambda message: [
        string(detail.get("text")) or string(detail.get("summary"))
        for detail in objects(message.get("reasoning_details"))
    ],  # Snowflake, and OpenRouter beside `reasoning`
]


# Calls.

# What a kind of call writes its arguments into.
WRITTEN = {"function": "arguments", "custom": "input"}


def read_calls(message: Mapping[str, Json]) -> Iterator[ToolCall]:
    """Yield the calls of a message, the old `function_call` among them, which has no id."""
    for call in objects(message.get("tool_calls")):
        kind: Any = kind_of_call(call)
        yield ToolCall(
            word(call.get("id")),
            word(at(call, kind, "name")),
            string(at(call, kind, WRITTEN[kind])),
            kind,
        )
    called = mapping(message.get("function_call"))
    # Snowflake sends one with empty strings beside every answer.
    if word(called.get("name")) or word(called.get("arguments")):
        yield ToolCall(None, word(called.get("name")), string(called.get("arguments")))


def kind_of_call(call: Mapping[str, Json]) -> str:
    """Return the kind of a call, by its type, else by its fields: Snowflake has an empty `custom` in every function."""
    kind = string(call.get("type"))
    return kind if kind in WRITTEN else "custom" if "custom" in call and "function" not in call else "function"
