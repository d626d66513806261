"""Facts that mutants invent or put instead of the right ones, by the field that they belong to."""

from collections.abc import Collection, Mapping, Sequence
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
    ShapeName,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from crosswire.shapes import chat, responses

TOKEN = {"token": "zz", "logprob": -1.5, "bytes": [122, 122], "top_logprobs": []}

# Values for fields that are empty.
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

# Elements to add to a sequence.
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
SETTINGS_OF: Mapping[ShapeName, Collection[str]] = {"chat": chat.SETTINGS, "responses": responses.SETTINGS}
"""The names of the settings that a request of each shape may have."""
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
