"""Adapters that break what `test_errors` is about."""

from typing import Any

from breaking import bad
from mutations import Body

from crosswire.reference import UpstreamError


def as_status(status: int) -> Any:
    def error(original: UpstreamError, _: Body) -> Any:
        raise UpstreamError(status, original.body["error"], original.headers)

    return error


def as_an_empty_completion(_: UpstreamError, request: Body) -> Any:
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1781186412, "model": request["model"]}
    if request.get("stream"):
        said = {"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": "stop"}
        return [body | {"object": "chat.completion.chunk", "choices": [said]}]
    whole = {"index": 0, "message": {"role": "assistant", "content": "", "refusal": None}, "finish_reason": "stop"}
    return body | {"choices": [whole]}


KNOWN_BAD = [
    bad("turns_errors_into_500", "chat", "ERROR-1 ERROR-18", error=as_status(500)),
    bad("serves_errors_as_empty_completions", "chat", "ERROR-1 ERROR-18", error=as_an_empty_completion),
    bad("turns_errors_into_400", "responses", "ERROR-1 ERROR-18", error=as_status(400)),
]
