"""Writing facts as a Chat request and as a completion. Streams: `stream_writing.py`."""

from collections.abc import Mapping, Sequence

from crosswire.facts import Answer, Ask, Failure, Json, Media, Refusal, Text
from crosswire.shapes.chat.answer import USAGE
from crosswire.shapes.chat.message_writing import write_calls, write_citations, write_messages, write_reasoning
from crosswire.shapes.chat.settings import write_chat_settings, write_tools
from crosswire.shapes.failure import write_error
from crosswire.shapes.lenient import count
from crosswire.shapes.usage import write_usage

# What Chat cannot say; the writers leave it out.
CANNOT_SAY: Mapping[str, str] = {
    "items": "an answer is one message: texts and reasonings are joined, calls stand behind them",
    "Other": "items and parts of other kinds, but a vendor's own",
    "Message.phase": "no field",
    "Reasoning.encrypted": "no field",
    "Text.citations": "of an answer, and only to URLs",
    "ToolCall.namespace": "no field",
    "ToolResult.parts": "text alone",
    "Media": "an image by its file id, a file by its URL, a film; of an answer, what it shows",
    "Tool": "other tools than functions and custom ones",
    "Ask.settings": "those that are not in SETTINGS",
    "Answer.finish": "`other` and `unfinished`: a whole answer says `length`",
    "Answer.service_tier": "`ultrafast`",
    "Answer.status": "and incomplete_reason, has_error, output, echoed: how Responses labels and repeats",
    "Answer.metadata": "in a stream",
}

# What the description requires, and what is written where the facts lack it.
MUST_SAY: Mapping[str, str] = {
    "Answer.created": "0",
    "Answer.choices": "the first alone, as 0",
    "Failure.type": "`server_error`",
}

FINISHES = {"other": "length", "unfinished": "length"}
WORDS = ("stop", "length", "tool_calls", "content_filter", "function_call")
TIERS = ("auto", "default", "flex", "scale", "priority", "fast")


def write_request(ask: Ask) -> dict[str, Json]:
    """Write a request."""
    request = {
        "model": ask.model or "",
        "messages": write_messages(ask.history),
        **write_chat_settings(ask.settings),
        **ask.unknown_settings,
    }
    if tools := write_tools(ask.tools):
        request["tools"] = tools
    if ask.metadata:
        request["metadata"] = dict(ask.metadata)
    if ask.stream:
        request["stream"] = True
    if ask.include_usage:
        request["stream_options"] = {**request.get("stream_options", {}), "include_usage": True}
    return request


def write_answer(answer: Answer | Failure) -> dict[str, Json]:
    """Write a whole completion, or the body of an error."""
    if isinstance(answer, Failure):
        return write_error(answer)
    choice = {
        "index": 0,
        "message": _message(answer),
        "logprobs": _logprobs(answer),
        "finish_reason": finish_word(answer),
    }
    completion = {"object": "chat.completion", **identity(answer), "choices": [choice] if answer.choices else []}
    if answer.metadata:
        completion["metadata"] = dict(answer.metadata)
    return completion | usage_of(answer) | moderation_of(answer)


def identity(answer: Answer) -> dict[str, Json]:
    """Write the fields that a completion and its chunks share."""
    tier = {"service_tier": answer.service_tier} if answer.service_tier in TIERS else {}
    return {"id": answer.id or "", "created": int(count(answer.created) or 0), "model": answer.model or "", **tier}


def finish_word(answer: Answer) -> str:
    """Return Chat's finish reason for an answer: its own, where it has one."""
    return answer.stated_finish if answer.stated_finish in WORDS else FINISHES.get(answer.finish, answer.finish)


def usage_of(answer: Answer) -> dict[str, Json]:
    """Write the usage; no field where there is none."""
    return {"usage": write_usage(USAGE, answer.usage)} if answer.usage else {}


def moderation_of(answer: Answer) -> dict[str, Json]:
    """Write the results of the moderation; no field where there are none."""
    return (
        {"moderation": {side: _moderated(results) for side, results in answer.moderation.items()}}
        if answer.moderation
        else {}
    )


def _moderated(results: Sequence[Json]) -> Json:
    if results[0].get("type") == "error":
        return results[0]
    return {"type": "moderation_results", "model": results[0].get("model", ""), "results": list(results)}


def _message(answer: Answer) -> dict[str, Json]:
    written: dict[str, Json] = {"role": "assistant", "content": answer.text or None, "refusal": None}
    if refusals := refusals_of(answer):
        written["refusal"] = "".join(part.text for part in refusals)
    citations = write_citations(texts_of(answer))
    if citations or "annotations" in answer.message_keys:
        written["annotations"] = citations
    if sound := sound_of(answer):
        written["audio"] = sound
    return {**written, **write_reasoning(answer.items), **write_calls(answer.items)}


def texts_of(answer: Answer) -> list[Text]:
    """Return the text parts of all messages, in order."""
    return [part for message in answer.messages for part in message.parts if isinstance(part, Text)]


def refusals_of(answer: Answer) -> list[Refusal]:
    """Return the refusals of all messages, in order."""
    return [part for message in answer.messages for part in message.parts if isinstance(part, Refusal)]


def sound_of(answer: Answer) -> dict[str, Json] | None:
    """Write the sound that the model spoke. `expires_at` is 0: when its id expires is no fact."""
    spoken = (part for message in answer.messages for part in message.parts if isinstance(part, Media))
    part = next((part for part in spoken if part.kind == "audio" and part.form == "data"), None)
    if part is None:
        return None
    return {"id": part.name or "", "data": part.source or "", "transcript": part.detail or "", "expires_at": 0}


def _logprobs(answer: Answer) -> dict[str, Json] | None:
    content = [logprob(token) for part in texts_of(answer) for token in part.logprobs]
    refusal = [logprob(token) for part in refusals_of(answer) for token in part.logprobs]
    return {"content": content or None, "refusal": refusal or None} if content or refusal else None


def logprob(token: Mapping[str, Json]) -> dict[str, Json]:
    """Write a token's probability, with the bytes and alternatives that the description requires."""
    return {"bytes": None, "top_logprobs": [], **token}
