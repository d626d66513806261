"""Known-bad adapters: each breaks a requirement of `suites/test_chunks.py`."""

from collections.abc import Callable
from typing import Any

from crosswire.reference import declares
from crosswire.variations import HELD_BACK, LEAVES
from tests.suites.breaking import KnownBad, bad
from tests.suites.mutations import Body, Frames, FramesChange, choice_of, every, finish_index, where_finished, without
from tests.suites.varying import varied
from tests.suites.varying_faults import buffering, rewriting


def breaking(name: str, fails: str, frames: FramesChange, **more: Any) -> KnownBad:
    """Make an adapter that breaks the chunks of answers; a stream with an error stays as it is."""

    def answers(served: Frames) -> Frames:
        return served if any("error" in frame for frame in served) else frames(served)

    return bad(name, "chat", fails, frames=answers, **more)


def deltas(frames: Frames) -> list[Body]:
    return [entry["delta"] for frame in frames for entry in frame.get("choices", [])]


def in_deltas(change: Callable[[Body], object]) -> FramesChange:
    """Change every delta but the first, in place."""

    def stream(frames: Frames) -> Frames:
        for delta in deltas(frames)[1:]:
            change(delta)
        return frames

    return stream


def in_calls(change: Callable[[Body], object]) -> FramesChange:
    """Change every call in every delta, in place."""

    def stream(frames: Frames) -> Frames:
        for delta in deltas(frames):
            for call in delta.get("tool_calls", []):
                change(call)
        return frames

    return stream


def numbered(name: str, value: Callable[[Any, int], Any]) -> FramesChange:
    """Give a field another value in every chunk but the first, made of its value and the chunk's index."""
    return lambda frames: [
        frame | {name: value(frame[name], index)} if index else frame for index, frame in enumerate(frames)
    ]


def between(frame: Body) -> FramesChange:
    """Put a frame behind the first."""
    return lambda frames: [frames[0], frame, *frames[1:]]


def without_role(frames: Frames) -> Frames:
    deltas(frames)[0].pop("role", None)
    return frames


def finishing_twice(frames: Frames) -> Frames:
    index = finish_index(frames)
    return [*frames[: index + 1], *frames[index:]]


def finishing_in_two_ways(frames: Frames) -> Frames:
    """Put another finish reason before the right one."""
    index = finish_index(frames)
    finish = choice_of(frames[index])["finish_reason"]
    another = {"index": 0, "delta": {}, "finish_reason": "stop" if finish == "length" else "length"}
    return [*frames[:index], frames[index] | {"choices": [another]}, *frames[index:]]


def finishing_early(frames: Frames) -> Frames:
    """Put the finish reason before the last delta."""
    index = finish_index(frames)
    if index < 2:
        return frames
    return [*frames[: index - 1], frames[index], frames[index - 1], *frames[index + 1 :]]


def naming_again(frames: Frames) -> Frames:
    """Repeat the name of each call in all its deltas."""
    names: dict[int, str] = {}
    for delta in deltas(frames):
        for call in delta.get("tool_calls", []):
            if "function" in call:
                names.setdefault(call["index"], call["function"].get("name"))
                call["function"]["name"] = names[call["index"]]
    return frames


def naming_custom_calls_again(frames: Frames) -> Frames:
    """Name another tool in every later delta of a custom call."""
    begun = set()
    for delta in deltas(frames):
        for call in delta.get("tool_calls", []):
            if "custom" in call and call["index"] in begun:
                call["custom"]["name"] = "another"
            begun.add(call["index"])
    return frames


def name_beside(call: Body) -> None:
    """Put a custom tool with another name beside a function."""
    if call.get("function", {}).get("name"):
        call["custom"] = {"name": "another", "input": ""}


def without_call_deltas_that_have_no_id(frames: Frames) -> Frames:
    return [
        frame
        for frame in frames
        if not frame["choices"] or all("id" in call for call in choice_of(frame)["delta"].get("tool_calls", []))
    ]


def without_custom_calls(frames: Frames) -> Frames:
    for delta in deltas(frames):
        if "tool_calls" in delta:
            delta["tool_calls"] = [call for call in delta["tool_calls"] if "custom" not in call]
    return frames


def without_first_text(frames: Frames) -> Frames:
    texts = [delta for delta in deltas(frames) if delta.get("content")]
    if texts:
        texts[0]["content"] = ""
    return frames


def without_equal_neighbours(frames: Frames) -> Frames:
    last = None
    for delta in deltas(frames):
        if delta.get("content") and delta["content"] == last:
            delta["content"] = ""
        last = delta.get("content") or last
    return frames


def with_the_whole_text_again(frames: Frames) -> Frames:
    text = "".join(delta.get("content") or "" for delta in deltas(frames))
    index = finish_index(frames)
    again = frames[index] | {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
    return [*frames[:index], again, *frames[index:]] if text else frames


def with_calls_again(frames: Frames) -> Frames:
    """Serve every call a second time, under another index."""
    calls = [call for delta in deltas(frames) for call in delta.get("tool_calls", [])]
    index = finish_index(frames)
    again = [{**call, "index": call["index"] + 1 + max(earlier["index"] for earlier in calls)} for call in calls]
    repeated = [
        frames[index] | {"choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}]}
        for call in again
    ]
    return [*frames[:index], *repeated, *frames[index:]]


def breaking_off(frames: Frames) -> Frames:
    return frames[: finish_index(frames)]


def null_in_words(delta: Body) -> None:
    if "content" not in delta:
        delta["content"] = "None"


def crashing_without_choices(frames: Frames) -> Frames:
    if any(not frame["choices"] for frame in frames):
        raise IndexError("list index out of range")
    return frames


def writing_calls_at_the_end(frames: Frames) -> Frames:
    """Begin all calls, and send what they write only then."""
    index = finish_index(frames)
    late = []
    for frame in frames:
        for call in [call for delta in deltas([frame]) for call in delta.get("tool_calls", [])]:
            for kind, field in (("function", "arguments"), ("custom", "input")):
                if written := call.get(kind, {}).get(field):
                    call[kind][field] = ""
                    piece = {"tool_calls": [{"index": call["index"], kind: {field: written}}]}
                    late.append(frames[index] | {"choices": [{"index": 0, "delta": piece, "finish_reason": None}]})
    return [*frames[:index], *late, *frames[index:]]


def thinking_at_the_end(frames: Frames) -> Frames:
    """Serve the last piece of reasoning behind all else."""
    index = finish_index(frames)
    thoughts = [frame for frame in frames if any(delta.get("reasoning_content") for delta in deltas([frame]))]
    if len(thoughts) < 2:
        return frames
    return [*(frame for frame in frames[:index] if frame is not thoughts[-1]), thoughts[-1], *frames[index:]]


UNDECLARED = {name: reason for name, reason in declares.items() if name != "CHUNKS-11"}

KNOWN_BAD = [
    breaking("writes_all_calls_at_the_end", "CHUNKS-17", frames=where_finished(writing_calls_at_the_end)),
    breaking("thinks_on_behind_the_text", "CHUNKS-17", frames=where_finished(thinking_at_the_end)),
    breaking(
        "gives_every_chunk_an_id",
        "CHUNKS-3",
        bugs="id-and-created",
        frames=numbered("id", lambda name, index: f"{name}-{index}"),
    ),
    breaking(
        "makes_every_chunk_later",
        "CHUNKS-3",
        bugs="id-and-created",
        frames=numbered("created", lambda seconds, index: seconds + index),
    ),
    breaking("begins_without_a_role", "CHUNKS-4", frames=without_role),
    breaking("repeats_the_role", "CHUNKS-5", frames=in_deltas(lambda delta: delta.update(role="assistant"))),
    breaking("finishes_twice", "CHUNKS-15", frames=finishing_twice),
    breaking("finishes_twice_in_two_ways", "CHUNKS-6", frames=finishing_in_two_ways),
    breaking("makes_chunks_at_no_time", "CHUNKS-13 METADATA-5", frames=every(without("created"))),
    breaking("finishes_before_the_last_words", "CHUNKS-6", frames=finishing_early),
    breaking("names_calls_in_every_delta", "CHUNKS-7 CLIENT-3", frames=naming_again),
    breaking("names_custom_calls_again", "CHUNKS-7", frames=naming_custom_calls_again),
    breaking("names_a_custom_tool_beside_a_function", "CHUNKS-7", frames=in_calls(name_beside)),
    breaking("opens_calls_without_a_type", "CHUNKS-14 CLIENT-3", frames=in_calls(lambda call: call.pop("type", None))),
    breaking(
        "counts_calls_from_one", "CHUNKS-8 CLIENT-3", frames=in_calls(lambda call: call.update(index=call["index"] + 1))
    ),
    breaking(
        "gives_all_calls_one_index",
        "CHUNKS-7 CHUNKS-8 CHUNKS-9 CLIENT-2 CLIENT-3 TOOLS-2",
        frames=in_calls(lambda call: call.update(index=0)),
    ),
    breaking(
        "drops_call_deltas_without_an_id",
        "CHUNKS-9 FINISH-8 ROBUST-3 ROBUST-11 TOOLS-2 TOOLS-4 TOOLS-7",
        bugs="delta-without-id",
        frames=without_call_deltas_that_have_no_id,
    ),
    breaking(
        "drops_the_first_words",
        "CHUNKS-9 CONTENT-1 CONTENT-9 CONTENT-10 ROBUST-1 ROBUST-3 ROBUST-11 ROBUST-12 ROBUST-13 TOOLS-5",
        bugs="delta-lost-at-boundary",
        frames=without_first_text,
    ),
    breaking("drops_equal_deltas", "CHUNKS-9 CONTENT-1", bugs="text-duplicated", frames=without_equal_neighbours),
    breaking(
        "streams_the_whole_text_again",
        "CHUNKS-17 CONTENT-12 ROBUST-1 ROBUST-3 ROBUST-11 ROBUST-12 ROBUST-13",
        bugs="text-duplicated",
        frames=with_the_whole_text_again,
    ),
    breaking(
        "streams_every_call_again",
        "CHUNKS-9 CHUNKS-11 ROBUST-3 ROBUST-11 TOOLS-2 TOOLS-3 TOOLS-10",
        bugs="upstream-ids-unstable",
        frames=with_calls_again,
    ),
    breaking(
        "breaks_off_at_done",
        "CHUNKS-6 CHUNKS-9 CONTENT-19 FINISH-1 FINISH-2 FINISH-3 FINISH-4 METADATA-6 METADATA-9 "
        "ROBUST-1 ROBUST-3 ROBUST-11 ROBUST-12 ROBUST-13 TOKENS-1 TOKENS-2 TOKENS-3 TOKENS-4 "
        "TOKENS-6 TOKENS-8 TOKENS-12",
        bugs="done-sentinel",
        frames=breaking_off,
    ),
    breaking(
        "streams_the_word_none",
        "CHUNKS-17 CONTENT-1 CONTENT-3 CONTENT-9 CONTENT-10 ROBUST-1 ROBUST-3 ROBUST-11 ROBUST-12 ROBUST-13",
        bugs="null-deltas",
        frames=in_deltas(null_in_words),
    ),
    breaking(
        "streams_no_custom_calls",
        "CHUNKS-9 CHUNKS-11 TOOLS-3 TOOLS-4",
        frames=without_custom_calls,
        declares=UNDECLARED,
    ),
    breaking(
        "says_of_usage_nothing_before_the_end",
        "CHUNKS-12",
        frames=every(lambda frame: {key: value for key, value in frame.items() if key != "usage" or value}),
    ),
    breaking(
        "passes_events_on_as_chunks",
        "CHUNKS-1 CHUNKS-3 CHUNKS-12 CHUNKS-13 CLIENT-2",
        bugs="wrong-protocol-frames",
        frames=between({"type": "response.in_progress", "response": {"id": "resp_1", "status": "in_progress"}}),
    ),
    breaking(
        "passes_rate_limits_on",
        "CHUNKS-1 CHUNKS-3 CHUNKS-12 CHUNKS-13 CLIENT-2",
        bugs="unknown-events",
        frames=between({"type": "codex.rate_limits", "rate_limits": {"allowed": True}}),
    ),
    breaking(
        "crashes_on_a_chunk_without_choices",
        "ANSWER-1",
        bugs="chunk-without-choices",
        frames=crashing_without_choices,
    ),
    varied("ends_without_done", "chat", "CHUNKS-2", app=rewriting(lambda sent: sent.replace(b"data: [DONE]\n\n", b""))),
    varied(
        "buffers_a_stream_of_chunks",
        "chat",
        "CHUNKS-10 ROBUST-6",
        [*HELD_BACK, *LEAVES],
        bugs="buffered-not-streamed",
        breaks=buffering,
    ),
]
