"""Chat chunks as Responses events, one by one as they arrive; a whole answer is the response of the last event."""

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from crosswire.reference.details import responses_citations, responses_moderation, responses_usage
from crosswire.reference.failures import UpstreamError, bad_gateway, failure_within
from crosswire.reference.http import DONE
from crosswire.reference.lenient import Json, mapping, number, objects, strings, text, without_none
from crosswire.reference.offered import offered
from crosswire.reference.responses_answer import CUT, envelope, response_error, tier
from crosswire.reference.responses_calls import Calls
from crosswire.reference.responses_items import Output

# Of these fields the first value counts, or the last: some upstreams send usage with every chunk.
FIRST = ("id", "created", "model")
LAST = ("usage", "moderation", "service_tier", "metadata")

FAILED = "error"
"""The finish reason of failed answers at some hosts."""


def events(chunks: Generator[Json], request: Json) -> Iterator[Json]:
    """Translate a stream. One that fails ends in `response.failed`."""
    stream = _Stream(request)
    with closing(chunks):
        for sequence, event in enumerate(stream.events(chunks)):
            yield {"type": event.pop("type"), "sequence_number": sequence, **event}


def response(chunks: Generator[Json], request: Json) -> Json:
    """Translate a whole answer, which may come as one object, or as a stream though none was asked for.

    Raises:
        UpstreamError: it failed, broke off, or is no answer.
    """
    stream = _Stream(request, lasting=True)
    with closing(chunks):
        for event in stream.events(chunks):
            terminal: Json = event
    if stream.failure:
        raise stream.failure
    whole: Json = terminal["response"]
    return whole


class _Stream:
    """One stream as far as it has come. `failure` is why it failed."""

    def __init__(self, request: Json, *, lasting: bool = False) -> None:
        self.failure: UpstreamError | None = None
        self._request = request
        self._seen: Json = {}
        self._envelope: Json = {}
        self._output = Output(lasting=lasting)
        self._calls = Calls(self._output, offered(request))
        self._lasting = lasting
        self._held: list[tuple[str, str, list[Json]]] = []
        self._thoughts = "summary_text" if _summary_asked(request) else "reasoning_text"
        self._finish_reason = ""
        self._done = False

    def events(self, chunks: Iterator[Json]) -> Iterator[Json]:
        """Yield all events, from `response.created` to the terminal one."""
        try:
            for chunk in self._unbroken(chunks):
                yield from self._take(_as_chunk(chunk))
                self._done = self._done or chunk is DONE or "message" in _first_choice(chunk)
            yield from self._end()
        except UpstreamError as error:
            self.failure = error
            yield from self._start()
            yield from self._end_calls(cut=True)
            yield from self._output.close("incomplete")
            yield self._terminal("failed", error=response_error(error))

    def _unbroken(self, chunks: Iterator[Json]) -> Iterator[Json]:
        """Yield chunks; a stream that breaks off after its finish is whole."""
        try:
            yield from chunks
        except UpstreamError:
            if not self._finish_reason:
                raise

    def _take(self, chunk: Json) -> Iterator[Json]:
        self._seen |= {name: chunk[name] for name in FIRST if chunk.get(name) and name not in self._seen}
        self._seen |= {name: chunk[name] for name in LAST if chunk.get(name)}
        choice = _first_choice(chunk)
        if choice:
            yield from self._start()
            logprobs = objects(mapping(choice.get("logprobs")).get("content"))
            yield from self._delta(mapping(choice.get("delta")), logprobs)
        # After the text: some hosts send the last piece with the error.
        if failure := failure_within(chunk) or failure_within(choice):
            raise failure
        if choice.get("finish_reason") == FAILED:
            raise bad_gateway("the upstream failed and did not say why: its finish reason is 'error'")
        self._finish_reason = text(choice.get("finish_reason")) or self._finish_reason

    def _delta(self, delta: Json, logprobs: list[Json]) -> Iterator[Json]:
        """Serve the content of a delta, which may be of several kinds."""
        words, thoughts = _words_and_thoughts(delta.get("content"))
        thoughts = text(delta.get("reasoning_content")) or text(delta.get("reasoning")) or thoughts
        yield from self._say(self._thoughts, thoughts)
        yield from self._say("output_text", words, logprobs)
        yield from self._output.cite(responses_citations(delta.get("annotations")))
        yield from self._say("refusal", text(delta.get("refusal")))
        for call in objects(delta.get("tool_calls")):
            yield from self._calls.take(call)
        if any(mapping(delta.get("function_call")).values()):  # the deprecated form; some fill it with empty strings
            yield from self._calls.take({"index": 0, "function": delta["function_call"]})
        if self._held and not self._calls.may_grow:
            yield from self._say_held()

    def _say(self, kind: str, words: str, logprobs: list[Json] | None = None) -> Iterator[Json]:
        """Serve words, but not while a call may grow: clients would add its later pieces to the item of the words."""
        if words and not self._lasting and (self._held or self._calls.may_grow):
            self._held.append((kind, words, logprobs or []))
        else:
            yield from self._output.say(kind, words, logprobs)

    def _say_held(self) -> Iterator[Json]:
        held, self._held = self._held, []
        for kind, words, logprobs in held:
            yield from self._output.say(kind, words, logprobs)

    def _end_calls(self, *, cut: bool) -> Iterator[Json]:
        """Serve the rest of the calls, and then the words that waited for it."""
        yield from self._calls.rest(cut=cut, followed=bool(self._held))
        yield from self._say_held()

    def _start(self) -> Iterator[Json]:
        if not self._envelope:
            self._envelope = envelope(self._request, self._seen)
            self._output.answer_id = self._envelope["id"]
            for kind in ("response.created", "response.in_progress"):
                yield {"type": kind, "response": self._response("in_progress")}

    def _end(self) -> Iterator[Json]:
        if not (self._finish_reason or self._done):
            raise bad_gateway("the upstream's stream ended before its answer did")
        if not self._envelope:
            raise bad_gateway("the upstream's answer has no choices")
        reason = CUT.get(self._finish_reason)
        yield from self._end_calls(cut=bool(reason))
        yield from self._output.close("completed", last="incomplete" if reason else "completed")
        yield self._terminal(
            "incomplete" if reason else "completed", incomplete_details={"reason": reason} if reason else None
        )

    def _terminal(self, status: str, **why: Any) -> Json:
        response = {
            **self._response(status),
            **why,
            "completed_at": max(int(time.time()), self._envelope["created_at"]) if status == "completed" else None,
            "output": self._output.closed,
            "metadata": {**(strings(self._seen.get("metadata")) or {}), **self._envelope["metadata"]},
            **without_none(
                usage=responses_usage(self._seen.get("usage")),
                moderation=responses_moderation(self._seen.get("moderation")),
            ),
        }
        return {"type": f"response.{status}", "response": response}

    def _response(self, status: str) -> Json:
        unset = dict.fromkeys(("completed_at", "error", "incomplete_details", "usage"))
        fixed: Json = {"status": status, "output": [], **unset}
        return {**self._envelope, **fixed, **without_none(service_tier=tier(self._seen))}


def _summary_asked(request: Json) -> bool:
    """Return whether the client asks for a summary, as clients do that show summaries alone."""
    reasoning = mapping(request.get("reasoning"))
    return bool(reasoning.get("summary") or reasoning.get("generate_summary"))


def _first_choice(chunk: Json) -> Json:
    """Return the first choice: a request over this adapter has only one."""
    return next((choice for choice in objects(chunk.get("choices")) if not number(choice.get("index"))), {})


def _as_chunk(payload: Json) -> Json:
    """Return a whole completion, which some upstreams send though a stream was asked for, as the one chunk of one."""
    choice = _first_choice(payload)
    if "message" not in choice:
        return payload
    if not isinstance(choice["message"], dict):
        return {**payload, "choices": []}
    calls = [{"index": index, **call} for index, call in enumerate(objects(choice["message"].get("tool_calls")))]
    return {**payload, "choices": [{**choice, "delta": {**choice["message"], "tool_calls": calls}}]}


def _words_and_thoughts(content: Any) -> tuple[str, str]:
    """Return the text and the reasoning of a content: some upstreams send a list of parts."""
    if not isinstance(content, list):
        return text(content), ""
    thoughts = [part.get("thinking") for part in objects(content) if part.get("type") == "thinking"]
    return (
        "".join(text(part.get("text")) for part in objects(content) if part.get("type") == "text"),
        "".join(_words_and_thoughts(thought)[0] for thought in thoughts),
    )
