"""What an adapter is served in the field, and the vendor does not send, loses nothing.

Sources: the WHATWG event-stream standard, and what hosts of either API are reported to send; each scenario says which.
Which of it a recording has is told by the shapes' `oddities`.

Judged only with a real server, and so waiting for the upstream on loopback:

- ROBUST-2: CRLF, byte order marks, events and characters split at any byte are of the bytes as they are sent, and vcrpy
  hands a recorded body over as one piece. Comments and `[DONE]` on either API are in recordings: ROBUST-1, ERROR-13.
- ROBUST-4: sizes beyond what a repository can hold are made up by a server.
- ROBUST-5: recordings are played to one call at a time.
- ROBUST-6: a client in process that goes away is a generator that is closed, not a connection.
- ROBUST-7 and ROBUST-8: a refused, reset or stalled connection is none of a recording's answers.
"""

from collections.abc import Collection

from crosswire.exchange import Case, Turn
from crosswire.facts import Answer, Json, ToolCall
from crosswire.requirements import Condition, Wire, all_of, kept, must, of_answer, should

from .conditions import answered, serves_chat, serves_responses, streamed

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


def odd(kinds: Collection[str]) -> Condition:
    """Make the condition that the upstream's answer is odd in one of these ways."""
    return lambda case: bool(case.upstreams[case.mode].oddities.intersection(kinds))


def in_another_form(case: Case) -> bool:
    """The upstream answers with a stream where none was asked for, or the reverse, or labels the one as the other."""
    answer = case.upstreams[case.mode]
    return (answer.streams, answer.labelled_as_stream) != ((case.mode == "stream"),) * 2


def asked_again(case: Case) -> bool:
    """The client asks what it has just asked."""
    return case.repeats


large = of_answer(lambda answer: len(answer.text) >= MUCH_TEXT or len(answer.tool_calls) >= MANY_CALLS)
finished = of_answer(lambda answer: answer.finish != "unfinished")
calls_said = of_answer(lambda answer: answer.tool_calls)


def _arguments(calls: Collection[ToolCall]) -> list[tuple[str | None, str | None, str]]:
    """Return what tells calls apart; one without arguments may be served as `{}`."""
    return [(call.id, call.name, call.arguments or "{}") for call in calls]


def nothing_is_lost(upstream: Answer, served: Answer) -> None:
    """Compare what both APIs say alike: text, calls, finish."""
    kept("text", upstream.text, served.text)
    kept("tool_calls", _arguments(upstream.tool_calls), _arguments(served.tool_calls))
    kept("finish", upstream.finish, served.finish)


@must("ROBUST-1", given=all_of(finished, odd(UNKNOWN)))
def test_the_unknown_is_passed_over(upstream: Answer, served: Answer, wire: Wire) -> None:
    """Unknown events, items, parts and fields are ignored and not passed on as frames; all that is known is kept.

    Comments between the events are no frames, either. The APIs may add events and fields at any time.
    """
    nothing_is_lost(upstream, served)
    if wire.mode == "stream":
        kept(
            "frames",
            [],
            [kind for frame in wire.served if not (kind := str(frame.get(KIND[wire.serves]))).startswith(OURS)],
        )


@must("ROBUST-3", given=large)
def test_size_loses_nothing(upstream: Answer, served: Answer) -> None:
    """A long text, hundreds of deltas and two hundred calls arrive like few.

    Recordings hold tens of kilobytes; a megabyte of text and ten thousand deltas come from the upstream on loopback.
    """
    nothing_is_lost(upstream, served)


@must("ROBUST-9", given=all_of(serves_responses, streamed, finished, odd(FAULTY_CHUNKS)))
def test_faulty_chunks_lose_nothing(upstream: Answer, served: Answer) -> None:
    """Faulty chunks lose nothing: without choices, null, with a role, id, finish or usage that is odd or repeated.

    Text and finish in one delta, usage on the finish chunk, an empty list of calls and an empty finish are met, too.
    """
    nothing_is_lost(upstream, served)
    if upstream.usage:
        kept("usage", upstream.usage.totals, served.usage.totals if served.usage else None)


@must("ROBUST-10", given=all_of(serves_responses, streamed, calls_said, odd(FAULTY_CALLS)))
def test_faulty_call_deltas_lose_nothing(upstream: Answer, served: Answer) -> None:
    """Faulty deltas of calls lose nothing: an index absent or another call's, an id or name repeated or late.

    A new id at a known index is another call; an entry without an id goes on with the call of its index, else the last.
    """
    nothing_is_lost(upstream, served)


@must("ROBUST-11", given=all_of(serves_chat, streamed, finished, odd(THIN)))
def test_thin_streams_lose_nothing(upstream: Answer, served: Answer) -> None:
    """Thin Responses streams lose nothing: text or arguments only in `.done` or the item, ids that change.

    `output_index` and `call_id` tell what belongs together. The terminal response may repeat nothing, or be all there
    is.
    """
    nothing_is_lost(upstream, served)


@should("ROBUST-12", given=all_of(finished, odd(SPARSE)))
def test_absent_fields_lose_nothing(upstream: Answer, served: Answer) -> None:
    """An answer without optional fields, such as annotations, status or usage details, is answered like any other."""
    nothing_is_lost(upstream, served)


@should("ROBUST-13", given=all_of(finished, in_another_form))
def test_another_form_is_served_as_asked(upstream: Answer, served: Answer) -> None:
    """A stream in answer to a plain request, or JSON to a streamed one, is served in the form that was asked for.

    The first bytes tell which it is, not the label: hosts call a stream application/json, and JSON text/plain.
    """
    nothing_is_lost(upstream, served)


@should("ROBUST-14", given=all_of(answered, asked_again))
def test_a_second_call_is_answered_like_the_first(served: Answer, earlier: tuple[Turn, ...]) -> None:
    """An identical second request is answered like the first: text, calls, finish, token counts.

    Caches are reported to serve it empty, without its counts, or as the stream that the first one was.
    """
    first = earlier[-1].served
    assert isinstance(first, Answer)
    nothing_is_lost(first, served)
    kept("usage", first.usage and first.usage.totals, served.usage and served.usage.totals)


@must("ROBUST-15", given=answered)
def test_the_callers_request_stays_as_it_is(request: Json, left: Json) -> None:
    """The request object that a library is handed is the same after the call: a caller uses it again."""
    kept("request", request, left)
