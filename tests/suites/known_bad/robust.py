"""Adapters that break what `test_robust` is about."""

from typing import Any

from breaking import bad
from listening import listening
from mutations import Body, Frames, message, with_content, with_message
from varying import PATIENT, giving_up_soon, varied
from varying_faults import (
    answering_all_alike,
    completing,
    decoding_each_read,
    never_giving_up,
    reading_on,
    refusing_large,
    splitting_at_line_feeds,
    taking_reads_for_events,
)

from crosswire.variations import LARGE, LEAVES, STALLED, TOGETHER, UNREACHABLE

KNOWN = ("response.", "error")


def passing_on_events(_: Body, answer: Any, heard: list[Body]) -> Any:
    """Pass a vendor's events on as they are."""
    return (
        [*answer, *({"object": event["type"], **event} for event in heard if _is_vendors(event))]
        if isinstance(answer, list)
        else answer
    )


def _is_vendors(event: Body) -> bool:
    return "type" in event and not event["type"].startswith(KNOWN)


def ending_at_the_unknown(payload: Body) -> Body:
    """Take a frame of another kind for a failure."""
    if payload.get("object") not in (None, "chat.completion", "chat.completion.chunk"):
        raise KeyError(payload["object"])
    return payload


def streams_strange_events(turn: Any) -> bool:
    return turn.played is not None and "unknown frame" in turn.played.interaction.oddities


def choices_of(payload: Body) -> Frames:
    return [choice for choice in payload.get("choices") or [] if isinstance(choice, dict)]


def deltas_of(payload: Body) -> Frames:
    return [choice["delta"] for choice in choices_of(payload) if isinstance(choice.get("delta"), dict)]


def indexing_choices(payload: Body) -> Body:
    """Read `choices` of every chunk, there or not."""
    if payload.get("object") == "chat.completion.chunk":
        payload["choices"]
    return payload


def reading_null_as_text(payload: Body) -> Body:
    for delta in deltas_of(payload):
        if "content" in delta and delta["content"] is None and "role" not in delta:
            delta["content"] = str(delta["content"])
    return payload


def reading_a_null_delta_as_text(event: Body) -> Body:
    if event.get("type") == "response.output_text.delta" and event["delta"] is None:
        event["delta"] = str(event["delta"])
    return event


def reading_all_choices_as_one(payload: Body) -> Body:
    """Take the words of every choice for those of the first."""
    first, *others = choices_of(payload) or [{}]
    for choice in [first, *others] if first.get("index") else others:
        if isinstance(choice.get("delta"), dict):
            choice["index"] = 0
        elif isinstance(choice.get("message"), dict):
            first["message"]["content"] += choice["message"]["content"]
    return payload


def reading_an_error_as_an_answer(payload: Body) -> Body:
    """Look for an output, and find an empty one."""
    if payload.keys() == {"error"}:
        return {"object": "response", "status": "completed", "output": []}
    return payload


def stopping_at_the_finish(payload: Body) -> Body:
    """See the finish, and not the text beside it."""
    for choice in choices_of(payload):
        if choice.get("finish_reason") and isinstance(choice.get("delta"), dict):
            choice["delta"].pop("content", None)
    return payload


class Merging:
    """Take an index for a call, whatever id comes with it; the first id of each is remembered by the chunks' id."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, int], str] = {}

    def __call__(self, payload: Body) -> Body:
        for delta in deltas_of(payload):
            for call in delta.get("tool_calls") or []:
                if call.get("id") and call.get("index") is not None:
                    first = self._first.setdefault((payload["id"], call["index"]), call["id"])
                    if call["id"] != first:
                        del call["id"]
                        call["function"] = {"arguments": call["function"].get("arguments")}
        return payload


def dropping_what_has_no_id(payload: Body) -> Body:
    """Find no call for a delta whose id is null."""
    for delta in deltas_of(payload):
        if calls := delta.get("tool_calls"):
            delta["tool_calls"] = [call for call in calls if call.get("id", "") is not None]
    return payload


SNAPSHOTS = (
    "response.output_text.done",
    "response.content_part.done",
    "response.function_call_arguments.done",
    "response.output_item.done",
)


def reading_deltas_alone(event: Body) -> Body:
    if event.get("type") in SNAPSHOTS:
        return {"type": "response.keep"}
    if str(event.get("type")).startswith("response.") and isinstance(event.get("response"), dict):
        event["response"]["output"] = []
    return event


class ByItemId:
    """Tell items apart by their ids: one that no `added` named is another item."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def __call__(self, event: Body) -> Body:
        if event.get("type") == "response.output_item.added":
            self._places[str(event["item"].get("id"))] = event["output_index"]
        named = event.get("item_id") or (event.get("item") or {}).get("id")
        if named and "output_index" in event:
            event["output_index"] = self._places.setdefault(str(named), 100 + len(self._places))
        return event


def missing(key: str, kind: str) -> Any:
    """Index what may be absent."""

    def read(value: Any) -> Any:
        if isinstance(value, dict):
            if value.get("type") == kind:
                value[key]
            for entry in value.values():
                read(entry)
        elif isinstance(value, list):
            for entry in value:
                read(entry)
        return value

    return read


def skipping_bare_parts(payload: Body) -> Body:
    """Leave out the texts that no annotations stand beside."""
    for item in payload.get("output") or []:
        if item.get("type") == "message":
            item["content"] = [
                part for part in item["content"] if "annotations" in part or part["type"] != "output_text"
            ]
    return payload


def reading_the_first_frame(request: Body, answer: Any, heard: list[Body]) -> Any:
    """Take the first frame of a stream for the answer to a plain request."""
    if request.get("stream") or len(heard) < 2:
        return answer
    return answer | {"choices": [answer["choices"][0] | {"message": message(answer) | {"content": None}}]}


def refusing_streams(request: Body, answer: Any, heard: list[Body]) -> Any:
    """Parse a stream as JSON."""
    if not request.get("stream") and len(heard) > 1:
        raise ValueError("Expecting value: line 1 column 1 (char 0)")
    return answer


def refusing_json(request: Body, answer: Any, heard: list[Body]) -> Any:
    """Wait for events in one JSON object."""
    if request.get("stream") and len(heard) == 1:
        raise ValueError("no event came")
    return answer


def comes_in_another_form(turn: Any) -> bool:
    return turn.played is not None and turn.played.interaction.streams != (turn.case.mode == "stream")


class Caching:
    """Serve the second of two identical requests from a cache that kept no counts."""

    def __init__(self) -> None:
        self._last: tuple[Any, Any] = (None, None)

    def __call__(self, request: Body, answer: Any, heard: list[Body]) -> Any:
        is_known = self._last == (request, heard)
        self._last = (None, None) if is_known else (request, heard)
        return answer | {"usage": None} if is_known and isinstance(answer, dict) else answer


def repeats(turn: Any) -> bool:
    return bool(turn.case.repeats)


KNOWN_BAD = [
    listening(
        "passes_a_vendors_events_on",
        "chat",
        "CHUNKS-1 CHUNKS-3 CHUNKS-12 CHUNKS-13 ROBUST-1 TOKENS-6",
        bugs="unknown-events keepalive-and-idle",
        concerns=streams_strange_events,
        after=passing_on_events,
    ),
    bad("crashes_at_an_unknown_frame", "responses", "ANSWER-1", bugs="unknown-events", heard=ending_at_the_unknown),
    bad(
        "cuts_text_at_16_kilobytes",
        "chat",
        "CONTENT-1 ROBUST-3",
        whole=with_content(lambda text: text[:16384]),
    ),
    bad(
        "serves_at_most_128_calls",
        "chat",
        "ROBUST-3 TOOLS-3",
        whole=with_message(
            lambda said: said | {"tool_calls": said["tool_calls"][:128]} if said.get("tool_calls") else said
        ),
    ),
    bad("crashes_without_choices", "responses", "ANSWER-1", bugs="chunk-without-choices", heard=indexing_choices),
    bad(
        "reads_null_as_text",
        "responses",
        "CONTENT-1 EVENTS-18 ROBUST-9",
        bugs="null-deltas",
        heard=reading_null_as_text,
    ),
    bad(
        "reads_a_null_delta_as_text",
        "chat",
        "CONTENT-1",
        bugs="null-deltas",
        heard=reading_a_null_delta_as_text,
    ),
    bad(
        "reads_all_choices_as_one",
        "responses",
        "CONTENT-1",
        bugs="n-choices",
        heard=reading_all_choices_as_one,
    ),
    bad(
        "reads_an_error_as_an_answer",
        "chat",
        "ERROR-8 ERROR-9",
        bugs="error-inside-200",
        heard=reading_an_error_as_an_answer,
    ),
    bad(
        "overlooks_text_beside_the_finish",
        "responses",
        "CONTENT-1 EVENTS-18 ROBUST-9",
        heard=stopping_at_the_finish,
    ),
    bad(
        "merges_calls_of_one_index",
        "responses",
        "EVENTS-18 ROBUST-10 TOOLS-2 TOOLS-3",
        bugs="upstream-index-faulty",
        heard=Merging(),
    ),
    bad(
        "drops_arguments_without_an_id",
        "responses",
        "EVENTS-18 ROBUST-10 TOOLS-2",
        bugs="delta-without-id",
        heard=dropping_what_has_no_id,
    ),
    bad(
        "reads_deltas_alone",
        "chat",
        "CHUNKS-9 CONTENT-1 CONTENT-15 ROBUST-11 ROBUST-13 TOOLS-2 TOOLS-8",
        heard=reading_deltas_alone,
    ),
    bad(
        "tells_items_apart_by_id",
        "chat",
        "CHUNKS-7 CHUNKS-9 CONTENT-12 ROBUST-11 TOOLS-3",
        bugs="upstream-ids-unstable",
        heard=ByItemId(),
    ),
    bad(
        "crashes_without_annotations",
        "chat",
        "ANSWER-1",
        bugs="sparse-upstream-crash",
        heard=missing("annotations", "output_text"),
    ),
    bad(
        "skips_texts_without_annotations",
        "chat",
        "CONTENT-1 ROBUST-12",
        bugs="sparse-upstream-crash",
        heard=skipping_bare_parts,
    ),
    listening(
        "reads_the_first_frame_alone",
        "chat",
        "CONTENT-1 ROBUST-13",
        bugs="forced-streaming-upstream",
        concerns=comes_in_another_form,
        after=reading_the_first_frame,
    ),
    listening(
        "parses_a_stream_as_json",
        "responses",
        "ROBUST-13",
        bugs="forced-streaming-upstream",
        concerns=comes_in_another_form,
        after=refusing_streams,
    ),
    listening(
        "waits_for_events_in_json",
        "responses",
        "ROBUST-13",
        bugs="content-type",
        concerns=comes_in_another_form,
        after=refusing_json,
    ),
    listening(
        "caches_answers_without_their_counts", "chat", "ROBUST-14 TOKENS-1 TOKENS-8", concerns=repeats, after=Caching()
    ),
    listening(
        "renames_the_callers_model",
        "responses",
        "ROBUST-15",
        spoils=lambda request: request.update(model=f"openai/{request['model']}"),
    ),
    varied(
        "decodes_each_read",
        "chat",
        "ROBUST-2",
        ["cut_in_characters", "byte_by_byte"],
        bugs="split-reads-utf8",
        patched=decoding_each_read,
    ),
    varied(
        "takes_reads_for_events",
        "responses",
        "ROBUST-2",
        ["cut_in_events"],
        bugs="split-reads-utf8",
        patched=taking_reads_for_events,
    ),
    varied("knows_line_feeds_alone", "chat", "ROBUST-2", ["crlf"], patched=splitting_at_line_feeds),
    varied("calls_its_limit_the_clients_fault", "responses", "ROBUST-4", ["ten_megabytes"], breaks=refusing_large(400)),
    varied("refuses_a_megabyte", "chat", "ROBUST-3", LARGE, breaks=refusing_large(413)),
    varied(
        "answers_all_clients_alike",
        "chat",
        "ROBUST-5",
        TOGETHER,
        bugs="stream-cross-talk",
        breaks=answering_all_alike,
    ),
    varied(
        "streams_one_answer_to_all_clients",
        "responses",
        "ROBUST-5",
        TOGETHER,
        bugs="stream-cross-talk",
        breaks=answering_all_alike,
    ),
    varied(
        "reads_on_when_its_client_has_left",
        "chat",
        "ROBUST-6",
        LEAVES,
        bugs="disconnect-not-propagated",
        breaks=reading_on,
    ),
    varied("completes_what_was_never_said", "chat", "ROBUST-7", UNREACHABLE, breaks=completing),
    varied("completes_what_broke_off", "responses", "ROBUST-7", UNREACHABLE, breaks=completing),
    varied(
        "completes_what_has_stalled",
        "chat",
        "ROBUST-8",
        STALLED,
        breaks=completing,
        patched=giving_up_soon,
        declares=PATIENT,
    ),
    varied("never_gives_up", "responses", "ROBUST-8", STALLED, patched=never_giving_up, declares=PATIENT),
]
