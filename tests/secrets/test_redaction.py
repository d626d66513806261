"""Redaction removes secrets from recorded calls, wherever they are."""

import json
from collections.abc import Collection
from typing import Any

import pytest

from crosswire.secrets.fakes import fake
from crosswire.secrets.patterns import Clearing
from crosswire.secrets.redaction import cleared_body, redacted
from crosswire.wire.cassettes import HttpCall

KEY = "sk-proj-a1B2c3D4e5F6g7H8i9J0"
PREFIX = "sk-proj-"
FAKE = "sk-proj-redactedredactedreda"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlMTIz"


def call(**changed: Any) -> HttpCall:
    given: dict[str, Any] = {
        "method": "POST",
        "uri": "https://api.openai.com/v1/responses",
        "request_headers": {"content-type": ["application/json"]},
        "request_body": b'{"model": "gpt-5"}',
        "status": 200,
        "reason": "OK",
        "headers": {"content-type": ["application/json"]},
        "body": b'{"id": "resp_1"}',
    }
    return HttpCall(**{**given, **changed})


def body_of(text: str, **options: Collection[str]) -> str:
    return redacted(call(body=text.encode()), **options).body.decode()


def parsed(body: str) -> object:
    """The JSON of a body, or of a stream's first event."""
    return json.loads(body.removeprefix("data: ").partition("\n")[0])


def test_what_is_no_secret_stays_as_it_was() -> None:
    """A call without secrets stays the same, byte for byte."""
    given = call(
        body=b'{"usage": {"total_tokens": 1.0},\n "logprobs": [{"token": "key"}], "prompt_cache_key": "mail-v3"}'
    )

    assert given == redacted(given)


@pytest.mark.parametrize(
    "name",
    ["authorization", "cookie", "openai-organization", "openai-project", "user-agent", "x-stainless-os", "api-key"],
)
def test_a_request_header_is_left_out(name: str) -> None:
    """Of a request's headers, only the content type stays."""
    given = call(request_headers={"content-type": ["application/json"], name: [f"Bearer {KEY}"]})

    assert {"content-type": ["application/json"]} == redacted(given).request_headers


def test_an_answers_headers_are_those_that_a_replay_needs() -> None:
    """Of an answer's headers, type and retry hints stay, and the request id is made up."""
    headers = {
        "content-type": ["application/json"],
        "retry-after": ["7"],
        "retry-after-ms": ["7000"],
        "x-should-retry": ["false"],
    }
    left = {"set-cookie": ["a=b", "c=d"], "openai-organization": ["org-x"], "date": ["now"], "cf-ray": ["1"]}
    given = call(headers={**headers, **left, "x-request-id": ["req_genuine"]}, body=b'{"message": "see req_genuine"}')
    made = redacted(given)

    (request_id,) = made.headers["x-request-id"]
    assert {**headers, "x-request-id": [request_id]} == made.headers
    assert (True, 36) == (request_id.startswith("req_"), len(request_id))
    assert {"message": f"see {request_id}"} == json.loads(made.body)
    assert made == redacted(given)


@pytest.mark.parametrize(
    ("given", "cleared"),
    [
        (
            f"https://me:{KEY}@host.example/v1/responses",
            "https://me:sk-proj-redactedredactedreda@host.example/v1/responses",
        ),
        ("https://host/v1/responses?api-key=abc&v=2", "https://host/v1/responses?api-key=red&v=2"),
        ("https://host/v1/responses?v=2&access_token=a.b", "https://host/v1/responses?v=2&access_token=r.e"),
        ("https://host/x?X-Amz-Signature=abc#top", "https://host/x?X-Amz-Signature=red#top"),
        ("https://host/v1/responses?api-version=2025-01-01", "https://host/v1/responses?api-version=2025-01-01"),
    ],
)
def test_a_url_keeps_its_host_and_no_key(given: str, cleared: str) -> None:
    """A URL, also one within a body, loses its key and nothing of its host."""
    assert cleared == redacted(call(uri=given)).uri
    assert [{"server_url": cleared}] == json.loads(body_of(json.dumps([{"server_url": given}])))


@pytest.mark.parametrize(
    "secret",
    [
        KEY,
        "sk-abcde*************6789",
        "gsk_" + "a1b2c3d4e5f6g7h8i9",
        TOKEN,
        "AKIA" + "IOSFODNN7EXAMPLE",
        "AIza" + "B1" * 17 + "c",
        "ghp_" + "a1" * 18,
        "xoxb-" + "1234567890-abc",
        "org-A1b2C3d4E5f6G7h8",
        "proj_A1b2C3d4E5f6G7h8",
        "user-A1b2C3d4E5f6G7h8I9",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIBa7\n-----END RSA PRIVATE KEY-----",
    ],
)
@pytest.mark.parametrize(
    "template",
    [
        '{"message": %s}',
        '{"metadata": {"trace": %s}}',
        '{"input": [{"content": [{"type": "input_text", "text": %s}]}]}',
        "data: {\"delta\": %s}\n\ndata: [DONE]\n\n",
        '[[[%s]]]',
    ],
    ids=["message", "metadata", "content", "stream", "nested"],
)  # fmt: skip
def test_a_known_form_is_replaced_wherever_it_stands(secret: str, template: str) -> None:
    """A secret of a known form is replaced by a fake of its length, at any depth and among other words."""
    for before, after in (("", ""), ("Bearer ", ""), ("it is ", ", sir")):
        given = template % json.dumps(f"{before}{secret}{after}")
        made = body_of(given)

        assert secret not in made
        assert "MIIBa7" not in made
        assert len(json.dumps(parsed(given))) == len(json.dumps(parsed(made)))
        assert made == body_of(made)


@pytest.mark.parametrize(
    "name", ["authorization", "Authorization", "api_key", "apiKey", "x-api-key", "password", "access_token"]
)
def test_a_telling_name_makes_any_text_a_secret(name: str) -> None:
    """A field named like a secret is replaced, also in a call's arguments; a schema's property is not."""
    arguments = json.dumps({name: "hunter2", "city": "Rome"})

    assert {name: fake("hunter2")} == json.loads(body_of(json.dumps({name: "hunter2"})))
    assert {name: fake("hunter2"), "city": "Rome"} == json.loads(
        json.loads(body_of(json.dumps({"arguments": arguments})))["arguments"]
    )
    schema = json.dumps({"properties": {name: {"type": "string"}}, "required": [name]})
    assert schema == body_of(schema)


def test_a_secret_may_be_a_key_or_escaped() -> None:
    """A secret is replaced as a key, when escaped, and in text that is not JSON."""
    assert {FAKE: 1} == json.loads(body_of(json.dumps({KEY: 1})))
    assert {"a": FAKE} == json.loads(body_of(json.dumps({"a": KEY}).replace("-", "\\u002d")))
    assert f"<html>{FAKE}</html>" == body_of(f"<html>{KEY}</html>")
    assert f": {FAKE}\n\n" == body_of(f": {KEY}\n\n")


@pytest.mark.parametrize(
    ("given", "cleared"),
    [
        ('{"pin": 123456}', '{"pin":100000}'),
        ('{"password":20260101}', '{"password":10000000}'),
        ('{"pin": "4321"}', '{"pin":"0000"}'),
        ('{"arguments": "{\\"otp\\": 987654}"}', '{"arguments":"{\\"otp\\": 100000}"}'),
        ('{"api_key": 90210777, "n": 90210777}', '{"api_key":10000000,"n":10000000}'),
    ],
)
def test_a_number_may_be_a_secret(given: str, cleared: str) -> None:
    """A whole number of a telling name is replaced by one of its length, which is again a number, and stays."""
    assert cleared == body_of(given) == body_of(cleared)


@pytest.mark.parametrize(
    "given",
    [
        '{"pin": 13}',
        '{"pass": 12, "secrets": 3}',
        '{"max_tokens": 40960}',
        '{"total_tokens": 123456}',
        '{"pin": "left"}',
    ],
)
def test_a_count_is_no_secret(given: str) -> None:
    """Small numbers, and numbers of names that do not tell, stay as they are."""
    assert given == body_of(given)


def test_numbers_beside_a_secret_stay_as_they_are_written() -> None:
    """Redaction changes only strings: numbers are written as they were."""
    assert f'{{"a":"{FAKE}","b":[1.0,-1.2e-05]}}' == body_of(f'{{"a": "{KEY}", "b": [1.0, -1.2e-05]}}')


def test_what_is_allowed_stays() -> None:
    """A text that looks like a secret stays if it is allowed."""
    given = json.dumps({"text": f"{KEY} and {KEY}0", "password": "hunter2"})

    assert {"text": f"{KEY} and {fake(KEY + chr(48), len(PREFIX))}", "password": "hunter2"} == json.loads(
        body_of(given, allowed=[KEY, "hunter2"])
    )


@pytest.mark.parametrize(
    "text",
    ["the Bearer authentication scheme", "sk-learn-contrib-extensions", "org-wide", "proj_x", "eyJust", "total_tokens"],
)
def test_words_are_no_secrets(text: str) -> None:
    """A text without a digit is no secret."""
    assert f'{{"text": "{text}"}}' == body_of(f'{{"text": "{text}"}}')


def test_clearing_twice_changes_nothing() -> None:
    """A second redaction changes nothing: placeholders are no secrets."""
    once = redacted(call(body=json.dumps({"a": [f"Bearer {KEY}", KEY, TOKEN], "password": "x"}).encode()))

    assert once == redacted(once)


@pytest.mark.parametrize(
    ("given", "cleared"),
    [
        ("https://acme.openai.azure.com/openai/v1", "https://reda.openai.azure.com/openai/v1"),
        ("https://gateway.ai.cloudflare.com/v1/0a1b/gate", "https://gateway.ai.cloudflare.com/v1/reda/gate"),
        ("https://h/client/v4/accounts/0a1b/ai", "https://h/client/v4/accounts/reda/ai"),
        ("https://h/v1/projects/acme-7/locations/x", "https://h/v1/projects/reda-c/locations/x"),
        ("arn:aws:bedrock:eu-west-1:123456789012:model/x", "arn:aws:bedrock:eu-west-1:000000000000:model/x"),
        ("https://api.openai.com/v1/accountsettings", "https://api.openai.com/v1/accountsettings"),
    ],
)
def test_a_url_keeps_no_account(given: str, cleared: str) -> None:
    """A URL loses the name of an account, which some hosts have in the host name, others in the path."""
    assert cleared == redacted(call(uri=given)).uri
    assert {"message": f"see {cleared}"} == json.loads(body_of(json.dumps({"message": f"see {given}"})))


def test_what_a_header_said_is_not_said_by_a_body() -> None:
    """Keys, cookies and organisations of the headers are replaced in bodies; words and numbers are not."""
    given = call(
        request_headers={"authorization": ["Bearer my-own-key"], "x-ratelimit-limit-tokens": ["150000"]},
        headers={"set-cookie": ["sid=abc-def; path=/"], "openai-organization": ["acme-inc"], "x-project": ["default"]},
        body=json.dumps({"message": "my-own-key, abc-def, acme-inc, acme-incorporated, default, 150000"}).encode(),
    )

    assert {"message": "re-dac-ted, red-act, reda-cte, acme-incorporated, default, 150000"} == json.loads(
        redacted(given).body
    )


def test_what_is_known_to_be_secret_is_replaced() -> None:
    """A text that is given as a secret is replaced unless it is allowed, whatever it looks like."""
    given = call(body=b'{"user": "jo.doe", "text": "for jo.doe"}')

    assert b'{"user":"re.dac","text":"for re.dac"}' == redacted(given, secrets=["jo.doe"]).body
    assert given == redacted(given, allowed=["jo.doe"], secrets=["jo.doe"])


@pytest.mark.parametrize("name", ["organization_id", "organization", "account_id", "tenant_id", "project_id", "org_id"])
def test_the_name_of_an_account_makes_any_text_a_secret(name: str) -> None:
    """A field named like an account is replaced, as one named like a key is."""
    assert {name: fake("acme")} == json.loads(body_of(json.dumps({name: "acme"})))


@pytest.mark.parametrize("secret", ["big-red", "hunter-red", "pass-redact1", "k-000000"])
def test_a_secret_that_ends_as_a_fake_begins_is_found(secret: str) -> None:
    """What only resembles a fake is a secret still."""
    assert secret not in body_of(json.dumps({"password": secret}))


def test_the_fake_of_a_fake_is_itself() -> None:
    """What was redacted stays as it is when it is redacted again."""
    once = body_of(json.dumps({"password": "hunter2", "api_key": KEY, "aws": "AKIA" + "Q3EGRZWK7XYZABCD"}))

    assert once == body_of(once)


@pytest.mark.parametrize(
    "held",
    [
        {"headers": [["X-Any", "any-value"]]},
        {"extra_headers": [["Authorization", "any-value"]]},
        {"requestHeaders": {"X-Any": "any-value"}},
    ],
    ids=["pairs", "pairs of another name", "camel case"],
)
def test_headers_are_cleared_in_each_form(held: object) -> None:
    """Headers are credentials by their place, as pairs in a list, too; rows of a table are none."""
    assert "any-value" not in body_of(json.dumps(held))
    table = json.dumps({"table": {"headers": [["Name", "Age"], ["Jo", "12"]]}, "tableHeaders": {"name": "Name of it"}})
    assert table == body_of(table)


STREAMS = {
    "an event": 'event: x\ndata: {"password":"SECRET"}\n\n',
    "JSON on several lines": 'data: {"password":\ndata:   "SECRET"}\n\n',
    "JSON on several lines, beside deltas": (
        'data: {"delta":"a"}\n\ndata: {"delta":"b"}\n\ndata: {"password":\ndata: "SECRET"}\n\n'
    ),
    "headers on several lines": 'data: {"headers": {\ndata: "X-Any": "SECRET"}}\n\n',
    "events without blank lines": 'data: {"a": 1}\ndata: {"password": "SECRET"}\ndata: [DONE]\n\n',
    "JSON on several lines, an id between": 'data: {"password":\nid: 5\ndata: "SECRET"}\n\n',
    "JSON on several lines, a comment between": 'event: x\ndata: {"password":\n: kept alive\ndata: "SECRET"}\n\n',
    "JSON on several lines, behind an event": 'data: {"a": 1}\ndata: {"password":\ndata: "SECRET"}\ndata: [DONE]\n\n',
    "a byte order mark": '\ufeffdata: {"password":\ndata: "SECRET"}\n\n',
    "a byte order mark, an event's name between": '\ufeffevent: x\ndata: {"password":\nevent: y\ndata: "SECRET"}\n\n',
    "JSON behind a byte order mark": '\ufeff{"headers": {"X-Any": "SECRET"}}',
    "nothing is JSON": 'data: password = "SECRET",\ndata: [x\n\n',
    "a comment": ': password = "SECRET"\n\ndata: {}\n\n',
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS.keys())
def test_a_stream_is_cleared_in_each_form(stream: str, end: str) -> None:
    """Lines end in any of three ways, and the JSON of an event may take several lines."""
    given = stream.replace("\n", end)
    harmless = given.replace("password", "city").replace("headers", "cities")
    cleared = body_of(given.replace("SECRET", "zebra-17"))

    assert "zebra-17" not in cleared
    assert given.count(end * 2) == cleared.count(end * 2)
    assert harmless == body_of(harmless)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize(
    "form", ['{"headers": {"X-Any": "SECRET"}}', 'data: {"password":\ndata: "SECRET"}\n\n', "pwd=SECRET"]
)
def test_a_body_is_cleared_in_each_encoding(form: str, encoding: str) -> None:
    """An encoding is told by the first bytes, as readers of JSON tell it; a body without a secret stays as it is."""
    cleared = cleared_body(form.replace("SECRET", "zebra-17").encode(encoding), Clearing())
    plain = form.replace("SECRET", "").encode(encoding)

    assert "zebra-17" not in cleared.decode(encoding)
    assert plain == cleared_body(plain, Clearing())


def test_bytes_that_are_no_text_are_kept() -> None:
    """Bytes that are no text stay, also behind a byte order mark; a secret beside them goes."""
    for mark in (b"", b"\xef\xbb\xbf"):
        assert mark + b"\xff pwd=redac-te" == cleared_body(mark + b"\xff pwd=zebra-17", Clearing())
        assert b"zebra-17" not in cleared_body(mark + b'{"password": "zebra-17", "x": "\xff"}', Clearing())
    assert b"\xff\xfea\x00b" == cleared_body(b"\xff\xfea\x00b", Clearing())
