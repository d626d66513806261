"""What the Python programs of this folder share: the lines, a transport that answers with them, and the form of a view.

A line of stdin: `{serves, mode, answers, tools}`. Each answer is `{status, headers, body}`: the first request gets the
first, every later one the last. `tools` are the names of the functions that the first answer calls.
A line of stdout for each: `{way: view}` or `{way: {error}}`.
"""

import gc
import json
import sys
import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import openai

httpx: Any = import_module("httpx2" if int(openai.__version__.split(".")[0]) >= 3 else "httpx")
"""The HTTP package that the SDK uses."""
TYPES = {"json": "application/json", "stream": "text/event-stream"}
RESULT = "42"
"""What every tool returns."""
CLIENT: dict[str, Any] = {"api_key": "none", "base_url": "http://adapter.invalid/v1", "max_retries": 0}


class Served(httpx.BaseTransport, httpx.AsyncBaseTransport):  # type: ignore[misc]
    """Answers every request with what was served, and keeps the requests."""

    asked: Mapping[str, Any]
    requests: list[Any]

    def handle_request(self, request: Any) -> Any:
        """Answer the first request with the first answer, each later one with the last."""
        self.requests.append(json.loads(request.content))
        answers = self.asked["answers"]
        answer = answers[0] if len(self.requests) == 1 else answers[-1]
        kind = TYPES[self.asked["mode"]] if answer["status"] < 400 else TYPES["json"]
        headers = {"content-type": kind, **answer["headers"]}
        return httpx.Response(answer["status"], headers=headers, content=answer["body"].encode(errors="replace"))

    async def handle_async_request(self, request: Any) -> Any:
        """Answer likewise."""
        return self.handle_request(request)

    @property
    def second(self) -> Any:
        """What is asked after the first answer: the second request; `None` where there was none."""
        return self.requests[1] if len(self.requests) > 1 else None

    def sync_client(self) -> Any:
        """Return the SDK's client, which asks this."""
        return openai.OpenAI(**CLIENT, http_client=httpx.Client(transport=self))

    def async_client(self) -> Any:
        """Return the SDK's asynchronous client, which asks this."""
        return openai.AsyncOpenAI(**CLIENT, http_client=httpx.AsyncClient(transport=self))


class View:
    """What a user sees; what is not found stays empty."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {
            "text": "",
            "refusal": "",
            "reasoning": "",
            "calls": [],
            "finish": None,
            "usage": None,
            "order": [],
            "sends": None,
        }

    def add(self, kind: str, words: str | None) -> None:
        """Add words of a kind."""
        if words:
            self.seen[kind] += words
            self.seen["order"].append(kind)

    def call(self, identifier: Any, name: Any, arguments: Any) -> None:
        """Add a call."""
        self.seen["calls"].append([identifier, name, text_of(arguments)])
        self.seen["order"].append("call")

    def count(self, usage: Any, **fields: str) -> None:
        """Note the counts, which are fields of the usage: `input="prompt_tokens"`."""
        if usage is not None:
            self.seen["usage"] = {name: getattr(usage, field, None) for name, field in fields.items()}


def text_of(arguments: Any) -> str:
    """Return arguments as text."""
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def error_of(error: BaseException) -> dict[str, Any]:
    """Return what an error shows its users: its name and words, and the fields that errors of HTTP have."""
    body = getattr(error, "body", None)
    fields = body.get("error", body) if isinstance(body, dict) else {}
    fields = fields if isinstance(fields, dict) else {}
    return {
        "name": type(error).__name__,
        "words": str(error),
        "status": getattr(error, "status_code", None),
        "code": getattr(error, "code", None) or fields.get("code"),
        "type": getattr(error, "type", None) or fields.get("type"),
        "retryable": getattr(error, "retryable", None),
    }


def answer_lines(served: Served, ways: Callable[[str, str], Mapping[str, Callable[[], View]]]) -> None:
    """Answer every line. `ways` returns the ways of reading for what is served and the mode."""
    warnings.simplefilter("ignore")
    gc.freeze()  # what the library made while it was imported stays
    gc.set_threshold(50_000)
    answers, sys.stdout = sys.stdout, sys.stderr  # stdout is for answers alone
    for line in sys.stdin:
        served.asked = json.loads(line)
        views: dict[str, Any] = {}
        for way, read in ways(served.asked["serves"], served.asked["mode"]).items():
            served.requests = []
            try:
                views[way] = read().seen
            except Exception as error:
                views[way] = {"error": error_of(error)}
        answers.write(json.dumps(views) + "\n")
        answers.flush()
