"""The input items of a Responses request as chat messages."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crosswire.reference.failures import refusal
from crosswire.reference.lenient import Json, asked_list, asked_text, mapping, objects, text, without_none
from crosswire.reference.offered import Offered, chat_name
from crosswire.reference.searches import as_function
from crosswire.reference.signatures import unsealed

CALLS = {"function_call": ("function", "arguments"), "custom_tool_call": ("custom", "input")}
RESULTS = ("function_call_output", "custom_tool_call_output")

# Records of tools that ran upstream: the answer was made from them, and Chat has no form for them.
RECORDS = (
    "additional_tools",
    "code_interpreter_call",
    "file_search_call",
    "image_generation_call",
    "mcp_call",
    "mcp_list_tools",
    "program",
    "program_output",
    "tool_search_call",
    "tool_search_output",
    "web_search_call",
)

UPDATE = "configuration_update"
"""An item that changes the settings of its request: it is no part of the conversation."""

PARAGRAPH = "\n\n"
"""The text between pieces of reasoning, which Chat joins."""

NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")
"""The characters that Chat does not allow in the name of a participant."""


@dataclass(slots=True)
class _Turn:
    """A message, the results of its calls, and their media, which a tool message cannot hold."""

    message: Json
    results: list[Json] = field(default_factory=list)
    media: list[Json] = field(default_factory=list)

    def messages(self) -> list[Json]:
        """Return the message, and the messages after it."""
        shown = [{"role": "user", "content": self.media}] if self.media else []
        return [self.message, *self.results, *shown]


def messages(request: Json, tools: list[Offered]) -> list[Json]:
    """Return the messages of a request, its instructions first.

    Raises:
        UpstreamError: status 400, for an item that Chat has no form for, a call without its output, or the reverse.
    """
    turns: list[_Turn] = []
    if instructions := asked_text(request.get("instructions"), "instructions"):
        turns.append(_Turn({"role": "system", "content": instructions}))
    if isinstance(request["input"], str):
        turns.append(_Turn({"role": "user", "content": request["input"]}))
    else:
        _read_items(turns, [as_function(item) for item in asked_list(request["input"], "input")], tools)
    if not turns:
        raise refusal("input", "at least one message is due")
    return [message for turn in turns for message in turn.messages()]


def _read_items(turns: list[_Turn], items: list[Json], tools: list[Offered]) -> None:
    """Add a turn for every message, and for every row of calls that does not follow an assistant's message."""
    outputs = _outputs(items)
    extras = {call_id: extra for item in items for call_id, extra in unsealed(item.get("encrypted_content")).items()}
    thoughts: list[str] = []
    answering = False
    for number, item in enumerate(items):
        where, kind = f"input[{number}]", _kind(item)
        if kind == UPDATE:
            continue
        if kind in RECORDS or kind in RESULTS:
            answering = answering and kind in RECORDS
            continue
        if kind == "reasoning":
            thoughts += _thoughts(item)
            continue
        if kind == "message":
            turns.append(_Turn(_message(item, where)))
        elif kind == "agent_message":
            turns.append(_Turn(_agent_message(item, where)))
        elif kind in CALLS:
            if not answering:
                turns.append(_Turn({"role": "assistant", "content": None}))
            call = _call(item, where, tools)
            _add_call(turns[-1], call | without_none(extra_content=extras.get(call["id"])), outputs, where)
        else:
            raise refusal(where, f"Chat Completions has no form for an item of type {kind!r}")
        answering = turns[-1].message["role"] == "assistant"
        if thoughts and answering:
            # Reasoning goes back on the message that followed it: some upstreams require that.
            message = turns[-1].message
            before = text(message.get("reasoning_content"))
            message["reasoning_content"] = PARAGRAPH.join([before, *thoughts] if before else thoughts)
        thoughts = []
    _refuse_left(outputs)


def _refuse_left(outputs: dict[str, list[tuple[str, Json]]]) -> None:
    for call_id, left in outputs.items():
        if left:
            raise refusal(left[0][0], f"is the output of a call {call_id!r} that is not in the input")


def _kind(item: Json) -> str:
    return text(item.get("type")) or "message"


def _outputs(items: list[Json]) -> dict[str, list[tuple[str, Json]]]:
    """Return the outputs with their positions, by call id: they may come before their calls."""
    outputs: dict[str, list[tuple[str, Json]]] = {}
    for number, item in enumerate(items):
        if _kind(item) in RESULTS:
            call_id = asked_text(item.get("call_id"), f"input[{number}].call_id")
            outputs.setdefault(call_id, []).append((f"input[{number}]", item))
    return outputs


def _add_call(turn: _Turn, call: Json, outputs: dict[str, list[tuple[str, Json]]], where: str) -> None:
    """Add a call to the message of its turn, and its result after that message."""
    if not outputs.get(call["id"]):
        raise refusal(where, f"the call {call['id']!r} has no output in the input")
    turn.message.setdefault("tool_calls", []).append(call)
    at, item = outputs[call["id"]].pop(0)
    output = item.get("output")
    parts = _parts(output, f"{at}.output") if isinstance(output, list) else []
    texts = [part for part in parts if part["type"] == "text"]
    content = texts or "" if isinstance(output, list) else asked_text(output, f"{at}.output")
    turn.results.append({"role": "tool", "tool_call_id": call["id"], "content": content})
    turn.media.extend(part for part in parts if part["type"] != "text")


def _thoughts(item: Json) -> list[str]:
    """Return the texts of a reasoning item; its summary, where the client was served nothing else."""
    summary = [] if item.get("encrypted_content") else objects(item.get("summary"))
    return [thought for part in objects(item.get("content")) or summary if (thought := text(part.get("text")))]


def _agent_message(item: Json, where: str) -> Json:
    """Return another agent's message as one of a user with its name.

    Raises:
        UpstreamError: status 400, where it is empty, or a part is encrypted: what the model is to do may be there.
    """
    content = item.get("content")
    for number, part in enumerate(objects(content)):
        if part.get("type") == "encrypted_content":
            raise refusal(f"{where}.content[{number}]", "Chat Completions takes no encrypted content")
    if not content:
        raise refusal(where, "this agent_message says nothing")
    author = NO_NAME.sub("_", text(item.get("author"))).strip("_")
    message = _message({"role": "user", "content": content}, where)
    return {**message, "name": author or "agent"}


def _call(item: Json, where: str, tools: list[Offered]) -> Json:
    kind, written = CALLS[item["type"]]
    call_id = asked_text(item.get("call_id"), f"{where}.call_id")
    if not call_id:
        raise refusal(f"{where}.call_id", "the id of the call is due")
    name = chat_name(tools, item.get("namespace"), asked_text(item.get("name"), f"{where}.name"))
    arguments = asked_text(item.get(written), f"{where}.{written}")
    return {
        "id": call_id,
        "type": kind,
        kind: {"name": name, written: arguments or ("{}" if kind == "function" else "")},
    }


def _message(item: Json, where: str) -> Json:
    role, content = item.get("role"), item.get("content")
    if role not in ("user", "assistant", "system", "developer"):
        raise refusal(f"{where}.role", f"{role!r} is none of user, assistant, system, developer")
    if not isinstance(content, list):
        return {"role": role, "content": asked_text(content, f"{where}.content")}
    parts = _parts(content, f"{where}.content")
    if role != "assistant":
        return {"role": role, "content": parts or ""}
    words = "".join(part["text"] for part in parts if part["type"] == "text")
    declined = "".join(part["refusal"] for part in parts if part["type"] == "refusal")
    return (
        {"role": role, "content": words or None, "refusal": declined} if declined else {"role": role, "content": words}
    )


def _parts(content: Any, where: str) -> list[Json]:
    return [_part(part, f"{where}[{number}]") for number, part in enumerate(asked_list(content, where))]


def _part(part: Json, where: str) -> Json:
    kind = text(part.get("type"))
    if kind not in PARTS:
        raise refusal(where, f"Chat Completions has no form for a part of type {kind!r}")
    for field_name, why in UNSAYABLE.get(kind, {}).items():
        if part.get(field_name):
            raise refusal(f"{where}.{field_name}", why)
    return PARTS[kind](part) | without_none(prompt_cache_breakpoint=part.get("prompt_cache_breakpoint"))


UNSAYABLE = {
    "input_image": {"file_id": "Chat Completions takes images by URL or data only"},
    "input_file": {"file_url": "Chat Completions takes files by data or id only"},
}


def _text(part: Json) -> Json:
    return {"type": "text", "text": text(part.get("text"))}


def _image(part: Json) -> Json:
    shown = without_none(url=part.get("image_url"), detail=part.get("detail"))
    return {"type": "image_url", "image_url": shown}


def _file(part: Json) -> Json:
    return {
        "type": "file",
        "file": without_none(**{name: part.get(name) for name in ("file_data", "filename", "file_id")}),
    }


PARTS: Mapping[str, Callable[[Json], Json]] = {
    "input_text": _text,
    "output_text": _text,
    "text": _text,
    "refusal": lambda part: {"type": "refusal", "refusal": text(part.get("refusal"))},
    "input_image": _image,
    "input_file": _file,
    "input_audio": lambda part: {"type": "input_audio", "input_audio": mapping(part.get("input_audio"))},
}
