"""Cutting text into the deltas of a stream."""

from collections.abc import Iterator, Sequence
from math import ceil

from crosswire.facts import Json
from crosswire.shapes.lenient import string

# How many deltas a text becomes where no tokens say where to cut: few, but as many as keep each short.
FEWEST, SHORT, MOST = 8, 100, 10_000


def pieces(text: str, logprobs: Sequence[Json] = ()) -> Iterator[tuple[str, Sequence[Json]]]:
    """Yield the pieces of a text with their logprobs: the tokens, where the logprobs are those of the text."""
    tokens = [string(token.get("token")) for token in logprobs]
    if tokens and "".join(tokens) == text:
        yield from ((token, [logprob]) for token, logprob in zip(tokens, logprobs, strict=True))
        return
    size = max(1, ceil(len(text) / min(MOST, max(FEWEST, len(text) // SHORT))))
    for start in range(0, len(text), size):
        yield text[start : start + size], () if start else logprobs
