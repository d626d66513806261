"""The known-good adapter: each API over the other, JSON to JSON and event to event.

It stores nothing but the last items that it served, in memory, so that a client can refer to them. It shares no code
with the suites that judge it: a mistake in shared code would go unnoticed.
"""

from collections.abc import Iterator
from copy import deepcopy
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as _installed
from typing import Any

from crosswire.reference import (
    chat_answer,
    chat_request,
    chat_stream,
    http,
    responses_request,
    responses_stream,
)
from crosswire.reference.failures import UpstreamError
from crosswire.reference.remembered import Remembered

__all__ = ["UpstreamError", "chat", "declares", "name", "responses", "version"]

name = "reference"
try:
    version = _installed("crosswire")
except PackageNotFoundError:  # a checkout that is not installed
    version = "unknown"

declares = {
    "CHATREQ-6": "audio input is refused: Responses takes none",
    "CHATREQ-16": "the deprecated functions are sent as tools; their calls are served as tool_calls",
    "CHATREQ-33": "seed, the penalties and prediction are left out: Responses has no such fields",
    "CHATREQ-43": "left out: a setting that Chat does not know, since Responses refuses those that it does not know",
    "CHUNKS-11": "a custom call is streamed under `custom`, as in a whole answer, but without `type`",
    "ERROR-13": "a stream that ends in [DONE] without a finish is completed with what there is",
    "FINISH-12": "an item that the client would have to run is an error",
    "METADATA-18": "left out: a field that its own API does not know, since clients of the other would not, either",
    "RESPREQ-17/tool_search": "left out, all it could find being offered",
    "RESPREQ-17/web_search.offline": "left out where it must not reach the web: Chat's search always does",
    "RESPREQ-35": "left out: reasoning.summary, context and mode, truncation, max_tool_calls, context_management, "
    "access_programs, background_options, client_metadata, image, phase, and other includes than logprobs",
    "RESPREQ-48": "left out: a setting that Responses does not know, since Chat refuses those that it does not know",
}


_remembered = Remembered()


def chat(request: dict[str, Any], upstream: http.Upstream) -> dict[str, Any] | Iterator[dict[str, Any]]:
    """Serve Chat Completions over a Responses upstream: a completion, or its chunks where a stream is asked for.

    Raises:
        UpstreamError: an error answer; the adapter's own refusal has status 400 and names the field.
    """
    asked = deepcopy(request)
    events = http.post(upstream, "/responses", chat_request.translated(asked))
    if asked.get("stream"):
        return chat_stream.chunks(events, asked)
    return chat_answer.completion(chat_stream.whole(events), asked)


def responses(request: dict[str, Any], upstream: http.Upstream) -> dict[str, Any] | Iterator[dict[str, Any]]:
    """Serve Responses over a Chat Completions upstream: a response, or its events where a stream is asked for.

    Raises:
        UpstreamError: an error answer; the adapter's own refusal has status 400 and names the field.
    """
    asked = _remembered.resolved(deepcopy(request), upstream)
    chunks = http.post(upstream, "/chat/completions", responses_request.translated(asked))
    if asked.get("stream"):
        return _remembered.events(responses_stream.events(chunks, asked), asked, upstream)
    return _remembered.whole(responses_stream.response(chunks, asked), asked, upstream)
