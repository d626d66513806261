"""The Chat Completions shape. Source: the API description's `/chat/completions`."""

from collections.abc import Mapping, Sequence

from crosswire.shapes.chat.answer import read_answer
from crosswire.shapes.chat.as_asked import answer_in_form, name_model, stream_as_asked, stream_in_form
from crosswire.shapes.chat.oddities import oddities
from crosswire.shapes.chat.request import read_request
from crosswire.shapes.chat.settings import SETTINGS
from crosswire.shapes.chat.stream import read_stream
from crosswire.shapes.chat.stream_writing import write_stream, written_frames
from crosswire.shapes.chat.writing import CANNOT_SAY, MUST_SAY, write_answer, write_request
from crosswire.shapes.settings import pointers

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
    "answer_in_form",
    "name_model",
    "oddities",
    "read_answer",
    "read_request",
    "read_stream",
    "stream_as_asked",
    "stream_in_form",
    "write_answer",
    "write_request",
    "write_stream",
    "written_frames",
]

PATH = "/chat/completions"
REQUEST, ANSWER, FRAME, ERROR = "chat/request", "chat/response", "chat/chunk", "chat/error"

FIELDS: Mapping[str, Sequence[str]] = {
    **{name: pointers(places) for name, places in SETTINGS.items()},
    "history": ("/messages",),
    "instructions": ("/messages/0",),
    "images": ("/messages/*/content/*/image_url",),
    "files": ("/messages/*/content/*/file",),
    "sounds": ("/messages/*/content/*/input_audio",),
    "prompt_cache_breakpoint": ("/messages/*/content/*/prompt_cache_breakpoint",),
    "stream": ("/stream",),
    "stream_options": ("/stream_options",),
    "tools": ("/tools",),
    "text": ("/choices/*/message/content", "/*/choices/*/delta/content"),
    "refusal": ("/choices/*/message/refusal", "/*/choices/*/delta/refusal"),
    "reasoning": (
        "/messages/*/reasoning_content",
        "/choices/*/message/reasoning_content",
        "/choices/*/message/reasoning",
        "/*/choices/*/delta/reasoning_content",
    ),
    "tool_calls": ("/messages/*/tool_calls", "/choices/*/message/tool_calls", "/*/choices/*/delta/tool_calls"),
    "results": ("/messages/*/tool_call_id",),
    "citations": ("/choices/*/message/annotations", "/*/choices/*/delta/annotations"),
    "logprobs": ("/choices/*/logprobs", "/*/choices/*/logprobs"),
    "moderation": ("/moderation", "/*/moderation"),
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
    "role": ("/*/choices/*/delta/role",),
    "obfuscation": ("/*/obfuscation",),
}
