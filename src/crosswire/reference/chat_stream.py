"""Responses events as chat chunks, one by one as they come in."""

from collections.abc import Generator, Iterator
from contextlib import closing

from crosswire.reference.chat_answer import failure_of, finish, head, offered_forms, tier, unsaid
from crosswire.reference.chat_events import READERS
from crosswire.reference.chat_items import Items
from crosswire.reference.details import chat_moderation, chat_usage
from crosswire.reference.failures import UpstreamError, bad_gateway, failure_within
from crosswire.reference.http import DONE
from crosswire.reference.lenient import Json, mapping, number, objects, said, strings, text

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
    """Return the response that an upstream gave, be it as one object, or as a stream in answer to a plain request.

    Raises:
        UpstreamError: the stream failed or broke off.
    """
    items: dict[int, Json] = {}
    with closing(events):
        for event in events:
            told = _as_event(event)
            if failure := failure_within(told):
                raise failure
            if told.get("type") == "response.output_item.done":
                place = number(told.get("output_index"))
                items[len(items) if place is None else place] = mapping(told.get("item"))
            if isinstance(told.get("response"), dict) and (told["type"] in TERMINAL or told is not event):
                response: Json = told["response"]
                thin = items and not response.get("output")
                return response | ({"output": [items[place] for place in sorted(items)]} if thin else {})
    raise bad_gateway("the upstream's stream ended without an answer")


def _as_event(payload: Json) -> Json:
    """Return a response object, which some upstreams send though a stream was asked for, as the event that ends one."""
    if payload is DONE or "type" in payload or (payload.get("error") and "output" not in payload):
        return payload
    status = text(payload.get("status"))
    return {"type": f"response.{status}" if f"response.{status}" in TERMINAL else TERMINAL[0], "response": payload}


class _Stream:
    """What one stream has said so far."""

    def __init__(self, request: Json) -> None:
        self.terminal: Json | None = None
        self._request = request
        self._head: Json = {}
        self._items = Items(offered_forms(request))
        self._done = False

    def take(self, event: Json) -> Iterator[Json]:
        """Yield the chunks that an event becomes; none, if it is not known.

        Raises:
            UpstreamError: it says that the answer failed, or that the client has to do what Chat cannot say.
        """
        if failure := failure_within(event):
            raise failure
        kind = text(event.get("type"))
        self._done = self._done or event is DONE
        if isinstance(event.get("response"), dict):
            yield from self._response(kind, event["response"])
        elif reader := READERS.get(kind):
            yield from self._start({})
            yield from map(self._chunk, reader(self._items, event))

    def end(self) -> Iterator[Json]:
        """Yield the finish, and what stands after it. A stream that just stops is no answer; `[DONE]` ends one."""
        response = self.terminal
        if response is None:
            if not (self._done and self._items):
                raise bad_gateway("the upstream's stream ended before its answer did")
            response = {"status": "completed"}
        yield from map(self._chunk, self._items.rest(cut=response.get("status") == "incomplete"))
        output = [{"type": item.kind} for item in self._items.values()]
        if not self._items.says_something and (failure := unsaid({**response, "output": output})):
            raise failure
        extras = said(service_tier=tier(response))
        ended = {"delta": {}, "finish_reason": finish(response, wanted=bool(self._items.call_ids))}
        yield self._chunk(ended) | extras | said(metadata=strings(response.get("metadata")) or None)
        usage, moderation = chat_usage(response.get("usage")), chat_moderation(response.get("moderation"))
        if moderation:
            yield {**self._head, "choices": [], "moderation": moderation, **extras}
        # Last: the chunks before it say `usage: null`, and some clients go by the last word.
        if usage and self._usage_asked():
            yield {**self._head, "choices": [], "usage": usage, **extras}

    def broken_off(self) -> Iterator[Json]:
        """Yield what is still held when the stream fails: it was said before."""
        yield from map(self._chunk, self._items.rest(cut=True))

    def _usage_asked(self) -> bool:
        return mapping(self._request.get("stream_options")).get("include_usage") is True

    def _response(self, kind: str, response: Json) -> Iterator[Json]:
        yield from self._start(response)
        if kind in TERMINAL:
            ended = {"status": kind.removeprefix("response."), **response}
            # Also what one that failed has said, and no delta did.
            yield from map(self._chunk, self._items.gaps(objects(response.get("output"))))
            # A thin upstream repeats nothing here.
            if failure := failure_of({"output": [] if self._items else None, **ended}):
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
