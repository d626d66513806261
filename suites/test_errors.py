"""An upstream's error reaches the client as the same error.

Source: the API reference's error codes. The official SDK retries by status, so that another class is another behaviour.
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
    has_the_message,
    kinds_of,
    whole_calls,
)
from crosswire.exchange import Case
from crosswire.facts import Answer, Ask, Failure, Message
from crosswire.observed import Observed
from crosswire.requirements import Wire, all_of, held, kept, may, must, of_answer, of_failure, should
from crosswire.variations import MALFORMED
from crosswire.wire.json_text import dump

from .conditions import BAD_REQUEST, has_finish, serves_responses, streamed, tagged, whole

RETRYABLE = (408, 409, 429)
STATUS_OF_CODE = {"rate_limit_exceeded": 429, "invalid_prompt": 400, "server_error": 500}
RETRY_HEADERS = ("retry-after", "retry-after-ms", "x-should-retry")

answered_with_an_error = of_failure(lambda failure: failure.status >= 400)
status_must_stay = of_failure(lambda failure: failure.status in (400, 404, 429))
other_4xx = of_failure(lambda failure: 400 <= failure.status < 500 and failure.status not in (400, 404, 429))
answered_with_5xx = of_failure(lambda failure: failure.status >= 500)
refused_for_good = of_failure(lambda failure: 400 <= failure.status < 500 and failure.status not in RETRYABLE)
failed_in_a_200 = of_failure(lambda failure: failure.status == 200)
has_code_in_a_200 = of_failure(lambda failure: failure.status == 200 and failure.code in STATUS_OF_CODE)
has_message_in_a_200 = of_failure(lambda failure: failure.status == 200 and failure.message)
has_no_class_in_a_200 = of_failure(lambda failure: failure.status == 200 and failure_class(failure) is None)
has_class_in_a_200 = of_failure(lambda failure: failure.status == 200 and failure_class(failure))
has_code_or_type_in_a_200 = of_failure(lambda failure: failure.status == 200 and (failure.code or failure.type))
has_retry_header = of_failure(lambda failure: any(name in failure.headers for name in RETRY_HEADERS))
has_request_id = of_failure(lambda failure: "x-request-id" in failure.headers)
never_finished = of_answer(lambda answer: answer.finish == "unfinished" and answer.text)


def in_json(case: Case) -> bool:
    """The upstream's error has a body of JSON."""
    return isinstance(case.upstreams[case.mode].answer_body, dict)


def not_in_json(case: Case) -> bool:
    """The upstream's error is a page, a line of text, or nothing."""
    return not in_json(case)


def has_done(case: Case) -> bool:
    """The upstream's stream ends in `[DONE]`."""
    return case.upstreams[case.mode].is_done


def has_no_done(case: Case) -> bool:
    """The upstream's stream has no `[DONE]`."""
    return case.upstreams[case.mode].streams and not has_done(case)


def _status(served: Answer | Failure) -> int | None:
    return served.status if isinstance(served, Failure) else None


def _class(served: Answer | Failure) -> str | None:
    return f"{served.status // 100}xx" if isinstance(served, Failure) else None


@must("ERROR-1", given=all_of(whole, status_must_stay))
def test_status_stays(upstream: Failure, served: Answer | Failure) -> None:
    """400, 404 and 429 stay what they are; a library's exception carries them as `status_code`."""
    kept("status", upstream.status, _status(served))


@should("ERROR-2", given=other_4xx)
def test_every_status_stays(upstream: Failure, served: Answer | Failure) -> None:
    """The status of a refusal is the upstream's own.

    Another class than ERROR-16 allows is that requirement's.
    """
    if _keeps_the_class(upstream, served):
        kept("status", upstream.status, _status(served))


@must("ERROR-3", given=all_of(answered_with_an_error, in_json), declarable=True)
def test_the_message_is_in_an_error_object(upstream: Failure, served: Answer | Failure) -> None:
    """The body of an error is `{"error": {…}}`, with the upstream's message in it, unless declared: some are redacted.

    Hosts word their errors in other ways, too: flat, as `detail`, as a list of faults. The message is what counts.
    """
    error = served if isinstance(served, Failure) else Failure(200, has_error_object=False)
    held(error.has_error_object, "error.form", "an object under `error`", error.message or None)
    _has_message(error, upstream)


def _has_message(served: Failure, upstream: Failure) -> None:
    """Note the upstream's message as lost where the served one does not contain it."""
    has_it = has_the_message(served.message, upstream.message)
    held(has_it, "error.message", upstream.message, served.message, "lost")


@should("ERROR-4", given=all_of(answered_with_an_error, in_json))
def test_type_code_and_param_stay(upstream: Failure, served: Answer | Failure) -> None:
    """Type, code and param of an error are the upstream's, where it says them: clients go by the code."""
    expected = {name: value for name in ("type", "code", "param") if (value := getattr(upstream, name))}
    kept("error", expected, {name: getattr(served, name, None) for name in expected})


@should("ERROR-5", given=has_retry_header)
def test_when_to_try_again_is_passed_on(upstream: Failure, served: Answer | Failure) -> None:
    """`retry-after`, `retry-after-ms` and `x-should-retry` are passed on: the official SDK goes by them.

    A library passes them on as the headers of its exception, or of the exception's `response`.
    """
    expected = {name: upstream.headers[name] for name in RETRY_HEADERS if name in upstream.headers}
    received = served.headers if isinstance(served, Failure) else {}
    kept("headers", expected, {name: received.get(name) for name in expected})


@should("ERROR-6", given=has_request_id)
def test_the_request_id_is_passed_on(upstream: Failure, served: Answer | Failure) -> None:
    """The upstream's `x-request-id` is passed on with an error: support is asked by it."""
    received = served.headers.get("x-request-id") if isinstance(served, Failure) else None
    kept("headers", upstream.headers["x-request-id"], received)


@must("ERROR-7", given=all_of(answered_with_an_error, not_in_json))
def test_a_page_or_nothing_becomes_an_error_object(upstream: Failure, served: Answer | Failure) -> None:
    """An error in HTML or text, or without a body, becomes a JSON error of the same class, with a message."""
    kept("status", _class(upstream), _class(served))
    is_error_object = isinstance(served, Failure) and served.has_error_object and bool(served.message)
    held(is_error_object, "error", "an object under `error`, with a message", getattr(served, "message", None))


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
        kept("status", "5xx", _class(served))
    else:
        kept("status", STATUS_OF_CODE[str(upstream.code)], _status(served))


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


@must("ERROR-14", given=tagged("network"), over_http=True, variations=MALFORMED)
def test_a_malformed_request_is_refused(
    observed: Observed, case: Case, upstream: Answer | Failure, served: Answer | Failure, wire: Wire
) -> None:
    """A malformed request gets a 4xx with a message, and the next request works; one of the other API may be answered.

    Clients send the other API's requests: an editor is reported to post `input` to `/v1/chat/completions`.
    """
    if observed.is_malformed and isinstance(served, Failure):
        held(400 <= served.status < 500 and bool(served.message), "status", "a 4xx with a message", served.status)
    else:
        held(isinstance(upstream, Answer), "status", "a 4xx with a message", "an answer")
        texts = [item.text for item in case.asked.history if isinstance(item, Message)]
        kept("history", texts, [text for text in texts if dump(text)[1:-1] in dump(wire.forwarded)])
        kept("text", getattr(upstream, "text", None), getattr(served, "text", None))


@should("ERROR-15", given=refused_for_good)
def test_a_refusal_is_not_tried_again(observed: Observed) -> None:
    """A 4xx other than 408, 409 and 429 is not tried again upstream: the same request would be refused again."""
    held(observed.attempts <= 1, "attempts", 1, observed.attempts)


@must("ERROR-16", given=other_4xx)
def test_other_refusals_stay_4xx(upstream: Failure, served: Answer | Failure) -> None:
    """Other 4xx stay 4xx, 401 and 403 become an error of any class, and none becomes a 429, which is tried again."""
    held(_keeps_the_class(upstream, served), "status", upstream.status, _status(served))


def _keeps_the_class(upstream: Failure, served: Answer | Failure) -> bool:
    """Return whether a refusal is served as one that a client does not try again."""
    allowed = (None, "2xx") if upstream.status in (401, 403) else (None, "2xx", "3xx", "5xx")
    return _class(served) not in allowed and _status(served) != 429


@must("ERROR-17", given=answered_with_5xx)
def test_server_errors_stay_5xx(served: Answer | Failure) -> None:
    """An upstream's 5xx stays a 5xx, so that a client tries again."""
    kept("status", "5xx", _class(served))


@must("ERROR-18", given=all_of(streamed, status_must_stay))
def test_status_stays_before_a_stream(upstream: Failure, served: Answer | Failure) -> None:
    """A streamed request refused before its first byte fails with the same status as a plain one."""
    kept("status", upstream.status, _status(served))


@must("ERROR-19", given=has_message_in_a_200, declarable=True)
def test_the_message_of_a_failure_in_a_200_is_served(upstream: Failure, served: Answer | Failure) -> None:
    """The message of a failure inside a 200, whole or streamed, is served, unless declared: some are redacted.

    A stream that merely ends, and an answer where an error is due, are ERROR-11's and ERROR-8's.
    """
    if isinstance(served, Failure):
        _has_message(served, upstream)


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


@may("ERROR-23", given=answered_with_5xx)
def test_the_status_of_a_server_error_stays(upstream: Failure, served: Answer | Failure) -> None:
    """The status of a server's error is the upstream's own: a client tries again after any 5xx."""
    if _class(served) == "5xx":
        kept("status", upstream.status, _status(served))


@should("ERROR-24", given=all_of(whole, has_no_class_in_a_200))
def test_no_answer_is_a_server_error(served: Answer | Failure) -> None:
    """An upstream that gives no answer in a 200, and no code for why, is a 5xx: a client tries again."""
    if isinstance(served, Failure) and served.status >= BAD_REQUEST:
        kept("status", "5xx", _class(served))


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
