"""Exchanges with one large text, of each kind that people send: the same each time."""

import base64
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from pathlib import Path

from crosswire.wire.cassettes import HttpCall

ROOT = Path(__file__).parents[1]
URL = "https://api.openai.com/v1/chat/completions"
PIECE = 20
"""Characters of a text that a chunk of a stream brings."""


def _joined(pieces: Iterator[str], size: int) -> str:
    """Return as many pieces as make a text of a size."""
    chosen: list[str] = []
    length = 0
    for piece in pieces:
        chosen.append(piece)
        length += len(piece)
        if length >= size:
            break
    return "".join(chosen)[:size]


def _files(pattern: str) -> Iterator[str]:
    return cycle(file.read_text(encoding="utf-8") for file in sorted(ROOT.glob(pattern)))


WORDS = re.findall(
    r"\w+",
    "the a of to and in that it is was for on are with as at be this have from or had by not but what all were when we"
    " there can an your which their said if do will each about how up out them then she many some so these would other"
    " into has more her two like him see time could no make than first been its who now people my made over did down"
    " only way find use may water long little very after words called just where most know model answer request tool",
)


def _prose(source: random.Random) -> Iterator[str]:
    while True:
        words = source.choices(WORDS, k=source.randint(5, 20))
        yield " ".join(words).capitalize() + source.choice((". ", ". ", "? ", ".\n\n"))


def _json(source: random.Random) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        entry = {
            "id": number,
            "name": " ".join(source.choices(WORDS, k=2)),
            "price": source.randint(1, 99999) / 100,
            "tags": source.choices(WORDS, k=3),
            "created": f"2026-0{source.randint(1, 9)}-{source.randint(10, 28)}T12:00:00Z",
            "size": {"width": source.randint(1, 500), "height": source.randint(1, 500)},
            "active": source.random() < 0.5,
        }
        yield f"{json.dumps(entry)},\n"


def _log(source: random.Random) -> Iterator[str]:
    while True:
        path, thread, took = "/".join(source.choices(WORDS, k=3)), source.randint(1, 9), source.randint(1, 999)
        yield (
            f"2026-03-{source.randint(10, 28)} 12:{source.randint(10, 59)}:07.123 INFO  [worker-{thread}] GET /{path}"
            f"?page={took} status=200 bytes={took * 7} took={took}ms request_id={source.getrandbits(64):016x}\n"
        )


def _lines(source: random.Random) -> Iterator[str]:
    while True:
        yield base64.b64encode(source.randbytes(57)).decode() + "\n"


def _numbers(source: random.Random) -> Iterator[str]:
    while True:
        yield f"{source.gauss(0, 0.05):.9f}, "


def _chinese(source: random.Random) -> Iterator[str]:
    while True:
        yield "".join(chr(source.randint(0x4E00, 0x9FA5)) for _ in range(source.randint(5, 25))) + "\u3002"


def _hexadecimal(source: random.Random) -> Iterator[str]:
    while True:
        yield f"{source.randbytes(32).hex()}  src/{'/'.join(source.choices(WORDS, k=2))}.py\n"


KINDS: Mapping[str, Callable[[random.Random], Iterator[str]]] = {
    "prose": _prose,
    "JSON": _json,
    "Python": lambda _: _files("src/crosswire/*.py"),
    "Markdown": lambda _: _files("docs/*.md"),
    "a log": _log,
    "base64": lambda source: iter(lambda: base64.b64encode(source.randbytes(3000)).decode(), ""),
    "base64, in lines": _lines,
    "hex": _hexadecimal,
    "numbers": _numbers,
    "Chinese": _chinese,
}


def large_text(kind: str, size: int) -> str:
    """Return a text of a kind, of a size in bytes."""
    text = _joined(KINDS[kind](random.Random(kind)), size)
    if kind == "JSON":
        return f"[{text.rpartition(',')[0] or '1'}]"
    return text.encode()[:size].decode(errors="ignore")


def asks(text: str) -> HttpCall:
    """Return an exchange whose request has a text."""
    return _call(text, stream=False, answer=json.dumps(_answer("Yes.")))


def answers(text: str) -> HttpCall:
    """Return an exchange whose answer has a text."""
    return _call("Write it.", stream=False, answer=json.dumps(_answer(text)))


def streams(text: str) -> HttpCall:
    """Return an exchange whose answer streams a text."""
    deltas: list[dict[str, str]] = [{"content": text[at : at + PIECE]} for at in range(0, len(text), PIECE)]
    choices = [
        {"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None},
        *({"index": 0, "delta": delta, "finish_reason": None} for delta in deltas),
        {"index": 0, "delta": {}, "finish_reason": "stop"},
    ]
    frames = [json.dumps(_head("chat.completion.chunk") | {"choices": [choice]}) for choice in choices]
    return _call("Write it.", stream=True, answer="".join(f"data: {frame}\n\n" for frame in [*frames, "[DONE]"]))


POSITIONS: Mapping[str, Callable[[str], HttpCall]] = {"request": asks, "answer": answers, "stream": streams}


def _head(kind: str) -> dict[str, object]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1781100751, "model": "gpt-4.1-mini"}


def _answer(text: str) -> dict[str, object]:
    message = {"role": "assistant", "content": text, "refusal": None}
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    choices = [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}]
    return _head("chat.completion") | {"choices": choices, "usage": usage}


def _call(text: str, *, stream: bool, answer: str) -> HttpCall:
    body = {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": text}], "stream": stream}
    kind = "text/event-stream" if stream else "application/json"
    return HttpCall(
        "POST",
        URL,
        {"content-type": ["application/json"]},
        json.dumps(body).encode(),
        200,
        "OK",
        {"content-type": [kind]},
        answer.encode(),
    )
