"""The environment names the live API that is recorded from."""

import httpx
import pytest

from crosswire.errors import SourceUnusable
from crosswire.recording.sources import Source, blaming_the_source, call_of, source_from


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1/responses"),
        ("http://localhost:8000/v1/", "http://localhost:8000/v1/responses"),
        ("https://h/openai/v1?api-version=1", "https://h/openai/v1/responses?api-version=1"),
    ],
)
def test_the_path_of_an_api_stands_behind_the_base_urls(base_url: str, url: str) -> None:
    """The API's path is added to that of the base URL; the base URL's query comes after both."""
    assert url == Source(base_url).url("responses")


def test_the_environment_names_the_source() -> None:
    """The variables of the official SDK name the source; a base URL that is given takes precedence."""
    environment = {
        "OPENAI_BASE_URL": "http://h/v1",
        "OPENAI_API_KEY": "sk-abcdef1",
        "OPENAI_ORG_ID": "org-abc",
        "OPENAI_PROJECT_ID": "proj_abc",
    }
    source = source_from(environment)

    assert ("http://h/v1", "http://other/v1") == (source.base_url, source_from(environment, "http://other/v1").base_url)
    assert {
        "content-type": "application/json",
        "authorization": "Bearer sk-abcdef1",
        "openai-organization": "org-abc",
        "openai-project": "proj_abc",
    } == source.headers
    assert {"sk-abcdef1", "org-abc", "proj_abc"} == source.secrets
    assert "Source(base_url='http://h/v1')" == repr(source)


def test_a_source_of_ones_own_needs_no_key() -> None:
    """A host that isn't the vendor's is asked without a key where there is none."""
    assert {"content-type": "application/json"} == source_from({"OPENAI_BASE_URL": "http://localhost/v1"}).headers


def test_the_vendors_own_needs_a_key() -> None:
    """The vendor's host needs a key, and the message says which variable holds it."""
    with pytest.raises(SourceUnusable, match=r"^https://api.openai.com/v1 needs a key; OPENAI_API_KEY=…") as raised:
        source_from({})

    assert "configuration" == raised.value.fault


@pytest.mark.parametrize("url", ["localhost:8000/v1", "ftp://h/v1", "http://"])
def test_what_is_no_base_url_is_refused(url: str) -> None:
    """The message shows an example of a base URL."""
    with pytest.raises(SourceUnusable, match=r"is no base URL; it is like https://api\.openai\.com/v1"):
        source_from({"OPENAI_BASE_URL": url})


def test_a_call_is_kept_decoded_and_with_every_header() -> None:
    """A call is recorded decoded, with all its headers, also those that occur several times."""
    request = httpx.Request("POST", "http://h/v1/responses", headers={"A": "1"}, content=b"{}")
    headers = [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Type", "application/json")]
    call = call_of(httpx.Response(201, headers=headers, content=b"[]", request=request))

    assert (201, "Created", b"[]", b"{}") == (call.status, call.reason, call.body, call.request_body)
    assert ["a=1", "b=2"] == call.headers["set-cookie"]
    assert ["1"] == call.request_headers["a"]


def test_what_http_makes_impossible_names_the_host() -> None:
    """The message names the host, but not the URL, which may hold a key."""
    request = httpx.Request("POST", "http://h:81/v1/responses?key=secret")
    with pytest.raises(SourceUnusable) as raised, blaming_the_source():
        raise httpx.ReadTimeout("too late", request=request)

    assert "h:81 gave no whole answer: ReadTimeout: too late" == str(raised.value)
