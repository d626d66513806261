"""Adapters that break what `test_state` is about."""

from breaking import bad
from mutations import without

KNOWN_BAD = [
    bad(
        "ignores_previous_response_id",
        "responses",
        "STATE-1 STATE-3 METADATA-7",
        bugs="previous-response-id",
        asked=without("previous_response_id"),
    ),
    bad("ignores_conversations", "responses", "STATE-2", asked=without("conversation")),
    bad("ignores_background", "responses", "STATE-4", bugs="background-mode", asked=without("background")),
]
