"""What the API itself sent and accepted is valid by schemas/."""

from collections import Counter

import pytest

from crosswire.wire.schemas import violations
from tests.corpus.recorded_payloads import CORPUS, corpus_payloads

# Genuine answers and requests that break the description, one by one: the reason, and all messages about it.
_INVALID_RECORDINGS = {
    "responses/stream/100e1501": (
        "recorded in March 2025, before events were numbered",
        {"'sequence_number' is missing"},
    ),
    "responses/stream/5ad589ea": (
        "recorded in March 2025, before events were numbered",
        {"'sequence_number' is missing"},
    ),
    "responses/error/de873cc3": ("a request made to be refused", {"-1 is less than 0"}),
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/wire-corpus is not there")
def test_genuine_exchanges_are_valid() -> None:
    """Every request, answer, event, chunk and error recorded from the API itself is valid, but for those listed."""
    read: Counter[str] = Counter()
    found: dict[str, set[str]] = {}
    for payload in corpus_payloads("api.openai.com"):
        read[payload.schema] += 1
        if messages := {violation.message for violation in violations(payload.schema, payload.value)}:
            found.setdefault(payload.recording.replace("api.openai.com.", ""), set()).update(messages)

    assert {name: messages for name, (_, messages) in _INVALID_RECORDINGS.items()} == found
    assert {
        "chat/chunk": 439,
        "chat/error": 10,
        "chat/request": 198,
        "chat/response": 162,
        "responses/error": 8,
        "responses/event": 2570,
        "responses/request": 282,
        "responses/response": 245,
    } == read
