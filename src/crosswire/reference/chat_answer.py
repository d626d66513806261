"""A response object as a chat completion."""

import time
import uuid
from collections.abc import Iterator

from crosswire.reference.details import CHAT_TIERS, chat_citations, chat_logprobs, chat_moderation, chat_usage
from crosswire.reference.failures import UpstreamError, bad_gateway, from_error
from crosswire.reference.lenient import Json, mapping, objects, said, seconds, strings, text

CUT = {"max_output_tokens": "length", "content_filter": "content_filter"}
"""Why an answer is incomplete, and Chat's word for it; for any other reason `length` is nearest."""

UNFINISHED = ("queued", "in_progress", "cancelled")

# Items that wait for the client and that Chat cannot say. `tool_search_call` is one only where the client executes it.
CLIENT_RUN = (
    "apply_patch_call",
    "computer_call",
    "local_shell_call",
    "mcp_approval_request",
    "shell_call",
    "tool_search_call",
)

COMMENTARY = "commentary"


def completion(response: Json, request: Json) -> Json:
    """Translate a whole answer.

    Raises:
        UpstreamError: it failed, is not finished, or wants from the client what Chat cannot say.
    """
    if failure := failure_of(response):
        raise failure
    message = _message(response)
    entries = [entry for part in answer_parts(response) for entry in objects(part.get("logprobs"))]
    choice = {
        "index": 0,
        "message": message,
        "logprobs": chat_logprobs(entries),
        "finish_reason": finish(response, wanted=bool(message.get("tool_calls"))),
    }
    return {
        **head(response, request),
        "object": "chat.completion",
        "choices": [choice],
        **said(
            usage=chat_usage(response.get("usage")),
            metadata=strings(response.get("metadata")),
            service_tier=tier(response),
            moderation=chat_moderation(response.get("moderation")),
        ),
    }


def head(response: Json, request: Json) -> Json:
    """Return the id, the time and the model; made up only where the upstream does not say them."""
    return {
        "id": text(response.get("id")) or f"chatcmpl-{uuid.uuid4().hex}",
        "created": seconds(response.get("created_at")) or int(time.time()),
        "model": text(response.get("model")) or text(request.get("model")),
    }


def tier(response: Json) -> str | None:
    """Return the service tier, where Chat has the word."""
    named = text(response.get("service_tier"))
    return named if named in CHAT_TIERS else None


def failure_of(response: Json) -> UpstreamError | None:
    """Return what makes a response no answer: its error, its status, or that nothing is in it."""
    status = response.get("status")
    if response.get("error") or status == "failed":
        return from_error(response.get("error"))
    if status in UNFINISHED:
        return bad_gateway(f"the upstream's answer is not finished: its status is {status!r}")
    if not isinstance(response.get("output"), list):
        return bad_gateway("the upstream's answer has no output")
    return next(filter(None, map(unsayable, objects(response["output"]))), None)


def unsayable(item: Json) -> UpstreamError | None:
    """Return the error that an item becomes which the client would have to run."""
    kind = item.get("type")
    if kind not in CLIENT_RUN or (kind == "tool_search_call" and item.get("execution") != "client"):
        return None
    return bad_gateway(f"the upstream wants a {kind} from the client, which Chat Completions has no form for")


def finish(response: Json, *, wanted: bool) -> str:
    """Return the finish reason; `wanted`: at least one call waits for the client."""
    if response.get("status") == "incomplete":
        return CUT.get(text(mapping(response.get("incomplete_details")).get("reason")), "length")
    return "tool_calls" if wanted else "stop"


def _message(response: Json) -> Json:
    parts = list(answer_parts(response))
    words = [text(part.get("text")) for part in parts]
    before = [sum(map(len, words[:place])) for place in range(len(words))]
    calls = tool_calls(
        objects(response.get("output")), text(response.get("id")), cut=response.get("status") == "incomplete"
    )
    return {
        "role": "assistant",
        "content": "".join(words) or None,
        "refusal": "".join(_refusals(response)) or None,
        "annotations": [
            cited for part, ahead in zip(parts, before, strict=True) for cited in chat_citations(part, ahead)
        ],
        **said(reasoning_content="".join(_asides(response)) or None, tool_calls=calls or None),
    }


def answer_parts(response: Json) -> Iterator[Json]:
    """Yield the text parts that are the answer: those of every message but commentary, in order."""
    for item in objects(response.get("output")):
        if item.get("type") == "message" and item.get("phase") != COMMENTARY:
            yield from (part for part in objects(item.get("content")) if part.get("type") == "output_text")


def _refusals(response: Json) -> Iterator[str]:
    for item in objects(response.get("output")):
        if item.get("type") == "message":
            yield from (
                text(part.get("refusal")) for part in objects(item.get("content")) if part.get("type") == "refusal"
            )


def _asides(response: Json) -> Iterator[str]:
    """Yield what is said beside the answer, in order: reasoning, and commentary, which must not stand in its place."""
    for item in objects(response.get("output")):
        if item.get("type") == "reasoning":
            yield from (
                text(part.get("text")) for part in [*objects(item.get("summary")), *objects(item.get("content"))]
            )
        elif item.get("type") == "message" and item.get("phase") == COMMENTARY:
            yield from (
                text(part.get("text")) for part in objects(item.get("content")) if part.get("type") == "output_text"
            )


def tool_calls(output: list[Json], response_id: str, *, cut: bool) -> list[Json]:
    """Return the calls that wait for the client, each under its own id; one without arguments has `{}`, unless cut."""
    calls: list[Json] = []
    for item in output:
        kind = text(item.get("type"))
        if kind not in WRITTEN:
            continue
        taken = [call["id"] for call in calls]
        call_id = unique_call_id(text(item.get("call_id")), taken, response_id)
        calls.append(WRITTEN[kind](call_id, item, cut))
    return calls


def unique_call_id(call_id: str, taken: list[str], response_id: str) -> str:
    """Return the upstream's call id; one made from it and its place where it is empty or was there before."""
    if call_id and call_id not in taken:
        return call_id
    return f"{call_id or f'call_{uuid.uuid5(uuid.NAMESPACE_OID, response_id).hex}'}_{len(taken)}"


def _function_call(call_id: str, item: Json, cut: bool) -> Json:
    arguments = text(item.get("arguments"))
    written = {"name": text(item.get("name")), "arguments": arguments if cut else arguments or "{}"}
    return {"id": call_id, "type": "function", "function": written}


def _custom_call(call_id: str, item: Json, _cut: bool) -> Json:
    return {
        "id": call_id,
        "type": "custom",
        "custom": {"name": text(item.get("name")), "input": text(item.get("input"))},
    }


WRITTEN = {"function_call": _function_call, "custom_tool_call": _custom_call}
