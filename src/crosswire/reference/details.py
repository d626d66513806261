"""What hangs on an answer beside its words, each way: token counts, citations, logprobs, moderation, times."""

from collections.abc import Iterable
from typing import Any

from crosswire.reference.lenient import Json, mapping, number, objects, text

# Responses' names for token counts, and Chat's. What the details count has the same names in both.
COUNTS = (
    ("input_tokens", "prompt_tokens"),
    ("output_tokens", "completion_tokens"),
    ("total_tokens", "total_tokens"),
)
DETAILS = (
    ("input_tokens_details", "prompt_tokens_details"),
    ("output_tokens_details", "completion_tokens_details"),
)

# Responses always has these; 0 where Chat does not say.
REQUIRED_DETAILS = {
    "input_tokens_details": ("cached_tokens", "cache_write_tokens"),
    "output_tokens_details": ("reasoning_tokens",),
}

# `ultrafast` is Responses' alone; other hosts have names of their own, which neither API allows.
CHAT_TIERS = ("auto", "default", "flex", "scale", "priority", "fast")
RESPONSES_TIERS = (*CHAT_TIERS, "ultrafast")


def chat_usage(usage: Any) -> Json | None:
    """Return Responses' token counts as Chat's; details only where they are said. None where there are none."""
    told = mapping(usage)
    counts = _totals([number(told.get(name)) for name, _ in COUNTS])
    if counts is None:
        return None
    details = {theirs: _counted(told[ours]) for ours, theirs in DETAILS if isinstance(told.get(ours), dict)}
    return {theirs: count for (_, theirs), count in zip(COUNTS, counts, strict=True)} | details


def responses_usage(usage: Any) -> Json | None:
    """Return Chat's token counts as Responses'; both details are there, 0 for unknown. None where there are none."""
    told = mapping(usage)
    counts = _totals([number(told.get(theirs)) for _, theirs in COUNTS])
    if counts is None:
        return None
    details = {
        ours: dict.fromkeys(REQUIRED_DETAILS[ours], 0) | _counted(mapping(told.get(theirs))) for ours, theirs in DETAILS
    }
    return {ours: count for (ours, _), count in zip(COUNTS, counts, strict=True)} | details


def _totals(said: list[int | None]) -> tuple[int, int, int] | None:
    """Return all three counts, which both APIs require, if any of them is said."""
    if said == [None, None, None]:
        return None
    given, made, total = said
    return given or 0, made or 0, (given or 0) + (made or 0) if total is None else total


def _counted(details: Json) -> Json:
    return {kind: count for kind, value in details.items() if (count := number(value)) is not None}


def chat_citations(part: Json, before: int) -> list[Json]:
    """Return the URL citations of a text part as Chat has them; `before` code points of other parts stand ahead of it.

    Citations of files are left out: Chat has no form for them.
    """
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": before + (number(cited.get("start_index")) or 0),
                "end_index": before + (number(cited.get("end_index")) or 0),
                "url": text(cited.get("url")),
                "title": text(cited.get("title")),
            },
        }
        for cited in objects(part.get("annotations"))
        if cited.get("type") == "url_citation"
    ]


def responses_citations(annotations: Any) -> list[Json]:
    """Return the URL citations of a chat message or delta, flat."""
    cited = [
        mapping(entry.get("url_citation")) for entry in objects(annotations) if entry.get("type") == "url_citation"
    ]
    return [
        {
            "type": "url_citation",
            "start_index": number(each.get("start_index")) or 0,
            "end_index": number(each.get("end_index")) or 0,
            "url": text(each.get("url")),
            "title": text(each.get("title")),
        }
        for each in cited
    ]


def chat_logprobs(entries: Iterable[Json]) -> Json | None:
    """Return logprobs as a choice has them; null `bytes` where the upstream has none (its text events do not)."""
    content = [
        _logprob(entry, no_bytes=None)
        | {"top_logprobs": [_logprob(top, no_bytes=None) for top in objects(entry.get("top_logprobs"))]}
        for entry in entries
    ]
    return {"content": content, "refusal": None} if content else None


def part_logprobs(entries: Iterable[Json]) -> list[Json]:
    """Return logprobs as a text part has them; its `bytes` are a list, always."""
    return [
        _logprob(entry, no_bytes=())
        | {"top_logprobs": [_logprob(top, no_bytes=()) for top in objects(entry.get("top_logprobs"))]}
        for entry in entries
    ]


def event_logprobs(entries: Iterable[Json]) -> list[Json]:
    """Return logprobs as text events have them: without `bytes`."""
    return [
        {
            "token": entry["token"],
            "logprob": entry["logprob"],
            "top_logprobs": [{"token": top["token"], "logprob": top["logprob"]} for top in entry["top_logprobs"]],
        }
        for entry in part_logprobs(entries)
    ]


def _logprob(entry: Json, no_bytes: tuple[()] | None) -> Json:
    known = entry.get("bytes")
    return {
        "token": text(entry.get("token")),
        "logprob": entry.get("logprob", 0),
        "bytes": known if isinstance(known, list) else None if no_bytes is None else [],
    }


def chat_moderation(moderation: Any) -> Json | None:
    """Return moderation results as Chat has them: a list of results under each of `input` and `output`."""
    return {
        side: {"type": "moderation_results", "model": text(said.get("model")), "results": [said]}
        if said.get("type") == "moderation_result"
        else said
        for side, value in mapping(moderation).items()
        if (said := mapping(value))
    } or None


def responses_moderation(moderation: Any) -> Json | None:
    """Return moderation results as Responses has them: one under each of `input` and `output`, a flagged one first."""
    return {
        side: max(results, key=lambda result: result.get("flagged") is True)
        if (results := objects(said.get("results")))
        else said
        for side, value in mapping(moderation).items()
        if (said := mapping(value))
    } or None
