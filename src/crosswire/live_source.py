"""A live source: an OpenAI-compatible server that is asked what a recording was asked."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from crosswire.conversations import interaction
from crosswire.errors import ConfigurationError
from crosswire.facts import Json, ShapeName
from crosswire.known_secrets import Clearing
from crosswire.scenarios import Interaction
from crosswire.shapes import SHAPES
from crosswire.shapes.failure import read_error
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.exact_json import sent

OPENAI = "https://api.openai.com/v1"
TIMEOUT = httpx.Timeout(600, connect=10)
"""Seconds: an answer may be thought about for long, a connection may not."""


class LiveSourceUnusable(ConfigurationError):
    """The live source cannot be asked: no key, no such host, or it refuses whatever it is asked."""


class LiveSource:
    """A server at `base_url`, asked with a key, and for `model` where the recordings' own is not to be asked for."""

    def __init__(self, base_url: str, key: str, model: str | None = None) -> None:
        self.base_url = checked_url(base_url)
        self.model = model
        if not key:
            raise LiveSourceUnusable(
                f"no key for {self.base_url}: export OPENAI_API_KEY; for a server that needs none, any word"
            )
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        try:
            self._client = httpx.Client(headers=headers, timeout=TIMEOUT)
        except UnicodeEncodeError:
            raise LiveSourceUnusable("OPENAI_API_KEY holds what no header can: letters that are not ASCII") from None

    def __enter__(self) -> "LiveSource":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def answer(self, shape: ShapeName, asked: Mapping[str, Json]) -> Interaction:
        """Ask, and return the whole exchange.

        Raises:
            LiveSourceUnusable: it cannot be reached, or it refuses for a reason that no request can mend.
        """
        asked = {**asked, "model": self.model} if self.model else asked
        url = f"{self.base_url}{SHAPES[shape].PATH}"
        try:
            answered = self._client.post(url, content=sent(asked))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            why = str(error) or type(error).__name__
            raise LiveSourceUnusable(f"{url} gives no answer: {why}; --base-url URL says where to ask") from None
        call = HttpCall(
            method="POST",
            uri=url,
            request_headers={"content-type": ["application/json"]},
            request_body=sent(asked).encode(),
            status=answered.status_code,
            reason=answered.reason_phrase,
            headers={name: [value] for name, value in answered.headers.items()},
            body=answered.content,
        )
        told = interaction(shape, call)
        if hint := _HINTS.get(told.status):
            raise LiveSourceUnusable(f"{url} answers {refusal(told)}; {hint.format(model=asked.get('model'))}")
        return told


_HINTS: Mapping[int, str] = {
    401: "is OPENAI_API_KEY a key for this server? --base-url URL says where to ask",
    403: "what may this key do?",
    404: "is this API served there, and is there a model {model!r}? --base-url URL, --model M",
    429: "ask again later",
    **dict.fromkeys((500, 502, 503, 504), "ask again later"),
}
"""Errors that say nothing of a request's structure, and what may help."""


def checked_url(base_url: str) -> str:
    """Return a base URL without the slash at its end.

    Raises:
        LiveSourceUnusable: it is none.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LiveSourceUnusable(f"{base_url!r} is no base URL; one reads {OPENAI}")
    return base_url.rstrip("/")


def refusal(told: Interaction) -> str:
    """Tell of an error answer: its status, and what it says."""
    said = read_error(told.status, told.headers, told.answer_body).message
    phrase = HTTPStatus(told.status).phrase if told.status in {each.value for each in HTTPStatus} else ""
    return " ".join(Clearing().clear("", f"{told.status} {said or phrase}").split())
