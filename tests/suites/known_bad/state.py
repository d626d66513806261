"""Known-bad adapters: each breaks a requirement of `suites/test_state.py`."""

from tests.suites.breaking import bad
from tests.suites.mutations import without

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
