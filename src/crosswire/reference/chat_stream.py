"""Responses events as chat chunks, one by one as they arrive."""

from collections.abc import Generator, Iterator
from contextlib import closing

from crosswire.reference.chat_answer import failure_of, finish, head, offered_forms, tier, unsaid
from crosswire.reference.chat_events import READERS
from crosswire.reference.chat_items import Items
from crosswire.reference.details import chat_moderation, chat_usage
from crosswire.reference.failures import UpstreamError, bad_gateway, failure_within
from crosswire.reference.http import DONE
from crosswire.reference.lenient import Json, mapping, number, objects, strings, text, without_none
from crosswire.reference.searches import with_functions

TERMINAL = ("response.completed", "response.incomplete", "response.failed", "response.cancelled")


def chunks(events: Generator[Json], request: Json) -> Iterator[Json]:
    """Translate a stream. One that fails ends in `{"error": …}` and has no finish reason."""
    stream = _Stream(request)
    with closing(events):
        try:
            for event in events:
                yield from stream.take(_as_event(event))
                if stream.terminal is not None:
                    break
            yield from stream.end()
        except UpstreamError as error:
            yield from stream.broken_off()
            yield error.body


def whole(events: Generator[Json]) -> Json:
    """Return the upstream's response, which may come as one object, or as a stream though none was asked for.

    Raises:
        UpstreamError: the stream failed or broke off.
    """
    items: dict[int, Json] = {}
    with closing(events):
        for event in events:
            read = _as_event(event)
            if failure := failure_within(read):
                raise failure
            if read.get("type") == "response.output_item.done":
                index = number(read.get("output_index"))
                items[len(items) if index is None else index] = mapping(with_functions(read).get("item"))
            if isinstance(read.get("response"), dict) and (read["type"] in TERMINAL or read is not event):
                response: Json = with_functions(read)["response"]
                thin = items and not response.get("output")
                return response | ({"output": [items[index] for index in sorted(items)]} if thin else {})
    raise bad_gateway("the upstream's stream ended without an answer")


def _as_event(payload: Json) -> Json:
    """Return a response object, which some upstreams send though a stream was asked for, as the event that ends one."""
    if payload is DONE or "type" in payload or (payload.get("error") and "output" not in payload):
        return payload
    status = text(payload.get("status"))
    return {"type": f"response.{status}" if f"response.{status}" in TERMINAL else TERMINAL[0], "response": payload}


class _Stream:
    """One stream as far as it has come."""

    def __init__(self, request: Json) -> None:
        self.terminal: Json | None = None
        self._request = request
        self._head: Json = {}
        self._items = Items(offered_forms(request))
        self._done = False

    def take(self, event: Json) -> Iterator[Json]:
        """Yield the chunks for an event; none for an unknown event.

        Raises:
            UpstreamError: the answer failed, or has an item for the client that Chat lacks.
        """
        if failure := failure_within(event):
            raise failure
        event = with_functions(event)
        kind = text(event.get("type"))
        self._done = self._done or event is DONE
        if isinstance(event.get("response"), dict):
            yield from self._response(kind, event["response"])
        elif reader := READERS.get(kind):
            yield from self._start({})
            yield from map(self._chunk, reader(self._items, event))

    def end(self) -> Iterator[Json]:
        """Yield the finish, and the chunks after it. A stream ends by its terminal event or `[DONE]`, or has failed."""
        response = self.terminal
        if response is None:
            if not (self._done and self._items):
                raise bad_gateway("the upstream's stream ended before its answer did")
            response = {"status": "completed"}
        yield from map(self._chunk, self._items.rest(cut=response.get("status") == "incomplete"))
        output = [{"type": item.kind} for item in self._items.values()]
        if not self._items.says_something and (failure := unsaid({**response, "output": output})):
            raise failure
        extras = without_none(service_tier=tier(response))
        ended = {"delta": {}, "finish_reason": finish(response, wanted=bool(self._items.call_ids))}
        yield self._chunk(ended) | extras | without_none(metadata=strings(response.get("metadata")) or None)
        usage, moderation = chat_usage(response.get("usage")), chat_moderation(response.get("moderation"))
        if moderation:
            yield {**self._head, "choices": [], "moderation": moderation, **extras}
        # Last: the chunks before it have `usage: null`, and some clients take the last value.
        if usage and self._usage_asked():
            yield {**self._head, "choices": [], "usage": usage, **extras}

    def broken_off(self) -> Iterator[Json]:
        """Yield what is still held when the stream fails: it came before the failure."""
        yield from map(self._chunk, self._items.rest(cut=True))

    def _usage_asked(self) -> bool:
        return mapping(self._request.get("stream_options")).get("include_usage") is True

    def _response(self, kind: str, response: Json) -> Iterator[Json]:
        yield from self._start(response)
        if kind in TERMINAL:
            ended = {"status": kind.removeprefix("response."), **response}
            # Also for a response that failed: its output may have what no delta had.
            yield from map(self._chunk, self._items.gaps(objects(response.get("output"))))
            # A thin upstream repeats nothing here.
            thin = self._items and ended.get("output") is None
            if failure := failure_of({**ended, "output": []} if thin else ended):
                raise failure
            self.terminal = ended

    def _start(self, response: Json) -> Iterator[Json]:
        if not self._head:
            self._head = {**head(response, self._request), "object": "chat.completion.chunk"}
            if self._usage_asked():
                self._head["usage"] = None  # of every chunk but the one that has it, as the description says
            self._items.answer_id = self._head["id"]
            yield self._chunk({"delta": {"role": "assistant", "content": ""}})

    def _chunk(self, choice: Json) -> Json:
        return {**self._head, "choices": [{"index": 0, "finish_reason": None, **choice}]}
