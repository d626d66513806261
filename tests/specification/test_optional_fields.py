"""Every optional field of a request is asked for alone by a scenario: an adapter that drops it is not excused."""

from collections.abc import Collection, Iterator, Mapping

import pytest

from crosswire.exchange import cases_of
from crosswire.facts import ShapeName
from crosswire.scenarios import load_scenarios
from crosswire.wire.schema_files import document

BARE = {"model", "messages", "input", "stream", "stream_options"}
"""What is no optional field, or asks for a stream."""
NEEDS: Mapping[str, Collection[str]] = {
    "top_logprobs": ("logprobs", "include"),
    "tool_choice": ("tools",),
    "parallel_tool_calls": ("tools",),
    "max_tool_calls": ("tools",),
    "modalities": ("audio",),
    "audio": ("modalities",),
    "function_call": ("functions",),
    "background": ("store",),
}
"""By field: those without which it says nothing, or is refused."""
TOGETHER: Mapping[ShapeName, Collection[str]] = {
    "chat": (),
    "responses": (
        "access_programs",
        "background_options",
        "client_metadata",
        "context_management",
        "image",
        "max_tool_calls",
    ),
}
"""What the other API has no field for: nothing of it is to be forwarded, so that one scenario asks for several."""


def asked_for(serves: ShapeName) -> Iterator[set[str]]:
    """Yield the optional fields of every request of a scenario."""
    for scenario in load_scenarios().values():
        for case in cases_of(scenario, serves, "json"):
            if isinstance(body := case.client.asked_body, dict):
                yield body.keys() - BARE


def described(serves: ShapeName) -> set[str]:
    """Return the optional fields of a request that the description has."""
    schema = document(f"{serves}/request")
    return set(schema["$defs"][schema["$ref"].rpartition("/")[2]]["properties"]) - BARE


@pytest.mark.parametrize("serves", ["chat", "responses"])
def test_each_optional_field_is_asked_for_alone(serves: ShapeName) -> None:
    """Some scenario asks for each field with nothing optional beside it but what it needs, but for those above."""
    requests = [*asked_for(serves)]
    together = {
        name
        for name in described(serves)
        if not any(name in asked and asked - {name, *NEEDS.get(name, ())} == set() for asked in requests)
    }

    assert {*TOGETHER[serves]} == together
