"""Facts made by hand, of every kind, for the writers to write."""

from crosswire.facts import (
    Answer,
    Ask,
    Citation,
    Media,
    Message,
    Other,
    Reasoning,
    Refusal,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)

ALTERNATIVE = {"token": "Ha", "logprob": -2.5, "bytes": [72, 97]}
LOGPROBS = (
    {"token": "Hi", "logprob": -0.5, "bytes": [72, 105], "top_logprobs": [ALTERNATIVE]},
    {"token": " 👋", "logprob": -1.5, "bytes": [32, 240, 159, 145, 139], "top_logprobs": []},
)
CACHED = {"mode": "explicit"}
FUNCTION = Tool("function", "f", {"description": "d", "parameters": {"type": "object"}, "strict": True})
GRAMMAR = Tool("custom", "c", {"format": {"type": "grammar", "syntax": "lark", "definition": "start: /a/"}})
FORMAT = {"type": "json_schema", "name": "n", "schema": {"type": "object"}, "strict": True}
USAGE = Usage(7, 5, 12, 3, 0, 2, has_input_details=True, has_output_details=True)

# What both shapes can say, as Chat groups it: reasoning, then the message, then the calls.
HISTORY = (
    Message("instructions", (Text("be brief"),)),
    Message("user", (Text("a"), Text("b", cache_breakpoint=CACHED))),
    Message(
        "user",
        (
            Media("image", "https://x.test/a.png", "low", cache_breakpoint=CACHED),
            Media("file", "data:text/plain;base64,YQ==", name="a.txt", form="data"),
            Media("file", "file-1", form="id"),
        ),
    ),
    Message("instructions", (Text("now in French"),)),
    Message("assistant", (Text("no and "), Refusal("no"))),
    Message("assistant", (Refusal("no"), Text("but"), Refusal("no"))),
    Reasoning(("hm",)),
    Message("assistant", (Text("calling"),)),
    ToolCall("call_1", "f", '{"a": 1}'),
    ToolCall("call_2", "c", "aaa", "custom"),
    ToolResult("call_1", (Text("3"),)),
    ToolResult("call_2", (Text("4"), Text("5"))),
    ToolCall("call_3", "f", ""),
    ToolResult("call_3", ()),
    Reasoning(("hm",)),
    Message("user", ()),
)
ASK = Ask(
    model="m",
    history=HISTORY,
    tools=(FUNCTION, GRAMMAR),
    settings={
        "temperature": 0,
        "top_p": 0.5,
        "max_output_tokens": 64,
        "parallel_tool_calls": False,
        "tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "f"}]},
        "format": FORMAT,
        "reasoning_effort": "low",
        "verbosity": "low",
        "store": False,
        "service_tier": "flex",
        "include_obfuscation": False,
        "top_logprobs": 2,
    },
    metadata={"k": "v"},
    stream=True,
)
ANSWER = Answer(
    id="answer_1",
    created=1784324967,
    model="m",
    finish="stop",
    usage=USAGE,
    metadata={"k": "v"},
    service_tier="default",
    moderation={
        "input": [{"type": "error", "code": "c", "message": "no"}],
        "output": [{"type": "error", "code": "c", "message": "no"}],
    },
)
CITED = Citation("url_citation", "https://x.test", "X", 0, 2)
FILES = (
    Citation("file_citation", file_id="file-1", file_name="a.txt", index=4),
    Citation("container_file_citation", start=0, end=2, file_id="cfile_1", file_name="a.txt", container_id="cntr_1"),
    Citation("file_path", file_id="file-1", index=1),
)
HOSTED = Other(
    "web_search_call",
    {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search", "query": "q"}},
)
