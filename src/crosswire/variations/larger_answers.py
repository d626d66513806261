"""Answers made from the facts of recorded ones: larger than a repository should hold, or with a mark in them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from crosswire.facts import Answer, Item, Json, Message, Part, Text, ToolCall, Usage
from crosswire.interactions import Interaction, MadeStream
from crosswire.shapes import SHAPES
from crosswire.variations.stream_forms import with_body
from crosswire.wire.exact_json import sent

MEGABYTE = 1_000_000
SENTENCE = "Every word of this counts — “also” the odd ones: ±, 火, 👩‍🚀.\n"
LATIN = (
    "Every word of this counts, «also» the odd ones: ±, é; and the plain ones that follow, of which there are more, "
    "count as much as they do, one by one, up to the end of the line.\n"
)
"""Characters of which Python holds each in one byte; one other in a text makes it four for all."""


def one_megabyte(interaction: Interaction) -> Interaction:
    """Answer with 1 MB of text; a stream of it has 10,000 deltas."""
    return _of_text(interaction, SENTENCE, MEGABYTE)


def ten_megabytes(interaction: Interaction) -> Interaction:
    """Answer with 10 MB of text; a stream of it has 10,000 deltas."""
    return _of_text(interaction, LATIN, 10 * MEGABYTE)


def thousand_calls(interaction: Interaction) -> Interaction:
    """Answer with 1,000 calls."""
    return rewritten(interaction, lambda answer: replace(answer, items=tuple(_calls(answer, 1000)), output=()))


def rewritten(interaction: Interaction, change: Callable[[Answer], Answer]) -> Interaction:
    """Return an interaction that answers with changed facts; one that fails stays as it is."""
    if not isinstance(interaction.answer, Answer):
        return interaction
    shape, answer = SHAPES[interaction.shape], change(interaction.answer)
    if interaction.streams:
        frames = partial(shape.written_frames, answer)
        return MadeStream(interaction.shape, interaction.request, interaction.response, frames)
    payload: Json = shape.write_answer(answer)
    made = with_body(interaction, sent(payload).encode())
    vars(made)["answer_body"] = payload  # what reading the body would give, at a third of the cost
    return made


def numbered(interaction: Interaction, mark: str, number: int) -> Interaction:
    """Answer with a mark in every text and call, and with other token counts."""

    def marked(item: Item) -> Item:
        match item:
            case Message():
                return replace(item, parts=tuple(_marked(part, mark) for part in item.parts))
            case ToolCall():
                return replace(item, id=f"{item.id}_{number}", arguments=f'{{"mark": "{mark}"}}')
            case _:
                return item

    def change(answer: Answer) -> Answer:
        usage = answer.usage and _counted(answer.usage, number)
        return replace(answer, id=f"{answer.id}{number}", items=tuple(map(marked, answer.items)), usage=usage)

    return rewritten(interaction, change)


def _counted(usage: Usage, number: int) -> Usage:
    return replace(usage, input=(usage.input or 0) + number, total=(usage.total or 0) + number)


def _marked(part: Part, mark: str) -> Part:
    return replace(part, text=f"{part.text} {mark}", logprobs=()) if isinstance(part, Text) else part


def _of_text(interaction: Interaction, sentence: str, size: int) -> Interaction:
    """Answer with a text of so many bytes. To read it again would hold it a second time: the facts are those made."""
    if not isinstance(interaction.answer, Answer):
        return interaction
    text = sentence * (size // len(sentence.encode()) + 1)
    items = [
        replace(item, parts=(Text(text),)) if isinstance(item, Message) else item for item in interaction.answer.items
    ]
    answer = replace(interaction.answer, items=tuple(items))
    made = rewritten(interaction, lambda _: answer)
    vars(made)["answer"] = answer
    return made


def _calls(answer: Answer, count: int) -> list[Item]:
    first = answer.tool_calls[0]
    others: list[Item] = [item for item in answer.items if not isinstance(item, ToolCall)]
    return others + [replace(first, id=f"{first.id}_{number}") for number in range(count)]
