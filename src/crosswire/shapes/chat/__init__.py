"""The Chat Completions shape. Source: the API description's `/chat/completions`."""

from collections.abc import Mapping, Sequence

from crosswire.shapes.chat.answer import read_answer
from crosswire.shapes.chat.request import read_request
from crosswire.shapes.chat.settings import SETTINGS
from crosswire.shapes.chat.stream import read_stream
from crosswire.shapes.chat.stream_writing import write_stream
from crosswire.shapes.chat.writing import CANNOT_SAY, MUST_SAY, write_answer, write_request

__all__ = [
    "ANSWER",
    "CANNOT_SAY",
    "ERROR",
    "FIELDS",
    "FRAME",
    "MUST_SAY",
    "PATH",
    "REQUEST",
    "SETTINGS",
    "read_answer",
    "read_request",
    "read_stream",
    "write_answer",
    "write_request",
    "write_stream",
]

PATH = "/chat/completions"
REQUEST, ANSWER, FRAME, ERROR = "chat/request", "chat/response", "chat/chunk", "chat/error"

FIELDS: Mapping[str, Sequence[str]] = {
    "text": ("/choices/*/message/content", "/*/choices/*/delta/content"),
    "refusal": ("/choices/*/message/refusal", "/*/choices/*/delta/refusal"),
    "reasoning": (
        "/choices/*/message/reasoning_content",
        "/choices/*/message/reasoning",
        "/*/choices/*/delta/reasoning_content",
    ),
    "tool_calls": ("/choices/*/message/tool_calls", "/*/choices/*/delta/tool_calls"),
    "finish": ("/choices/*/finish_reason", "/*/choices/*/finish_reason"),
    "choices": ("/choices/*/index", "/*/choices/*/index"),
    "usage": ("/usage", "/*/usage"),
    "metadata": ("/metadata", "/*/metadata"),
    "model": ("/model", "/*/model"),
    "id": ("/id", "/*/id"),
    "created": ("/created", "/*/created"),
    "service_tier": ("/service_tier", "/*/service_tier"),
    "status": ("/error",),
    "message_keys": ("/choices/*/message",),
}
