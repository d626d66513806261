"""The official Python SDK as a client, in this process and without a network.

It is imported when it is first asked. A field that was not served is absent, and an exception is a result, too.
It takes milliseconds for each stream, so that what it sees of recorded answers is remembered.
"""

import json
import platform
import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx

from crosswire.clients.bodies import HttpAnswer
from crosswire.clients.remembered import RememberedLines
from crosswire.clients.views import LONGEST, Call, Unread, View, Views, as_view, written
from crosswire.data import cache_folder
from crosswire.facts import Mode, ShapeName

ASKED: Mapping[str, Mapping[str, Any]] = {
    "chat": {"model": "m", "messages": [{"role": "user", "content": "hi"}]},
    "responses": {"model": "m", "input": "hi"},
}
"""Any request: it is answered with what was served before."""
CONTENT_TYPES: Mapping[Mode, str] = {"json": "application/json", "stream": "text/event-stream"}
READ_BY = ("openai", "pydantic", "httpx")
"""The packages that decide what the SDK sees."""
READINGS = 4096
"""How many readings are held: more than one adapter has, and a few megabytes."""
MOST_RIGHT = 20_000
"""How many right readings are known from run to run: those of a dozen adapters, half a megabyte."""


class _Served(httpx.BaseTransport):
    """Answers every request with what was served last."""

    def __init__(self) -> None:
        self.mode: Mode = "json"
        self.answer = HttpAnswer("")

    def handle_request(self, request: httpx.Request) -> httpx.Response:  # noqa: ARG002 - whatever it asks
        answer = self.answer
        headers = {"content-type": CONTENT_TYPES[self.mode if answer.status < 400 else "json"], **answer.headers}
        return httpx.Response(answer.status, headers=headers, content=answer.body.encode(errors="replace"))


class OpenAIPython:
    """The SDK's client. All of its answers are those that were served before."""

    def __init__(self) -> None:
        self._served = _Served()
        # Several requirements have it read the same bytes.
        self._read = lru_cache(READINGS)(self._read_anew)

    @cached_property
    def _client(self) -> Any:
        from openai import OpenAI

        # Newer versions of the SDK name another class in their types, and take this one.
        http_client: Any = httpx.Client(transport=self._served)
        return OpenAI(api_key="none", base_url="http://adapter.invalid/v1", max_retries=0, http_client=http_client)

    def see(
        self,
        serves: ShapeName,
        mode: Mode,
        answer: HttpAnswer,
        tools: Sequence[str] = (),  # noqa: ARG002 - it runs none
        *,
        recorded: bool = False,
    ) -> Views:
        """Return what the SDK sees in each way of reading: `created`, or `events` and `accumulated`.

        What it sees of a `recorded` answer is remembered: the next run does not ask it again.
        """
        if not recorded:
            return {way: self.read(serves, mode, answer, way) for way in WAYS[mode]}
        key = json.dumps([serves, mode, asdict(answer)])
        if (line := self._remembered.get(key)) is None:
            views = self.see(serves, mode, answer)
            line = json.dumps({way: written(view) for way, view in views.items()}).encode()
            self._remembered.add(key, line)
        return {way: as_view(seen, serves) for way, seen in json.loads(line).items()}

    @cached_property
    def _remembered(self) -> RememberedLines:
        """What it saw in earlier runs."""
        return RememberedLines(cache_folder() / "views", *_state())

    @cached_property
    def right_readings(self) -> RememberedLines:
        """What it read as it stands there, in this run and in earlier ones; an answer, and what stands there, is a key.

        Then it is not asked again, and not even imported.
        """
        return RememberedLines(cache_folder() / "readings", *_state(), most=MOST_RIGHT)

    def read(self, serves: ShapeName, mode: Mode, answer: HttpAnswer, way: str) -> View | Unread:
        """Return what the SDK sees in one way of reading, or what it raises.

        Warnings are ignored, whatever filter the run has: the SDK reads the answer all the same.
        """
        return self._read(serves, mode, way, answer.body, answer.status, tuple(answer.headers.items()))

    def _read_anew(
        self, serves: ShapeName, mode: Mode, way: str, body: str, status: int, headers: Sequence[tuple[str, str]]
    ) -> View | Unread:
        answer = HttpAnswer(body, status, dict(headers))
        self._served.mode, self._served.answer = mode, answer
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return READERS[serves, way](self._client)
        except Exception as error:
            fields = {name: getattr(error, name, None) for name in ("code", "type")}
            return Unread(type(error).__name__, str(error)[:LONGEST], getattr(error, "status_code", None), **fields)

    def close(self) -> None:
        """Keep what it saw. It has nothing open."""
        for name in ("_remembered", "right_readings"):
            if name in vars(self):
                getattr(self, name).write()


@cache
def shared() -> OpenAIPython:
    """Return the client that all of this process share: to make one takes half a second."""
    return OpenAIPython()


@cache
def _state() -> Sequence[bytes]:
    """Return all that decides what the SDK sees of an answer: the files of the packages that read, and ours."""
    files = [
        f"{path} {about.st_mtime_ns} {about.st_size}"
        for package in READ_BY
        if (found := find_spec(package)) and found.origin
        for path in sorted(Path(found.origin).parent.rglob("*.py"))
        if (about := path.stat())
    ]
    sources = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return [*sources, "\n".join([platform.python_version(), *files]).encode()]


WAYS: Mapping[Mode, Sequence[str]] = {"json": ("created",), "stream": ("events", "accumulated")}
USAGE: Mapping[str, Mapping[str, str]] = {
    "chat": {"input": "prompt_tokens", "output": "completion_tokens", "total": "total_tokens"},
    "responses": {"input": "input_tokens", "output": "output_tokens", "total": "total_tokens"},
}


class _Growing:
    """What is seen so far."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {"text": "", "refusal": "", "reasoning": ""}
        self.order: list[str] = []
        self.calls: dict[int, list[str]] = defaultdict(self._begun)
        self.finish: str | None = None
        self.usage: Mapping[str, float | None] = {}

    def think(self, words: object) -> None:
        """Note reasoning. Where it is no text, users of the SDK see none."""
        self.add("reasoning", words if isinstance(words, str) else None)

    def add(self, kind: str, words: str | None) -> None:
        if words:
            self.words[kind] += words
            self.order.append(kind)

    def write(self, kind: str, delta: str) -> None:
        """Add a delta as users do, who expect it to be a text."""
        self.words[kind] += delta
        self.order.append(kind)

    def _begun(self) -> list[str]:
        self.order.append("call")
        return ["", "", ""]

    def begin(self, position: int, identifier: str | None, name: str | None, arguments: str | None = "") -> None:
        """Note a call, or what a later frame adds to it."""
        call = self.calls[position]
        call[0] = call[0] or identifier or ""
        call[1] = call[1] or name or ""
        call[2] += arguments or ""

    def count(self, shape: str, usage: Any) -> None:
        if usage is not None:
            self.usage = {name: getattr(usage, field, None) for name, field in USAGE[shape].items()}

    @property
    def view(self) -> View:
        calls = [Call(*call) for call in self.calls.values()]
        text, refusal, reasoning = self.words.values()
        return View(text, refusal, reasoning, calls, finish=self.finish, usage=self.usage, order=self.order)


def _thought(message: Any) -> object:
    """Return the reasoning of a Chat message. The SDK has no type for it; its users read the field all the same."""
    return getattr(message, "reasoning_content", None) or getattr(message, "reasoning", None)


def _chat_created(client: Any) -> View:
    return _completion(client.chat.completions.create(**ASKED["chat"]))


def _chat_accumulated(client: Any) -> View:
    with client.chat.completions.stream(**ASKED["chat"]) as stream:
        return _completion(stream.get_final_completion())


def _completion(completion: Any) -> View:
    growing = _Growing()
    choice = next(iter(completion.choices or []), None)  # users read the first
    message = getattr(choice, "message", None)
    growing.think(_thought(message))
    growing.add("text", getattr(message, "content", None))
    growing.add("refusal", getattr(message, "refusal", None))
    for number, call in enumerate(getattr(message, "tool_calls", None) or []):
        growing.begin(number, call.id, *_asked_of(call))
    growing.finish = getattr(choice, "finish_reason", None)
    growing.count("chat", completion.usage)
    return growing.view


def _asked_of(call: Any) -> tuple[str | None, str | None]:
    """Return the name and the arguments of a call; of a custom call its input."""
    if call.type == "function":
        return call.function.name, call.function.arguments
    custom = getattr(call, "custom", None)
    return getattr(custom, "name", None), getattr(custom, "input", None)


def _chat_events(client: Any) -> View:
    growing = _Growing()
    with client.chat.completions.create(**ASKED["chat"], stream=True) as chunks:
        for chunk in chunks:
            growing.count("chat", chunk.usage)
            for choice in chunk.choices:
                growing.think(_thought(choice.delta))
                growing.add("text", choice.delta.content)
                growing.add("refusal", choice.delta.refusal)
                growing.finish = choice.finish_reason or growing.finish
                for call in choice.delta.tool_calls or []:
                    function = call.function
                    growing.begin(
                        call.index, call.id, function and function.name, (function and function.arguments) or ""
                    )
    return growing.view


def _responses_created(client: Any) -> View:
    return _response(client.responses.create(**ASKED["responses"]))


DELTAS = {
    "response.output_text.delta": "text",
    "response.refusal.delta": "refusal",
    "response.reasoning_text.delta": "reasoning",
    "response.reasoning_summary_text.delta": "reasoning",
}
ARGUMENTS = {"function_call": "arguments", "custom_tool_call": "input"}


def _responses_events(client: Any) -> View:
    growing = _Growing()
    with client.responses.create(**ASKED["responses"], stream=True) as events:
        for event in events:
            _take(growing, event)
    return growing.view


def _take(growing: _Growing, event: Any) -> None:
    match event.type:
        case kind if kind in DELTAS:
            growing.write(DELTAS[kind], event.delta)
        case "response.output_item.added" if event.item.type in ARGUMENTS:
            growing.begin(event.output_index, event.item.call_id, event.item.name)
        case "response.function_call_arguments.delta" | "response.custom_tool_call_input.delta":
            growing.begin(event.output_index, None, None, event.delta)
        case "response.output_item.done" if event.item.type in ARGUMENTS:
            if not growing.calls[event.output_index][2]:  # the item has what no delta had
                growing.begin(event.output_index, None, None, getattr(event.item, ARGUMENTS[event.item.type]))
        case "response.created" | "response.queued" | "response.in_progress":
            growing.finish = event.response.status
        case "response.completed" | "response.incomplete" | "response.failed":
            growing.finish = event.response.status or event.type.removeprefix("response.")
            growing.count("responses", event.response.usage)


def _responses_accumulated(client: Any) -> View:
    with client.responses.stream(**ASKED["responses"]) as stream:
        texts = {
            (event.output_index, event.content_index): event.snapshot
            for event in stream
            if event.type == "response.output_text.delta"
        }
        final = _response(stream.get_final_response())  # raises where none is completed
        return replace(final, text="".join(texts.values()), finish=final.finish or "completed")


def _response(response: Any) -> View:
    growing = _Growing()
    for number, item in enumerate(response.output):
        if item.type == "reasoning":
            for part in [*(getattr(item, "summary", None) or []), *(getattr(item, "content", None) or [])]:
                growing.think(getattr(part, "text", None))
        elif item.type == "message":
            for part in item.content:
                if part.type in PARTS:
                    growing.add(*PARTS[part.type](part))
        elif item.type in ARGUMENTS:
            growing.begin(number, item.call_id, item.name, getattr(item, ARGUMENTS[item.type]))
    growing.finish = response.status
    growing.count("responses", response.usage)
    return growing.view


PARTS: Mapping[str, Callable[[Any], tuple[str, str | None]]] = {
    "output_text": lambda part: ("text", part.text),
    "refusal": lambda part: ("refusal", part.refusal),
}

READERS: Mapping[tuple[str, str], Callable[[Any], View]] = {
    ("chat", "created"): _chat_created,
    ("chat", "events"): _chat_events,
    ("chat", "accumulated"): _chat_accumulated,
    ("responses", "created"): _responses_created,
    ("responses", "events"): _responses_events,
    ("responses", "accumulated"): _responses_accumulated,
}
