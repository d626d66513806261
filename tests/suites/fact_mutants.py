"""Mutants of what a point of an exchange says: each loses, alters, doubles, moves or invents one fact.

They are made of facts, not of payloads, so that each place of `facts.py` is mutated, whichever shape says it.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crosswire.facts import (
    Answer,
    Ask,
    Citation,
    Failure,
    Media,
    Message,
    Other,
    OutputItem,
    Reasoning,
    Refusal,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from crosswire.shapes import SHAPES, Shape
from crosswire.shapes.responses.answer import NO_ECHO

Mutant = tuple[str, str, Any]
"""The place in the facts, the kind of change, and the whole value with that change."""

TOKEN = {"token": "zz", "logprob": -1.5, "bytes": [122, 122], "top_logprobs": []}

# What is invented where nothing is said.
INVENTED: Mapping[tuple[type, str], Any] = {
    (Ask, "model"): "another-model",
    (Ask, "metadata"): {"invented": "key"},
    (Ask, "stream"): True,
    (Ask, "include_usage"): True,
    (Answer, "id"): "another_id",
    (Answer, "model"): "another-model",
    (Answer, "created"): 1700000001,
    (Answer, "usage"): Usage(7, 7, 14),
    (Answer, "metadata"): {"invented": "key"},
    (Answer, "service_tier"): "flex",
    (Answer, "moderation"): {"output": [{"flagged": True}]},
    (Usage, "cached"): 7,
    (Usage, "cache_write"): 7,
    (Usage, "reasoning"): 7,
    (Usage, "others"): {"output.audio_tokens": 7},
    (Text, "citations"): (Citation("url_citation", "https://invented.example/", "Invented", 0, 1),),
    (Text, "logprobs"): (TOKEN,),
    (Refusal, "logprobs"): (TOKEN,),
    (Text, "cache_breakpoint"): {"mode": "explicit"},
    (Media, "cache_breakpoint"): {"mode": "explicit"},
    (Media, "detail"): "low",
    (Media, "name"): "invented.txt",
    (Message, "phase"): "commentary",
    (Message, "name"): "invented",
    (ToolCall, "namespace"): "invented",
    (ToolResult, "name"): "invented",
    (Reasoning, "encrypted"): "invented",
    (Failure, "type"): "invented_type",
    (Failure, "code"): "invented_code",
    (Failure, "param"): "invented_param",
    (Failure, "message"): "Invented words.",
}

# Elements that are added to a sequence.
ADDED: Mapping[tuple[type, str], Sequence[Any]] = {
    (Ask, "history"): (
        Message("user", (Text("Invented question?"),)),
        Message("instructions", (Text("Invented instruction."),)),
        Message("assistant", (Text("Invented answer."),)),
        ToolCall("call_invented", "invented", "{}"),
        ToolResult("call_invented", (Text("Invented result."),)),
        Reasoning(("Invented thought.",)),
        Other("invented_item"),
    ),
    (Ask, "tools"): (
        Tool("function", "invented", {"description": "Invented.", "parameters": {"type": "object", "properties": {}}}),
        Tool("custom", "invented", {"description": "Invented."}),
    ),
    (Message, "parts"): (
        Text("Invented part."),
        Refusal("Invented refusal."),
        Media("image", "https://invented.example/image.png"),
        Media("file", "file-invented", form="id"),
    ),
    (ToolResult, "parts"): (Text("Invented part."), Media("image", "https://invented.example/image.png")),
    (Answer, "items"): (
        Message("assistant", (Text("Invented sentence."),)),
        Message("assistant", (Refusal("Invented refusal."),)),
        ToolCall("call_invented", "invented", '{"a": 1}'),
        Reasoning(("Invented thought.",)),
        Other("web_search_call"),
    ),
    (Reasoning, "texts"): ("Invented thought.",),
}

SETTINGS: Mapping[str, Any] = {
    "temperature": 0.3,
    "top_p": 0.4,
    "max_output_tokens": 77,
    "parallel_tool_calls": False,
    "tool_choice": "required",
    "format": {"type": "json_object"},
    "reasoning_effort": "high",
    "reasoning_summary": "detailed",
    "reasoning_context": "all",
    "reasoning_mode": "invented",
    "verbosity": "low",
    "store": True,
    "service_tier": "flex",
    "user": "invented",
    "safety_identifier": "invented",
    "prompt_cache_key": "invented",
    "prompt_cache_retention": "24h",
    "prompt_cache_options": {"ttl": "30m"},
    "moderation": {"model": "invented"},
    "include_obfuscation": True,
    "logprobs": True,
    "top_logprobs": 3,
    "include": ["file_search_call.results"],
    "truncation": "auto",
    "max_tool_calls": 3,
    "previous_response_id": "resp_invented",
    "conversation": "conv_invented",
    "background": True,
    "prompt": {"id": "pmpt_invented"},
    "context_management": [{"type": "compaction", "compact_threshold": 1000}],
    "stop": ["invented"],
    "n": 2,
    "seed": 7,
    "frequency_penalty": 0.7,
    "presence_penalty": 0.7,
    "logit_bias": {"50256": -100},
    "modalities": ["text", "audio"],
    "audio": {"voice": "alloy", "format": "wav"},
    "prediction": {"type": "content", "content": "invented"},
    "web_search_options": {},
}
DEFINITION: Mapping[str, Any] = {
    "description": "Invented description.",
    "parameters": {"type": "object", "properties": {"invented": {"type": "string"}}},
    "strict": True,
    "format": {"type": "grammar", "syntax": "regex", "definition": "invented"},
}
ENUMS: Mapping[tuple[type, str], Sequence[str]] = {
    (OutputItem, "status"): ("completed", "incomplete", "in_progress"),
    (Message, "role"): ("user", "assistant", "instructions"),
    (Message, "phase"): ("commentary", "final_answer"),
    (ToolCall, "kind"): ("function", "custom"),
    (Tool, "kind"): ("function", "custom"),
    (Media, "kind"): ("image", "file"),
    (Media, "form"): ("url", "data", "id"),
    (Media, "detail"): ("low", "high"),
}
DERIVED = {
    Ask: {"instructions", "messages"},
    Message: {"text"},
    Other: {"value", "waits"},
    Answer: {"message_keys", "usage_chunks", "choices", "has_error"},
    Failure: {"finish_said"},
    Usage: {"has_input_details", "has_output_details"},
    Reasoning: {"summaries"},
}
"""Fields that only the requirements about one shape's form read, or that another field tells."""

SHAPELESS: Mapping[str, Mapping[type, set[str]]] = {
    "chat": {
        Answer: {"echoed", "output", "finish", "finish_said", "status", "incomplete_reason"},
    },
    "responses": {Answer: {"finish", "finish_said", "status", "incomplete_reason"}},
}
"""Fields of an answer that a shape has no place for, or that are one fact there: how it ended (`ENDS`)."""

ENDS: Mapping[str, Mapping[str, tuple[str | None, str | None]]] = {
    "chat": dict.fromkeys(("stop", "tool_calls", "length", "content_filter", "unfinished"), (None, None)),
    "responses": {
        "stop": ("completed", None),
        "length": ("incomplete", "max_output_tokens"),
        "content_filter": ("incomplete", "content_filter"),
        "other": ("incomplete", None),
        "unfinished": ("in_progress", None),
    },
}
"""How an answer may end, with the status and the reason that say so in Responses."""


OTHER_STATUS: Mapping[int, Sequence[int]] = {4: (404, 429, 500), 5: (400, 429)}
"""Statuses of another meaning, by class."""


def mutants(value: Any, shape: str) -> Iterator[Mutant]:
    """Return every mutant of an ask, an answer or a failure that `shape` can say."""
    found = _of(value, type(value).__name__.lower(), shape)
    yield from _sayable(value, found, SHAPES[shape]) if isinstance(value, Ask) else found


def _sayable(ask: Ask, found: Iterator[Mutant], shape: Shape) -> Iterator[Mutant]:
    """Yield the mutants of a request that its shape can tell from the request."""
    said = shape.read_request(shape.write_request(ask))
    for place, kind, changed in found:
        if shape.read_request(shape.write_request(changed)) != said:
            yield place, kind, changed


def _of(value: Any, place: str, shape: str) -> Iterator[Mutant]:
    for field in dataclasses.fields(value):
        if field.name in DERIVED.get(type(value), ()) or field.name in SHAPELESS[shape].get(type(value), ()):
            continue
        here = f"{place}.{field.name}"
        for where, kind, changed in _field(type(value), field.name, getattr(value, field.name), here, shape):
            yield where, kind, dataclasses.replace(value, **{field.name: changed})
    if isinstance(value, Answer):
        yield from _ends(value, place, shape)


def _ends(answer: Answer, place: str, shape: str) -> Iterator[Mutant]:
    """Yield an answer with another end, said as its shape says it; in Responses, with a reason where none is due."""
    for finish, (status, reason) in ENDS[shape].items():
        said = "tool_calls" if finish == "stop" and shape == "responses" and answer.tool_calls else finish
        if said != answer.finish_said:
            fields = {"finish": said, "finish_said": said, "status": status, "incomplete_reason": reason}
            yield f"{place}.finish", "altered", dataclasses.replace(answer, **fields)
    if answer.status == "completed":
        yield f"{place}.incomplete_reason", "invented", dataclasses.replace(answer, incomplete_reason="content_filter")


def _field(owner: type, name: str, value: Any, place: str, shape: str) -> Iterator[Mutant]:
    key = (owner, name)
    if name in ("settings", "echoed", "definition"):
        yield from _named(value, place, DEFINITION if name == "definition" else SETTINGS, shape, owner)
    elif isinstance(value, tuple) and key in ADDED:
        yield from _sequence(value, place, ADDED[key], shape)
    elif key == (Answer, "output"):
        yield from _labels(value, place)
    elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        yield from _sequence(value, place, (), shape)
        yield place, "lost", ()
    elif dataclasses.is_dataclass(value):
        yield place, "lost", None
        yield from _of(value, place, shape)
    elif not value and value is not False and value != 0:
        if key in INVENTED:
            yield place, "invented", INVENTED[key]
    else:
        yield from _value(key, value, place)


def _labels(labels: tuple[OutputItem, ...], place: str) -> Iterator[Mutant]:
    """Yield the labels of the items with another id or status; which items there are, `Answer.items` says."""
    for index, label in enumerate(labels):
        for name, kind, word in (("id", "altered", "own_id"), ("id", "lost", None), ("status", "lost", None)):
            changed = dataclasses.replace(label, **{name: word})
            yield f"{place}.{label.kind}.{name}", kind, (*labels[:index], changed, *labels[index + 1 :])
        for word in ENUMS[OutputItem, "status"]:
            changed = dataclasses.replace(label, status=word)
            if changed != label:
                yield f"{place}.{label.kind}.status", "altered", (*labels[:index], changed, *labels[index + 1 :])


def _value(key: tuple[type, str], value: Any, place: str) -> Iterator[Mutant]:
    if key == (Failure, "status"):
        # A failure always has a status; one inside a 200 has that.
        yield from ((place, "altered", status) for status in OTHER_STATUS.get(value // 100, ()) if status != value)
        return
    match value:
        case bool():
            yield place, "altered", not value
        case int() | float():
            yield place, "lost", None
            yield place, "altered", value + 1
        case str():
            yield from _text(key, value, place)
        case Mapping():
            yield place, "lost", {}
            for name in value:
                yield f"{place}[*]", "lost", {key: entry for key, entry in value.items() if key != name}
                yield f"{place}[*]", "altered", {**value, name: _other(value[name])}
            yield f"{place}[*]", "invented", {**value, "invented": _other(next(iter(value.values())))}
        case tuple() | list():
            yield place, "lost", ()
            yield place, "altered", (*value[:-1], _other(value[-1]))
            yield place, "invented", (*value, value[-1])


def _text(key: tuple[type, str], value: str, place: str) -> Iterator[Mutant]:
    if key in ENUMS:
        yield from ((place, "altered", word) for word in ENUMS[key] if word != value)
    else:
        yield place, "altered", f"{value[:-1]}¿" if len(value) > 1 else "another"
    if key in NEVER_LOST:
        return
    yield place, "lost", "" if key in EMPTY_TEXT else None
    if len(value) > 3:
        yield place, "altered", value[: len(value) // 2]


EMPTY_TEXT = {(Text, "text"), (Refusal, "text"), (ToolCall, "arguments"), (Failure, "message"), (Message, "role")}

NEVER_LOST = {(ToolCall, "kind"), (Tool, "kind"), (Media, "kind"), (Media, "form")}
"""What a shape tells by the form that it chooses."""


def _other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}¿"
        case Tool():
            return dataclasses.replace(value, name=f"{value.name}¿")
        case Mapping() if value:
            name = next(iter(value))
            return {**value, name: _other(value[name])}
        case [*entries] if entries:
            return [*entries[:-1], _other(entries[-1])]
        case _:
            return "another"


def _named(
    value: Mapping[str, Any], place: str, plausible: Mapping[str, Any], shape: str, owner: type
) -> Iterator[Mutant]:
    names = plausible if owner is Tool else [name for name in plausible if name in SHAPES[shape].SETTINGS]
    if owner is Answer:
        names = [name for name in names if value and name not in NO_ECHO]
    for name in [*value, *(name for name in names if name not in value)]:
        here = f"{place}.{name}"
        if name not in value:
            yield here, "invented", {**value, name: plausible[name]}
            continue
        yield here, "lost", {key: entry for key, entry in value.items() if key != name}
        changed = plausible.get(name, value[name])
        yield here, "altered", {**value, name: _other(value[name]) if changed == value[name] else changed}


def _sequence(value: tuple[Any, ...], place: str, added: Sequence[Any], shape: str) -> Iterator[Mutant]:
    for index, element in enumerate(value):
        here = f"{place}.{type(element).__name__}" if dataclasses.is_dataclass(element) else place
        before, behind = value[:index], value[index + 1 :]
        yield here, "lost", (*before, *behind)
        yield here, "doubled", (*before, element, element, *behind)
        if behind and behind[0] != element:
            yield here, "moved", (*before, behind[0], element, *behind[1:])
        if dataclasses.is_dataclass(element):
            for where, kind, changed in _of(element, here, shape):
                yield where, kind, (*before, changed, *behind)
        else:
            yield here, "altered", (*before, f"{element}¿", *behind)
    for element in added:
        here = f"{place}.{type(element).__name__}" if dataclasses.is_dataclass(element) else place
        yield here, "invented", (*value, element)
        if value:
            yield here, "invented", (element, *value)
