"""The Responses shape. Source: the API description's `/responses`."""

from collections.abc import Mapping, Sequence

from crosswire.shapes.responses.answer import read_answer
from crosswire.shapes.responses.as_asked import answer_in_form, name_model, stream_as_asked, stream_in_form
from crosswire.shapes.responses.oddities import oddities
from crosswire.shapes.responses.request import read_request
from crosswire.shapes.responses.settings import SETTINGS
from crosswire.shapes.responses.stream import read_stream
from crosswire.shapes.responses.stream_writing import write_stream, written_frames
from crosswire.shapes.responses.writing import CANNOT_SAY, MUST_SAY, write_answer, write_request
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

PATH = "/responses"
REQUEST, ANSWER, FRAME, ERROR = "responses/request", "responses/response", "responses/event", "responses/error"

FIELDS: Mapping[str, Sequence[str]] = {
    **{name: pointers(places) for name, places in SETTINGS.items()},
    "history": ("/input",),
    "instructions": ("/instructions",),
    "images": ("/input/*/content/*/image_url", "/input/*/content/*/file_id"),
    "files": ("/input/*/content/*/file_data", "/input/*/content/*/file_id", "/input/*/content/*/file_url"),
    "sounds": ("/input/*/content/*/input_audio",),
    "prompt_cache_breakpoint": ("/input/*/content/*/prompt_cache_breakpoint",),
    "stream": ("/stream",),
    "tools": ("/tools",),
    "text": ("/output/*/content/*/text", "/*/delta"),
    "refusal": ("/output/*/content/*/refusal", "/*/delta"),
    "reasoning": (
        "/input/*/content/*/text",
        "/output/*/summary/*/text",
        "/output/*/content/*/text",
        "/*/item/summary/*/text",
    ),
    "tool_calls": (
        "/input/*/arguments",
        "/input/*/input",
        "/output/*/arguments",
        "/output/*/input",
        "/*/item/arguments",
        "/*/item/input",
    ),
    "results": ("/input/*/call_id",),
    "citations": ("/output/*/content/*/annotations", "/*/annotation"),
    "logprobs": ("/output/*/content/*/logprobs", "/*/logprobs"),
    "moderation": ("/moderation", "/*/response/moderation"),
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
    "item_status": ("/output/*/status", "/*/item/status"),
    "error": ("/error", "/*/response/error"),
    "events": ("/*/type",),
    "sequence_number": ("/*/sequence_number",),
    "output_index": ("/*/output_index",),
    "item_ids": ("/*/item_id", "/*/item/id", "/*/response/output/*/id"),
    "arguments": ("/*/item/arguments", "/*/arguments", "/*/response/output/*/arguments"),
    "input": ("/*/item/input", "/*/input", "/*/response/output/*/input"),
    "content": ("/*/item/content", "/*/part", "/*/text", "/*/response/output/*/content"),
    "summary": ("/*/item/summary", "/*/part", "/*/text", "/*/response/output/*/summary"),
    "annotations": ("/*/annotation", "/*/response/output/*/content/*/annotations"),
}
