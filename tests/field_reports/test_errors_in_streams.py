"""A stream that fails says why: the upstream's words and its code reach the client, which waits and asks again by them.

Reported of gateways that served `Internal error` where the upstream had said that there were too many requests.
"""

import pytest
from reported import Reported, each_object, losses

SCENARIOS = ("failed_by_a_code_in_a_stream", "failed_rate_limit_in_a_200")


def reworded(**words):
    """Say something else of every error."""

    def change(entry):
        error = entry.get("error")
        return {**entry, "error": {**error, **words}} if isinstance(error, dict) else entry

    return each_object(change)


@pytest.mark.parametrize("serves", ["chat", "responses"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_words_and_code_as_they_were_are_right(serves, scenario):
    """Whichever API is served."""
    assert {} == losses(Reported(serves), scenario)


@pytest.mark.parametrize("serves", ["chat", "responses"])
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize(
    ("words", "requirement"),
    [({"message": "Internal error"}, "ERROR-19"), ({"code": "server_error", "type": "server_error"}, "ERROR-20")],
)
def test_other_words_or_another_code_are_a_loss(serves, scenario, words, requirement):
    """The message lost, or a rate limit made an error of the server: both a MUST."""
    assert "must" == losses(Reported(serves, served=reworded(**words)), scenario).get(requirement)
