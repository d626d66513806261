"""What a Responses client says reaches a Chat upstream: instructions, messages, calls and their results, reasoning.

Sources: the API description's `CreateResponse.input`, `InputItem` and `ChatCompletionRequestMessage`. A call's
result is to stand behind the message that calls: "must be followed by tool messages", as Chat's own error says.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise, zip_longest

from crosswire.comparing.asks import outline, reordered, same_model
from crosswire.comparing.speeches import ROLES, same_words
from crosswire.exchange import Turn
from crosswire.facts import Answer, Ask, Item, Message, Other, Reasoning, Text, ToolCall, ToolResult
from crosswire.observed import Observed
from crosswire.requirements import all_of, held, kept, must, should
from crosswire.shapes.lenient import at
from crosswire.shapes.responses.unknown_items import encrypted_words, plain_words, unknown_items

from .call_pairs import normal_arguments
from .conditions import gives_model, of_ask, serves_responses
from .histories import (
    all_texts,
    answered_calls,
    calls,
    continues_conversation,
    is_plain,
    media,
    messages,
    order,
    others,
    paired,
    refused,
    results,
    speech_lines,
    texts,
    thoughts,
)
from .media import file_as, image_as, media_of, own_media, shown_media

# What stands for something that was said elsewhere, or that only its own API can read.
STANDING_IN = ("item_reference", "compaction")


def _is_one_text(ask: Ask) -> bool:
    match ask.history[bool(ask.instructions) :]:
        case [Message(role="user", parts=[Text()])]:
            return True
        case _:
            return False


gives_instructions = of_ask(lambda ask: ask.instructions)
gives_one_text = of_ask(lambda ask: _is_one_text(ask) and not continues_conversation(ask))
gives_messages = of_ask(
    lambda ask: messages(ask.history) and not continues_conversation(ask)
)  # else STATE-1 and STATE-2 judge
gives_assistant_messages = of_ask(lambda ask: any(message.role == "assistant" for message in messages(ask.history)))
gives_reasoning = of_ask(lambda ask: thoughts(ask.history))
gives_open_reasoning = of_ask(
    lambda ask: (
        any(item.texts and not item.encrypted for item in thoughts(ask.history))
        or others(ask.history, "item_reference")
    )
)
gives_images = of_ask(lambda ask: media([*messages(ask.history), *results(ask.history)], "image"))
gives_files = of_ask(lambda ask: media([*messages(ask.history), *results(ask.history)], "file"))
gives_sounds = of_ask(lambda ask: media(messages(ask.history), "audio"))
gives_stand_ins = of_ask(lambda ask: others(ask.history, *STANDING_IN) or "prompt" in ask.settings)
gives_unknown_items = of_ask(lambda ask: unknown_items(ask.history))
gives_mixed_parts = of_ask(
    lambda ask: any(len(outline(item.parts)) > 1 for item in ask.history if isinstance(item, Message | ToolResult))
)


@must("RESPREQ-37", given=all_of(serves_responses, gives_model), declarable=True)
def test_the_model_arrives(asked: Ask, forwarded: Ask, observed: Observed) -> None:
    """The model that the client names is the one that the upstream is asked for.

    A description of a gateway may say by which name a client calls it.
    """
    held(same_model(asked, forwarded, observed.client_model), "model", asked.model, forwarded.model)


@must("RESPREQ-1", given=all_of(serves_responses, gives_instructions))
def test_instructions_come_first(asked: Ask, forwarded: Ask) -> None:
    """`instructions` is the first system or developer message; other such text may stand behind it there."""
    first = next(iter(messages(forwarded.history)), Message("", ()))
    comes_first = first.role == "instructions" and first.text.startswith(asked.instructions)
    held(comes_first, "instructions", asked.instructions, first.text if first.role == "instructions" else None)


@must("RESPREQ-2", given=all_of(serves_responses, gives_one_text))
def test_one_text_is_one_user_message(asked: Ask, forwarded: Ask) -> None:
    """An `input` that is one text, be it a string or an item, is one user message with that text."""
    expected, received = (
        ["".join(texts(message.parts)) for message in messages(ask.history) if message.role == "user"]
        for ask in (asked, forwarded)
    )
    kept("history", expected, received)


@must("RESPREQ-3", given=all_of(serves_responses, gives_messages))
def test_messages_arrive(asked: Ask, forwarded: Ask) -> None:
    """Messages of every role arrive with all their text, in order, with or without `type`, as strings and as parts.

    Developer and system are one role here. What one side says in a row may arrive as one message, since some hosts
    demand that; its parts may then be set apart by blanks. The user's words stay on their side of the calls. A record
    of a hosted tool may be put into words, what a reference stands for may be put there, and a word may be said beside
    the images of a result.
    """
    listed = {result.call_id for result in results(asked.history) if not is_plain(result)}
    is_same = same_words(asked.history, forwarded.history, lambda item: _may_become(item, listed))
    held(is_same, "history", speech_lines(asked.history), speech_lines(forwarded.history))
    if paired(asked.history):
        spoken = [
            text for message in messages(asked.history) if message.role == "user" for text in texts(message.parts)
        ]
        made = {str(call.id) for call in calls(asked.history)} & {str(call.id) for call in calls(forwarded.history)}
        kept("history.order", *(order(ask.history, spoken, made) for ask in (asked, forwarded)))


def _may_become(item: Item, listed: Collection[str | None]) -> Collection[str]:
    """Return the roles in which an adapter may express an item by a text of its own."""
    match item:
        case Other() if item.kind != "additional_tools":
            return ROLES
        case ToolResult() if item.call_id in listed:
            return ("user",)
        case _:
            return ()


@should("RESPREQ-41", given=all_of(serves_responses, gives_mixed_parts))
def test_parts_stay_in_order(asked: Ask, forwarded: Ask) -> None:
    """The words of a message stay before or behind its images and files, as the client has them."""
    shown = {part.source for part in media_of(results(asked.history))}
    expected, received = (_orders(ask, shown) for ask in (asked, forwarded))
    held(not reordered(expected, received), "history.order", expected, received)
    given, sent = ([shown_part.source for shown_part in shown_media(ask, asked)] for ask in (asked, forwarded))
    kept("results.order", given, sent if sorted(map(str, sent)) == sorted(map(str, given)) else given)


def _orders(ask: Ask, shown: Collection[str | None]) -> list[list[str]]:
    """Return the order of text and media in each message with media of its own."""
    own = [
        message for message in messages(ask.history) if not any(part.source in shown for part in media_of([message]))
    ]
    return [order for message in own if len(order := outline(message.parts)) > 1]


@must("RESPREQ-4", given=all_of(serves_responses, gives_assistant_messages))
def test_assistant_parts_are_chats_own(asked: Ask, forwarded: Ask) -> None:
    """Assistant `output_text` and `refusal` become assistant content and refusal; no part type of Responses is sent.

    RESPREQ-3 compares the words.
    """
    declined, declining = (
        [(message.role, refused(message.parts)) for message in messages(ask.history) if refused(message.parts)]
        for ask in (asked, forwarded)
    )
    kept("refusal", _joined(declined), _joined(declining))
    received = [message for message in messages(forwarded.history) if message.role == "assistant"]
    foreign = [part.kind for message in received for part in message.parts if isinstance(part, Other)]
    kept("history.types", [], foreign)


def _joined(declined: list[tuple[str, str]]) -> dict[str, str]:
    """Return the refusals of each role, joined."""
    return {role: "".join(text for other, text in declined if other == role) for role, _ in declined}


@must("RESPREQ-8", given=all_of(serves_responses, gives_reasoning))
def test_reasoning_is_no_text(asked: Ask, forwarded: Ask) -> None:
    """Reasoning items in the input never become text, nor does what is encrypted in them; nor do they fail the ask."""
    hidden = [text for thought in thoughts(asked.history) for text in (*thought.texts, thought.encrypted) if text]
    given, sent = ("\n".join(all_texts(ask.history)) for ask in (asked, forwarded))
    kept("history.reasoning", [], [thought for thought in hidden if sent.count(thought) > given.count(thought)])


@should("RESPREQ-9", given=all_of(serves_responses, gives_open_reasoning))
def test_reasoning_goes_back(asked: Ask, forwarded: Ask, earlier: tuple[Turn, ...]) -> None:
    """Reasoning served from `reasoning_content` goes back under that name, on the message that it belonged to.

    So does reasoning to which an `item_reference` refers. Hosts of models that think between calls refuse the request
    without it. What is encrypted is the vendor's own.
    """
    expected, received = [], []
    history = _resolved(asked.history, earlier)
    for thought, item in pairwise(history):
        if isinstance(thought, Reasoning) and thought.texts and not thought.encrypted and _spoken(item):
            expected.append("".join(thought.texts))
            groups = (group for group in forwarded.grouped if any(_alike(item, other) for other in group))
            received.append("".join(text for thought in thoughts(next(groups, ())) for text in thought.texts))
    kept("reasoning", expected, received)


def _resolved(history: Sequence[Item], earlier: Sequence[Turn]) -> list[Item]:
    """Return a history with the served reasoning in place of references to it."""
    served = [turn.served for turn in earlier if isinstance(turn.served, Answer)]
    thoughts_by_id = {
        label.id: item
        for answer in served
        for label, item in zip(answer.output, answer.items, strict=False)
        if isinstance(item, Reasoning)
    }
    return [
        thoughts_by_id.get(str(at(item.value, "id")), item) if isinstance(item, Other) else item for item in history
    ]


def _spoken(item: Item) -> bool:
    return isinstance(item, ToolCall) or (isinstance(item, Message) and item.role == "assistant")


def _alike(item: Item, other: Item) -> bool:
    if isinstance(item, ToolCall):
        return isinstance(other, ToolCall) and item.id == other.id
    return isinstance(item, Message) and isinstance(other, Message) and item.text == other.text


@must("RESPREQ-10", given=all_of(serves_responses, gives_images))
def test_images_arrive(asked: Ask, forwarded: Ask) -> None:
    """`input_image` becomes `image_url`, with its URL and detail; one given by `file_id` is fetched or refused."""
    sent, arrived = own_media(asked, asked, "image"), own_media(forwarded, asked, "image")
    received = [image_as(image, given) for image, given in zip_longest(arrived, sent) if image]
    kept("images", [image_as(image, image) for image in sent], received)


@must("RESPREQ-11", given=all_of(serves_responses, gives_files))
def test_files_arrive(asked: Ask, forwarded: Ask) -> None:
    """`input_file` becomes `file`, with its data, filename or id; one given by `file_url` is fetched or refused."""
    sent, arrived = own_media(asked, asked, "file"), own_media(forwarded, asked, "file")
    received = [file_as(file, given) for file, given in zip_longest(arrived, sent) if file]
    kept("files", [file_as(file, file) for file in sent], received)


@must("RESPREQ-44", given=all_of(serves_responses, gives_sounds))
def test_sounds_arrive(asked: Ask, forwarded: Ask) -> None:
    """A part that is a sound becomes `input_audio`, with its data and format, or is refused: it is never left out.

    Responses' description has no such part; clients send it.
    """
    sounds = (media(messages(ask.history), "audio") for ask in (asked, forwarded))
    kept("sounds", *([[part.source, part.detail, part.form] for part in parts] for parts in sounds))


@must("RESPREQ-12", given=all_of(serves_responses, gives_stand_ins))
def test_what_stands_for_more_is_resolved(asked: Ask, forwarded: Ask, earlier: tuple[Turn, ...]) -> None:
    """`item_reference`, `prompt` and `compaction` are resolved or refused; never is an empty message sent for one."""
    spoken = "".join(speech_lines(forwarded.history))
    before = [turn.upstream for turn in earlier if isinstance(turn.upstream, Answer)]
    found = ["item_reference"] if before and all(answer.text in spoken for answer in before) else []
    expected = [item.kind for item in others(asked.history, *STANDING_IN)]
    expected += ["prompt"] if "prompt" in asked.settings else []
    kept("history", expected, [kind for kind in expected if kind in found])
    kept("history", [], [message.role for message in messages(forwarded.history) if not message.parts])
    if others(asked.history, "item_reference"):
        own = {call.id for call in calls(asked.history)}  # the AI SDK refers to reasoning, and repeats its calls
        made = [call for answer in before for call in answer.tool_calls if call.id not in own]
        sent = [call for call in calls(forwarded.history) if call.id not in own]
        kept(
            "tool_calls",
            *([[call.id, call.kind, call.name, normal_arguments(call)] for call in side] for side in (made, sent)),
        )
        given = ([[item.call_id, texts(item.parts)] for item in results(ask.history)] for ask in (asked, forwarded))
        kept("results", *given)
        rows = list(answered_calls(forwarded))
        kept("results.order", [ids for ids, _ in rows], [answered for _, answered in rows])


@must("RESPREQ-38", given=all_of(serves_responses, gives_unknown_items))
def test_unknown_items_are_carried(asked: Ask, forwarded: Ask) -> None:
    """An input item of unknown type is carried or refused with a 4xx, never dropped; nothing encrypted becomes text.

    Clients send items that the description lacks, as what another agent says. A message of any role may carry its
    words; it may tell whose they are. Chat has no form for what is encrypted, and the model's task may be there: such
    an item is refused.
    """
    own, heard = ("\n".join(all_texts(ask.history)) for ask in (asked, forwarded))
    unknown = unknown_items(asked.history)
    words = [text for item in unknown for text in plain_words(item)]
    kept("history", words, [text for text in words if heard.count(text) > own.count(text)])
    encrypted = [text for item in unknown for text in encrypted_words(item)]
    kept("history", [], [text for text in encrypted if heard.count(text) > own.count(text)])
    kept("history.encrypted", encrypted, [])
