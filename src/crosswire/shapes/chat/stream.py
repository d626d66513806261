"""Adding up the chunks of a Chat stream to the completion that they stand for, as a client does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from crosswire.facts import Answer, Failure, Json, UsageChunk
from crosswire.shapes.chat.answer import read_completion
from crosswire.shapes.chat.items import THINKING, WRITTEN
from crosswire.shapes.lenient import add_text, at, mapping, objects, position, said, string

# Of these a later chunk's word counts, of the others the first.
LAST_COUNTS = ("usage", "error", "metadata", "moderation", "service_tier")

# What of a delta is text, to be joined.
JOINED = ("content", "refusal", "reasoning_content", "reasoning")


def read_stream(frames: Sequence[Json]) -> Answer | Failure:
    """Read a stream as its chunks add up to a completion."""
    chunks = objects(list(frames))
    completion = assemble(chunks)
    answer = read_completion(completion, finished=False, usage_chunks=tuple(_usage_chunks(chunks)))
    if isinstance(answer, Failure):
        begun = read_completion({**completion, "error": None}, finished=False)
        return replace(answer, begun=begun.items) if isinstance(begun, Answer) else answer
    return answer


def assemble(chunks: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """Add up chunks to a completion: the first id, model and time, the last usage, all the text."""
    completion: dict[str, Json] = {}
    choices: dict[int, dict[str, Json]] = {}
    for chunk in chunks:
        for key, value in chunk.items():
            if key in LAST_COUNTS:
                if said(value):
                    completion[key] = value
            elif key != "choices" and not said(completion.get(key)):
                completion[key] = value
        # Groq gives usage that was not asked for under a name of its own.
        if not said(completion.get("usage")) and said(usage := at(chunk, "x_groq", "usage")):
            completion["usage"] = usage
        for entry in objects(chunk.get("choices")):
            index = position(entry.get("index"), otherwise=0)
            _add(choices.setdefault(index, {"index": index, "message": {}}), entry)
    completion["choices"] = [choices[index] for index in sorted(choices)]
    return completion


def _add(choice: dict[str, Json], entry: Mapping[str, Json]) -> None:
    message, delta = choice["message"], mapping(entry.get("delta"))
    for key in JOINED:
        if isinstance(delta.get(key), str):
            add_text(message, key, delta[key])
    _add_parts(message, delta.get("content"))
    _add_details(message, delta)
    if cited := objects(delta.get("annotations")):
        message.setdefault("annotations", []).extend(cited)
    for call in objects(delta.get("tool_calls")):
        _add_call(message.setdefault("tool_calls", []), call)
    if isinstance(called := delta.get("function_call"), dict):
        _add_words(message.setdefault("function_call", {}), called, "arguments")
    if isinstance(sound := delta.get("audio"), dict):
        _add_sound(message.setdefault("audio", {}), sound)
    for key, tokens in mapping(entry.get("logprobs")).items():
        if isinstance(tokens, list):
            choice.setdefault("logprobs", {}).setdefault(key, []).extend(tokens)
    if said(entry.get("finish_reason")):
        choice["finish_reason"] = entry["finish_reason"]


def _add_parts(message: dict[str, Json], content: Json) -> None:
    """Add content that comes in parts, as Mistral's thinking does."""
    for part in objects(content):
        thought = part.get("type") == THINKING
        texts = objects(part.get(THINKING)) if thought else [part]
        key = "reasoning" if thought else "content"
        message[key] = message.get(key, "") + "".join(string(text.get("text")) for text in texts)


def _add_details(message: dict[str, Json], delta: Mapping[str, Json]) -> None:
    """Add OpenRouter's details of reasoning, which go on where index and type are the same."""
    for detail in objects(delta.get("reasoning_details")):
        details = message.setdefault("reasoning_details", [])
        same = [known for known in details if all(known.get(key) == detail.get(key) for key in ("index", "type"))]
        if not same:
            details.append(dict(detail))
        for key in ("text", "summary", "data"):
            if same and isinstance(detail.get(key), str):
                same[0][key] = string(same[0].get(key)) + detail[key]


def _add_words(told: dict[str, Json], delta: Mapping[str, Json], written: str) -> None:
    told["name"] = told.get("name") or delta.get("name")
    add_text(told, written, string(delta.get(written)))


def _add_sound(sound: dict[str, Json], delta: Mapping[str, Json]) -> None:
    for key, value in delta.items():
        joined = key in ("data", "transcript") and isinstance(value, str)
        sound[key] = string(sound.get(key)) + value if joined else value


def _add_call(calls: list[dict[str, Json]], delta: Mapping[str, Json]) -> None:
    call = _open_call(calls, delta)
    if call is None:
        call = {"index": delta.get("index")}
        calls.append(call)
    for key in ("id", "type"):
        if said(delta.get(key)):
            call[key] = delta[key]
    for kind, written in WRITTEN.items():
        if isinstance(told := delta.get(kind), dict):
            _add_words(call.setdefault(kind, {}), told, written)


def _open_call(calls: list[dict[str, Json]], delta: Mapping[str, Json]) -> dict[str, Json] | None:
    """Find the call that a delta goes on with: by index, unless a new id says that it is another call.

    Two calls may have the same id, and an index of their own.
    """
    index, call_id = delta.get("index"), delta.get("id")
    for call in reversed(calls):
        if said(call_id) and call.get("id") == call_id and (index is None or call.get("index") in (None, index)):
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
