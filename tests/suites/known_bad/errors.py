"""Known-bad adapters: each breaks a requirement of `suites/test_errors.py`."""

from crosswire.variations import MALFORMED
from tests.suites.breaking import bad
from tests.suites.error_mutations import (
    as_a_bare_text,
    as_an_empty_completion,
    as_status,
    asking_nothing,
    identifying_failed_chunks,
    is_of_a_page,
    of_the_upstream,
    silent_about,
    where_failed,
    without_header,
    worded,
)
from tests.suites.listening import listening
from tests.suites.restreaming import renumbered
from tests.suites.varying import varied
from tests.suites.varying_faults import answering_malformed, answering_the_other_api

KNOWN_BAD = [
    bad(
        "turns_errors_into_500",
        "chat",
        "ERROR-1 ERROR-2 ERROR-7 ERROR-9 ERROR-16 ERROR-18 ERROR-23",
        clients=(
            "openai-python openai-node ai-sdk langchain-openai openai-agents pydantic-ai "
            "langchain-js openai-agents-js llama-index"
        ),
        bugs="error-status-mapping",
        error=of_the_upstream(as_status(500)),
    ),
    bad(
        "serves_errors_as_empty_completions",
        "chat",
        "ERROR-1 ERROR-3 ERROR-4 ERROR-5 ERROR-6 ERROR-7 ERROR-8 ERROR-9 ERROR-16 ERROR-17 ERROR-18",
        clients=(
            "openai-python openai-node ai-sdk langchain-openai openai-agents pydantic-ai "
            "langchain-js openai-agents-js llama-index instructor"
        ),
        bugs="error-inside-200",
        error=of_the_upstream(as_an_empty_completion),
    ),
    bad(
        "turns_errors_into_400",
        "responses",
        "ERROR-1 ERROR-2 ERROR-7 ERROR-9 ERROR-17 ERROR-18 ERROR-24",
        error=of_the_upstream(as_status(400)),
    ),
    bad(
        "turns_502_and_503_into_500",
        "responses",
        "ERROR-23",
        error=of_the_upstream(as_status(500, instead_of=(502, 503))),
    ),
    bad(
        "takes_a_wrong_key_for_a_rate_limit",
        "chat",
        "ERROR-16",
        bugs="error-status-mapping",
        error=of_the_upstream(as_status(429, instead_of=(401, 403))),
    ),
    bad("words_errors_anew", "chat", "ERROR-3 ERROR-19", error=of_the_upstream(worded(message="The provider failed."))),
    bad(
        "loses_the_code_of_errors",
        "responses",
        "ERROR-4 ERROR-21",
        bugs="error-status-mapping",
        error=of_the_upstream(worded(type="api_error", code=None, param=None)),
    ),
    bad(
        "serves_errors_as_a_bare_text",
        "responses",
        "ERROR-3 ERROR-4 ERROR-5 ERROR-6 ERROR-7 ERROR-8 ERROR-21",
        bugs="error-shape",
        error=of_the_upstream(as_a_bare_text),
    ),
    bad(
        "keeps_retry_headers_to_itself",
        "chat",
        "ERROR-5",
        bugs="headers",
        error=of_the_upstream(without_header("retry-after", "retry-after-ms", "x-should-retry")),
    ),
    bad(
        "keeps_the_request_id_to_itself",
        "responses",
        "ERROR-6",
        bugs="headers",
        error=of_the_upstream(without_header("x-request-id")),
    ),
    bad(
        "has_no_word_for_a_page",
        "responses",
        "ERROR-7",
        bugs="error-shape",
        error=silent_about(is_of_a_page),
    ),
    bad(
        "fails_twice",
        "responses",
        "EVENTS-8",
        frames=where_failed(lambda frames: renumbered([*frames, frames[-1]])),
    ),
    bad(
        "says_two_errors",
        "responses",
        "EVENTS-25",
        frames=where_failed(
            lambda frames: renumbered(
                [
                    *frames[:-1],
                    {"type": "error", "code": "server_error", "message": "The provider failed.", "param": None},
                    frames[-1],
                ]
            )
        ),
    ),
    bad("gives_chunks_of_failed_streams_ids", "chat", "CHUNKS-3", frames=identifying_failed_chunks),
    listening(
        "tries_everything_again",
        "responses",
        "ERROR-15",
        concerns=lambda turn: turn.received.error is not None and turn.played is not None,
        again=lambda error: error.status_code != 429,
    ),
    varied("breaks_at_what_is_no_request", "chat", "ERROR-14", MALFORMED, app=answering_malformed(500)),
    varied("says_200_to_what_is_no_request", "responses", "ERROR-14", MALFORMED, app=answering_malformed(200)),
    varied("is_dead_after_what_is_no_request", "chat", "ERROR-14", MALFORMED, app=answering_malformed(400, dies=True)),
    varied(
        "asks_nothing_when_asked_in_the_other_api",
        "chat",
        "ERROR-14",
        ["other_api"],
        bugs="responses-body-on-chat-path",
        app=answering_the_other_api(asking_nothing),
    ),
]
