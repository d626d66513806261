"""The chunks of a served Chat stream are told apart and added up as clients do it.

Sources: the API description's `CreateChatCompletionStreamResponse`; the official SDK, whose accumulator joins strings.
"""

from collections.abc import Mapping, Sequence

from crosswire.comparing.failures import begun_items
from crosswire.facts import Answer, Failure, Json, ToolCall
from crosswire.observed import Observed
from crosswire.requirements import Wire, all_of, held, kept, may, must, should
from crosswire.shapes.stream_order import parts_in_order
from crosswire.variations import HELD_BACK
from crosswire.wire.json_text import dump
from crosswire.wire.lenient_json import hashable, mapping, objects

from .conditions import (
    answered,
    asks_for_usage,
    chat_stream,
    has_begun_call,
    has_custom_call,
    has_text,
    has_usage,
    is_sayable,
    of_items,
    tagged,
    upstream_in_order,
)
from .repeated import distinct, one, one_time
from .same_facts import kept_whole

Object = Mapping[str, Json]
Frames = Sequence[Object]


has_begun_function_call = of_items(lambda item: isinstance(item, ToolCall) and item.kind == "function")


def is_error(chunk: Object) -> bool:
    """Return whether a frame is the error that a stream fails by, and nothing else."""
    return bool(chunk.get("error")) and not _choices(chunk)


def chunks_of(frames: Frames) -> list[Object]:
    """Return the frames that are chunks: all but errors."""
    return [frame for frame in frames if not is_error(frame)]


def choices_of(frames: Frames) -> list[Object]:
    """Return the choices of all chunks, in order."""
    return [choice for chunk in frames for choice in _choices(chunk)]


def _choices(chunk: Object) -> list[Object]:
    return list(objects(chunk.get("choices")))


def _only_usage(chunk: Object) -> bool:
    """Return whether a chunk has usage, and only empty choices."""
    values = [value for choice in _choices(chunk) for value in (choice.get("finish_reason"), *_delta(choice).values())]
    return bool(chunk.get("usage")) and not any(values)


def _delta(choice: Object) -> Object:
    return mapping(choice.get("delta"))


def deltas_of(frames: Frames) -> list[Object]:
    """Return the deltas of all choices, in order."""
    return [_delta(choice) for choice in choices_of(frames)]


def call_deltas(frames: Frames) -> list[Object]:
    """Return the call deltas of all choices, in order."""
    return [call for delta in deltas_of(frames) for call in objects(delta.get("tool_calls"))]


def by_index(calls: Sequence[Object]) -> list[list[Object]]:
    """Return the deltas of every call: those with the same index."""
    found: dict[Json, list[Object]] = {}
    for call in calls:
        found.setdefault(hashable(call.get("index")), []).append(call)
    return list(found.values())


@must("CHUNKS-2", given=all_of(chat_stream, is_sayable), over_http=True)
def test_done_ends_the_stream(wire: Wire) -> None:
    """`data: [DONE]` ends a finished stream: clients read on until it comes."""
    last = wire.seen.events[-1][1] if wire.seen.events else None
    held(last == "[DONE]", "done", "[DONE]", last)


@must("CHUNKS-3", given=chat_stream)
def test_chunks_are_of_one_answer(frames: Frames) -> None:
    """All chunks have one id, one model and one time, and only the choice with index 0.

    A clock of the adapter's own may move on from chunk to chunk: within a replay that shows by chance alone.
    """
    for name in ("id", "model"):
        one(name, [chunk.get(name) for chunk in chunks_of(frames)])
    one_time("created", [chunk.get("created") for chunk in chunks_of(frames)])
    kept("choices", [0], distinct(choice.get("index") for choice in choices_of(frames)) or [0])


@must("CHUNKS-4", given=chat_stream)
def test_the_first_delta_has_the_role(frames: Frames) -> None:
    """The first delta has the role `assistant`, also where the answer is calls alone."""
    if deltas := deltas_of(frames):
        kept("role", "assistant", deltas[0].get("role"))


@should("CHUNKS-5", given=chat_stream)
def test_later_deltas_have_no_role(frames: Frames) -> None:
    """No delta but the first has the role: readers that join strings would read `assistantassistant`."""
    kept("role", [], [delta["role"] for delta in deltas_of(frames)[1:] if delta.get("role")])


@must("CHUNKS-6", given=all_of(chat_stream, is_sayable))
def test_the_finish_comes_last(frames: Frames) -> None:
    """The last chunk that has a choice has the `finish_reason`, and no chunk before it has another one.

    The same one again is CHUNKS-15's matter. A choice without a word beside the usage is TOKENS-10's.
    """
    finishes = _finishes(frames)
    last = finishes[-1] if finishes else None
    held(last is not None, "finish", "a finish in the last choice", last)
    kept("finish", [], [reason for reason in finishes if reason not in (None, last)])


@should("CHUNKS-15", given=all_of(chat_stream, is_sayable))
def test_the_finish_is_said_once(frames: Frames) -> None:
    """Exactly one `finish_reason` is not null: readers that stop at it read nothing that comes behind."""
    repeated = [reason for reason in _finishes(frames) if reason is not None]
    kept("finish", [], repeated[1:] if distinct(repeated) == repeated[:1] else [])


def _finishes(frames: Frames) -> list[Json]:
    """Return the finish reason of every choice, but for empty ones beside usage."""
    return [choice.get("finish_reason") for chunk in frames if not _only_usage(chunk) for choice in _choices(chunk)]


@must("CHUNKS-7", given=all_of(chat_stream, has_begun_call))
def test_a_call_is_named_once(upstream: Answer | Failure, frames: Frames) -> None:
    """A call's first delta has index, id and one name, and later ones neither id nor name.

    The official accumulator joins the strings of one index, so that a name said twice is `get_weatherget_weather`.
    What becomes of an upstream's empty id is TOOLS-10's; a custom call may be begun in a form of its own (CHUNKS-11).
    """
    nameless = any(isinstance(item, ToolCall) and not item.id for item in begun_items(upstream))
    for first, *later in by_index(call_deltas(frames)):
        if "custom" not in first:
            named = {"index": first.get("index"), "name": _names(first)} | ({} if nameless else {"id": first.get("id")})
            for key, value in named.items():
                held(value not in (None, "", []), f"tool_calls.{key}", f"{key} in the first delta", value)
        kept("tool_calls.name", [], _names(first)[1:])
        for call in later:
            held(not call.get("id"), "tool_calls.id", None, call.get("id"))
            kept("tool_calls.name", [], _names(call))


@should("CHUNKS-14", given=all_of(chat_stream, has_begun_function_call))
def test_a_call_has_its_type(frames: Frames) -> None:
    """A call's first delta has the type `function`: the description has no other, so that clients take it for one."""
    kept("tool_calls", [], [first.get("index") for first, *_ in _function_calls(frames) if not first.get("type")])


def _function_calls(frames: Frames) -> list[list[Object]]:
    calls = by_index(call_deltas(frames))
    return [deltas for deltas in calls if any("function" in delta for delta in deltas) or "custom" not in deltas[0]]


def _names(call: Object) -> list[Json]:
    """Return the names in a delta: Snowflake has an empty `custom` beside every function."""
    return [name for kind in ("function", "custom") if (name := mapping(call.get(kind)).get("name"))]


@must("CHUNKS-8", given=all_of(chat_stream, has_begun_function_call))
def test_calls_are_counted_from_zero(frames: Frames) -> None:
    """The indexes of the calls are 0 to n-1 in order of the calls, and each call keeps its own."""
    begun: list[Json] = []
    for call in call_deltas(frames):
        if call.get("id") or call.get("index") not in begun:  # an id may be empty: TOOLS-10
            begun.append(call.get("index"))
    kept("tool_calls", list(range(len(begun))), begun)


@must("CHUNKS-16", given=chat_stream)
def test_an_error_ends_the_stream(frames: Frames) -> None:
    """Nothing but `[DONE]` follows a chunk with an error: the official SDK raises at it, and reads no further."""
    errors = [index for index, frame in enumerate(frames) if frame.get("error")]
    kept("error", [], [dump(frame) for frame in frames[errors[0] + 1 :]] if errors else [])


@should("CHUNKS-17", given=all_of(chat_stream, is_sayable, upstream_in_order))
def test_one_thing_comes_before_the_next(frames: Frames) -> None:
    """Reasoning, text and each call are told in one piece: reasoning ends when text begins, a call when the next does.

    Clients add a late piece to the last call, or to one without a name. Every genuine stream of the vendor does so.
    Where the upstream goes on with an earlier part, so may the adapter.
    """
    parts = parts_in_order(frames)
    kept("order", list(dict.fromkeys(parts)), parts)


@must("CHUNKS-9", given=all_of(chat_stream, is_sayable))
def test_chunks_add_up_to_the_answer(upstream: Answer, served: Answer) -> None:
    """The deltas add up to the text, the refusal, the calls and the finish of the upstream's answer."""
    kept_whole(upstream, served)


@may("CHUNKS-11", given=all_of(chat_stream, has_custom_call), declarable=True)
def test_custom_calls_are_streamed(upstream: Answer, served: Answer) -> None:
    """Custom calls are streamed in a declared form: the description of a chunk has functions only.

    The npm SDK has `custom` beside `function`, with the type and the fields that whole answers have.
    """
    expected = [call.name for call in upstream.tool_calls if call.kind == "custom"]
    kept("tool_calls", expected, [call.name for call in served.tool_calls if call.name in expected])


@may("CHUNKS-12", given=all_of(chat_stream, answered, asks_for_usage, has_usage))
def test_other_chunks_say_that_they_have_no_usage(frames: Frames) -> None:
    """Where usage is asked for, every chunk without it says `usage: null`, and `obfuscation`, where given, is a text.

    The description: “All other chunks will also include a `usage` field, but with a null value.” Here null is not
    absent.
    """
    kept(
        "usage", [], [f"/{index}" for index, chunk in enumerate(frames) if "usage" not in chunk and not is_error(chunk)]
    )
    kept("obfuscation", [], [padding for padding in map(_padding, frames) if not isinstance(padding, str | None)])


def _padding(chunk: Object) -> Json:
    return chunk.get("obfuscation")


@must("CHUNKS-10", given=all_of(chat_stream, has_text, tagged("network")), variations=HELD_BACK)
def test_words_come_before_the_end(observed: Observed) -> None:
    """The first words reach the client before the upstream has finished: it holds back its end until they do."""
    held(observed.streamed_early, "text", "words before the upstream's end", None)
