"""Faults that show where an upstream's answer has another form than usual: the pieces of known-bad adapters."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import httpx

from crosswire import reference
from crosswire.reference import chat_items
from tests.suites.mutations import Body

Patched = Callable[[], AbstractContextManager[object]]
DONE = reference.http.DONE


def hearing(change: Callable[[Iterator[Body]], Iterator[Body]]) -> Patched:
    """Change the payloads of the upstream's answer before the adapter reads them."""
    post = reference.http.post

    def changed(*args: Any) -> Iterator[Body]:
        payloads = post(*args)
        return (payload for payload in change(payloads))

    return lambda: mock.patch.object(reference.http, "post", changed)


def reading_bytes(change: Callable[[Iterator[bytes]], Iterator[bytes]]) -> Patched:
    """Change the bytes of the upstream's stream before the adapter reads them."""
    read = reference.http._frames  # noqa: SLF001
    return lambda: mock.patch.object(reference.http, "_frames", lambda chunks: read(change(chunks)))


def up_to_a_comment(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Read a stream as far as its first comment."""
    yield b"".join(chunks).partition(b"\n\n: ")[0]


def without_long_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Give up at a line of more than 64 KiB, as line scanners do whose buffer is of that size."""
    for line in b"".join(chunks).splitlines(keepends=True):
        if len(line) > 64 * 1024:
            return
        yield line


def up_to_the_unknown(chunks: Iterator[Body]) -> Iterator[Body]:
    """Read chunks as long as they are chunks."""
    for chunk in chunks:
        if chunk is not DONE and chunk.get("object") == "vendor.note":
            return
        yield chunk


def deltas_once(chunks: Iterator[Body]) -> Iterator[Body]:
    """Pass over a chunk that says what the one before said: a repetition, it seems."""
    before: Body = {}
    for chunk in chunks:
        is_same = chunk is not DONE and chunk.get("choices") == before.get("choices") != []
        before = chunk
        if not is_same:
            yield chunk


def as_of_the_last_item(events: Iterator[Body]) -> Iterator[Body]:
    """Take every delta for one of the item that began last."""
    last: Any = None
    for event in events:
        if event.get("type") == "response.output_item.added":
            last = event.get("output_index")
        is_delta = str(event.get("type")).endswith(".delta")
        yield {**event, "output_index": last} if is_delta else event


def counting_calls(chunks: Iterator[Body]) -> Iterator[Body]:
    """Look through the calls of every delta and message that has the key."""
    for chunk in chunks:
        for choice in chunk.get("choices") or ():
            message = choice.get("delta") or choice.get("message") or {}
            assert all(message.get("tool_calls", ()))
        yield chunk


def of_the_first_choice(chunks: Iterator[Body]) -> Iterator[Body]:
    """Take every choice for the first."""
    for chunk in chunks:
        for choice in chunk.get("choices") or ():
            choice["index"] = 0
        yield chunk


def counting_tokens(chunks: Iterator[Body]) -> Iterator[Body]:
    """Look through the tokens of every choice that has logprobs."""
    for chunk in chunks:
        for choice in chunk.get("choices") or ():
            if choice.get("logprobs"):
                assert all(choice["logprobs"]["content"])
        yield chunk


def checking_annotations(responses: Iterator[Body]) -> Iterator[Body]:
    """Look through the annotations of every text of a response."""
    for response in responses:
        for item in response.get("output") or ():
            for part in item.get("content") or ():
                if part.get("type") == "output_text":
                    assert list(part["annotations"]) is not None
        yield response


def serving_late_deltas() -> AbstractContextManager[object]:
    """Serve a delta also where it comes behind the end of its text, which has it, too."""
    return mock.patch.object(chat_items._Words, "is_over", return_value=False)  # noqa: SLF001


# How an answer is packed and labelled.


def reading_answers(change: Callable[[httpx.Response, bytes], bytes]) -> Patched:
    """Change the bytes of every answer of the upstream, given its headers."""
    read = httpx.Response.iter_bytes

    def changed(answer: httpx.Response) -> Iterator[bytes]:
        return (change(answer, piece) for piece in read(answer))

    return lambda: mock.patch.object(httpx.Response, "iter_bytes", changed)


def by_its_charset(answer: httpx.Response, piece: bytes) -> bytes:
    """Decode an answer by the charset of its label."""
    is_latin = "iso-8859-1" in answer.headers.get("content-type", "")
    return piece.decode("latin-1").encode() if is_latin else piece


class LabellingAsText(httpx.Client):
    """Sends JSON as a text."""

    def stream(self, *args: Any, headers: Any = None, **more: Any) -> Any:
        """Send a request, and return its answer."""
        return super().stream(*args, headers={**headers, "content-type": "text/plain"}, **more)


def labelling_as_text() -> AbstractContextManager[object]:
    return mock.patch.object(httpx, "Client", LabellingAsText)


@dataclass
class PassingTheCodingOn:
    """A server that passes on how the upstream's answer was compressed, and serves it as it is."""

    codings: list[str] = field(default_factory=list)

    def patched(self) -> AbstractContextManager[object]:
        """Note the coding of every answer of the upstream."""
        return reading_answers(self._noted)()

    def _noted(self, answer: httpx.Response, piece: bytes) -> bytes:
        self.codings += [answer.headers["content-encoding"]] if "content-encoding" in answer.headers else []
        return piece

    def app(self, app: Any) -> Any:
        """Return the server, which names the coding of the upstream's last answer as its own."""

        async def answer(scope: Any, receive: Any, send: Any) -> None:
            async def sent(message: Any) -> None:
                if message["type"] == "http.response.start" and self.codings:
                    named = (b"content-encoding", self.codings[-1].encode())
                    message = {**message, "headers": [*message["headers"], named]}
                    self.codings.clear()
                await send(message)

            await app(scope, receive, sent)

        return answer


# Requests.


def asking(change: Callable[[Body], Body]) -> Callable[[Any], Any]:
    """Change the client's request before the adapter reads it."""
    return lambda serve: lambda request, upstream: serve(change(request), upstream)


def without_zeros(request: Body) -> Body:
    """Leave out what is 0, as `if value` does."""
    return {name: value for name, value in request.items() if value or value is False}


def without_a_temperature_beside_an_effort(request: Body) -> Body:
    """Leave out the temperature where the model is to think: it would be refused, it seems."""
    return {name: value for name, value in request.items() if name != "temperature" or "reasoning" not in request}


def moved_to_the_limit(request: Body) -> Body:
    """Make a temperature above 2 one of 2."""
    return request | ({"temperature": min(request["temperature"], 2)} if "temperature" in request else {})


def cut_at_a_megabyte(value: Any) -> Any:
    """Cut every text of a request."""
    if isinstance(value, dict):
        return {key: cut_at_a_megabyte(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [cut_at_a_megabyte(entry) for entry in value]
    return value[:1_000_000] if isinstance(value, str) else value
