"""A response object as a chat completion."""

import time
import uuid
from collections.abc import Iterator, Mapping

from crosswire.reference.call_forms import as_arguments, as_input
from crosswire.reference.details import CHAT_TIERS, chat_citations, chat_logprobs, chat_moderation, chat_usage
from crosswire.reference.failures import UpstreamError, bad_gateway, from_error
from crosswire.reference.lenient import Json, mapping, objects, seconds, strings, text, without_none

CUT = {"max_output_tokens": "length", "content_filter": "content_filter"}
"""The finish reasons for the reasons of an incomplete answer; `length` is the nearest for all others."""

UNFINISHED = ("queued", "in_progress", "cancelled")

# Items that wait for the client and that Chat lacks. `tool_search_call` is one only where the client executes it.
CONTAINER = "container_reference"
"""The environment of a shell that the API runs itself."""

CLIENT_RUN = (
    "apply_patch_call",
    "computer_call",
    "local_shell_call",
    "mcp_approval_request",
    "shell_call",
    "tool_search_call",
)

CALLS = {"function_call": ("arguments", "function"), "custom_tool_call": ("input", "custom")}
"""By type of a call's item: the field of its arguments, and the kind of the chat call."""

EMPTY = {"function_call": "{}", "custom_tool_call": ""}
"""By type of a call's item: the arguments of a call without any."""

COMMENTARY = "commentary"

PARAGRAPH = "\n\n"
"""The text between two parts of reasoning, which Chat joins: each part is a paragraph."""

SAYING = ("content", "refusal", "reasoning_content", "tool_calls", "images")
"""The fields of a message that hold content."""

IN_CHAT = ("message", "reasoning", "function_call", "custom_tool_call")
"""The items that Chat has a form for, also when they are empty."""


def completion(response: Json, request: Json) -> Json:
    """Translate a whole answer.

    Raises:
        UpstreamError: it failed, is not finished, or has an item for the client that Chat lacks.
    """
    if failure := failure_of(response):
        raise failure
    message = _message(response, request)
    if not any(message.get(field) for field in SAYING) and (failure := unsaid(response)):
        raise failure
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
        **without_none(
            usage=chat_usage(response.get("usage")),
            metadata=strings(response.get("metadata")),
            service_tier=tier(response),
            moderation=chat_moderation(response.get("moderation")),
        ),
    }


def head(response: Json, request: Json) -> Json:
    """Return the id, the time and the model, made up only where the upstream has none.

    The id has the prefix of Chat's ids: clients and logs distinguish the two APIs by it.
    """
    upstream_id = text(response.get("id")).removeprefix("resp_") or uuid.uuid4().hex
    return {
        "id": upstream_id if upstream_id.startswith("chatcmpl-") else f"chatcmpl-{upstream_id}",
        "created": seconds(response.get("created_at")) or int(time.time()),
        "model": text(response.get("model")) or text(request.get("model")),
    }


def tier(response: Json) -> str | None:
    """Return the service tier, where Chat has it."""
    named = text(response.get("service_tier"))
    return named if named in CHAT_TIERS else None


def failure_of(response: Json) -> UpstreamError | None:
    """Return the failure of a response: its error, its status, or that it has no output; `None` for an answer."""
    status = response.get("status")
    if response.get("error") or status == "failed":
        return from_error(response.get("error"))
    if status in UNFINISHED:
        return bad_gateway(f"the upstream's answer is not finished: its status is {status!r}")
    if not isinstance(response.get("output"), list):
        return bad_gateway("the upstream's answer has no output")
    return next(filter(None, map(unsayable, objects(response["output"]))), None)


def unsayable(item: Json) -> UpstreamError | None:
    """Return the error for an item that the client would have to run; `None` for any other item."""
    kind = item.get("type")
    searched = kind == "tool_search_call" and item.get("execution") != "client"
    # Commands for a container ran there; their output is an item of the same answer.
    ran = kind == "shell_call" and mapping(item.get("environment")).get("type") == CONTAINER
    if kind not in CLIENT_RUN or searched or ran:
        return None
    return bad_gateway(f"the upstream wants a {kind} from the client, which Chat Completions has no form for")


def unsaid(response: Json) -> UpstreamError | None:
    """Return the error for an answer that Chat has no form for; `None` for one that is empty or was cut."""
    kinds = [text(item.get("type")) for item in objects(response.get("output"))]
    hosted = [kind for kind in kinds if kind not in IN_CHAT]
    if not hosted or response.get("status") == "incomplete":
        return None
    named = ", ".join(dict.fromkeys(hosted))
    return bad_gateway(f"the upstream's answer is {named} alone, which Chat Completions has no form for")


def images(output: list[Json]) -> list[Json]:
    """Return the images of an answer. The description has no form for them; gateways agree on this one.

    They have an index, as calls do, since the official accumulator can't add up lists whose entries have none.
    """
    made = [item for item in output if item.get("type") == "image_generation_call" and text(item.get("result"))]
    return [image(item, index) for index, item in enumerate(made)]


def image(item: Json, index: int) -> Json:
    """Return an image that was made upstream, with its index."""
    form = text(item.get("output_format")) or "png"
    return {
        "type": "image_url",
        "index": index,
        "image_url": {"url": f"data:image/{form};base64,{text(item.get('result'))}"},
    }


def finish(response: Json, *, wanted: bool) -> str:
    """Return the finish reason; `wanted`: at least one call waits for the client."""
    if response.get("status") == "incomplete":
        return CUT.get(text(mapping(response.get("incomplete_details")).get("reason")), "length")
    return "tool_calls" if wanted else "stop"


def _message(response: Json, request: Json) -> Json:
    parts = list(answer_parts(response))
    words = [text(part.get("text")) for part in parts]
    before = [sum(map(len, words[:count])) for count in range(len(words))]
    calls = _tool_calls(response, offered_forms(request))
    return {
        "role": "assistant",
        "content": "".join(words) or None,
        "refusal": "".join(_refusals(response)) or None,
        "annotations": [
            cited for part, ahead in zip(parts, before, strict=True) for cited in chat_citations(part, ahead)
        ],
        **without_none(
            reasoning_content=PARAGRAPH.join(filter(None, _asides(response))) or None,
            tool_calls=calls or None,
            images=images(objects(response.get("output"))) or None,
        ),
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
    """Yield the texts beside the answer, in order: reasoning, and commentary, which is not part of the answer."""
    for item in objects(response.get("output")):
        if item.get("type") == "reasoning":
            yield from (
                text(part.get("text")) for part in [*objects(item.get("summary")), *objects(item.get("content"))]
            )
        elif item.get("type") == "message" and item.get("phase") == COMMENTARY:
            yield from (
                text(part.get("text")) for part in objects(item.get("content")) if part.get("type") == "output_text"
            )


def offered_forms(request: Json) -> dict[str, str]:
    """Return, by name of a tool, the type of the item of its calls, as the client offered it."""
    return {
        text(mapping(tool.get(kind)).get("name")): item
        for tool in objects(request.get("tools"))
        for item, kind in (("function_call", "function"), ("custom_tool_call", "custom"))
        if tool.get("type", "function") == kind
    }


def _tool_calls(response: Json, forms: Mapping[str, str]) -> list[Json]:
    """Return the calls that wait for the client, each under its own id and in the form in which its tool was offered.

    One without arguments has `{}`, unless it was cut.
    """
    calls: list[Json] = []
    for item in objects(response.get("output")):
        kind = text(item.get("type"))
        if kind not in CALLS:
            continue
        call_id = unique_call_id(text(item.get("call_id")), [call["id"] for call in calls], text(response.get("id")))
        words = text(item.get(CALLS[kind][0]))
        if not words and response.get("status") != "incomplete":
            words = EMPTY[kind]
        form = forms.get(text(item.get("name")), kind)
        field, part = CALLS[form]
        inner = {"name": text(item.get("name")), field: in_form(form, kind, words)}
        calls.append({"id": call_id, "type": part, part: inner})
    return calls


def in_form(form: str, kind: str, words: str) -> str:
    """Return the arguments of a call in the form in which its tool was offered."""
    if form == kind:
        return words
    return as_input(words) if form == "custom_tool_call" else as_arguments(words)


def unique_call_id(call_id: str, taken: list[str], response_id: str) -> str:
    """Return the upstream's call id; one made from it where it is empty or taken."""
    if call_id and call_id not in taken:
        return call_id
    return f"{call_id or f'call_{uuid.uuid5(uuid.NAMESPACE_OID, response_id).hex}'}_{len(taken)}"
