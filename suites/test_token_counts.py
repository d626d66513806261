"""What the answer cost reaches the client: the upstream's counts, neither estimated nor summed.

Sources: the API description's `ResponseUsage`, `CompletionUsage` and `stream_options.include_usage`.
"""

from collections.abc import Mapping, Sequence

from crosswire.comparing.answers import counts, with_total
from crosswire.exchange import Case
from crosswire.facts import Answer, Json, Usage
from crosswire.requirements import all_of, held, kept, may, must, of_answer, should

from .conditions import (
    answered,
    asks_for_no_usage,
    asks_for_usage,
    can_carry_usage,
    has_cache_write_tokens,
    has_cached_tokens,
    has_reasoning_tokens,
    has_usage,
    has_zero_details,
    serves_chat,
    serves_responses,
    streamed,
)

NOTHING = Usage(None, None, None)

has_no_usage = of_answer(lambda answer: not answer.usage and not answer.unsayable)
has_other_details = of_answer(lambda answer: answer.usage and any(answer.usage.others.values()))


@must("TOKENS-1", given=all_of(has_usage, can_carry_usage))
def test_counts_survive(upstream: Answer, served: Answer) -> None:
    """Input, output and total token counts are the upstream's numbers: not estimated, doubled, or summed per chunk.

    A total that the upstream leaves out is the sum of both.
    """
    kept("usage", with_total(upstream.usage or NOTHING), served.usage.totals if served.usage else None)


@must("TOKENS-2", given=all_of(has_reasoning_tokens, can_carry_usage))
def test_reasoning_tokens_survive(upstream: Answer, served: Answer) -> None:
    """Reasoning tokens are the upstream's number, where it is not zero."""
    kept(
        "usage",
        {"reasoning": (upstream.usage or NOTHING).reasoning},
        {"reasoning": (served.usage or NOTHING).reasoning},
    )


@must("TOKENS-3", given=all_of(has_cached_tokens, can_carry_usage))
def test_cached_tokens_survive(upstream: Answer, served: Answer) -> None:
    """Cached input tokens are the upstream's number, where it is not zero."""
    kept("usage", {"cached": (upstream.usage or NOTHING).cached}, {"cached": (served.usage or NOTHING).cached})


@must("TOKENS-4", given=all_of(has_cache_write_tokens, can_carry_usage))
def test_cache_write_tokens_survive(upstream: Answer, served: Answer) -> None:
    """Input tokens written to the cache are the upstream's number, where it is not zero."""
    given, received = upstream.usage or NOTHING, served.usage or NOTHING
    kept("usage", {"cache_write": given.cache_write}, {"cache_write": received.cache_write})


@should("TOKENS-5", given=all_of(has_no_usage, can_carry_usage))
def test_no_usage_is_invented(served: Answer) -> None:
    """Where the upstream gave no usage, none is invented: zeros are a claim. Numbers are TOKENS-13."""
    held(served.usage is None or _says_numbers(served.usage), "usage", None, served.usage and served.usage.totals)


@must("TOKENS-6", given=all_of(serves_chat, streamed, asks_for_usage, has_usage))
def test_usage_comes_once_and_last(served: Answer) -> None:
    """Asked for, usage arrives, after the finish, and no chunk but a moderation chunk follows it.

    The official accumulator keeps the last chunk's usage, so that an empty chunk behind it would erase it. Usage that
    comes before, too, is TOKENS-14.
    """
    last = served.usage_chunks[-1] if served.usage_chunks else None
    followed_by = [word for word in last.followed_by if word != "moderation"] if last else []
    received = last and {"after_finish": last.after_finish, "followed_by": followed_by}
    kept("usage", {"after_finish": True, "followed_by": []}, received)


@must("TOKENS-7", given=all_of(serves_responses, streamed, has_usage))
def test_the_terminal_response_carries_usage(upstream: Answer, served: Answer) -> None:
    """The terminal response carries usage, from an upstream that gives it only when asked by `include_usage`."""
    held(served.usage is not None, "usage", (upstream.usage or NOTHING).totals, None)


@may("TOKENS-8", given=all_of(has_zero_details, can_carry_usage))
def test_zero_stays_zero(upstream: Answer, served: Answer) -> None:
    """A detail that the upstream counts as zero is served as zero."""
    names = [name for name in ("cached", "cache_write", "reasoning") if getattr(upstream.usage, name) == 0]
    kept("usage", dict.fromkeys(names, 0), {name: getattr(served.usage or NOTHING, name) for name in names})


@must("TOKENS-9", given=all_of(serves_responses, has_usage))
def test_details_are_objects(served: Answer) -> None:
    """Where usage is served, both its details are objects, with 0 for what is unknown."""
    if served.usage:
        kept("usage", [True, True], [served.usage.has_input_details, served.usage.has_output_details])


@should("TOKENS-10", given=all_of(serves_chat, streamed, asks_for_usage, has_usage))
def test_the_usage_chunk_has_no_choices(served: Answer) -> None:
    """The chunk that carries usage has empty `choices`."""
    kept("usage", [False] * len(served.usage_chunks), [chunk.has_choices for chunk in served.usage_chunks])


@should("TOKENS-11", given=all_of(serves_chat, streamed, asks_for_no_usage, has_usage))
def test_no_usage_unasked(served: Answer) -> None:
    """Not asked for, no usage is sent."""
    held(not served.usage_chunks, "usage", None, served.usage and served.usage.totals)


@may("TOKENS-12", given=all_of(has_other_details, can_carry_usage))
def test_other_details_survive(upstream: Answer, served: Answer) -> None:
    """Audio, image and text tokens, and every other detail, are the upstream's numbers, where they are not zero.

    Another number than the upstream's is TOKENS-13.
    """
    expected = [name for name, number in (upstream.usage or NOTHING).others.items() if number]
    received = counts(served.usage)
    kept("usage", expected, [name for name in expected if name in received])


def _says_numbers(usage: Usage) -> bool:
    return bool(counts(usage) or any(usage.totals.values()))


@must("TOKENS-13", given=answered)
def test_no_count_is_invented(upstream: Answer, served: Answer, case: Case) -> None:
    """No count is served that the upstream did not give: what it leaves out is 0 or absent, what it says is no other.

    Totals that are due are TOKENS-1's, the details that have a requirement of their own are told there.
    """
    given, received = counts(upstream.usage), counts(served.usage)
    # A host's own name for a count that the upstream gave says no other number.
    unsaid = {name: number for name, number in received.items() if name not in given}
    kept("usage", {}, {name: number for name, number in unsaid.items() if number not in given.values()})
    others = {name: number for name, number in given.items() if name in received and "." in name}
    kept("usage", others, {name: received[name] for name in others})
    if served.usage and not (has_usage(case) and can_carry_usage(case)):
        totals = with_total(upstream.usage or NOTHING)
        kept(
            "usage",
            {},
            {name: number for name, number in served.usage.totals.items() if number and number != totals[name]},
        )


@should("TOKENS-14", given=all_of(serves_chat, streamed, asks_for_usage, has_usage))
def test_usage_comes_once(served: Answer) -> None:
    """Asked for, usage arrives in one chunk, not in several."""
    held(len(served.usage_chunks) <= 1, "usage", 1, len(served.usage_chunks))


@may("TOKENS-15", given=all_of(serves_chat, streamed, asks_for_usage, has_usage))
def test_no_chunk_takes_the_usage_back(frames: Sequence[Mapping[str, Json]]) -> None:
    """No chunk behind the usage says `usage: null`: a client that takes the last value ends without usage.

    The official JavaScript accumulator does. The vendor's own moderation chunk stands there and says it, so that this
    is no more than a MAY.
    """
    with_usage = [index for index, frame in enumerate(frames) if frame.get("usage")]
    behind = range(with_usage[-1] + 1, len(frames)) if with_usage else ()
    kept("usage", [], [f"null at /{index}" for index in behind if "usage" in frames[index]])
