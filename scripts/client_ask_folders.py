"""The folder of a scenario that a client asked: its recording, and the others, written from the facts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from crosswire.facts import Item, Media, Message, Other, Reasoning, ShapeName, ToolCall, ToolResult
from crosswire.making.carrying_over import facts_of_one_shape
from crosswire.making.conversations import Conversation
from crosswire.making.deriving import derive
from crosswire.shapes import SHAPES, opposite
from crosswire.wire.cassettes import write_cassette
from crosswire.wire.exact_json import sent
from crosswire.wire.schemas import violations
from crosswire.wire.toml_text import quoted

Entry = Mapping[str, Any]
"""An entry of client_asks.toml."""
Tables = dict[str, Mapping[str, str]]


def save(entry: Entry, given: Conversation, folder: Path, client: str, packages: str) -> None:
    """Write a scenario's folder anew. An ask that Chat cannot answer as it was has no recording over its own API."""
    recordings = all_recordings(given)
    only = facts_apart(recordings)
    origin = f"{client}, of a model on loopback: long texts are in our words, the answers are authored"
    asked = {"provenance": "asked", "client": packages, "from": origin}
    provenance: Tables = {}
    files: dict[str, str] = {}
    ask = f"{given.shape}.request"
    is_ask_alone = "turn" in entry or "agents" in entry
    if is_ask_alone:
        provenance[ask] = asked
        (turn,) = given.turns
        body = {key: value for key, value in turn.asked_body.items() if key != "stream"}
        files[f"{ask}.json"] = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
        recordings = {key: recording for key, recording in recordings.items() if recording.shape != given.shape}
    lead = ask if is_ask_alone else given.recording
    authored = {"provenance": "authored", "from": f"written from the facts of {lead}"}
    for key, recording in recordings.items():
        files[f"{key}.yaml"] = write_cassette(recording.calls)
        provenance[key] = asked if key == lead else authored
    faults = [fault for turn in given.turns for fault in violations(SHAPES[given.shape].REQUEST, turn.asked_body)]
    deviations = {ask: f"as {client} asks: {faults[0]}"} if faults else {}
    files["scenario.toml"] = "\n".join(toml(entry, only, deviations, provenance)) + "\n"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def toml(
    entry: Entry, only: Mapping[ShapeName, Sequence[str]], deviations: Mapping[str, str], tables: Tables
) -> Iterator[str]:
    """Yield the lines of scenario.toml."""
    yield f"title = {quoted(entry['title'])}"
    yield f"proves = {quoted(entry['proves'])}"
    yield f"tags = [{', '.join(map(quoted, entry['tags']))}]"
    if "refusable" in entry:
        yield f"refusable = {quoted(entry['refusable'])}"
    yield "\n[only]"
    yield from (f"{shape} = [{', '.join(map(quoted, names))}]" for shape, names in only.items() if names)
    if deviations:
        yield "\n[odd]"
    yield from (f"{quoted(key)} = {quoted(how)}" for key, how in deviations.items())
    for key, fields in tables.items():
        yield f"\n[recordings.{quoted(key)}]"
        yield from (f"{field} = {quoted(value)}" for field, value in fields.items())


# The recordings that were not made.


def all_recordings(given: Conversation) -> dict[str, Conversation]:
    """Return all four recordings: over the client's own API with its requests as they are."""
    own = {name: made for name, made in derive(given).recordings.items() if made.shape == given.shape}
    return {**derive(as_chat_has_it(given)).recordings, **own}


def as_chat_has_it(given: Conversation) -> Conversation:
    """Return a conversation with items instead of references, each tool on its own, and found tools as a result."""
    served: dict[str, Any] = {}
    calls = []
    for turn, call in zip(given.turns, given.calls, strict=True):
        asked = turn.asked_body
        if isinstance(asked.get("input"), list):
            items = [_as_result(served.get(item.get("id"), item)) for item in asked["input"]]
            within = [tool for item in items if item.get("type") == "additional_tools" for tool in item["tools"]]
            asked = {**asked, "input": items, "tools": [*_flat([*(asked.get("tools") or ()), *within])]}
        calls.append(replace(call, request_body=sent(asked).encode()))
        served |= {item["id"]: item for item in SHAPES[given.shape].write_answer(turn.answer).get("output", ())}
    return replace(given, calls=tuple(calls))


def _as_result(item: Any) -> Any:
    if item.get("type") != "tool_search_output":
        return item
    return {"type": "function_call_output", "call_id": item["call_id"], "output": sent({"tools": item["tools"]})}


def _flat(tools: Sequence[Any]) -> Iterator[Any]:
    """Yield tools without namespaces; a search that the client runs is a function, one that stays offline is none."""
    for tool in tools:
        match tool:
            case {"type": "namespace", "tools": within}:
                yield from _flat(within)
            case {"type": "tool_search", "execution": "client"}:
                fields = {key: tool[key] for key in ("description", "parameters") if key in tool}
                yield {"type": "function", "name": "tool_search", **fields}
            case {"type": "web_search", "external_web_access": False}:
                pass
            case _:
                yield tool


# `[only]`: what the requests over one API say, and those over the other do not.


def facts_apart(recordings: Mapping[str, Conversation]) -> dict[ShapeName, list[str]]:
    """Return, by API, the names of what its requests alone say."""
    facts = facts_of_one_shape(recordings)
    apart = {shape: [*facts.get(shape, ()), *_items_apart(shape, recordings)] for shape in SHAPES}
    chat, responses = ([turn.asked.tools for turn in recordings[f"{shape}.json"].turns] for shape in SHAPES)
    if chat != responses and "tools" not in apart["chat"]:  # both are offered tools, each in its own way
        apart["responses"] = list(dict.fromkeys([*apart["responses"], "tools"]))
    return apart


def _items_apart(shape: ShapeName, recordings: Mapping[str, Conversation]) -> list[str]:
    ours, theirs = (
        {name for turn in recordings[f"{api}.json"].turns for item in turn.asked.history for name in _names(item)}
        for api in (shape, opposite(shape))
    )
    return sorted(ours - theirs)


def _names(item: Item) -> Iterator[str]:
    """Yield the names that `[only]` has for an item."""
    match item:
        case Other(kind=kind):
            yield kind
        case Reasoning():
            yield "reasoning"
        case ToolCall(namespace=str()):
            yield "namespace"
        case Message(parts=parts) | ToolResult(parts=parts):
            yield from (part.kind for part in parts if isinstance(part, Media | Other))
