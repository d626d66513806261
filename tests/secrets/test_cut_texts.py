"""A secret that a stream cuts is replaced, however its host counts or names the pieces."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from crosswire.secrets.redaction import redact
from crosswire.wire.cassettes import HttpCall
from tests.secrets.test_planted import call

Frame = dict[str, Any]
WHOLE = 'Use {"api_key": "mango47Kite"} today, or the password=mango47Kite.'
PIECES = [WHOLE[at : at + 4] for at in range(0, len(WHOLE), 4)]


def of_responses(_: int, piece: str, **other: Any) -> Frame:
    names = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    return {"type": "response.output_text.delta", **names, "delta": piece, **other}


def of_a_call(_: int, piece: str, **other: Any) -> Frame:
    called = {"index": 0, "function": {"arguments": piece}, **other}
    return {"choices": [{"index": 0, "delta": {"tool_calls": [called]}}]}


WAYS: Sequence[Callable[[int, str], Frame]] = (
    of_responses,
    lambda number, piece: of_responses(number, piece, item_id=f"msg_{number}"),
    lambda number, piece: of_responses(number, piece, output_index=number),
    lambda number, piece: of_responses(number, piece, output_index=number, item_id=f"msg_{number}"),
    of_a_call,
    lambda number, piece: of_a_call(number, piece, **({} if number else {"type": "function", "id": "call_1"})),
    lambda number, piece: of_a_call(number, piece, id=f"call_{number}", type="function"),
    lambda number, piece: of_a_call(number, piece, index=number),
    lambda _, piece: {"choices": [{"index": 0, "delta": {"content": [{"type": "text", "text": piece}]}}]},
)


def streamed(frames: Sequence[Frame]) -> bytes:
    return "".join(f"data: {json.dumps(one, separators=(',', ':'))}\n\n" for one in frames).encode()


def texts(value: Any) -> Iterator[str]:
    """Yield all texts of JSON."""
    if isinstance(value, str):
        yield value
    for entry in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(entry)


def cleared(frames: Sequence[Frame]) -> list[Frame]:
    """Return the frames without secrets; the body's length stays."""
    before = streamed(frames)
    after = redact([call(before)]).calls[0].body
    assert len(after) == len(before)
    return [json.loads(block.removeprefix("data: ")) for block in after.decode().split("\n\n") if block]


@pytest.mark.parametrize("frame", WAYS)
def test_a_cut_text_is_whole(frame: Callable[[int, str], Frame]) -> None:
    """No piece of the secret is left."""
    found = cleared([frame(number, piece) for number, piece in enumerate(PIECES)])
    sentence = "".join(text for one in found for text in texts(one) if len(text) <= 4 and text != "text")

    assert "mango47Kite" not in sentence
    assert "redactedred" in sentence


def test_whole_texts_are_not_joined() -> None:
    """The arguments of two calls, each in one piece, are JSON by themselves."""
    passwords = ("plum62Kite", "fig19Kite")
    found = cleared([of_a_call(0, json.dumps({"password": one}), index=at) for at, one in enumerate(passwords)])

    assert [] == [one for one in passwords if one in json.dumps(found)]


TOKENS = ("The", " password", "=", "mango", "47", "Kite", ".")


def log_probability(token: str) -> Frame:
    """Return the log probability of a token, which is one of its own alternatives."""
    entry = {"token": token, "logprob": -0.1, "bytes": [*token.encode()]}
    return {**entry, "top_logprobs": [entry, {"token": "a", "logprob": -3.5, "bytes": [97]}]}


WHOLE_ANSWER = {
    "choices": [{"message": {"content": "".join(TOKENS)}, "logprobs": {"content": [*map(log_probability, TOKENS)]}}]
}
CHUNKS = [
    {"choices": [{"index": 0, "delta": {"content": one}, "logprobs": {"content": [log_probability(one)]}}]}
    for one in TOKENS
]
EVENTS = [
    {"type": "response.output_text.delta", "output_index": 0, "delta": one, "logprobs": [log_probability(one)]}
    for one in TOKENS
]


@pytest.mark.parametrize("body", [json.dumps(WHOLE_ANSWER).encode(), streamed(CHUNKS), streamed(EVENTS)])
def test_the_tokens_of_a_secret_are_replaced(body: bytes) -> None:
    """Neither the tokens of log probabilities nor their bytes and alternatives spell the secret."""
    after = redact([call(body)]).calls[0].body.decode()

    assert "redac" in after
    assert [] == [one for one in ("mango", "Kite", *map(spelt_in_bytes, ("mango", "Kite"))) if one in after]
    assert '" password"' in after


def spelt_in_bytes(text: str) -> str:
    return ",".join(map(str, text.encode()))


def with_header(name: str, value: str, body: str) -> HttpCall:
    return call({"text": body}, {name: [value]})


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("authorization", "SSWS 00mango47Kite", "00mango47Kite"),
        (
            "authorization",
            'Digest username="jo", response="6629fae49393a05397450978507c4ef1"',
            "6629fae49393a05397450978507c4ef1",
        ),
        ("authorization", "sso-key jo:mango47Kite", "mango47Kite"),
        ("authorization", "AWS4-HMAC-SHA256 Credential=x/y, Signature=5d672d79c15b1316", "5d672d79c15b1316"),
        ("x-api-key", "plum62Kite, mango47Kite", "mango47Kite"),
        ("cookie", 'sid="mango47Kite"', "mango47Kite"),
        ("location", "https://host.example/back?access_token=mango47Kite", "mango47Kite"),
    ],
)
def test_a_part_of_a_header_is_a_secret(name: str, value: str, secret: str) -> None:
    """What a credential of a header is made of is replaced in the body, too."""
    assert secret not in redact([with_header(name, value, f"I see {secret} there.")]).calls[0].body.decode()


def test_a_word_of_a_header_is_none() -> None:
    """The scheme, and words without a digit, are left."""
    sentence = "Digest with realm example and AWS4-HMAC-SHA256 is a scheme."
    found = with_header("authorization", 'AWS4-HMAC-SHA256 realm="example"', sentence)

    assert sentence in redact([found]).calls[0].body.decode()
