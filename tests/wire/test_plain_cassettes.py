"""Cassettes of other projects are read, whatever their compression and form."""

import base64
import gzip
import importlib.util
import json
import zlib
from collections.abc import Callable

import pytest
import yaml

from crosswire.errors import CassetteUnreadable
from crosswire.facts import Json
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.plain_cassettes import LONGEST_BODY, read_plain_cassette

ANSWER = {"id": "resp_1", "text": "Grüße 🙂"}
TEXT = json.dumps(ANSWER)


def raw_deflate(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


def interaction(response: Json, request: Json = None) -> Json:
    asked = {"method": "POST", "uri": "https://api.openai.com/v1/responses", "headers": {}, "body": "{}"}
    answered = {"status": {"code": 200, "message": "OK"}, "headers": {"Content-Type": ["application/json"]}}
    return {"request": {**asked, **(request or {})}, "response": {**answered, **response}}


def read(*interactions: Json, dump: Callable[[Json], str] = yaml.dump) -> tuple[HttpCall, ...]:
    return read_plain_cassette(dump({"interactions": list(interactions), "version": 1}), "theirs.yaml")


def encoded(coding: str) -> dict[str, list[str]]:
    return {"Content-Type": ["application/json"], "Content-Encoding": [coding]}


@pytest.mark.parametrize(
    "response",
    [
        {"body": {"string": TEXT}},
        {"body": {"string": TEXT.encode()}},
        {"body": {"string": gzip.compress(TEXT.encode())}, "headers": encoded("gzip")},
        {"body": {"string": zlib.compress(TEXT.encode())}, "headers": encoded("deflate")},
        {"body": {"string": raw_deflate(TEXT.encode())}, "headers": encoded("deflate")},
        {"body": {"string": zlib.compress(gzip.compress(TEXT.encode()))}, "headers": encoded("gzip, deflate")},
        {"body": {"string": TEXT}, "headers": encoded("gzip")},
        {"body": {"base64_string": base64.b64encode(TEXT.encode()).decode()}},
        {"parsed_body": ANSWER},
        {"content": TEXT, "status_code": 200, "http_version": "HTTP/1.1", "status": None},
        {"body": {"string": TEXT}, "headers": {"content-type": "application/json"}},
    ],
    ids=[
        "text", "binary", "gzip", "deflate", "raw deflate", "twice", "decoded already", "base64", "parsed", "old httpx",
        "headers without lists",
    ],
)  # fmt: skip
def test_an_answer_is_read_from_any_wrapping(response: Json) -> None:
    """Text, status and headers are read whether the body is compressed, in base64, parsed or plain."""
    (call,) = read(interaction(response))

    assert (200, ANSWER) == (call.status, json.loads(call.body))
    assert ["application/json"] == call.headers.get("content-type", ["application/json"])


@pytest.mark.parametrize(
    "request_",
    [
        {"body": '{"model": "gpt-5"}'},
        {"body": b'{"model": "gpt-5"}'},
        {"body": None, "parsed_body": {"model": "gpt-5"}},
        {"body": gzip.compress(b'{"model": "gpt-5"}'), "headers": {"content-encoding": ["gzip"]}},
        {"body": {"string": '{"model": "gpt-5"}'}},
    ],
    ids=["text", "binary", "parsed", "gzip", "string"],
)
def test_a_request_is_read_from_any_wrapping(request_: Json) -> None:
    """A request is read from the same wrappings as an answer."""
    (call,) = read(interaction({"body": {"string": TEXT}}, request_))

    assert {"model": "gpt-5"} == json.loads(call.request_body)


def test_a_cassette_may_be_json() -> None:
    """A cassette that vcrpy's JSON serializer wrote is read, surrogate pairs included."""
    (call,) = read(interaction({"body": {"string": TEXT}}), dump=json.dumps)

    assert ANSWER == json.loads(call.body)


def test_a_request_without_a_body_is_one() -> None:
    """A request without a body is read, too: cassettes hold more than questions."""
    (call,) = read(interaction({"body": {"string": ""}}, {"method": "GET", "body": None}))

    assert ("GET", b"", b"") == (call.method, call.request_body, call.body)


@pytest.mark.parametrize(
    ("coding", "error_text"),
    [
        ("gzip", "theirs.yaml, interaction 1: it cannot be decoded as gzip: "),
        ("snappy", "theirs.yaml, interaction 1: content-encoding snappy is not known; identity, gzip, "),
    ],
)
def test_what_cannot_be_decoded_is_told(coding: str, error_text: str) -> None:
    """A body that cannot be decoded is an error that names the interaction and the allowed encodings."""
    with pytest.raises(CassetteUnreadable) as raised:
        read(interaction({"body": {"string": b"\xff\xfe\x00"}, "headers": encoded(coding)}))

    assert str(raised.value).startswith(error_text)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, raw_deflate])
def test_a_body_that_unpacks_to_too_much_is_told(pack: Callable[[bytes], bytes]) -> None:
    """A small body that holds a thousand times its size is an error, before all of it is unpacked."""
    coding = "gzip" if pack is gzip.compress else "deflate"
    bomb = pack(bytes(LONGEST_BODY + 1))

    with pytest.raises(CassetteUnreadable, match=f"decoded as {coding} it is longer than 33,554,432 bytes, all that"):
        read(interaction({"body": {"string": bomb}, "headers": encoded(coding)}))


@pytest.mark.skipif(importlib.util.find_spec("brotli") is not None, reason="brotli is installed")
def test_a_missing_library_is_told() -> None:
    """A missing decoding library is an error with the command that installs it."""
    with pytest.raises(CassetteUnreadable, match="it is compressed with br; pip install brotli"):
        read(interaction({"body": {"string": b"\x0b\x02\x80"}, "headers": encoded("br")}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just text",
        "- 1",
        "interactions: [",
        "http_interactions: []",
        "interactions: [1]",
        "interactions: [{}]",
        "{",
    ],
)
def test_what_is_no_cassette_is_told(text: str) -> None:
    """A file that is not a cassette is an error that names the file."""
    with pytest.raises(CassetteUnreadable, match=r"^theirs\.yaml"):
        read_plain_cassette(text, "theirs.yaml")


@pytest.mark.parametrize(
    ("response", "request_", "why"),
    [
        ({}, {"uri": 0}, "the uri is int 0, not a text"),
        ({}, {"uri": ["x"]}, "the uri is list ['x'], not a text"),
        ({}, {"uri": "http://[1/v1/responses"}, "str 'http://[1/v1/responses' is no URL: "),
        ({}, {"method": ["POST"]}, "the method is list ['POST'], not a word such as POST"),
        ({}, {"method": "POST\n::error::"}, "the method is str 'POST\\n::error::', not a word such as POST"),
        ({"status": {"code": 200, "message": True}}, {}, "the status' message is bool True, not a text"),
        ({"status": {"code": 200, "message": ["x"]}}, {}, "the status' message is list ['x'], not a text"),
        ({"status": {"code": "²⁰⁰"}}, {}, "the status is str '²⁰⁰', not a number such as 200"),
    ],
)
def test_a_call_of_another_form_is_told(response: Json, request_: Json, why: str) -> None:
    """A value of another type than a call has there is an error that names the interaction and the value."""
    with pytest.raises(CassetteUnreadable) as raised:
        read(interaction({"body": {"string": TEXT}, **response}, request_))

    assert str(raised.value).startswith("theirs.yaml, interaction 1: it has no ")
    assert why in str(raised.value)


def test_a_header_without_a_value_was_not_sent() -> None:
    """An empty list of values is no header, asked or answered."""
    (call,) = read(interaction({"body": {"string": TEXT}, "headers": {"content-type": []}}, {"headers": {"a": []}}))

    assert ({}, {}) == (call.request_headers, call.headers)


@pytest.mark.parametrize("value", ['!!int ""', "!!timestamp x", '!!bool "x"', "? !!python/tuple [[1]]\n: 1"])
def test_a_value_that_its_tag_does_not_allow_is_told(value: str) -> None:
    """PyYAML raises an error of its own for each."""
    with pytest.raises(CassetteUnreadable, match=r"^theirs\.yaml is not a vcrpy cassette"):
        read_plain_cassette(f"interactions:\n- {value}\n".replace("\n:", "\n  :"), "theirs.yaml")
