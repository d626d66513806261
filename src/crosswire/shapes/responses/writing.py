"""Writing facts as a Responses request and as a response. Streams: `stream_writing.py`."""

from collections.abc import Mapping

from crosswire.facts import Answer, Ask, Failure, Item, Json, Message, OutputItem, Text
from crosswire.shapes.failure import write_error
from crosswire.shapes.lenient import count
from crosswire.shapes.responses.answer import CUT_REASONS, ONLY_ECHOED, USAGE
from crosswire.shapes.responses.item_writing import made_up_id, write_input, write_output_item
from crosswire.shapes.responses.settings import SETTINGS, write_tools
from crosswire.shapes.settings import write_settings
from crosswire.shapes.usage import write_usage

# What Responses cannot say; the writers leave it out.
CANNOT_SAY: Mapping[str, str] = {
    "Other": "items and parts that are not Responses' own",
    "Message.name": "no field",
    "Media": "a sound, a film; of an answer, any",
    "Refusal.logprobs": "no field",
    "Usage.others": "no fields in the description; they are written all the same",
    "Ask.include_usage": "a stream always says its usage",
    "Ask.settings": "those that are not in SETTINGS",
    "Answer.stated_finish": "the status says it: `stop` beside a call is `tool_calls`",
    "Answer.choices": "and message_keys, usage_chunks: how Chat labels",
    "Answer.has_error": "an answer with an error has failed",
    "Failure.code": "in a response that failed, codes that are not in CODES",
}

# What the description requires, and what is written where the facts lack it.
MUST_SAY: Mapping[str, str] = {
    "Answer.created": "0",
    "Answer.echoed": "tool_choice `auto`, parallel_tool_calls true",
    "Answer.output": "an id for each item, and its status",
    "Usage": "cached and reasoning tokens of 0",
    "Media.detail": "`auto`, of an image",
    "Text.logprobs": "empty bytes",
}

# The error codes that a failed response can have.
CODES = (
    "server_error",
    "rate_limit_exceeded",
    "invalid_prompt",
    "data_residency_mismatch",
    "bio_policy",
    "vector_store_timeout",
    "invalid_image",
    "invalid_image_format",
    "invalid_base64_image",
    "invalid_image_url",
    "image_too_large",
    "image_too_small",
    "image_parse_error",
    "image_content_policy_violation",
    "invalid_image_mode",
    "image_file_too_large",
    "unsupported_image_media_type",
    "empty_image_file",
    "failed_to_download_image",
    "image_file_not_found",
)

REQUIRED: Mapping[str, Json] = {
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "parallel_tool_calls": True,
    "temperature": None,
    "tool_choice": "auto",
    "top_p": None,
}

STATUSES = {"stop": "completed", "tool_calls": "completed", "unfinished": "in_progress"}
REASONS = {finish: reason for reason, finish in CUT_REASONS.items()}


def write_request(ask: Ask) -> dict[str, Json]:
    """Write a request. Instructions at the beginning of the history become `instructions`."""
    request: dict[str, Json] = {"model": ask.model or ""}
    history = ask.history
    match history:
        case [Message(role="instructions", parts=[Text(cache_breakpoint=None) as text]), *rest] if text.text:
            request["instructions"], history = text.text, tuple(rest)
    request |= {"input": write_input(history), **write_settings(SETTINGS, ask.settings), **ask.unknown_settings}
    if ask.tools:
        request["tools"] = write_tools(ask.tools)
    if ask.metadata:
        request["metadata"] = dict(ask.metadata)
    if ask.stream:
        request["stream"] = True
    return request


def write_answer(answer: Answer | Failure) -> dict[str, Json]:
    """Write a whole response; of a failure the body of an error, or with the status 200 a response that failed."""
    if isinstance(answer, Failure):
        return write_error(answer) if answer.status >= 400 else _failed(answer)
    response = {
        **_identity(answer),
        **REQUIRED,
        **_echo(answer),
        "status": status_of(answer),
        "output": [written | label for _, written, label in output_of(answer)],
        "metadata": dict(answer.metadata),
    }
    reason = answer.incomplete_reason or REASONS.get(answer.finish)
    if response["status"] == "incomplete":
        response["incomplete_details"] = {"reason": reason} if reason else {}
    if answer.service_tier:
        response["service_tier"] = answer.service_tier
    if answer.usage:
        response["usage"] = write_usage(USAGE, answer.usage)
    if answer.moderation:
        response["moderation"] = {side: results[0] for side, results in answer.moderation.items()}
    return response


def _identity(answer: Answer) -> dict[str, Json]:
    return {
        "id": answer.id or "",
        "object": "response",
        "created_at": count(answer.created) or 0,
        "model": answer.model or "",
    }


def _failed(failure: Failure) -> dict[str, Json]:
    code = failure.code if failure.code in CODES else "server_error"
    blank = {**_identity(Answer()), **REQUIRED, "tools": [], "output": [], "metadata": {}}
    # The official SDKs have the last two, the description does not.
    labels = {name: value for name, value in (("type", failure.type), ("param", failure.param)) if value}
    return {**blank, "status": "failed", "error": {"code": code, "message": failure.message, **labels}}


def status_of(answer: Answer) -> str:
    """Return the status: the answer's own, or what its finish means."""
    return answer.status or STATUSES.get(answer.finish, "incomplete")


def _echo(answer: Answer) -> dict[str, Json]:
    echoed = dict(answer.echoed)
    written = write_settings(SETTINGS, echoed) | {"tools": write_tools(echoed.get("tools", ()))}
    as_they_are = ("instructions", *ONLY_ECHOED)
    return written | {name: echoed[name] for name in as_they_are if name in echoed}


def output_of(answer: Answer) -> list[tuple[Item, dict[str, Json], dict[str, Json]]]:
    """Return the items of the output that can be written: the fact, its JSON, and its id and status."""
    written = [write_output_item(item) for item in answer.items]
    labels = (
        answer.output
        if len(answer.output) == len(written)
        else [_made_up(answer, item, index) for index, item in enumerate(written)]
    )
    return [
        (item, written_item, {key: value for key, value in (("id", label.id), ("status", label.status)) if value})
        for item, written_item, label in zip(answer.items, written, labels, strict=True)
        if written_item
    ]


def _made_up(answer: Answer, item: Mapping[str, Json], index: int) -> OutputItem:
    """Return a label for an item that has none. Of an answer that was cut, the last item is incomplete."""
    kind = item.get("type", "")
    cut = status_of(answer) == "incomplete" and index == len(answer.items) - 1
    status = None if kind in ("reasoning", "custom_tool_call") else "incomplete" if cut else "completed"
    return OutputItem(kind, made_up_id(kind, index), status)
