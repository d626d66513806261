"""An exception is an error answer where it has the status of an HTTP error, as common HTTP libraries raise it."""

import ast
import io
import json
import urllib.error
from collections.abc import Callable, Iterator
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
import requests
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from crosswire.adapters import error_answers
from crosswire.adapters.error_answers import read_exception
from crosswire.served import ErrorAnswer

URL_ASKED = "https://x.upstream.invalid/v1/responses"
BODY = {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}
HEADERS = {"retry-after": "7"}


def of_httpx(**content: Any) -> Exception:
    response = httpx.Response(429, headers=HEADERS, request=httpx.Request("POST", URL_ASKED), **content)
    return raised(response.raise_for_status, httpx.HTTPStatusError)


def of_requests() -> Exception:
    response = requests.Response()
    response.status_code, response.url, response.raw = 429, URL_ASKED, io.BytesIO(json.dumps(BODY).encode())
    response.headers.update(HEADERS)
    return raised(response.raise_for_status, requests.HTTPError)


def of_aiohttp() -> Exception:
    headers = CIMultiDictProxy(CIMultiDict(HEADERS))
    asked = aiohttp.RequestInfo(URL(URL_ASKED), "POST", CIMultiDictProxy(CIMultiDict()), URL(URL_ASKED))
    return aiohttp.ClientResponseError(asked, (), status=429, message="Too Many Requests", headers=headers)


def of_urllib(content: bytes | None = None) -> Exception:
    headers = Message()
    headers["retry-after"] = "7"
    content = json.dumps(BODY).encode() if content is None else content
    return urllib.error.HTTPError(URL_ASKED, 429, "Too Many Requests", headers, io.BytesIO(content))


def answer_of(error: BaseException) -> ErrorAnswer:
    read = read_exception(error)
    assert read
    return ErrorAnswer(*read)


def raised(function: Callable[[], object], kind: type[Exception]) -> Exception:
    with pytest.raises(kind) as caught:
        function()
    return caught.value


@pytest.mark.parametrize(
    "make",
    [
        lambda: of_httpx(json=BODY),
        lambda: of_httpx(stream=httpx.ByteStream(json.dumps(BODY).encode())),
        of_requests,
        of_urllib,
    ],
)
def test_a_library_that_keeps_the_answer_passes_its_body_on(make: Callable[[], Exception]) -> None:
    """Status, body and headers are the upstream's, also where the body was not read yet."""
    answer = answer_of(make())

    assert (429, BODY) == (answer.status, answer.body)
    assert HEADERS.items() <= answer.headers.items()


def test_a_library_that_keeps_no_body_passes_its_message_on() -> None:
    """The body has the exception's message where the exception has no body, as in aiohttp."""
    error = of_aiohttp()

    assert ErrorAnswer(429, HEADERS, {"error": {"message": str(error)}}) == read_exception(error)


class Closed(httpx.SyncByteStream):
    """A stream that can no longer be read."""

    def __iter__(self) -> Iterator[bytes]:
        raise httpx.StreamClosed


@pytest.mark.parametrize(
    "make", [lambda: of_httpx(stream=Closed()), lambda: of_httpx(text="busy"), lambda: of_urllib(b"<p>busy</p>")]
)
def test_a_body_that_cannot_be_read_leaves_the_message(make: Callable[[], Exception]) -> None:
    """The exception's message is the body where the stream is closed, or the body is not JSON."""
    error = make()

    assert {"error": {"message": str(error)}} == answer_of(error).body


def test_a_body_without_an_error_is_put_into_one() -> None:
    """A body without the key `error` is put under it: the official SDK removes it, and some hosts leave it out."""
    assert {"error": {"detail": "busy"}} == answer_of(of_httpx(json={"detail": "busy"})).body


def exception(**attributes: Any) -> Exception:
    made: Exception = type("Raised", (Exception,), attributes)("no")
    return made


@pytest.mark.parametrize("name", ["status_code", "status", "code"])
@pytest.mark.parametrize("status", [None, "404", 404.0, True, 0, 5, 200, 302, 399, 600, lambda: 404])
def test_what_is_no_http_error_is_no_answer(name: str, status: Any) -> None:
    """Only whole numbers from 400 to 599 are a status; a gRPC code, an exit status or a text is none."""
    assert read_exception(exception(**{name: status})) is None


@pytest.mark.parametrize("name", ["status_code", "status", "code"])
@pytest.mark.parametrize("status", [400, 599, HTTPStatus.NOT_FOUND])
def test_an_http_error_is_an_answer(name: str, status: Any) -> None:
    """The attribute of the status may be `status_code`, `status` or `code`."""
    assert status == answer_of(exception(**{name: status})).status


def test_what_ends_a_process_is_no_answer() -> None:
    """`sys.exit(404)` has a `code`, but is no HTTP error."""
    assert read_exception(SystemExit(404)) is None


def test_an_attribute_that_fails_is_not_there() -> None:
    """A property or a `__str__` that raises does not end the run."""

    class Hostile(Exception):
        code = 418

        @property
        def response(self) -> None:
            raise RuntimeError

        def __str__(self) -> str:
            raise RuntimeError

    assert ErrorAnswer(418, {}, {"error": {"message": ""}}) == read_exception(Hostile())


def test_it_stands_alone() -> None:
    """The module needs only the standard library of Python 3.9: an isolated adapter has no more."""
    tree = ast.parse(Path(error_answers.__file__).read_text(encoding="utf-8"), feature_version=(3, 9))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {"__future__", "contextlib", "typing"} == modules
