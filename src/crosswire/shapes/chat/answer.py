"""Reading a Chat completion."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crosswire.facts import Answer, Failure, Finish, Json, ToolCall, UsageChunk
from crosswire.shapes.chat.items import answered_items
from crosswire.shapes.failure import error_object
from crosswire.shapes.lenient import has_value, mapping, objects, position, word
from crosswire.shapes.usage import Names, read_usage
from crosswire.wire.unknown_fields import unknown_entries

FINISHES: Mapping[str, Finish] = {"length": "length", "content_filter": "content_filter"}

USAGE = Names("prompt_tokens", "completion_tokens", "prompt_tokens_details", "completion_tokens_details")


def read_answer(body: Json) -> Answer | Failure:
    """Read a whole answer. An error object inside it makes it a failure."""
    answer = read_completion(body, finished=True)
    if isinstance(answer, Failure):
        return answer
    return replace(answer, unknown_fields=unknown_entries("chat/response", body))


def read_completion(body: Json, *, finished: bool, usage_chunks: tuple[UsageChunk, ...] = ()) -> Answer | Failure:
    """Read a completion. One that is not `finished`, such as a stream's, ended only if it has a finish reason."""
    completion = mapping(body)
    choices = objects(completion.get("choices"))
    choice = choices[0] if choices else {}
    finish_reason = word(choice.get("finish_reason"))
    if has_value(completion.get("error")):
        # OpenRouter's word beside an error claims no end.
        return replace(
            error_object(200, completion["error"]),
            has_error_object=isinstance(completion["error"], dict),
            stated_finish=None if finish_reason == "error" else finish_reason,
        )
    items = tuple(answered_items(choice))
    own_accord: Finish = "tool_calls" if any(isinstance(item, ToolCall) for item in items) else "stop"
    return Answer(
        id=word(completion.get("id")),
        created=completion.get("created"),
        model=word(completion.get("model")),
        items=items,
        finish=FINISHES.get(finish_reason or "", own_accord) if finished or finish_reason else "unfinished",
        stated_finish=finish_reason,
        usage=read_usage(USAGE, completion.get("usage")),
        metadata=mapping(completion.get("metadata")),
        service_tier=word(completion.get("service_tier")),
        moderation=_moderation(mapping(completion.get("moderation"))),
        choices=tuple(position(entry.get("index"), otherwise=number) for number, entry in enumerate(choices)),
        message_keys=frozenset(_keys(mapping(choice.get("message")))),
        usage_chunks=usage_chunks,
    )


def _keys(message: Mapping[str, Json]) -> list[str]:
    """Return the keys of a message; `tool_calls: null`, which genuine answers have, does not count."""
    return [key for key, value in message.items() if key != "tool_calls" or value is not None]


def _moderation(moderation: Mapping[str, Json]) -> dict[str, Sequence[Json]]:
    """Return the results for each side, or its error as the only one."""
    sides = {
        side: objects(mapping(moderated).get("results")) or objects([moderated])
        for side, moderated in moderation.items()
    }
    return {side: results for side, results in sides.items() if any(results)}
