"""Known-bad adapters: each breaks a requirement of `suites/test_errors.py`."""

from crosswire.variations import MALFORMED
from tests.suites.breaking import bad
from tests.suites.error_mutations import (
    as_a_bare_text,
    as_an_empty_completion,
    as_status,
    asking_nothing,
    completing_failures,
    cut,
    failing_with,
    finishing_before_the_error,
    finishing_behind_the_error,
    identifying_failed_chunks,
    in_its_response,
    in_the_error_chunk,
    in_the_failed_event,
    is_finished,
    is_of_a_page,
    is_of_no_answer,
    is_streamed,
    is_the_upstreams,
    of_a_server,
    of_another_model,
    of_the_upstream,
    silent_about,
    where_a_chunk_fails,
    where_failed,
    with_cut_calls_whole,
    with_the_error_as_text,
    without_code,
    without_header,
    without_output,
    without_the_end,
    without_the_error_chunk,
    without_the_failed_event,
    worded,
)
from tests.suites.listening import DONE, listening
from tests.suites.mutations import every
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
    bad("has_no_word_for_no_answer", "chat", "ERROR-8", error=silent_about(is_of_no_answer)),
    bad(
        "takes_every_failure_for_the_servers",
        "chat",
        "ERROR-9 ERROR-21",
        bugs="error-status-mapping",
        heard=without_code,
    ),
    bad("finishes_before_it_fails", "chat", "ERROR-10", bugs="mid-stream-failure", frames=finishing_before_the_error),
    bad(
        "ends_failed_streams_without_a_word",
        "chat",
        "ERROR-11",
        bugs="mid-stream-failure",
        frames=without_the_error_chunk,
    ),
    bad(
        "ends_failed_streams_without_an_event",
        "responses",
        "ERROR-11 EVENTS-8",
        bugs="no-terminal-event mid-stream-failure",
        frames=without_the_failed_event,
    ),
    bad(
        "ends_failed_streams_with_an_error_event",
        "responses",
        "ERROR-11 EVENTS-8",
        bugs="no-terminal-event mid-stream-failure",
        frames=in_the_failed_event(
            lambda event: {
                "type": "error",
                **event["response"]["error"],
                "param": None,
                "sequence_number": event["sequence_number"],
            }
        ),
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
    bad(
        "words_failed_streams_anew",
        "responses",
        "ERROR-19",
        bugs="mid-stream-failure",
        frames=in_the_failed_event(failing_with(message="The provider failed.")),
    ),
    bad(
        "takes_failed_streams_for_rate_limits",
        "responses",
        "ERROR-20 ERROR-21",
        bugs="error-status-mapping",
        frames=in_the_failed_event(failing_with(code="rate_limit_exceeded")),
    ),
    bad(
        "renames_the_code_of_failed_streams",
        "chat",
        "ERROR-21",
        frames=in_the_error_chunk(lambda error: error | {"code": "internal_error"} if of_a_server(error) else error),
    ),
    bad(
        "loses_the_code_of_failed_streams",
        "chat",
        "ERROR-20 ERROR-21",
        bugs="error-status-mapping",
        frames=in_the_error_chunk(lambda error: error | {"type": "upstream_error", "code": None}),
    ),
    bad(
        "serves_no_words_of_failed_streams",
        "responses",
        "ERROR-22",
        bugs="mid-stream-failure",
        frames=where_failed(lambda frames: renumbered([*frames[:2], without_output(frames[-1])])),
    ),
    bad(
        "serves_no_chunks_of_failed_streams",
        "chat",
        "ERROR-22",
        bugs="mid-stream-failure",
        frames=lambda frames: [frames[0], frames[-1]] if frames[1:] and is_the_upstreams(frames[-1]) else frames,
    ),
    bad(
        "says_why_as_a_text_of_its_own",
        "chat",
        "ERROR-22",
        bugs="mid-stream-failure",
        frames=with_the_error_as_text,
    ),
    bad(
        "makes_cut_calls_of_failed_streams_whole",
        "chat",
        "ERROR-22",
        bugs="mid-stream-failure",
        frames=with_cut_calls_whole,
    ),
    bad(
        "serves_errors_of_streams_as_a_text",
        "chat",
        "CHUNKS-13 ERROR-11 ERROR-20 ERROR-21",
        bugs="error-shape",
        frames=in_the_error_chunk(lambda error: error["message"]),
    ),
    bad("goes_on_behind_an_error", "chat", "CHUNKS-16 ERROR-10", frames=finishing_behind_the_error),
    bad("gives_chunks_of_failed_streams_ids", "chat", "CHUNKS-3", frames=identifying_failed_chunks),
    bad(
        "completes_failed_streams",
        "responses",
        "ERROR-10 ERROR-11",
        clients="openai-python openai-node ai-sdk langchain-openai openai-agents openai-agents-js",
        bugs="error-inside-200 mid-stream-failure",
        frames=completing_failures,
    ),
    listening(
        "takes_a_stream_without_done_as_cut",
        "responses",
        "ERROR-12 EVENTS-18 FINISH-1",
        concerns=lambda turn: is_streamed(turn) and not turn.played.interaction.is_done,
        after=lambda request, answer, heard: cut(answer) if request.get("stream") and DONE not in heard else answer,
    ),
    listening(
        "ends_without_an_event_where_no_finish_came",
        "responses",
        "ERROR-13 EVENTS-8",
        bugs="no-terminal-event",
        concerns=lambda turn: is_streamed(turn) and turn.played.interaction.is_done,
        after=lambda _, answer, heard: answer if is_finished(heard) else without_the_end(answer),
    ),
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
    bad("fails_in_the_name_of_another_model", "chat", "ERROR-25", frames=where_a_chunk_fails(of_another_model)),
    bad(
        "fails_with_metadata_of_another",
        "responses",
        "ERROR-25",
        frames=where_failed(every(lambda event: event | in_its_response(event, metadata={"session": "another"}))),
    ),
]
