"""Adding up the chunks of a Chat stream to a completion, as a client does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crosswire.facts import Answer, Failure, Json, UsageChunk
from crosswire.shapes.chat.answer import read_completion
from crosswire.shapes.chat.items import THINKING
from crosswire.shapes.chat.stream_calls import StreamCalls, add_words
from crosswire.shapes.failure import failed_after
from crosswire.shapes.lenient import add_text, at, has_value, hashable, mapping, objects, position, string

# Of these a later chunk's word counts, of the others the first.
LAST_COUNTS = ("usage", "error", "metadata", "moderation", "service_tier")

# What of a delta is a list, to be added to.
LISTED = ("annotations", "images")

# What of a delta is text, to be joined.
JOINED = ("content", "refusal", "reasoning_content", "reasoning")


def read_stream(frames: Sequence[Json]) -> Answer | Failure:
    """Read a stream as its chunks add up to a completion."""
    chunks = objects(list(frames))
    completion = assemble(chunks)
    answer = read_completion(completion, finished=False, usage_chunks=tuple(_usage_chunks(chunks)))
    if isinstance(answer, Failure):
        begun = read_completion({**completion, "error": None}, finished=False)
        return failed_after(answer, begun) if isinstance(begun, Answer) else answer
    return answer


def assemble(chunks: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """Add up chunks to a completion: the first id, model and time, the last usage, all the text."""
    completion: dict[str, Json] = {}
    choices: dict[int, _Choice] = {}
    for chunk in chunks:
        for key, value in chunk.items():
            if key in LAST_COUNTS:
                if has_value(value):
                    completion[key] = value
            elif key != "choices" and not has_value(completion.get(key)):
                completion[key] = value
        # Groq gives usage that was not asked for under a name of its own.
        if not has_value(completion.get("usage")) and has_value(usage := at(chunk, "x_groq", "usage")):
            completion["usage"] = usage
        for entry in objects(chunk.get("choices")):
            index = position(entry.get("index"), otherwise=0)
            choices.setdefault(index, _Choice()).add(entry)
    completion["choices"] = [{"index": index, **choices[index].json()} for index in sorted(choices)]
    return completion


@dataclass
class _Choice:
    """One choice as it grows. `details` has the details of reasoning by index and type."""

    message: dict[str, Json] = field(default_factory=dict)
    calls: StreamCalls = field(default_factory=StreamCalls)
    details: dict[Any, dict[str, Json]] = field(default_factory=dict)
    logprobs: dict[str, list[Json]] = field(default_factory=dict)
    finish: Json = None

    def json(self) -> dict[str, Json]:
        message = dict(self.message)
        if self.details:
            message["reasoning_details"] = list(self.details.values())
        if self.calls.calls:
            message["tool_calls"] = self.calls.calls
        return {"message": message, "logprobs": self.logprobs or None, "finish_reason": self.finish}

    def add(self, entry: Mapping[str, Json]) -> None:
        self._add_delta(mapping(entry.get("delta")))
        for key, tokens in mapping(entry.get("logprobs")).items():
            if isinstance(tokens, list):
                self.logprobs.setdefault(key, []).extend(tokens)
        if has_value(entry.get("finish_reason")):
            self.finish = entry["finish_reason"]

    def _add_delta(self, delta: Mapping[str, Json]) -> None:
        message = self.message
        _add_text(message, delta)
        _add_parts(message, delta.get("content"))
        for detail in objects(delta.get("reasoning_details")):
            self._add_detail(detail)
        for key in LISTED:
            if entries := objects(delta.get(key)):
                message.setdefault(key, []).extend(entries)
        for call in objects(delta.get("tool_calls")):
            self.calls.add(call)
        if isinstance(called := delta.get("function_call"), dict):
            add_words(message.setdefault("function_call", {}), called, "arguments")
        if isinstance(sound := delta.get("audio"), dict):
            _add_sound(message.setdefault("audio", {}), sound)

    def _add_detail(self, detail: Mapping[str, Json]) -> None:
        """Add one of OpenRouter's details of reasoning, which go on where index and type are the same."""
        same = hashable(detail.get("index")), hashable(detail.get("type"))
        if same not in self.details:
            self.details[same] = dict(detail)
            return
        for key in ("text", "summary", "data"):
            if isinstance(detail.get(key), str):
                add_text(self.details[same], key, detail[key])


def _add_text(message: dict[str, Json], delta: Mapping[str, Json]) -> None:
    for key in JOINED:
        if isinstance(delta.get(key), str):
            add_text(message, key, delta[key])


def _add_parts(message: dict[str, Json], content: Json) -> None:
    """Add content that comes in parts, as Mistral's thinking does."""
    for part in objects(content):
        thought = part.get("type") == THINKING
        texts = objects(part.get(THINKING)) if thought else [part]
        for text in texts:
            add_text(message, "reasoning" if thought else "content", string(text.get("text")))


def _add_sound(sound: dict[str, Json], delta: Mapping[str, Json]) -> None:
    for key, value in delta.items():
        if key in ("data", "transcript") and isinstance(value, str):
            add_text(sound, key, value)
        else:
            sound[key] = value


def _usage_chunks(chunks: Sequence[Mapping[str, Json]]) -> Iterator[UsageChunk]:
    finished = False
    for number, chunk in enumerate(chunks, 1):
        choices = objects(chunk.get("choices"))
        finished = finished or any(has_value(choice.get("finish_reason")) for choice in choices)
        if has_value(chunk.get("usage")):
            later = chunks[number : number + UsageChunk.LOOKS_AT]
            yield UsageChunk(finished, bool(choices), tuple(_carried(chunk) for chunk in later))


def _carried(chunk: Mapping[str, Json]) -> str:
    return next((key for key in ("choices", "usage", "moderation") if has_value(chunk.get(key))), "nothing")
