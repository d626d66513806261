"""An upstream's error reaches the client as the same error.

Source: the API reference's error codes. The official SDK retries by status, so that another class is another behaviour.
"""

from crosswire.exchange import Case
from crosswire.facts import Answer, Failure, Message
from crosswire.observed import Observed
from crosswire.requirements import Wire, all_of, held, kept, may, must, of_failure, should
from crosswire.variations import MALFORMED
from crosswire.wire.json_text import dump

from .conditions import streamed, tagged, whole
from .served_errors import check_message, class_of, status_of

RETRYABLE = (408, 409, 429)
RETRY_HEADERS = ("retry-after", "retry-after-ms", "x-should-retry")

answered_with_an_error = of_failure(lambda failure: failure.status >= 400)
status_must_stay = of_failure(lambda failure: failure.status in (400, 404, 429))
other_4xx = of_failure(lambda failure: 400 <= failure.status < 500 and failure.status not in (400, 404, 429))
answered_with_5xx = of_failure(lambda failure: failure.status >= 500)
refused_for_good = of_failure(lambda failure: 400 <= failure.status < 500 and failure.status not in RETRYABLE)
has_retry_header = of_failure(lambda failure: any(name in failure.headers for name in RETRY_HEADERS))
has_request_id = of_failure(lambda failure: "x-request-id" in failure.headers)


def in_json(case: Case) -> bool:
    """The upstream's error has a body of JSON."""
    return isinstance(case.upstreams[case.mode].answer_body, dict)


def not_in_json(case: Case) -> bool:
    """The upstream's error is a page, a line of text, or nothing."""
    return not in_json(case)


@must("ERROR-1", given=all_of(whole, status_must_stay))
def test_status_stays(upstream: Failure, served: Answer | Failure) -> None:
    """400, 404 and 429 stay what they are; a library's exception carries them as `status_code`."""
    kept("status", upstream.status, status_of(served))


@should("ERROR-2", given=other_4xx)
def test_every_status_stays(upstream: Failure, served: Answer | Failure) -> None:
    """The status of a refusal is the upstream's own.

    Another class than ERROR-16 allows is that requirement's.
    """
    if _keeps_the_class(upstream, served):
        kept("status", upstream.status, status_of(served))


@must("ERROR-3", given=all_of(answered_with_an_error, in_json), declarable=True)
def test_the_message_is_in_an_error_object(upstream: Failure, served: Answer | Failure) -> None:
    """The body of an error is `{"error": {…}}`, with the upstream's message in it, unless declared: some are redacted.

    Hosts word their errors in other ways, too: flat, as `detail`, as a list of faults. The message is what counts.
    """
    error = served if isinstance(served, Failure) else Failure(200, has_error_object=False)
    held(error.has_error_object, "error.form", "an object under `error`", error.message or None)
    check_message(error, upstream)


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
    kept("status", class_of(upstream), class_of(served))
    is_error_object = isinstance(served, Failure) and served.has_error_object and bool(served.message)
    held(is_error_object, "error", "an object under `error`, with a message", getattr(served, "message", None))


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
    held(_keeps_the_class(upstream, served), "status", upstream.status, status_of(served))


def _keeps_the_class(upstream: Failure, served: Answer | Failure) -> bool:
    """Return whether a refusal is served as one that a client does not try again."""
    allowed = (None, "2xx") if upstream.status in (401, 403) else (None, "2xx", "3xx", "5xx")
    return class_of(served) not in allowed and status_of(served) != 429


@must("ERROR-17", given=answered_with_5xx)
def test_server_errors_stay_5xx(served: Answer | Failure) -> None:
    """An upstream's 5xx stays a 5xx, so that a client tries again."""
    kept("status", "5xx", class_of(served))


@must("ERROR-18", given=all_of(streamed, status_must_stay))
def test_status_stays_before_a_stream(upstream: Failure, served: Answer | Failure) -> None:
    """A streamed request refused before its first byte fails with the same status as a plain one."""
    kept("status", upstream.status, status_of(served))


@may("ERROR-23", given=answered_with_5xx)
def test_the_status_of_a_server_error_stays(upstream: Failure, served: Answer | Failure) -> None:
    """The status of a server's error is the upstream's own: a client tries again after any 5xx."""
    if class_of(served) == "5xx":
        kept("status", upstream.status, status_of(served))
