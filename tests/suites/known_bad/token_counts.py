"""Known-bad adapters: each breaks a requirement of `suites/test_token_counts.py`."""

from tests.suites.breaking import bad
from tests.suites.mutations import Body, Change, Frames, changed, finish_index, in_snapshots, with_usage

TOTALS = ("prompt_tokens", "completion_tokens", "total_tokens")


def without_detail(name: str, *, zero: bool) -> Change:
    """Drop a detail of the usage: where it is zero, or where it is not."""

    def usage(counts: Body) -> Body:
        for details in counts.values():
            if isinstance(details, dict) and name in details and (details[name] == 0) == zero:
                del details[name]
        return counts

    return usage


def without_details(counts: Body) -> Body:
    return {name: value for name, value in counts.items() if not isinstance(value, dict)}


def usage_on_the_finish_chunk(frames: Frames) -> Frames:
    if not frames[-1].get("usage"):
        return frames
    index = finish_index(frames)
    frames[index]["usage"] = frames[-1]["usage"]
    return frames[:-1]


def an_empty_chunk_after_usage(frames: Frames) -> Frames:
    return [*frames, frames[-1] | {"usage": None}] if frames[-1].get("usage") else frames


def moderation_behind_usage(frames: Frames) -> Frames:
    moderated = [frame for frame in frames if frame.get("moderation")]
    others = [frame for frame in frames if not frame.get("moderation")]
    return [*others, *(frame | {"usage": None} for frame in moderated)] if others[-1].get("usage") else frames


def usage_before_the_finish(frames: Frames) -> Frames:
    return [frames[-1], *frames[:-1]] if frames[-1].get("usage") else frames


def usage_unasked(request: Body, frames: Frames) -> Frames:
    counts = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    asked = request.get("stream_options", {}).get("include_usage")
    return frames if asked or not request.get("stream") else [*frames, frames[-1] | {"choices": [], "usage": counts}]


def usage_twice(frames: Frames) -> Frames:
    return [frames[-1], *frames] if frames[-1].get("usage") else frames


def caching(counts: Body) -> Body:
    details = counts.get("prompt_tokens_details") or {}
    return counts | {"prompt_tokens_details": {**details, "cached_tokens": details.get("cached_tokens") or 7}}


KNOWN_BAD = [
    bad("counts_cached_tokens_of_its_own", "chat", "TOKENS-8 TOKENS-13", whole=with_usage(caching)),
    bad("streams_usage_twice", "chat", "TOKENS-14", frames=usage_twice),
    bad(
        "counts_zero_tokens",
        "chat",
        "TOKENS-1",
        whole=with_usage(
            lambda counts: counts | dict.fromkeys(["prompt_tokens", "completion_tokens", "total_tokens"], 0)
        ),
    ),
    bad(
        "doubles_the_output_tokens",
        "responses",
        "TOKENS-1",
        whole=with_usage(lambda counts: counts | {"output_tokens": 2 * counts["output_tokens"]}),
    ),
    bad("drops_reasoning_tokens", "chat", "TOKENS-2", whole=with_usage(without_detail("reasoning_tokens", zero=False))),
    bad(
        "drops_cached_tokens",
        "chat",
        "TOKENS-3",
        bugs="usage-details",
        whole=with_usage(without_detail("cached_tokens", zero=False)),
    ),
    bad(
        "drops_cache_write_tokens",
        "chat",
        "TOKENS-4",
        whole=with_usage(without_detail("cache_write_tokens", zero=False)),
    ),
    bad("takes_the_usage_back_with_moderation", "chat", "TOKENS-15", frames=moderation_behind_usage),
    bad("serves_an_empty_chunk_after_usage", "chat", "TOKENS-6 TOKENS-15", frames=an_empty_chunk_after_usage),
    bad("serves_usage_first", "chat", "TOKENS-6 TOKENS-15", frames=usage_before_the_finish),
    bad(
        "streams_no_usage",
        "responses",
        "ROBUST-9 TOKENS-1 TOKENS-2 TOKENS-3 TOKENS-4 TOKENS-7 TOKENS-8 TOKENS-12",
        bugs="usage-trailing-chunk",
        frames=in_snapshots(changed(usage=None)),
    ),
    bad("drops_zero_details", "chat", "TOKENS-8", whole=with_usage(without_detail("reasoning_tokens", zero=True))),
    bad(
        "serves_no_token_details",
        "responses",
        "TOKENS-2 TOKENS-3 TOKENS-4 TOKENS-8 TOKENS-9 TOKENS-12 METADATA-11",
        bugs="usage-details",
        whole=with_usage(without_details),
    ),
    bad("puts_usage_on_the_finish_chunk", "chat", "TOKENS-10 TOKENS-15", frames=usage_on_the_finish_chunk),
    bad("serves_usage_unasked", "chat", "CHUNKS-16 TOKENS-11 TOKENS-13", with_request=usage_unasked),
    bad(
        "counts_zero_where_nothing_is_said",
        "chat",
        "TOKENS-5",
        whole=lambda body: {"usage": dict.fromkeys(TOTALS, 0)} | body,
    ),
    bad(
        "drops_audio_tokens",
        "chat",
        "TOKENS-12",
        bugs="usage-details",
        whole=with_usage(without_detail("audio_tokens", zero=False)),
    ),
]
