"""Asking a live source what a recording was asked; an error that no request can mend ends it."""

from collections.abc import Mapping

import httpx

from crosswire.errors import SourceUnusable
from crosswire.facts import Json, ShapeName
from crosswire.making.conversations import interaction
from crosswire.recording.sources import Source, blaming_the_source, call_of
from crosswire.scenarios import Interaction
from crosswire.secrets.known import Clearing
from crosswire.shapes.failure import read_error

HINTS: Mapping[int, str] = {
    401: "is OPENAI_API_KEY a key for this source? --base-url URL names another",
    403: "what may this key do?",
    404: "is this API served there, and is there a model {model!r}? --base-url URL, --model M",
    429: "ask again later",
    **dict.fromkeys((500, 502, 503, 504), "ask again later"),
}
"""Errors that say nothing of how answers are made, and what may help."""


def ask(client: httpx.Client, source: Source, shape: ShapeName, asked: Json) -> Interaction:
    """Ask a source, and return the whole exchange.

    Raises:
        SourceUnusable: it cannot be reached, or it refuses for a reason that no request can mend.
    """
    with blaming_the_source():
        call = call_of(client.send(source.request(shape, asked)))
    live = interaction(shape, call)
    if hint := HINTS.get(live.status):
        raise SourceUnusable(f"{call.uri} answers {refusal(live)}; {hint.format(model=asked.get('model'))}")
    return live


def refusal(told: Interaction) -> str:
    """Tell of an error answer: its status and what it says, without secrets."""
    said = read_error(told.status, told.headers, told.answer_body).message
    return " ".join(Clearing().clear("", f"{told.status} {said}").split())
