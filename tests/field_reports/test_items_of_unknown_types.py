"""What another agent says comes in an item that the description lacks: it is carried or refused, never dropped.

Reported of adapters that dropped such items without a word, and of one that sent what is encrypted in them as words.
"""

import pytest
from reported import Reported, losses

from crosswire.reference import UpstreamError

SCENARIO = "responses_agent_message"
WORDS = "Seven tins on the shelf."
SECRET = "gAAAAABexample"
UNKNOWN = "agent_message"


def with_items(change):
    """Change the items of the client's input: each becomes a list of items."""
    return lambda request, _: {**request, "input": [new for item in request["input"] for new in change(item)]}


def as_message(role, text):
    """Take what the other agent says for a message."""
    return with_items(lambda item: [{"role": role, "content": text}] if item.get("type") == UNKNOWN else [item])


def in_the_message_before(request, _):
    """Say it in the user's message, behind what the user says."""
    user, _ = request["input"]
    return {**request, "input": [{**user, "content": f"{user['content']}\n\n[/root/counter] {WORDS}"}]}


def refusing(request, _):
    """Refuse the request, and say why."""
    if any(item.get("type") == UNKNOWN for item in request["input"]):
        raise UpstreamError(400, {"message": f"input[1]: no {UNKNOWN} can be sent", "type": "invalid_request_error"})
    return request


@pytest.mark.parametrize(
    "asked",
    [
        as_message("user", f"From the agent /root/counter:\n{WORDS}"),
        as_message("user", WORDS),
        as_message("assistant", f"/root/counter: {WORDS}"),
        as_message("developer", f"Another agent, /root/counter, says: {WORDS}"),
        in_the_message_before,
        refusing,
    ],
)
def test_carried_or_refused_is_right(asked):
    """A message of any role, beside the others or in one of them, with or without whose words they are; or a 4xx."""
    assert {} == losses(Reported("responses", asked=asked), SCENARIO)


@pytest.mark.parametrize(
    "asked",
    [
        with_items(lambda item: [] if item.get("type") == UNKNOWN else [item]),
        as_message("user", "An agent said something."),
        as_message("user", f"{WORDS}\n{SECRET}"),
        as_message("user", SECRET),
    ],
)
def test_dropped_or_decoded_is_a_loss(asked):
    """Dropped, replaced, or with the ciphertext as words: RESPREQ-38, a MUST."""
    assert "must" == losses(Reported("responses", asked=asked), SCENARIO).get("RESPREQ-38")


@pytest.mark.parametrize("asked", [as_message("user", f"Ask nobody. {WORDS}"), as_message("user", WORDS)])
def test_the_users_own_words_are_still_judged(asked):
    """An item of unknown type excuses no other loss: the user's words are lost, which RESPREQ-3 tells."""

    def lossy(request, original):
        carried = asked(request, original)
        return {**carried, "input": carried["input"][1:]}

    assert "must" == losses(Reported("responses", asked=lossy), SCENARIO).get("RESPREQ-3")
