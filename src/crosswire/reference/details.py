"""The details of an answer, in both directions: token counts, citations, logprobs and moderation."""

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
    """Return Responses' token counts as Chat's, with the details that there are; `None` where there are no counts."""
    fields = mapping(usage)
    counts = _totals([number(fields.get(name)) for name, _ in COUNTS])
    if counts is None:
        return None
    details = {theirs: _counted(fields[ours]) for ours, theirs in DETAILS if isinstance(fields.get(ours), dict)}
    return {theirs: count for (_, theirs), count in zip(COUNTS, counts, strict=True)} | details


def responses_usage(usage: Any) -> Json | None:
    """Return Chat's token counts as Responses', with all details, 0 for missing ones; `None` without counts."""
    fields = mapping(usage)
    counts = _totals([number(fields.get(theirs)) for _, theirs in COUNTS])
    if counts is None:
        return None
    details = {
        ours: dict.fromkeys(REQUIRED_DETAILS[ours], 0) | _counted(mapping(fields.get(theirs)))
        for ours, theirs in DETAILS
    }
    return {ours: count for (ours, _), count in zip(COUNTS, counts, strict=True)} | details


def _totals(counts: list[int | None]) -> tuple[int, int, int] | None:
    """Return all three counts, which both APIs require; `None` where all are missing."""
    if counts == [None, None, None]:
        return None
    given, made, total = counts
    return given or 0, made or 0, (given or 0) + (made or 0) if total is None else total


def _counted(details: Json) -> Json:
    return {kind: count for kind, value in details.items() if (count := number(value)) is not None}


def chat_citations(part: Json, before: int) -> list[Json]:
    """Return the URL citations of a text part as Chat has them; `before` counts the code points before the part.

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
            "start_index": number(citation.get("start_index")) or 0,
            "end_index": number(citation.get("end_index")) or 0,
            "url": text(citation.get("url")),
            "title": text(citation.get("title")),
        }
        for citation in cited
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
    token_bytes = entry.get("bytes")
    return {
        "token": text(entry.get("token")),
        "logprob": entry.get("logprob", 0),
        "bytes": token_bytes if isinstance(token_bytes, list) else None if no_bytes is None else [],
    }


def chat_moderation(moderation: Any) -> Json | None:
    """Return moderation results as Chat has them: a list of results for `input` and for `output`."""
    return {
        side: {"type": "moderation_results", "model": text(body.get("model")), "results": [body]}
        if body.get("type") == "moderation_result"
        else body
        for side, value in mapping(moderation).items()
        if (body := mapping(value))
    } or None


def responses_moderation(moderation: Any) -> Json | None:
    """Return moderation results as Responses has them: one for `input` and for `output`, if possible a flagged one."""
    return {
        side: max(results, key=lambda result: result.get("flagged") is True)
        if (results := objects(body.get("results")))
        else body
        for side, value in mapping(moderation).items()
        if (body := mapping(value))
    } or None
