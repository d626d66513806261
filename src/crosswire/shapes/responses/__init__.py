"""The Responses shape. Source: the API description's `/responses`."""

from collections.abc import Mapping, Sequence

from crosswire.shapes.responses.answer import read_answer
from crosswire.shapes.responses.request import read_request
from crosswire.shapes.responses.settings import SETTINGS
from crosswire.shapes.responses.stream import read_stream
from crosswire.shapes.responses.stream_writing import write_stream
from crosswire.shapes.responses.writing import CANNOT_SAY, MUST_SAY, write_answer, write_request

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

PATH = "/responses"
REQUEST, ANSWER, FRAME, ERROR = "responses/request", "responses/response", "responses/event", "responses/error"

FIELDS: Mapping[str, Sequence[str]] = {
    "text": ("/output/*/content/*/text", "/*/delta"),
    "refusal": ("/output/*/content/*/refusal", "/*/delta"),
    "reasoning": ("/output/*/summary/*/text", "/output/*/content/*/text", "/*/item/summary/*/text"),
    "tool_calls": ("/output/*/arguments", "/*/item/arguments"),
    "finish": ("/status", "/incomplete_details/reason", "/*/response/status", "/*/response/incomplete_details/reason"),
    "choices": ("/output",),
    "usage": ("/usage", "/*/response/usage"),
    "metadata": ("/metadata", "/*/response/metadata"),
    "model": ("/model", "/*/response/model"),
    "id": ("/id", "/*/response/id"),
    "created": ("/created_at", "/*/response/created_at"),
    "service_tier": ("/service_tier", "/*/response/service_tier"),
    "status": ("/status", "/*/response/status"),
    "output": ("/output", "/*/response/output"),
    "error": ("/error", "/*/response/error"),
}
