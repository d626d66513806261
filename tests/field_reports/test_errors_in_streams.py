"""The message and the code of an error in a stream reach the client, which decides by them whether to retry.

Reported of gateways that served `Internal error` where the upstream had said that there were too many requests.
"""

from typing import Any

import pytest

from crosswire.facts import ShapeName
from tests.field_reports.reported import Change, Reported, every_object, losses

SCENARIOS = ("failed_by_a_code_in_a_stream", "failed_rate_limit_in_a_200")


def reworded(**words: str) -> Change:
    """Change the fields of every error."""

    def change(entry: Any) -> Any:
        error = entry.get("error")
        return {**entry, "error": {**error, **words}} if isinstance(error, dict) else entry

    return every_object(change)


@pytest.mark.parametrize("serves", ["chat", "responses"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_words_and_code_as_they_were_are_right(serves: ShapeName, scenario: str) -> None:
    """An error with its message and code is right, in both shapes."""
    assert {} == losses(Reported(serves), scenario)


@pytest.mark.parametrize("serves", ["chat", "responses"])
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(
    ("words", "requirement"),
    [({"message": "Internal error"}, "ERROR-19"), ({"code": "server_error", "type": "server_error"}, "ERROR-20")],
)
def test_other_words_or_another_code_are_a_loss(
    serves: ShapeName, scenario: str, words: dict[str, str], requirement: str
) -> None:
    """Another message fails ERROR-19, another code ERROR-20; both are a MUST."""
    assert "must" == losses(Reported(serves, served=reworded(**words)), scenario).get(requirement)
