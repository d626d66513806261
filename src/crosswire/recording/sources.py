"""The live source of recordings: any compatible API, configured as the official SDK is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from crosswire.errors import SourceUnusable
from crosswire.facts import Json, ShapeName
from crosswire.limits import LIMITS, Limits
from crosswire.secrets.redaction import unmistakable
from crosswire.shapes import SHAPES
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.exact_json import sent
from crosswire.wire.unpacking import ACCEPTED

OPENAI = "https://api.openai.com/v1"
TIMEOUT = httpx.Timeout(600, connect=20)


@dataclass(frozen=True, slots=True)
class Source:
    """A base URL, the credentials for it, and how much is read of an answer."""

    base_url: str
    key: str | None = field(default=None, repr=False)
    organization: str | None = field(default=None, repr=False)
    project: str | None = field(default=None, repr=False)
    limits: Limits = field(default=LIMITS, repr=False)

    def url(self, shape: ShapeName) -> str:
        """Return the URL of an API: its path follows the base URL's, before the base URL's query."""
        parts = urlsplit(self.base_url)
        return parts._replace(path=parts.path.rstrip("/") + SHAPES[shape].PATH).geturl()

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request."""
        given = {
            "authorization": self.key and f"Bearer {self.key}",
            "openai-organization": self.organization,
            "openai-project": self.project,
        }
        return {"content-type": "application/json", **{name: value for name, value in given.items() if value}}

    @property
    def secrets(self) -> frozenset[str]:
        """The credentials: texts that no recording may hold."""
        return unmistakable(text for text in (self.key, self.organization, self.project) if text)

    def request(self, shape: ShapeName, body: Json) -> httpx.Request:
        """Return the request that asks `body` there.

        Raises:
            SourceUnusable: the base URL is invalid.
        """
        try:
            headers = {**self.headers, "accept-encoding": ACCEPTED}
            return httpx.Request("POST", self.url(shape), headers=headers, content=sent(body).encode())
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise SourceUnusable(f"{self.base_url!r} cannot be asked: {error}") from None


def source_from(environment: Mapping[str, str], base_url: str | None = None, limits: Limits = LIMITS) -> Source:
    """Return the source at `base_url`, or at the environment's, with the key from the environment.

    Raises:
        SourceUnusable: the base URL is invalid, or it is the vendor's own and there is no key.
    """
    url = base_url or environment.get("OPENAI_BASE_URL") or OPENAI
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise SourceUnusable(f"{url!r} is no base URL; it is like {OPENAI}, in OPENAI_BASE_URL or --base-url")
    key = environment.get("OPENAI_API_KEY") or None
    if key is None and urlsplit(url).hostname == urlsplit(OPENAI).hostname:
        raise SourceUnusable(f"{url} needs a key; OPENAI_API_KEY=… says it, OPENAI_BASE_URL=… names another source")
    return Source(url, key, environment.get("OPENAI_ORG_ID"), environment.get("OPENAI_PROJECT_ID"), limits)


@contextmanager
def blaming_the_source() -> Iterator[None]:
    """Turn errors of HTTP into `SourceUnusable`.

    Raises:
        SourceUnusable: the host is out of reach, or its answer breaks off.
    """
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        asked = getattr(error, "_request", None)
        host = f"{asked.url.host}:{asked.url.port}" if asked and asked.url.port else asked and asked.url.host
        raise SourceUnusable(f"{host or 'the source'} gave no whole answer: {type(error).__name__}: {error}") from None


def call_of(response: httpx.Response) -> HttpCall:
    """Return a request and its answer as a call, with the body decoded."""
    request = response.request
    return HttpCall(
        method=request.method,
        uri=str(request.url),
        request_headers=_headers(request.headers),
        request_body=request.content,
        status=response.status_code,
        reason=response.reason_phrase,
        headers=_headers(response.headers),
        body=response.content,
    )


def _headers(headers: httpx.Headers) -> dict[str, list[str]]:
    return {name.lower(): headers.get_list(name) for name in headers}
