"""What a served answer has of its own: content, metadata and counts that the upstream's answer lacks."""

from collections.abc import Mapping

from crosswire.comparing.words import commentary, refusals, same_thoughts, same_words
from crosswire.facts import Answer, Ask, Json, Media, Other, Refusal, ShapeName, Text, Usage

TIERS: Mapping[ShapeName, frozenset[str]] = {
    "chat": frozenset(("auto", "default", "flex", "scale", "priority", "fast")),
    "responses": frozenset(("auto", "default", "flex", "scale", "priority", "fast", "ultrafast")),
}
"""The service tiers of the API description: `CreateChatCompletionResponse` and `Response`."""

USUAL_TIERS = (None, "auto", "default")
"""The description of `service_tier`: it defaults to `auto`, which is the project's, which is `default` by default."""


def unsaid_content(asked: Ask, upstream: Answer, served: Answer) -> dict[str, Json]:
    """Return the served content of kinds that the upstream's answer lacks, by fact.

    An adapter's own `encrypted_content` is free: it may carry what has to go back to the upstream. An adapter that runs
    a hosted tool for the client may serve a record of it: `file_search_call` for `file_search`.
    """
    ours, theirs = _content(upstream), _content(served)
    if same_thoughts(upstream, served) or same_words(commentary(upstream), served.reasoning):
        theirs["reasoning"] = []
    performed = {f"{tool.kind}_call" for tool in asked.tools}
    theirs["output"] = [kind for kind in theirs["output"] if kind not in performed]
    if upstream.tool_calls:
        # A tool that only Responses has may be offered as a function; its call comes back as its own kind of item.
        theirs["output"] = [kind for kind in theirs["output"] if kind not in served.client_run]
    return {fact: value for fact, value in theirs.items() if value and not ours[fact]}


def _content(answer: Answer) -> dict[str, list[Json]]:
    parts = [part for message in answer.messages for part in message.parts]
    texts = [part for part in parts if isinstance(part, Text)]
    declining = [part for part in parts if isinstance(part, Refusal)]
    return {
        "refusal": [text for text in refusals(answer) if text],
        "citations": [cited for part in texts for cited in part.citations],
        "logprobs": [token for part in texts for token in part.logprobs]
        + [token for part in declining for token in part.logprobs],
        "reasoning": list(answer.reasoning),
        "media": [media.kind for media in answer.media],
        "output": [item.kind for item in (*answer.items, *parts) if isinstance(item, Other) and not item.shows],
        "phase": [message.phase for message in answer.messages if message.phase],
    }


def is_silent(answer: Answer) -> bool:
    """Return whether an answer is empty: without text, calls, media and items of other kinds."""
    return not (answer.text or answer.tool_calls or any(_content(answer).values()))


def is_same_media(expected: Media, received: Media) -> bool:
    """Return whether two media are the same: a URL may hold the data (RFC 2397)."""
    ours, theirs = expected.source or "", received.source or ""
    return expected.kind == received.kind and theirs in (ours, f"{theirs.partition(',')[0]},{ours}")


def unsaid_metadata(asked: Ask, upstream: Answer, served: Answer) -> dict[str, Json]:
    """Return the served metadata whose keys neither the upstream nor the client gave: another client's, for example."""
    given = {**upstream.metadata, **asked.metadata}
    return {key: value for key, value in served.metadata.items() if key not in given}


def tier_to_serve(upstream: Answer, shape: ShapeName) -> str | None:
    """Return the tier of the upstream's answer; `None` where the served API lacks it, or it is the usual one."""
    tier = upstream.service_tier
    return tier if tier in TIERS[shape] and tier not in USUAL_TIERS else None


def counts(usage: Usage | None) -> dict[str, float]:
    """Return the counts of the details that are above zero, by name: zero and absent are the same."""
    if usage is None:
        return {}
    details = {"cached": usage.cached, "cache_write": usage.cache_write, "reasoning": usage.reasoning}
    return {name: number for name, number in {**details, **usage.others}.items() if number}


def with_total(usage: Usage) -> dict[str, float | None]:
    """Return the totals of a usage. A missing total is the sum, since both APIs require one."""
    totals = usage.totals
    if usage.total is None and usage.input is not None and usage.output is not None:
        totals["total"] = usage.input + usage.output
    return totals
