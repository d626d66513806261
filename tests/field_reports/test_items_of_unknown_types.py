"""An item of an undescribed type, which holds another agent's words, is carried or refused, never dropped.

Reported of adapters that dropped such items without a word, and of one that sent what is encrypted in them as words.
"""

from collections.abc import Callable
from typing import Any

import pytest

from crosswire.reference import UpstreamError
from tests.field_reports.reported import Change, Reported, losses

SCENARIO = "responses_agent_message"
PLAIN = "responses_agent_message_in_plain_words"
WORDS = "Seven tins on the shelf."
SECRET = "gAAAAABexample"
UNKNOWN = "agent_message"


def with_items(change: Callable[[Any], list[Any]]) -> Change:
    """Change the items of the client's input: each becomes a list of items."""
    return lambda request, _: {**request, "input": [new for item in request["input"] for new in change(item)]}


def as_message(role: str, text: str) -> Change:
    """Read the other agent's item as a message."""
    return with_items(lambda item: [{"role": role, "content": text}] if item.get("type") == UNKNOWN else [item])


def in_the_message_before(request: Any, _: Any) -> Any:
    """Put the other agent's words at the end of the user's message."""
    user, _ = request["input"]
    return {**request, "input": [{**user, "content": f"{user['content']}\n\n[/root/counter] {WORDS}"}]}


def refusing(request: Any, _: Any) -> Any:
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
def test_carried_or_refused_is_right(asked: Change) -> None:
    """The words in a message of any role, or at the end of another message, are right; so is a refusal."""
    assert {} == losses(Reported("responses", asked=asked), PLAIN)


def test_what_is_encrypted_is_refused() -> None:
    """An item with an encrypted part is refused: that is right, and to leave the part out is not."""
    assert {} == losses(Reported("responses", asked=refusing), SCENARIO)
    left_out = losses(Reported("responses", asked=as_message("user", WORDS)), SCENARIO)
    assert "must" == left_out.get("RESPREQ-38")


@pytest.mark.parametrize(
    "asked",
    [
        with_items(lambda item: [] if item.get("type") == UNKNOWN else [item]),
        as_message("user", "An agent said something."),
        as_message("user", f"{WORDS}\n{SECRET}"),
        as_message("user", SECRET),
    ],
)
def test_dropped_or_decoded_is_a_loss(asked: Change) -> None:
    """An item that is dropped, replaced, or sent with its ciphertext as text fails RESPREQ-38, a MUST."""
    assert "must" == losses(Reported("responses", asked=asked), SCENARIO).get("RESPREQ-38")


@pytest.mark.parametrize("asked", [as_message("user", f"Ask nobody. {WORDS}"), as_message("user", WORDS)])
def test_the_users_own_words_are_still_judged(asked: Change) -> None:
    """An item of unknown type excuses no other loss: the user's words are lost, which fails RESPREQ-3."""

    def lossy(request: Any, original: Any) -> Any:
        carried = asked(request, original)
        return {**carried, "input": carried["input"][1:]}

    assert "must" == losses(Reported("responses", asked=lossy), SCENARIO).get("RESPREQ-3")
