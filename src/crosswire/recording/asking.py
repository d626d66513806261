"""Asking a live source the request of a recording. An error that no request can avoid ends the command."""

from collections.abc import Mapping

import httpx

from crosswire.errors import SourceUnusable
from crosswire.facts import Json, ShapeName
from crosswire.interactions import Interaction
from crosswire.making.calls import interaction
from crosswire.recording.sources import Source, blaming_the_source, call_of
from crosswire.secrets.patterns import Clearing
from crosswire.shapes.failure import read_error

HINTS: Mapping[int, str] = {
    401: "is OPENAI_API_KEY a key for this source? --base-url URL names another",
    403: "what may this key do?",
    404: "is this API served there, and is there a model {model!r}? --base-url URL, --model M",
    429: "ask again later",
    **dict.fromkeys((500, 502, 503, 504), "ask again later"),
}
"""By status: errors that are not about the request, and what may help."""


def ask(client: httpx.Client, source: Source, shape: ShapeName, asked: Json) -> Interaction:
    """Ask a source, and return the whole exchange.

    Raises:
        SourceUnusable: it cannot be reached, or refuses for a reason that is not in the request.
    """
    with blaming_the_source():
        call = call_of(client.send(source.request(shape, asked)))
    live = interaction(shape, call)
    if hint := HINTS.get(live.status):
        raise SourceUnusable(f"{call.uri} answers {refusal(live)}; {hint.format(model=asked.get('model'))}")
    return live


def refusal(turn: Interaction) -> str:
    """Return the status and the message of an error answer, without secrets."""
    message = read_error(turn.status, turn.headers, turn.answer_body).message
    return " ".join(Clearing().clear("", f"{turn.status} {message}").split())
