"""On genuine traffic, the readers find the same as the official SDK."""

import pytest

from crosswire.facts import Answer, ShapeName
from crosswire.shapes import SHAPES
from tests.corpus.exchanges import Exchange, exchanges, needs_corpus
from tests.corpus.found import differences

pytest.importorskip("openai", reason="the second opinion is the SDK's: pip install crosswire[sdk]")

from tests.corpus import sdk_reading

pytestmark = [
    needs_corpus,
    # The SDK's accumulator dumps models that it built without validation, and pydantic says so.
    pytest.mark.filterwarnings("ignore:Pydantic serializer warnings"),
]

# Where the SDK finds otherwise, and why.
THE_LAST_ENCRYPTED = "the terminal response encrypts the same thought anew; the item's own `done` counts"
DIFFERENCES = {
    "chat/json/api.mistral.ai.45876d1c": {"text": "the SDK knows no content in parts"},
    "chat/json/api.mistral.ai.cc988bd8": {"text": "the SDK knows no content in parts"},
    "chat/stream/api.groq.com.461f64c3": {"usage": "the SDK does not know `x_groq.usage`"},
    "chat/stream/api.openai.com.687edf75": dict.fromkeys(
        ("usage", "cached", "reasoning_tokens", "audio_tokens"),
        "the SDK keeps the last chunk's usage, and a moderation chunk follows",
    ),
    "chat/stream/openrouter.ai.cf1455db": {"service_tier": "the SDK keeps the first chunk's, which has none"},
    "responses/stream/api.openai.com.0ef5212d": {"encrypted": THE_LAST_ENCRYPTED},
    "responses/stream/api.openai.com.1bef9bd3": {"encrypted": THE_LAST_ENCRYPTED},
    "responses/stream/api.openai.com.5b0b1061": {"encrypted": THE_LAST_ENCRYPTED},
    "responses/stream/api.openai.com.5bdc6627": {"encrypted": THE_LAST_ENCRYPTED},
    "responses/stream/api.openai.com.6b22f0cf": {"encrypted": THE_LAST_ENCRYPTED},
    "responses/stream/api.openai.com.ca4fe93d": {"encrypted": THE_LAST_ENCRYPTED},
    "responses/stream/api.openai.com.da55aeec": {"encrypted": THE_LAST_ENCRYPTED},
    "responses/stream/openrouter.ai.4016402b": {"items": "the terminal response has another id for the same item"},
}

# Streams at which the SDK raises.
UNREADABLE = {"chat/stream/openrouter.ai.0726cf8a": "its citations have no index"}


@pytest.mark.parametrize(("shape", "kind"), [(shape, kind) for shape in SHAPES for kind in ("json", "stream")])
def test_the_sdk_finds_the_same(shape: ShapeName, kind: str) -> None:
    """The facts of every answer are those that the SDK finds, but for the differences explained here."""
    opinion = getattr(sdk_reading, f"read_{shape}" + ("_stream" if kind == "stream" else ""))
    read = SHAPES[shape].read_stream if kind == "stream" else SHAPES[shape].read_answer
    found = {
        str(entry): set(differences(read(entry.body), opinion(entry.body)))
        for entry in exchanges(shape, kind)
        if str(entry) not in UNREADABLE
    }

    assert {name: set(facts) for name, facts in DIFFERENCES.items() if name.startswith(f"{shape}/{kind}/")} == {
        name: differing for name, differing in found.items() if differing
    }


@pytest.mark.parametrize("entry", [entry for entry in exchanges("chat", "stream") if str(entry) in UNREADABLE], ids=str)
def test_the_sdk_still_raises(entry: Exchange) -> None:
    """The SDK still raises at the streams that are not compared with it."""
    answer = SHAPES["chat"].read_stream(entry.body)
    assert isinstance(answer, Answer)
    assert answer.text

    with pytest.raises(RuntimeError, match="Expected list delta entry"):
        sdk_reading.read_chat_stream(entry.body)
