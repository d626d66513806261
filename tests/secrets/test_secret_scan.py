"""The scan finds secrets that redaction cannot reach, and refuses to save them."""

import base64
import gzip
import json
from typing import Any
from urllib.parse import quote

import pytest

from crosswire.errors import SecretsFound
from crosswire.secrets.patterns import Clearing
from crosswire.secrets.redaction import redacted
from crosswire.secrets.scan import leaks_in_body, refuse_secrets
from crosswire.wire.cassettes import HttpCall

KEY = "sk-proj-a1B2c3D4e5F6g7H8i9J0"
RANDOM = "q7Zp1LmX9vB3nK5tR8wY"


def call(**changed: Any) -> HttpCall:
    given: dict[str, Any] = {
        "method": "POST",
        "uri": "https://api.openai.com/v1/responses",
        "request_headers": {},
        "request_body": b"{}",
        "status": 200,
        "reason": "OK",
        "headers": {},
        "body": b"{}",
    }
    return HttpCall(**{**given, **changed})


def call_answering(answer: object) -> HttpCall:
    return call(body=json.dumps(answer).encode())


def events(*deltas: str, kind: str = "response.output_text.delta") -> bytes:
    return "".join(
        f"event: {kind}\ndata: {json.dumps({'type': kind, 'output_index': 0, 'content_index': 0, 'delta': delta})}\n\n"
        for delta in deltas
    ).encode()


def chunks(*deltas: str) -> bytes:
    return "".join(
        f"data: {json.dumps({'choices': [{'index': 0, 'delta': {'content': delta}}]})}\n\n" for delta in deltas
    ).encode()


def found(given: HttpCall, *, allowed: tuple[str, ...] = ()) -> list[str]:
    try:
        refuse_secrets({"x/chat.json.yaml": [call(), given]}, allowed)
    except SecretsFound as refused:
        return [*refused.leaks]
    return []


def test_nothing_is_refused_without_reason() -> None:
    """Ids, encrypted reasoning, images and numbers are not refused."""
    body = {
        "id": "resp_0079d5fdc46bd718006a2aef448640812956da10bdd238d6a8",
        "encrypted_content": "gAAAAABpfDTrFiXoa3-zB1ovK2mKNl9cCyKXhXh_7_ZkjkPJEB6qklUTdHy19GUE5TgI1dw4OJLGEWYu1NeYipjS",
        "image_url": "data:image/png;base64," + base64.b64encode(bytes(range(256))).decode(),
        "usage": {"total_tokens": 95},
        "obfuscation": "AIEjgvOxGOoutA",
    }

    assert [] == found(call(body=json.dumps(body).encode()))


WRAPPED = base64.b64encode(f"the key {KEY}".encode()).decode()
JOINED = "answer, its deltas joined from event 0"
ARGUMENTS = "response.function_call_arguments.delta"

PLANTED = [
    (call(uri=f"https://host/v1/responses?key={KEY}"), "URL: an API key"),
    (call(reason=KEY), "reason: an API key"),
    (call(headers={"content-type": [KEY]}), "answer header content-type: an API key"),
    (call(request_headers={"x-api-key": ["abc"]}), "request header x-api-key: a value of 'x-api-key'"),
    (call(request_body=json.dumps({"input": [{"content": KEY}]}).encode()), "request /input/0/content: an API key"),
    (call(body=f"<html>{KEY}</html>".encode()), "answer: an API key"),
    (call_answering({"a/b": {KEY: 1}}), "answer /a~1b, a key: an API key"),
    (call_answering({"arguments": json.dumps({"a": KEY})}), "answer /arguments, JSON in it, /a: an API key"),
    (call_answering({"file_data": WRAPPED}), "answer /file_data: an API key, encoded"),
    (
        call_answering({"file_data": base64.b64encode(gzip.compress(KEY.encode())).decode()}),
        "answer /file_data: an API key, encoded",
    ),
    (call_answering({"url": quote(f"Bearer {KEY}", safe="")}), "answer /url: an API key, encoded"),
    (call_answering({"text": "write to jo@samaritans.org"}), "answer /text: an e-mail address"),
    (call_answering({"my_session_token": RANDOM}), "answer /my_session_token: a value of 'my_session_token'"),
    (call_answering({"text": f"export MY_SECRET={RANDOM}"}), "answer /text: a value of 'export MY_SECRET'"),
    (call(body=events(KEY)), "answer, event 0 /delta: an API key"),
    (call(body=events(*KEY)), f"{JOINED}: an API key"),
    (call(body=chunks(KEY[:6], KEY[6:12], KEY[12:])), f"{JOINED}: an API key"),
    (
        call(body=events('{"pass', 'word": "hun', 'ter2"}', kind=ARGUMENTS)),
        f"{JOINED}: a value of 'password'",
    ),
]


@pytest.mark.parametrize(("planted", "where"), PLANTED, ids=[where for _, where in PLANTED])
def test_a_secret_is_found_wherever_it_hides(planted: HttpCall, where: str) -> None:
    """A secret is found anywhere; the error names the recording, the interaction and the field."""
    leaks = found(planted)

    assert [] != [leak for leak in leaks if leak.startswith(f"x/chat.json.yaml, interaction 2: {where}")], leaks


def test_a_secret_is_not_printed() -> None:
    """The error shows nothing of a secret but its kind and its length."""
    leaks = found(call(reason=KEY))

    assert ["x/chat.json.yaml, interaction 2: reason: an API key (28 characters)"] == leaks


def test_a_refusal_says_what_to_do() -> None:
    """The error says what to do, and lists the first ten secrets."""
    planted = call_answering([f"{KEY}{number}" for number in range(12)])
    with pytest.raises(SecretsFound) as raised:
        refuse_secrets({"x": [planted]})

    lines = str(raised.value).splitlines()
    assert "configuration" == raised.value.fault
    assert "refused to save secrets; nothing was written:" == lines[0]
    assert (13, "  and 2 more") == (len(lines), lines[11])
    assert "Replace them in the file that you gave, or say that one is none: --allow TEXT" == lines[12]


def test_what_is_allowed_is_not_refused() -> None:
    """A secret is not refused if it is allowed as a whole; allowing a part of it is not enough."""
    planted = call(body=json.dumps({"text": "jo@samaritans.org", "password": "hunter2"}).encode())

    assert [] == found(planted, allowed=("jo@samaritans.org", "hunter2"))
    assert 2 == len(found(planted, allowed=("samaritans",)))


def test_what_redaction_made_is_not_refused() -> None:
    """Placeholders of the redaction are not refused."""
    planted = call(
        uri=f"https://a:b1@host/v1/responses?key={KEY}",
        headers={"x-request-id": ["req_1"], "content-type": ["x"]},
        body=json.dumps({"a": f"Bearer {KEY}", "b": KEY, "c": {"password": "x", "api_key": [KEY]}}).encode(),
    )

    assert [] != found(planted)
    assert [] == found(redacted(planted))


def test_the_scan_finds_what_redaction_cannot_reach() -> None:
    """A key in compressed base64 stays where redaction leaves it, and is refused."""
    packed = base64.b64encode(gzip.compress(KEY.encode())).decode()

    assert [] != found(redacted(call_answering({"file_data": packed})))


def test_what_is_known_to_be_secret_is_refused() -> None:
    """A text that is given as a secret is refused where redaction does not reach."""
    planted = call_answering({"file_data": base64.b64encode(b"by jo.doe, for us").decode(), "text": "by jo.does"})
    with pytest.raises(SecretsFound) as raised:
        refuse_secrets({"x": [planted]}, secrets=["jo.doe"])

    assert [
        "x, interaction 1: answer /file_data: what is known to be secret, encoded (6 characters)"
    ] == raised.value.leaks


def test_credentials_that_were_replaced_are_no_address() -> None:
    """Replaced credentials in front of an at sign are not taken for an email address."""
    assert [] == found(call_answering({"url": "https://redacted@host.example/v1"}))
    assert [] != found(call_answering({"url": "write to jo@samaritans.org"}))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    "stream",
    [
        'event: x\ndata: {"password":"zebra-17"}\n\n',
        'data: {"password":\ndata: "zebra-17"}\n\n',
        'data: {"password":\nid: 5\ndata: "zebra-17"}\n\n',
        '\ufeffdata: {"password":\n: kept alive\ndata: "zebra-17"}\n\n',
    ],
)
def test_a_stream_is_scanned_in_each_form(stream: str, end: str) -> None:
    """Lines end in any of three ways, and the JSON of an event may take several lines."""
    leak = "x/chat.json.yaml, interaction 2: answer, event 0 /password: a value of 'password' (8 characters)"

    assert [leak] == found(call(body=stream.replace("\n", end).encode()))


@pytest.mark.parametrize("before", ["", "data: "])
def test_a_secret_of_several_lines_is_scanned(before: str) -> None:
    """A private key takes several lines, which keep their order."""
    key = "\n".join(["-----BEGIN PGP PRIVATE KEY BLOCK-----", "", RANDOM, "-----END PGP PRIVATE KEY BLOCK-----"])
    body = "data: {}\n\n" + "\n".join(before + line for line in key.split("\n"))

    assert ["a private key"] == [leak.kind for leak in leaks_in_body(body, "x", Clearing())]
