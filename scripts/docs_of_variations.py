"""docs/variations.md: every variation, and what is judged under it."""

from collections.abc import Iterator

from tables import anchor, table
from tests.suites.judging import REQUIREMENTS

from crosswire.variations import VARIATIONS, Variation

INTRODUCTION = """\
# Variations

A recording cannot hold what a network does, and a repository should not hold ten megabytes of text. So some scenarios,
those tagged `network`, `forms` or `together` and the large ones, are also performed with one thing otherwise: the
upstream, a real server on 127.0.0.1, says the same in another form, sends it in other pieces, breaks off, falls silent
or is not there; or the client does what clients do. A test's id ends in the variation's name:
`test_every_form_of_a_stream_is_read[chat-stream-unicode_text-crlf]`."""


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    yield from [INTRODUCTION, ""]
    rows = ([anchor(name), variation.tells, _judged(variation)] for name, variation in VARIATIONS.items())
    yield from table(["variation", "what is otherwise", "judged under it"], rows)


def _judged(variation: Variation) -> str:
    ids = [requirement.id for requirement in REQUIREMENTS if variation.name in requirement.variations]
    return ", ".join(f"[{identifier}](requirements.md#{identifier})" for identifier in ids)
