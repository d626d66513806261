"""An answer that fails behind a status of 200, whole or within its stream, reaches the client as failed.

Source: the API reference's error codes, and the streams of genuine hosts that fail.
"""

from collections.abc import Sequence

from crosswire.comparing.failures import (
    CODES_OF_A_RESPONSE,
    begun_calls,
    begun_items,
    begun_refusal,
    begun_text,
    failure_class,
    goes_on,
    kinds_of,
    whole_calls,
)
from crosswire.exchange import Case
from crosswire.facts import Answer, Ask, Failure
from crosswire.requirements import Wire, all_of, held, kept, must, of_answer, of_failure, should

from .conditions import BAD_REQUEST, has_finish, serves_responses, streamed, whole
from .served_errors import check_message, class_of, status_of

STATUS_OF_CODE = {"rate_limit_exceeded": 429, "invalid_prompt": 400, "server_error": 500}


failed_in_a_200 = of_failure(lambda failure: failure.status == 200)


has_code_in_a_200 = of_failure(lambda failure: failure.status == 200 and failure.code in STATUS_OF_CODE)


has_message_in_a_200 = of_failure(lambda failure: failure.status == 200 and failure.message)


has_no_class_in_a_200 = of_failure(lambda failure: failure.status == 200 and failure_class(failure) is None)


has_class_in_a_200 = of_failure(lambda failure: failure.status == 200 and failure_class(failure))


has_code_or_type_in_a_200 = of_failure(lambda failure: failure.status == 200 and (failure.code or failure.type))


never_finished = of_answer(lambda answer: answer.finish == "unfinished" and answer.text)


def has_done(case: Case) -> bool:
    """The upstream's stream ends in `[DONE]`."""
    return case.upstreams[case.mode].is_done


def has_no_done(case: Case) -> bool:
    """The upstream's stream has no `[DONE]`."""
    return case.upstreams[case.mode].streams and not has_done(case)


@must("ERROR-8", given=all_of(whole, failed_in_a_200))
def test_a_failure_in_a_200_is_an_error(upstream: Failure, served: Answer | Failure, wire: Wire) -> None:
    """Status `failed`, an error object, or no answer at all inside a 200 becomes an error, never an empty answer.

    Where the upstream says no words, the adapter finds its own. Over Responses an answer of status `failed` is one,
    too; Chat has no such word, so that only an HTTP error will do, or a library's exception.
    """
    is_error = isinstance(served, Failure) and (served.status >= 400 or wire.serves == "responses" or wire.raised)
    held(is_error, "error", "an error", "an answer" if isinstance(served, Answer) else served.message)
    if isinstance(served, Failure):
        held(served.has_error_object, "error.form", "an object under `error`", served.message or None)
        held(bool(upstream.message or served.message), "error.message", "words that say what went wrong", None)


@should("ERROR-9", given=all_of(whole, has_code_in_a_200))
def test_a_failure_in_a_200_has_the_status_of_its_code(upstream: Failure, served: Answer | Failure) -> None:
    """A failure inside a 200 gets the status that its code means: 429, 400, or for `server_error` any 5xx.

    Served as a response of status `failed`, which has no HTTP status of its own, it keeps the code.
    """
    if isinstance(served, Failure) and served.status == 200:
        kept("error", upstream.code, served.code)
    elif upstream.code == "server_error":
        kept("status", "5xx", class_of(served))
    else:
        kept("status", STATUS_OF_CODE[str(upstream.code)], status_of(served))


@must("ERROR-10", given=all_of(streamed, failed_in_a_200))
def test_a_failed_stream_never_ends_as_complete(served: Answer | Failure) -> None:
    """A stream that fails or is cut never ends as if complete: no final `finish_reason`, no `response.completed`.

    It fails by an `error` event, `response.failed`, an error object in a chunk, broken JSON, or by ending with neither
    a finish nor `[DONE]` nor a terminal event.
    """
    # Over Responses only `completed` says that all is there.
    is_incomplete = isinstance(served, Answer) and served.status not in (None, "completed")
    is_cut = served.stated_finish == "unfinished"
    kept("finish", None, None if is_incomplete or is_cut else served.stated_finish)


@should("ERROR-11", given=all_of(streamed, failed_in_a_200))
def test_a_failed_stream_says_so(upstream: Failure, served: Answer | Failure) -> None:
    """A stream that fails says so in band, by an `{"error": …}` chunk or `response.failed`, not by merely ending.

    A library that raises an error with a status from within the stream says so, too. Where the upstream says no words,
    the adapter finds its own.
    """
    has_words = isinstance(served, Failure) and bool(upstream.message or served.message)
    held(has_words, "error", upstream.message or "an error in the stream", None)
    if isinstance(served, Failure):
        held(served.has_error_object, "error.form", "an object under `error`", served.message or None)


@must("ERROR-12", given=all_of(serves_responses, streamed, has_finish, has_no_done))
def test_a_finish_without_done_is_complete(upstream: Answer, served: Answer) -> None:
    """A Chat stream that ends behind its finish without `[DONE]` is complete."""
    kept("finish", upstream.finish, served.finish)


@must("ERROR-13", given=all_of(serves_responses, streamed, never_finished, has_done), refusable=False)
def test_done_without_a_finish_is_an_end(upstream: Answer, served: Answer | Failure) -> None:
    """A Chat stream that says `[DONE]` but no finish has ended: served completed, incomplete or failed, with its words.

    Responses has no `[DONE]`: there only the terminal event is an end.
    """
    ended = isinstance(served, Failure) or served.finish != "unfinished"
    held(ended, "finish", "an end", getattr(served, "stated_finish", None))
    if not (isinstance(served, Failure) and served.status >= 400):
        kept("text", upstream.text, begun_text(begun_items(served)))


@must("ERROR-19", given=has_message_in_a_200, declarable=True)
def test_the_message_of_a_failure_in_a_200_is_served(upstream: Failure, served: Answer | Failure) -> None:
    """The message of a failure inside a 200, whole or streamed, is served, unless declared: some are redacted.

    A stream that merely ends, and an answer where an error is due, are ERROR-11's and ERROR-8's.
    """
    if isinstance(served, Failure):
        check_message(served, upstream)


@must("ERROR-20", given=all_of(streamed, has_class_in_a_200))
def test_the_class_of_a_failed_stream_is_served(upstream: Failure, served: Answer | Failure) -> None:
    """The code of a failed stream, else its type, stays of its class: wait, give up, or try again.

    Where another error has no word for the class, `server_error` is one that a client tries again.
    """
    if isinstance(served, Failure):
        kept("error.code", failure_class(upstream), failure_class(served))


@should("ERROR-21", given=has_code_or_type_in_a_200)
def test_type_code_and_param_of_a_failure_in_a_200_stay(
    upstream: Failure, served: Answer | Failure, wire: Wire
) -> None:
    """Type, code and param of a failure inside a 200 are the upstream's, as far as there is a word for them.

    A failed response has a code, one of a list, and no type or param.
    """
    if isinstance(served, Failure):
        names: Sequence[str] = ("type", "code", "param")
        if wire.serves == "responses" and served.status < BAD_REQUEST:
            names = ("code",) if upstream.code in CODES_OF_A_RESPONSE else ()
        expected = {name: value for name in names if (value := getattr(upstream, name))}
        kept("error", expected, {name: getattr(served, name) for name in expected})


@must("ERROR-22", given=all_of(streamed, failed_in_a_200))
def test_the_words_before_a_failure_are_served(upstream: Failure, served: Answer | Failure, wire: Wire) -> None:
    """What a stream says before it fails is served, and nothing else: the text, the refusal, the calls that were whole.

    A library that raises before its first frame, and a server that answers with an error's status, serve the error
    alone.
    """
    items, begun = begun_items(served), upstream.begun
    if not items and isinstance(served, Failure) and (wire.raised or served.status >= BAD_REQUEST):
        return
    kept("text", begun_text(begun), begun_text(items))
    kept("refusal", begun_refusal(begun), begun_refusal(items))
    calls, whole_ones = begun_calls(items), whole_calls(begun)
    kept("tool_calls", [call.name for call in whole_ones], [call.name for call in calls[: len(whole_ones)]])
    for call, begun_call in zip(calls, [*begun_calls(begun), *[None] * len(calls)], strict=False):
        held(
            begun_call is not None and goes_on(begun_call, call),
            "tool_calls",
            begun_call and begun_call.arguments,
            call.arguments,
        )
    kept("content", [], sorted(kinds_of(items) - kinds_of(begun)))


@should("ERROR-24", given=all_of(whole, has_no_class_in_a_200))
def test_no_answer_is_a_server_error(served: Answer | Failure) -> None:
    """An upstream that gives no answer in a 200, and no code for why, is a 5xx: a client tries again."""
    if isinstance(served, Failure) and served.status >= BAD_REQUEST:
        kept("status", "5xx", class_of(served))


@must("ERROR-25", given=all_of(streamed, failed_in_a_200))
def test_a_failed_stream_is_of_the_answer_that_was_begun(
    asked: Ask, upstream: Failure, served: Answer | Failure, case: Case
) -> None:
    """A stream that fails names the upstream's model or the asked one, and no other metadata or service tier.

    A whole answer that failed, to an adapter that asks for no stream, tells nothing of that.
    """
    if not case.upstreams[case.mode].streams:
        return
    held(served.model in (None, upstream.model, asked.model), "model", upstream.model, served.model)
    own = {**asked.metadata, **upstream.metadata}
    kept("metadata", {}, {name: value for name, value in served.metadata.items() if own.get(name) != value})
    held(
        served.service_tier in (None, "auto", upstream.service_tier),
        "service_tier",
        upstream.service_tier,
        served.service_tier,
    )
