"""The chunks of a served Chat stream are told apart and added up as clients do it.

Sources: the API description's `CreateChatCompletionStreamResponse`; the official SDK, whose accumulator joins strings.
"""

from collections.abc import Mapping, Sequence

from crosswire.exchange import Case
from crosswire.facts import Answer, Json
from crosswire.requirements import Wire, all_of, held, kept, may, must, of_answer, should
from crosswire.variations import HELD_BACK
from crosswire.wire.lenient_json import hashable, mapping, objects, once_each

from .conditions import answered, serves_chat, streamed, tagged, text_said, usage_asked, usage_said
from .same_facts import kept_whole

Object = Mapping[str, Json]


def chat_stream(case: Case) -> bool:
    """The upstream's answer is served as a Chat stream."""
    return serves_chat(case) and streamed(case) and answered(case)


ended = of_answer(lambda answer: not answer.unsayable)
function_call_said = of_answer(lambda answer: any(call.kind == "function" for call in answer.tool_calls))
custom_call_said = of_answer(lambda answer: any(call.kind == "custom" for call in answer.tool_calls))


def choices_of(wire: Wire) -> list[Object]:
    """Return the choices of all chunks, in order."""
    return [choice for chunk in wire.frames for choice in _choices(chunk)]


def _choices(chunk: Object) -> Sequence[Object]:
    return objects(chunk.get("choices"))


def _only_usage(chunk: Object) -> bool:
    """Tell whether a chunk has usage, and choices that say nothing."""
    said = [value for choice in _choices(chunk) for value in (choice.get("finish_reason"), *_delta(choice).values())]
    return bool(chunk.get("usage")) and not any(said)


def _delta(choice: Object) -> Object:
    return mapping(choice.get("delta"))


def deltas_of(wire: Wire) -> list[Object]:
    """Return the deltas of all choices, in order."""
    return [_delta(choice) for choice in choices_of(wire)]


def call_deltas(wire: Wire) -> list[Object]:
    """Return what the deltas say of calls, in order."""
    return [call for delta in deltas_of(wire) for call in objects(delta.get("tool_calls"))]


def by_index(calls: Sequence[Object]) -> list[list[Object]]:
    """Return the deltas of each call: those with its index."""
    found: dict[Json, list[Object]] = {}
    for call in calls:
        found.setdefault(hashable(call.get("index")), []).append(call)
    return list(found.values())


@must("CHUNKS-2", given=all_of(chat_stream, ended), over_http=True)
def test_done_ends_the_stream(wire: Wire) -> None:
    """`data: [DONE]` ends a finished stream: clients read on until it comes."""
    last = wire.seen.events[-1][1] if wire.seen.events else None
    held(last == "[DONE]", "done", "[DONE]", last)


@must("CHUNKS-3", given=chat_stream)
def test_chunks_are_of_one_answer(wire: Wire) -> None:
    """All chunks have one id, one model and one time, and only the choice with index 0."""
    for name in ("id", "model", "created"):
        told = once_each([chunk.get(name) for chunk in wire.frames])
        kept(name, told[:1], told)
    kept("choices", [0], once_each([choice.get("index") for choice in choices_of(wire)]) or [0])


@must("CHUNKS-4", given=chat_stream)
def test_the_first_delta_has_the_role(wire: Wire) -> None:
    """The first delta has the role `assistant`, also where the answer is calls alone."""
    kept("role", "assistant", next((delta.get("role") for delta in deltas_of(wire)), None))


@should("CHUNKS-5", given=chat_stream)
def test_later_deltas_have_no_role(wire: Wire) -> None:
    """No delta but the first has the role: readers that join strings would read `assistantassistant`."""
    kept("role", [], [delta["role"] for delta in deltas_of(wire)[1:] if delta.get("role")])


@must("CHUNKS-6", given=all_of(chat_stream, ended))
def test_the_finish_is_said_once_and_last(wire: Wire) -> None:
    """Exactly one `finish_reason` is not null: that of the last chunk that has a choice.

    A choice without a word beside the usage is TOKENS-10's matter.
    """
    said = [
        choice.get("finish_reason") for chunk in wire.frames if not _only_usage(chunk) for choice in _choices(chunk)
    ]
    place = max(len(said) - 1, 0)
    told = [at for at, reason in enumerate(said) if reason is not None]
    kept("finish", [place], told)


@must("CHUNKS-7", given=all_of(chat_stream, function_call_said))
def test_a_call_is_named_once(upstream: Answer, wire: Wire) -> None:
    """A call's first delta has index, id, type and name, and later ones neither id nor name.

    The official accumulator joins the strings of one index, so that a name said twice is `get_weatherget_weather`.
    What becomes of an upstream's empty id is TOOLS-10's.
    """
    nameless = any(not call.id for call in upstream.tool_calls)
    for first, *later in by_index([call for call in call_deltas(wire) if "custom" not in call]):
        named = {"index": first.get("index"), "type": first.get("type"), "name": _name(first)}
        named |= {} if nameless else {"id": first.get("id")}
        lacking = [key for key, value in named.items() if value is None or value == ""]
        kept("tool_calls", [], [f"without {key}" for key in lacking])
        repeated = [key for call in later for key, value in (("id", call.get("id")), ("name", _name(call))) if value]
        held(not repeated, "tool_calls", [], [f"{key} again" for key in repeated])


def _name(call: Object) -> Json:
    return mapping(call.get("function")).get("name")


@must("CHUNKS-8", given=all_of(chat_stream, function_call_said))
def test_calls_are_counted_from_zero(wire: Wire) -> None:
    """The indexes of the calls are 0 to n-1 in order of the calls, and each call keeps its own."""
    begun: list[Json] = []
    for call in call_deltas(wire):
        if call.get("id") or call.get("index") not in begun:  # an id may be empty: TOOLS-10
            begun.append(call.get("index"))
    kept("tool_calls", list(range(len(begun))), begun)


@must("CHUNKS-9", given=all_of(chat_stream, ended))
def test_chunks_add_up_to_the_answer(upstream: Answer, served: Answer) -> None:
    """The deltas add up to the text, the refusal, the calls and the finish of the answer that is not streamed."""
    kept_whole(upstream, served)


@may("CHUNKS-11", given=all_of(chat_stream, custom_call_said), declarable=True)
def test_custom_calls_are_streamed(upstream: Answer, served: Answer) -> None:
    """Custom calls are streamed in a declared form: the description of a chunk has functions only."""
    expected = [call.name for call in upstream.tool_calls if call.kind == "custom"]
    kept("tool_calls", expected, [call.name for call in served.tool_calls if call.name in expected])


@may("CHUNKS-12", given=all_of(chat_stream, usage_asked, usage_said))
def test_other_chunks_say_that_they_have_no_usage(wire: Wire) -> None:
    """Where usage is asked for, every chunk without it says `usage: null`, and `obfuscation`, where given, is a text.

    The description: “All other chunks will also include a `usage` field, but with a null value.” Here null is not
    absent.
    """
    silent = [f"/{place}" for place, chunk in enumerate(wire.frames) if "usage" not in chunk]
    kept("usage", [], silent)
    kept("obfuscation", [], [each for each in map(_padding, wire.frames) if not isinstance(each, str | None)])


def _padding(chunk: Object) -> Json:
    return chunk.get("obfuscation")


@must("CHUNKS-10", given=all_of(chat_stream, text_said, tagged("network")), variations=HELD_BACK)
def test_words_come_before_the_end(held_back: bool) -> None:
    """The first words reach the client before the upstream has finished: it holds back its end until they do."""
    held(held_back, "text", "words before the upstream's end", None)
