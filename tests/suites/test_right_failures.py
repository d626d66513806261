"""Right adapters that fail, or ask, in another way than the reference does: nothing is said against them."""

from unittest import mock

import pytest
from judging import CALLER, failed, routes

from crosswire import reference
from crosswire.adapters.candidate import Candidate
from crosswire.performing import perform

STATUS_OF_CODE = {"rate_limit_exceeded": 429, "invalid_prompt": 400}


def raising(serves, *, within):
    """Raise the error of a stream that fails, as libraries do: behind its frames, or before the first of them."""
    translate = getattr(reference, serves)

    def serve(request, upstream):
        answer = translate(request, upstream)
        return raised(answer) if request.get("stream") else answer

    def raised(answer):
        frames = list(answer)
        error = error_of(frames[-1])
        if error is None:
            yield from frames
            return
        if within:
            yield from frames[:-1]
        raise reference.UpstreamError(STATUS_OF_CODE.get(error.get("code"), 500), error)

    return serve


def error_of(frame):
    response = frame.get("response") or {}
    return frame.get("error") or (response.get("status") == "failed" and response["error"]) or None


def saying_it_twice(serves):
    """Send an `error` event, and `response.failed` behind it."""
    translate = getattr(reference, serves)

    def serve(request, upstream):
        answer = translate(request, upstream)
        return twice(answer) if request.get("stream") else answer

    def twice(answer):
        *frames, last = answer
        number = len(frames)
        if error := error_of(last):
            yield from frames
            yield {**error, "type": "error", "param": None, "sequence_number": number}
            yield {**last, "sequence_number": number + 1}
        else:
            yield from [*frames, last]

    return serve


def failing_without_a_finish(serves):
    """Answer an error where the upstream says `[DONE]` and no finish."""
    translate = getattr(reference, serves)
    post = reference.http.post

    def serve(request, upstream):
        payloads = []

        def listen(*args):
            return (payloads.append(payload) or payload for payload in post(*args))

        with mock.patch.object(reference.http, "post", listen):
            answer = translate(request, upstream)
            answer = list(answer) if request.get("stream") else answer
        if reference.http.DONE in payloads and not any(map(finishes, payloads)) and not error_of(answer[-1]):
            raise reference.UpstreamError(502, {"message": "the upstream did not finish"})
        return answer

    return serve


def finishes(payload):
    return "error" in payload or any(choice.get("finish_reason") for choice in payload.get("choices") or [])


def streaming_upstream(serves):
    """Ask the upstream for a stream, whatever the client asked for."""
    translate, post = getattr(reference, serves), reference.http.post

    def serve(request, upstream):
        def post_for_a_stream(upstream, path, body):
            usage = {"stream_options": {"include_usage": True}} if "messages" in body else {}
            return post(upstream, path, {**body, "stream": True, **usage})

        with mock.patch.object(reference.http, "post", post_for_a_stream):
            answer = translate(request, upstream)
            return list(answer) if request.get("stream") else answer

    return serve


RIGHT = {
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
def test_a_right_adapter_fails_nothing(name):
    """However it fails or asks, as long as a client can tell what happened."""
    serves, serve = RIGHT[name]
    candidate = Candidate(name, {serves: serve}, declares=reference.declares)
    found = {}
    for scenario, _, mode in routes(serves):
        exchange = perform(scenario, serves, mode, candidate, CALLER)
        if ids := failed(exchange, apart=("client",)):
            found[scenario.name, mode] = ids

    assert {} == found
