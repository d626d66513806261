"""What an adapter is served in the field, and the vendor does not send, loses nothing.

Sources: the WHATWG event-stream standard, and what hosts of either API are reported to send; each scenario says which.
Which of it a recording has is told by the shapes' `oddities`.
"""

from collections.abc import Collection, Mapping, Sequence

from crosswire.comparing import defaults
from crosswire.comparing.asks import same_model
from crosswire.exchange import Case, Turn
from crosswire.facts import Answer, Ask, Failure, Json, ShapeName
from crosswire.observed import Observed
from crosswire.requirements import Condition, Untestable, Wire, all_of, held, kept, must, of_answer, should
from crosswire.variations import LARGE, LARGER, LEAVES, MODELS, STALLED, STREAM_FORMS, TOGETHER, UNREACHABLE
from crosswire.variations.together import marks

from .conditions import answered, has_finish, has_text, has_tool_calls, serves_chat, serves_responses, streamed, tagged
from .histories import messages
from .same_facts import nothing_is_lost

FAULTY_CHUNKS = {
    "chunk without choices",
    "delta null",
    "content null",
    "role repeated",
    "ids differ",
    "finish repeated or empty",
    "text with finish",
    "empty list of calls",
    "usage beside choices",
}
FAULTY_CALLS = {
    "call without index",
    "index of another call",
    "call id repeated",
    "call named late",
    "several calls in a chunk",
}
THIN = {"text without deltas", "arguments without deltas", "empty terminal output", "item ids change"}
SPARSE = {"no annotations", "no status", "no usage details"}
UNKNOWN = {"unknown frame", "unknown item", "unknown field"}
KIND = {"chat": "object", "responses": "type"}
OURS = ("chat.completion.chunk", "response.", "error", "None")
MUCH_TEXT, MANY_CALLS = 20_000, 100


def deviates(kinds: Collection[str]) -> Condition:
    """Make the condition that the upstream's answer differs from the vendor's own in one of these ways."""
    return lambda case: bool(case.upstreams[case.mode].oddities.intersection(kinds))


def in_another_form(case: Case) -> bool:
    """The upstream answers with a stream where none was asked for, or the reverse, or labels the one as the other."""
    answer = case.upstreams[case.mode]
    return (answer.streams, answer.labelled_as_stream) != ((case.mode == "stream"),) * 2


def asks_again(case: Case) -> bool:
    """The client repeats its last request."""
    return case.repeats


large = of_answer(lambda answer: len(answer.text) >= MUCH_TEXT or len(answer.tool_calls) >= MANY_CALLS)


@must("ROBUST-1", given=all_of(has_finish, deviates(UNKNOWN)))
def test_the_unknown_is_passed_over(
    upstream: Answer, served: Answer, frames: Sequence[Mapping[str, Json]], wire: Wire
) -> None:
    """Unknown events, items, parts and fields are ignored and not passed on as frames; all that is known is kept.

    Comments between the events are no frames, either. The APIs may add events and fields at any time.
    """
    nothing_is_lost(upstream, served)
    kinds = [str(frame.get(KIND[wire.serves])) for frame in frames]
    kept("frames", [], [kind for kind in kinds if not kind.startswith(OURS)])


@must("ROBUST-2", given=all_of(streamed, has_finish, tagged("forms")), variations=STREAM_FORMS)
def test_every_form_of_a_stream_is_read(upstream: Answer, served: Answer) -> None:
    """A stream loses nothing in any form that the standard allows, wherever it is cut, and with `[DONE]` on either API.

    Comments, CR LF, data on several lines, no space behind the colon, a byte order mark, other event names or none, no
    last line end; events and characters arrive in pieces.
    """
    nothing_is_lost(upstream, served)


@must("ROBUST-3", given=large, variations=["", *LARGE])
def test_size_loses_nothing(upstream: Answer, served: Answer) -> None:
    """A megabyte of text, ten thousand deltas and two hundred calls arrive like few."""
    nothing_is_lost(upstream, served)


@should("ROBUST-4", given=large, variations=LARGER)
def test_great_size_loses_nothing(upstream: Answer, served: Answer | Failure) -> None:
    """Ten megabytes of text and a thousand calls arrive like few, or are refused with a clear 413 or 5xx."""
    if isinstance(served, Failure):
        held(served.status == 413 or served.status >= 500, "status", "413 or 5xx", served.status)
    else:
        nothing_is_lost(upstream, served)


@should("ROBUST-16", given=all_of(answered, tagged("names")), variations=MODELS, declarable="by fact")
def test_a_name_changes_nothing_but_itself(
    asked: Ask, forwarded: Ask, upstream: Answer, served: Answer, observed: Observed
) -> None:
    """Whatever the model is called, its settings, words and answer are the same: an adapter does not choose by a name.

    Names are aliases: a gateway's own, a newer model's, another maker's. Which settings it takes, the upstream knows.
    """
    held(same_model(asked, forwarded, observed.client_model), "model", asked.model, forwarded.model)
    behind: ShapeName = "responses" if served.status is None else "chat"
    for name, value in asked.settings.items():
        kept(name, defaults.number(value), defaults.given(name, value, forwarded.settings, behind))
    kept("history", *([message.text for message in messages(ask.history)] for ask in (asked, forwarded)))
    nothing_is_lost(upstream, served)


@must("ROBUST-5", given=all_of(answered, tagged("together")), variations=TOGETHER)
def test_everyone_gets_his_own_answer(upstream: Answer, served: Answer) -> None:
    """Each of 32 clients that ask at the same time gets its own answer: the words and the calls that are marked as its.

    Whatever else is lost, is lost for one client alone, too, and other requirements say so.
    """
    own = {*marks(upstream.text), *_marks_of_calls(upstream)}
    kept("text", [], [mark for mark in marks(served.text) if mark not in own])
    kept("tool_calls", [], [mark for mark in _marks_of_calls(served) if mark not in own])


def _marks_of_calls(answer: Answer) -> list[int]:
    return [mark for call in answer.tool_calls for mark in marks(call.arguments)]


@should("ROBUST-6", given=all_of(streamed, has_text, tagged("network")), variations=LEAVES)
def test_the_upstream_is_left_with_the_client(observed: Observed) -> None:
    """When the client goes away within a stream, the adapter leaves the upstream, too: what is left would be paid."""
    held(observed.hung_up, "connection", "closed", "open")


@must("ROBUST-7", given=all_of(answered, tagged("network")), variations=UNREACHABLE)
def test_an_upstream_out_of_reach_is_an_error(served: Answer | Failure, wire: Wire) -> None:
    """An upstream that refuses or resets the connection is a 5xx, or a library's exception, and soon.

    A stream that has begun says so in band, or at least does not end as if complete.
    """
    _is_an_error(served, wire)


@must("ROBUST-8", given=all_of(answered, tagged("network")), variations=STALLED, when_declared=True)
def test_an_upstream_that_stalls_is_an_error(served: Answer | Failure, wire: Wire) -> None:
    """An upstream that falls silent is an error, like one out of reach, where the adapter declares a time-out."""
    _is_an_error(served, wire)


def _is_an_error(served: Answer | Failure, wire: Wire) -> None:
    if wire.mode == "json":
        held(isinstance(served, Failure) and served.status >= 500, "status", "5xx", getattr(served, "status", None))
    else:
        # Over Responses only `completed` says that all is there; a stream that merely stops is ERROR-11's.
        is_incomplete = isinstance(served, Answer) and (
            served.status not in (None, "completed") or served.stated_finish == "unfinished"
        )
        held(
            isinstance(served, Failure) or is_incomplete or not served.stated_finish,
            "finish",
            None,
            served.stated_finish,
        )


@must("ROBUST-9", given=all_of(serves_responses, streamed, has_finish, deviates(FAULTY_CHUNKS)))
def test_faulty_chunks_lose_nothing(upstream: Answer, served: Answer) -> None:
    """Faulty chunks lose nothing: without choices, null, with a role, id, finish or usage that is odd or repeated.

    Text and finish in one delta, usage on the finish chunk, an empty list of calls and an empty finish are met, too.
    """
    nothing_is_lost(upstream, served)
    if upstream.usage:
        kept("usage", upstream.usage.totals, served.usage.totals if served.usage else None)


@must("ROBUST-10", given=all_of(serves_responses, streamed, has_tool_calls, deviates(FAULTY_CALLS)))
def test_faulty_call_deltas_lose_nothing(upstream: Answer, served: Answer) -> None:
    """Faulty deltas of calls lose nothing: an index absent or another call's, an id or name repeated or late.

    A new id at a known index is another call; an entry without an id goes on with the call of its index, else the last.
    """
    nothing_is_lost(upstream, served)


@must("ROBUST-11", given=all_of(serves_chat, streamed, has_finish, deviates(THIN)))
def test_thin_streams_lose_nothing(upstream: Answer, served: Answer) -> None:
    """Thin Responses streams lose nothing: text or arguments only in `.done` or the item, ids that change.

    `output_index` and `call_id` tell what belongs together. The terminal response may repeat nothing, or be all there
    is.
    """
    nothing_is_lost(upstream, served)


@should("ROBUST-12", given=all_of(has_finish, deviates(SPARSE)))
def test_absent_fields_lose_nothing(upstream: Answer, served: Answer) -> None:
    """An answer without optional fields, such as annotations, status or usage details, is answered like any other."""
    nothing_is_lost(upstream, served)


@should("ROBUST-13", given=all_of(has_finish, in_another_form), refusable=False)
def test_another_form_is_served_as_asked(upstream: Answer, served: Answer | Failure) -> None:
    """A stream in answer to a plain request, or JSON to a streamed one, is served in the form that was asked for.

    The first bytes tell which it is, not the label: hosts call a stream application/json, and JSON text/plain.
    """
    if isinstance(served, Failure):
        held(False, "answer", "an answer", served.message)
    else:
        nothing_is_lost(upstream, served)


@should("ROBUST-14", given=all_of(answered, asks_again))
def test_a_second_call_is_answered_like_the_first(served: Answer, earlier: tuple[Turn, ...]) -> None:
    """An identical second request is answered like the first: text, calls, finish, token counts.

    Caches are reported to serve it empty, without its counts, or as the stream that the first one was.
    """
    first = earlier[-1].served
    if not isinstance(first, Answer):
        raise Untestable("the first call was not answered")
    nothing_is_lost(first, served)
    kept("usage", first.usage and first.usage.totals, served.usage and served.usage.totals)


@must("ROBUST-15", given=answered, in_process=True)
def test_the_callers_request_stays_as_it_is(request: Json, observed: Observed) -> None:
    """The request object that a library is handed is the same after the call: a caller uses it again."""
    kept("request", request, observed.request_after)
