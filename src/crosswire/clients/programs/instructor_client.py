"""Instructor as a client, which makes objects of calls and of JSON: crosswire/clients/lines.py starts this."""

import json
from collections.abc import Callable, Mapping

import instructor
from line_protocol import Served, View, answer_lines
from pydantic import ConfigDict, create_model

SERVED = Served()
MODES = {
    "chat": {"TOOLS": instructor.Mode.TOOLS, "JSON": instructor.Mode.JSON},
    "responses": {"RESPONSES_TOOLS": instructor.Mode.RESPONSES_TOOLS},
}
CLIENTS = {
    way: instructor.from_openai(SERVED.sync_client(), mode=mode)
    for modes in MODES.values()
    for way, mode in modes.items()
}
COUNTS = {
    "chat": {"input": "prompt_tokens", "output": "completion_tokens", "total": "total_tokens"},
    "responses": {"input": "input_tokens", "output": "output_tokens", "total": "total_tokens"},
}


def read(serves: str, mode: str, way: str) -> View:
    """Return the object that is made of the first call, or of the text, as a call or as text."""
    name = next(iter(SERVED.asked["tools"]), "Answer")
    asked = {
        "model": "m",
        "messages": [{"role": "user", "content": "hi"}],
        "response_model": create_model(name, __config__=ConfigDict(extra="allow")),
        "max_retries": 0,
    }
    view = View()
    if mode == "json":
        made, raw = CLIENTS[way].create_with_completion(**asked)
        view.count(raw.usage, **COUNTS[serves])
    else:
        made = None
        for partial in CLIENTS[way].create_partial(**asked):
            made = partial
    if made is not None:
        written = json.dumps(made.model_dump(), ensure_ascii=False)
        view.add("text", written) if way == "JSON" else view.call("", name, written)
    return view


def ways(serves: str, mode: str) -> Mapping[str, Callable[[], View]]:
    """Return the modes of the library that make an object of such an answer: of its call, or of its text."""
    called = bool(SERVED.asked["tools"])
    suitable = [way for way in MODES[serves] if called or way != "TOOLS"]
    return {way: lambda way=way: read(serves, mode, way) for way in suitable[:1]}  # type: ignore[misc]


answer_lines(SERVED, ways)
