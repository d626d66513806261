"""What the answer cost reaches the client: the upstream's counts, neither estimated nor summed.

Sources: the API description's `ResponseUsage`, `CompletionUsage` and `stream_options.include_usage`.
"""

from crosswire.comparing.answers import counts, with_total
from crosswire.exchange import Case
from crosswire.facts import Answer, Usage
from crosswire.requirements import all_of, held, kept, may, must, of_answer, should

from .conditions import (
    answered,
    cache_write_tokens_said,
    cached_tokens_said,
    reasoning_tokens_said,
    serves_chat,
    serves_responses,
    streamed,
    usage_asked,
    usage_can_be_said,
    usage_not_asked,
    usage_said,
    zero_details_said,
)

NOTHING = Usage(None, None, None)

no_usage_said = of_answer(lambda answer: not answer.usage and not answer.unsayable)
other_details_said = of_answer(lambda answer: answer.usage and any(answer.usage.others.values()))


@must("TOKENS-1", given=all_of(usage_said, usage_can_be_said))
def test_counts_survive(upstream: Answer, served: Answer) -> None:
    """Input, output and total token counts are the upstream's numbers: not estimated, doubled, or summed per chunk.

    A total that the upstream leaves out is the sum of both.
    """
    kept("usage", with_total(upstream.usage), served.usage.totals if served.usage else None)


@must("TOKENS-2", given=all_of(reasoning_tokens_said, usage_can_be_said))
def test_reasoning_tokens_survive(upstream: Answer, served: Answer) -> None:
    """Reasoning tokens are the upstream's number, where it is not zero."""
    kept("usage", {"reasoning": upstream.usage.reasoning}, {"reasoning": (served.usage or NOTHING).reasoning})


@must("TOKENS-3", given=all_of(cached_tokens_said, usage_can_be_said))
def test_cached_tokens_survive(upstream: Answer, served: Answer) -> None:
    """Cached input tokens are the upstream's number, where it is not zero."""
    kept("usage", {"cached": upstream.usage.cached}, {"cached": (served.usage or NOTHING).cached})


@must("TOKENS-4", given=all_of(cache_write_tokens_said, usage_can_be_said))
def test_cache_write_tokens_survive(upstream: Answer, served: Answer) -> None:
    """Input tokens written to the cache are the upstream's number, where it is not zero."""
    kept("usage", {"cache_write": upstream.usage.cache_write}, {"cache_write": (served.usage or NOTHING).cache_write})


@should("TOKENS-5", given=all_of(no_usage_said, usage_can_be_said))
def test_no_usage_is_invented(served: Answer) -> None:
    """Where the upstream gave no usage, none is invented: zeros are a claim. Numbers are TOKENS-13."""
    held(served.usage is None or _says_numbers(served.usage), "usage", None, served.usage and served.usage.totals)


@must("TOKENS-6", given=all_of(serves_chat, streamed, usage_asked, usage_said))
def test_usage_comes_once_and_last(served: Answer) -> None:
    """Asked for, usage arrives, after the finish, and no chunk but a moderation chunk follows it.

    The official accumulator keeps the last chunk's usage, so that an empty chunk behind it would erase it. Usage that
    comes before, too, is TOKENS-14.
    """
    last = served.usage_chunks[-1] if served.usage_chunks else None
    followed_by = [word for word in last.followed_by if word != "moderation"] if last else []
    received = last and {"after_finish": last.after_finish, "followed_by": followed_by}
    kept("usage", {"after_finish": True, "followed_by": []}, received)


@must("TOKENS-7", given=all_of(serves_responses, streamed, usage_said))
def test_the_terminal_response_carries_usage(upstream: Answer, served: Answer) -> None:
    """The terminal response carries usage, from an upstream that gives it only when asked by `include_usage`."""
    held(served.usage is not None, "usage", upstream.usage.totals, None)


@may("TOKENS-8", given=all_of(zero_details_said, usage_can_be_said))
def test_zero_stays_zero(upstream: Answer, served: Answer) -> None:
    """A detail that the upstream counts as zero is served as zero."""
    names = [name for name in ("cached", "cache_write", "reasoning") if getattr(upstream.usage, name) == 0]
    kept("usage", dict.fromkeys(names, 0), {name: getattr(served.usage or NOTHING, name) for name in names})


@must("TOKENS-9", given=all_of(serves_responses, usage_said))
def test_details_are_objects(served: Answer) -> None:
    """Where usage is served, both its details are objects, with 0 for what is unknown."""
    if served.usage:
        kept("usage", [True, True], [served.usage.has_input_details, served.usage.has_output_details])


@should("TOKENS-10", given=all_of(serves_chat, streamed, usage_asked, usage_said))
def test_the_usage_chunk_has_no_choices(served: Answer) -> None:
    """The chunk that carries usage has empty `choices`."""
    kept("usage", [False] * len(served.usage_chunks), [chunk.has_choices for chunk in served.usage_chunks])


@should("TOKENS-11", given=all_of(serves_chat, streamed, usage_not_asked, usage_said))
def test_no_usage_unasked(served: Answer) -> None:
    """Not asked for, no usage is sent."""
    held(not served.usage_chunks, "usage", None, served.usage and served.usage.totals)


@may("TOKENS-12", given=all_of(other_details_said, usage_can_be_said))
def test_other_details_survive(upstream: Answer, served: Answer) -> None:
    """Audio, image and text tokens, and every other detail, are the upstream's numbers, where they are not zero.

    Another number than the upstream's is TOKENS-13.
    """
    expected = [name for name, number in upstream.usage.others.items() if number]
    received = counts(served.usage)
    kept("usage", expected, [name for name in expected if name in received])


def _says_numbers(usage: Usage) -> bool:
    return bool(counts(usage) or any(usage.totals.values()))


@must("TOKENS-13", given=answered)
def test_no_count_is_invented(upstream: Answer, served: Answer, case: Case) -> None:
    """No count is served that the upstream did not give: what it leaves out is 0 or absent, what it says is no other.

    Totals that are due are TOKENS-1's, the details that have a requirement of their own are told there.
    """
    said, received = counts(upstream.usage), counts(served.usage)
    # A host's own name for a count that the upstream gave says no other number.
    unsaid = {name: number for name, number in received.items() if name not in said}
    kept("usage", {}, {name: number for name, number in unsaid.items() if number not in said.values()})
    others = {name: number for name, number in said.items() if name in received and "." in name}
    kept("usage", others, {name: received[name] for name in others})
    if served.usage and not (usage_said(case) and usage_can_be_said(case)):
        totals = with_total(upstream.usage or NOTHING)
        kept(
            "usage",
            {},
            {name: number for name, number in served.usage.totals.items() if number and number != totals[name]},
        )


@should("TOKENS-14", given=all_of(serves_chat, streamed, usage_asked, usage_said))
def test_usage_comes_once(served: Answer) -> None:
    """Asked for, usage arrives in one chunk, not in several."""
    held(len(served.usage_chunks) <= 1, "usage", 1, len(served.usage_chunks))
