"""Reading the bodies of error answers."""

import pytest

from crosswire.facts import Failure, Json
from crosswire.shapes.failure import read_error


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        ({"error": {"message": "no", "type": "t", "code": "c", "param": "p"}}, Failure(400, "no", "t", "c", "p")),
        ({"error": {"message": "no", "code": 429}}, Failure(400, "no", code="429")),
        ({"error": "no"}, Failure(400, "no")),
        ({"message": "no", "type": "t"}, Failure(400, "no", "t")),
        ({"detail": "no"}, Failure(400, "no")),
        ({"detail": [{"loc": ["body"], "msg": "a"}, {"msg": "b"}]}, Failure(400, "a; b")),
        ({"object": "error", "message": {"detail": [{"msg": "a"}]}}, Failure(400, "a")),
        ({"Message": "no"}, Failure(400, "no")),
        ([{"error": {"message": "no", "code": 400}}], Failure(400, "no", code="400")),
        ("<html>Bad gateway</html>", Failure(400, "<html>Bad gateway</html>")),
        ("", Failure(400)),
        (None, Failure(400)),
        ({}, Failure(400)),
        ([], Failure(400)),
        ({"error": None, "detail": [None, 5]}, Failure(400, "; ")),
    ],
)
def test_every_body_is_read(body: Json, failure: Failure) -> None:
    """An error is read in OpenAI's form, in FastAPI's, Mistral's and AWS's, in a list, or as plain text."""
    assert failure == read_error(400, {}, body)


def test_headers_that_tell_when_to_try_again_are_kept() -> None:
    """Only the headers about retries and the request id are read."""
    assert {"retry-after": "2", "x-request-id": "r"} == read_error(
        429, {"Retry-After": "2", "X-Request-Id": "r", "Server": "s"}, None
    ).headers
