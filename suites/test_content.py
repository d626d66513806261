"""What the model said reaches the client: all of it, as it was, and nothing else.

Sources: the API description's `Response.output` and `CreateChatCompletionResponse.choices`.
"""

from collections.abc import Sequence

from crosswire.facts import Answer, Message, Reasoning, Refusal
from crosswire.requirements import all_of, held, kept, may, must, should

from .conditions import (
    answered,
    calls_without_text,
    json_said,
    no_text_said,
    reasoning_said,
    serves_chat,
    serves_responses,
    text_said,
    whole,
)


def in_order(parts: Sequence[str], text: str) -> bool:
    """Tell whether a text holds all parts, each behind the one before."""
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


@must("CONTENT-1", given=text_said)
def test_text_arrives(upstream: Answer, served: Answer) -> None:
    """The served text contains every upstream text part, whole and in order.

    Equal neighbouring deltas are two pieces of text, not a repetition.
    """
    held(in_order(upstream.texts, served.text), "text", expected=upstream.text, received=served.text)


@should("CONTENT-2", given=text_said)
def test_text_is_the_plain_concatenation(upstream: Answer, served: Answer) -> None:
    """The served text equals the upstream's text parts, joined, code point for code point.

    No trimming, no separator, no Unicode normalisation.
    """
    kept("text", upstream.text, served.text)


@must("CONTENT-3", given=no_text_said)
def test_no_text_is_invented(served: Answer) -> None:
    """Where the upstream said no text, the served content is null, absent or empty; "None" and "null" are text."""
    kept("text", "", served.text)


@must("CONTENT-8", given=reasoning_said)
def test_reasoning_is_not_text(upstream: Answer, served: Answer) -> None:
    """Reasoning never leaks into the text."""
    leaked = [part for part in upstream.reasoning if part.strip() in served.text]
    held(not leaked, "text", expected=upstream.text, received=served.text)


@must("CONTENT-9", given=json_said)
def test_json_text_is_not_reformatted(upstream: Answer, served: Answer) -> None:
    """Text that is JSON arrives byte for byte."""
    kept("text", upstream.text, served.text)


@should("CONTENT-11", given=all_of(serves_chat, whole, answered))
def test_message_has_its_required_keys(upstream: Answer, served: Answer) -> None:
    """The message has `content` (null if there is no text) and `refusal`, and `tool_calls` only with a call in it."""
    missing = {"content", "refusal"} - served.message_keys
    extra = {"tool_calls"} & served.message_keys if not upstream.tool_calls else set()
    held(not missing and not extra, "message_keys", ["content", "refusal"], sorted(served.message_keys))


@must("CONTENT-12", given=text_said)
def test_nothing_is_served_twice(upstream: Answer, served: Answer) -> None:
    """Nothing is served twice: a snapshot of what the deltas said (`….done`, the terminal output) only fills gaps."""
    repeated = [part for part in upstream.texts if served.text.count(part) > upstream.text.count(part)]
    held(not repeated, "text", expected=upstream.text, received=served.text)


@should("CONTENT-14", given=all_of(serves_responses, reasoning_said))
def test_reasoning_becomes_an_item(upstream: Answer, served: Answer) -> None:
    """An upstream's `reasoning_content` or `reasoning` becomes one `reasoning` item, whole, before the message."""
    kept("reasoning", "".join(upstream.reasoning), "".join(served.reasoning))
    order = ["reasoning" if isinstance(item, Reasoning) else "message" for item in _shown(served)]
    held(order.count("reasoning") == 1 and order[0] == "reasoning", "output", ["reasoning", "message"], order)


def _shown(answer: Answer) -> list[Reasoning | Message]:
    return [item for item in answer.items if isinstance(item, Reasoning | Message)]


@may("CONTENT-15", given=all_of(serves_chat, reasoning_said))
def test_reasoning_is_carried(upstream: Answer, served: Answer) -> None:
    """Reasoning summary and reasoning text are carried in `reasoning_content`, all parts in order."""
    received = "".join(served.reasoning)
    held(in_order(upstream.reasoning, received), "reasoning", "".join(upstream.reasoning), received)


@must("CONTENT-17", given=all_of(serves_chat, answered))
def test_one_answer_is_one_choice(served: Answer) -> None:
    """One upstream answer is one choice, index 0, however many items and parts it has."""
    kept("choices", [0], list(served.choices))


@should("CONTENT-18", given=all_of(serves_responses, calls_without_text))
def test_no_empty_message_beside_a_call(served: Answer) -> None:
    """Beside a call there is no message item without text or refusal."""
    empty = [message for message in served.messages if not message.text and not _declines(message)]
    kept("output", [], ["a message without text"] * len(empty))


def _declines(message: Message) -> bool:
    return any(isinstance(part, Refusal) and part.text for part in message.parts)
