"""Right adapters that fail, or ask, in another way than the reference adapter: no requirement fails on them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unittest import mock

import pytest

from crosswire import reference
from crosswire.adapters.candidate import Candidate
from crosswire.facts import ShapeName
from crosswire.performing import perform
from tests.suites.judging import CALLER, REQUIREMENTS, failed, routes, unchanged
from tests.suites.listening import noted
from tests.suites.mutations import Body

Serve = Callable[[Body, Any], Any]
"""Serves a request over an upstream: returns a whole answer, or the frames of a stream."""

STATUS_OF_CODE = {"rate_limit_exceeded": 429, "invalid_prompt": 400}


def raising(serves: ShapeName, *, within: bool) -> Serve:
    """Raise the error of a stream that fails, as libraries do: behind its frames, or before the first of them."""
    translate = getattr(reference, serves)

    def serve(request: Body, upstream: Any) -> Any:
        answer = translate(request, upstream)
        return raised(answer) if request.get("stream") else answer

    def raised(answer: Iterator[Body]) -> Iterator[Body]:
        frames = list(answer)
        error = error_of(frames[-1])
        if error is None:
            yield from frames
            return
        if within:
            yield from frames[:-1]
        raise reference.UpstreamError(STATUS_OF_CODE.get(error.get("code", ""), 500), error)

    return serve


def error_of(frame: Body) -> Body | None:
    """Return the error in the last frame of a stream; None where it has none."""
    response = frame.get("response") or {}
    return frame.get("error") or (response.get("status") == "failed" and response["error"]) or None


def saying_it_twice(serves: ShapeName) -> Serve:
    """Send an `error` event, and `response.failed` behind it."""
    translate = getattr(reference, serves)

    def serve(request: Body, upstream: Any) -> Any:
        answer = translate(request, upstream)
        return twice(answer) if request.get("stream") else answer

    def twice(answer: Iterator[Body]) -> Iterator[Body]:
        *frames, last = answer
        number = len(frames)
        if error := error_of(last):
            yield from frames
            yield {**error, "type": "error", "param": None, "sequence_number": number}
            yield {**last, "sequence_number": number + 1}
        else:
            yield from [*frames, last]

    return serve


def failing_without_a_finish(serves: ShapeName) -> Serve:
    """Answer an error where the upstream sends `[DONE]` and no finish reason."""
    translate = getattr(reference, serves)
    post = reference.http.post

    def serve(request: Body, upstream: Any) -> Any:
        payloads: list[Body] = []

        def listen(*args: Any) -> Iterator[Body]:
            return noted(post(*args), payloads)

        with mock.patch.object(reference.http, "post", listen):
            answer = translate(request, upstream)
            answer = list(answer) if request.get("stream") else answer
        if reference.http.DONE in payloads and not any(map(finishes, payloads)) and not error_of(answer[-1]):
            raise reference.UpstreamError(502, {"message": "the upstream did not finish"})
        return answer

    return serve


def finishes(payload: Body) -> bool:
    """Tell whether a chunk has an error or a finish reason."""
    return "error" in payload or any(choice.get("finish_reason") for choice in payload.get("choices") or [])


def streaming_upstream(serves: ShapeName) -> Serve:
    """Ask the upstream for a stream, whatever the client asked for."""
    translate, post = getattr(reference, serves), reference.http.post

    def serve(request: Body, upstream: Any) -> Any:
        def post_for_a_stream(upstream: Any, path: str, body: Body) -> Any:
            usage = {"stream_options": {"include_usage": True}} if "messages" in body else {}
            return post(upstream, path, {**body, "stream": True, **usage})

        with mock.patch.object(reference.http, "post", post_for_a_stream):
            answer = translate(request, upstream)
            return list(answer) if request.get("stream") else answer

    return serve


RIGHT: Mapping[str, tuple[ShapeName, Serve]] = {
    "raises_within_the_stream": ("chat", raising("chat", within=True)),
    "raises_within_the_events": ("responses", raising("responses", within=True)),
    "raises_instead_of_a_stream": ("chat", raising("chat", within=False)),
    "raises_instead_of_events": ("responses", raising("responses", within=False)),
    "says_an_error_and_fails": ("responses", saying_it_twice("responses")),
    "fails_without_a_finish": ("responses", failing_without_a_finish("responses")),
    "always_streams_upstream": ("chat", streaming_upstream("chat")),
    "always_streams_upstream_of_responses": ("responses", streaming_upstream("responses")),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_adapter_fails_nothing(name: str) -> None:
    """An adapter may fail or ask in another way, as long as the client can see what happened."""
    serves, serve = RIGHT[name]
    candidate = Candidate(name, {serves: serve}, declares=reference.declares)
    found = {}
    for scenario, _, mode in routes(serves):
        exchange = perform(scenario, serves, mode, candidate, CALLER)
        same = unchanged(exchange)
        passed = {requirement.id for requirement in REQUIREMENTS if requirement.points <= same}
        if ids := failed(exchange, apart=("client",), passed=passed):
            found[scenario.name, mode] = ids

    assert {} == found
