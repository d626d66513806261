"""The official SDK as a client of what was served, without a network. It is imported when it is first needed.

Its results are read as its users read them: what it does not find is absent, and an exception is a result, too.
"""

import json
import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import httpx
import pytest

from crosswire.facts import Answer, Json
from crosswire.losses import Difference
from crosswire.requirements import Loss, Wire

Reading = Mapping[str, Json]
"""What the SDK reads: `text`, `refusal`, `tool_calls` (id, name, arguments), and `finish` or `status`."""

needs_sdk = pytest.mark.skipif(
    find_spec("openai") is None,
    reason="the official SDK is not installed, so that nothing is said of it: pip install 'crosswire[sdk]'",
)

ASKED: Mapping[str, Mapping[str, Any]] = {
    "chat": {"model": "m", "messages": [{"role": "user", "content": "hi"}]},
    "responses": {"model": "m", "input": "hi"},
}
"""Any request: it is answered with what was served before."""


class _Served(httpx.BaseTransport):
    """Answers every request with what was served last."""

    def __init__(self) -> None:
        self.body: Json = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002 - whatever it asks
        if isinstance(self.body, list):
            return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=_sent(self.body))
        return httpx.Response(200, json=self.body)


def _sent(frames: Sequence[Mapping[str, Json]]) -> bytes:
    """Write frames as both APIs send them: events with their names, and `[DONE]` after the last frame."""
    named = [f"event: {frame['type']}\n" if "type" in frame else "" for frame in frames]
    events = [f"{name}data: {json.dumps(frame)}\n\n" for name, frame in zip(named, frames, strict=True)]
    return "".join([*events, "data: [DONE]\n\n"]).encode()


@cache
def _client() -> tuple[Any, _Served]:
    """Return the SDK's client, and the transport that answers it."""
    from openai import OpenAI

    served = _Served()
    return OpenAI(
        api_key="none", base_url="http://adapter.invalid/v1", max_retries=0, http_client=httpx.Client(transport=served)
    ), served


def read(wire: Wire, *, how: str) -> Reading:
    """Read what was served with `create` (`created`), `create` with a stream (`events`), or an accumulator.

    Warnings are ignored, whatever filter the run has: the SDK reads the answer all the same.

    Raises:
        Loss: the SDK raises an exception.
    """
    client, served = _client()
    served.body = wire.served
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return READERS[wire.serves, how](client)
    except Exception as error:
        unread = f"{type(error).__name__}: {error}"
        raise Loss(
            [Difference("validity", "altered", "what the official SDK reads", unread, {"served": [""]})]
        ) from error


def _chat_created(client: Any) -> Reading:
    return _completion(client.chat.completions.create(**ASKED["chat"]))


def _chat_accumulated(client: Any) -> Reading:
    with client.chat.completions.stream(**ASKED["chat"]) as stream:
        return _completion(stream.get_final_completion())


def _completion(completion: Any) -> Reading:
    choice = next(iter(completion.choices or []), None)  # users read the first
    message = getattr(choice, "message", None)
    calls = [
        [call.id, *_fields(call.function, "name", "arguments")] if call.type == "function" else [call.id, None, None]
        for call in getattr(message, "tool_calls", None) or []
    ]
    text, refusal = _fields(message, "content", "refusal")
    return _reading(text, refusal, calls, getattr(choice, "finish_reason", None))


def _fields(model: Any, *names: str) -> list[Any]:
    """Return fields of the SDK's model; `None` for those that were not served."""
    return [getattr(model, name, None) for name in names]


def _chat_events(client: Any) -> Reading:
    text, refusal, finish = "", "", None
    calls: dict[int, list[str | None]] = defaultdict(lambda: [None, None, ""])
    with client.chat.completions.create(**ASKED["chat"], stream=True) as chunks:
        for chunk in chunks:
            for choice in chunk.choices:
                text += choice.delta.content or ""
                refusal += choice.delta.refusal or ""
                finish = choice.finish_reason or finish
                for call in choice.delta.tool_calls or []:
                    call_so_far, function = calls[call.index], call.function
                    call_so_far[0] = call_so_far[0] or call.id
                    call_so_far[1] = call_so_far[1] or (function and function.name)
                    call_so_far[2] = (call_so_far[2] or "") + ((function and function.arguments) or "")
    return _reading(text, refusal, list(calls.values()), finish)


def _responses_created(client: Any) -> Reading:
    return _response(client.responses.create(**ASKED["responses"]))


def _responses_events(client: Any) -> Reading:
    text, refusal, status = "", "", None
    calls: dict[int, list[str | None]] = defaultdict(lambda: [None, None, ""])  # also what no event has begun
    with client.responses.create(**ASKED["responses"], stream=True) as events:
        for event in events:
            match event.type:
                case "response.output_text.delta":
                    text += event.delta
                case "response.refusal.delta":
                    refusal += event.delta
                case "response.output_item.added" if event.item.type == "function_call":
                    calls[event.output_index] = [event.item.call_id, event.item.name, ""]
                case "response.function_call_arguments.delta":
                    calls[event.output_index][2] = (calls[event.output_index][2] or "") + event.delta
                case "response.output_item.done" if event.item.type == "function_call":
                    # What was not told in deltas is told by the item.
                    calls[event.output_index][2] = calls[event.output_index][2] or event.item.arguments
                case "response.created" | "response.queued" | "response.in_progress":
                    status = event.response.status
                case "response.completed" | "response.incomplete" | "response.failed":
                    status = event.response.status or event.type.removeprefix("response.")
    return _reading(text, refusal, list(calls.values()), status)


def _responses_accumulated(client: Any) -> Reading:
    with client.responses.stream(**ASKED["responses"]) as stream:
        texts = {
            (event.output_index, event.content_index): event.snapshot
            for event in stream
            if event.type == "response.output_text.delta"
        }
        final = stream.get_final_response()  # raises where none is completed
        return {**_response(final), "text": "".join(texts.values()), "finish": final.status or "completed"}


def _response(response: Any) -> Reading:
    calls = [_fields(item, "call_id", "name", "arguments") for item in response.output if item.type == "function_call"]
    parts = [part for item in response.output if item.type == "message" for part in item.content]
    refusal = "".join(part.refusal or "" for part in parts if part.type == "refusal")
    return _reading(response.output_text, refusal, calls, response.status)


def _reading(text: Any, refusal: Any, calls: Sequence[Json], end: Any) -> Reading:
    named = [[word or "" for word in call] for call in calls]
    return {"text": text or "", "refusal": refusal or "", "tool_calls": named, "finish": end}


READERS: Mapping[tuple[str, str], Callable[[Any], Reading]] = {
    ("chat", "created"): _chat_created,
    ("chat", "events"): _chat_events,
    ("chat", "accumulated"): _chat_accumulated,
    ("responses", "created"): _responses_created,
    ("responses", "events"): _responses_events,
    ("responses", "accumulated"): _responses_accumulated,
}


def expected_reading(served: Answer, wire: Wire) -> Reading:
    """Return the reading that the SDK has to give of a served answer. Custom calls and searches are no functions."""
    functions = [call for call in served.tool_calls if call.kind == "function" and not call.searches]
    calls = [_call(call) for call in (served.tool_calls if wire.serves == "chat" else functions)]
    end = served.stated_finish if wire.serves == "chat" else served.status
    return _reading(served.text, served.refusal, calls, end)


def _call(call: Any) -> list[str | None]:
    if call.kind == "function":
        return [call.id, call.name, call.arguments]
    return [call.id, None, None]
