"""What a Responses client says reaches a Chat upstream: instructions, messages, calls and their results, reasoning.

Sources: the API description's `CreateResponse.input`, `InputItem` and `ChatCompletionRequestMessage`. A call's
result is to stand behind the message that calls: "must be followed by tool messages", as Chat's own error says.
"""

import json
from collections import Counter
from collections.abc import Collection
from itertools import zip_longest

from crosswire.comparing.asks import outline, reordered, same_model
from crosswire.comparing.speeches import ROLES, holds, same_words
from crosswire.exchange import Turn
from crosswire.facts import Answer, Ask, Failure, Item, Media, Message, Other, Reasoning, Text, ToolCall, ToolResult
from crosswire.requirements import all_of, held, kept, must, should
from crosswire.shapes.responses.unknown_items import encrypted_words, plain_words, unknown_items

from .call_pairs import meant
from .conditions import serves_responses
from .histories import (
    answered_calls,
    calls,
    media,
    messages,
    of_ask,
    order,
    others,
    paired,
    refused,
    results,
    rows_of_calls,
    texts,
    thoughts,
    told,
)
from .media import file_as, image_as, media_of, own_media, shown_media

# What stands for something that was said elsewhere, or that only its own API can read.
STANDING_IN = ("item_reference", "compaction")

# What is left of tools that ran upstream: the answer was made from it.
RECORDS = (
    "code_interpreter_call",
    "file_search_call",
    "image_generation_call",
    "mcp_call",
    "mcp_list_tools",
    "web_search_call",
)


def _is_one_text(ask: Ask) -> bool:
    match ask.history[bool(ask.instructions) :]:
        case [Message(role="user", parts=[Text()])]:
            return True
        case _:
            return False


def _continues(ask: Ask) -> bool:
    """Tell whether the ask goes on from what is kept elsewhere: then the calls may stand there."""
    return bool({"previous_response_id", "conversation"} & ask.settings.keys())


def _plain(result: ToolResult) -> bool:
    return len(result.parts) <= 1 and not media([result], "image") and not media([result], "file")


instructions_asked = of_ask(lambda ask: ask.instructions)
one_text_asked = of_ask(lambda ask: _is_one_text(ask) and not _continues(ask))
model_asked = of_ask(lambda ask: ask.model)
messages_asked = of_ask(lambda ask: messages(ask.history) and not _continues(ask))  # else STATE-1 and STATE-2 judge
assistant_asked = of_ask(lambda ask: any(message.role == "assistant" for message in messages(ask.history)))
calls_asked = of_ask(lambda ask: calls(ask.history))
pairs_asked = of_ask(lambda ask: results(ask.history) and paired(ask.history))
halves_asked = of_ask(lambda ask: not paired(ask.history) and not _continues(ask))
lists_asked = of_ask(lambda ask: not all(map(_plain, results(ask.history))))
reasoning_asked = of_ask(lambda ask: thoughts(ask.history))
open_reasoning_asked = of_ask(lambda ask: any(each.texts and not each.encrypted for each in thoughts(ask.history)))
images_asked = of_ask(lambda ask: media([*messages(ask.history), *results(ask.history)], "image"))
files_asked = of_ask(lambda ask: media([*messages(ask.history), *results(ask.history)], "file"))
sounds_asked = of_ask(lambda ask: media(messages(ask.history), "audio"))
stand_ins_asked = of_ask(lambda ask: others(ask.history, *STANDING_IN) or "prompt" in ask.settings)
custom_calls_asked = of_ask(lambda ask: any(call.kind == "custom" for call in calls(ask.history)))
unknown_items_asked = of_ask(lambda ask: unknown_items(ask.history))
records_asked = of_ask(lambda ask: others(ask.history, *RECORDS))
mixed_parts_asked = of_ask(
    lambda ask: any(len(outline(item.parts)) > 1 for item in ask.history if isinstance(item, Message | ToolResult))
)


@must("RESPREQ-37", given=all_of(serves_responses, model_asked), declarable=True)
def test_the_model_arrives(asked: Ask, forwarded: Ask, client_model: str | None) -> None:
    """The model that the client names is the one that the upstream is asked for.

    A description of a gateway may say by which name a client calls it.
    """
    held(same_model(asked, forwarded, client_model), "model", asked.model, forwarded.model)


@must("RESPREQ-1", given=all_of(serves_responses, instructions_asked))
def test_instructions_come_first(asked: Ask, forwarded: Ask) -> None:
    """`instructions` is the first system or developer message; other such text may stand behind it there."""
    first = next(iter(messages(forwarded.history)), Message("", ()))
    comes_first = first.role == "instructions" and first.text.startswith(asked.instructions)
    held(comes_first, "instructions", asked.instructions, first.text if first.role == "instructions" else None)


@must("RESPREQ-2", given=all_of(serves_responses, one_text_asked))
def test_one_text_is_one_user_message(asked: Ask, forwarded: Ask) -> None:
    """An `input` that is one text, be it a string or an item, is one user message with that text."""
    expected, received = (
        ["".join(texts(message.parts)) for message in messages(ask.history) if message.role == "user"]
        for ask in (asked, forwarded)
    )
    kept("history", expected, received)


@must("RESPREQ-3", given=all_of(serves_responses, messages_asked))
def test_messages_arrive(asked: Ask, forwarded: Ask) -> None:
    """Messages of every role arrive with all their text, in order, with or without `type`, as strings and as parts.

    Developer and system are one role here. What one side says in a row may arrive as one message, since some hosts
    demand that; its parts may then be set apart by blanks. The user's words stay on their side of the calls. A record
    of a hosted tool may be put into words, what a reference stands for may be put there, and a word may be said beside
    the images of a result.
    """
    listed = {result.call_id for result in results(asked.history) if not _plain(result)}
    is_same = same_words(asked.history, forwarded.history, lambda item: _may_become(item, listed))
    held(is_same, "history", told(asked.history), told(forwarded.history))
    if paired(asked.history):
        said = [text for message in messages(asked.history) if message.role == "user" for text in texts(message.parts)]
        made = {str(call.id) for call in calls(asked.history)} & {str(call.id) for call in calls(forwarded.history)}
        kept("history.order", *(order(ask.history, said, made) for ask in (asked, forwarded)))


def _may_become(item: Item, listed: Collection[str | None]) -> Collection[str]:
    """Return by whom an adapter may say something of its own where an item stands."""
    match item:
        case Other() if item.kind != "additional_tools":
            return ROLES
        case ToolResult() if item.call_id in listed:
            return ("user",)
        case _:
            return ()


@should("RESPREQ-41", given=all_of(serves_responses, mixed_parts_asked))
def test_parts_stay_in_order(asked: Ask, forwarded: Ask) -> None:
    """The words of a message stay before or behind its images and files, as the client has them."""
    shown = {part.source for part in media_of(results(asked.history))}
    expected, received = (_orders(ask, shown) for ask in (asked, forwarded))
    held(not reordered(expected, received), "history.order", expected, received)
    given, sent = ([each.source for each in shown_media(ask, asked)] for ask in (asked, forwarded))
    kept("results.order", given, sent if sorted(map(str, sent)) == sorted(map(str, given)) else given)


def _orders(ask: Ask, shown: Collection[str | None]) -> list[list[str]]:
    """Return for each message with media of its own how words and media follow each other."""
    own = [
        message for message in messages(ask.history) if not any(part.source in shown for part in media_of([message]))
    ]
    return [order for message in own if len(order := outline(message.parts)) > 1]


@must("RESPREQ-4", given=all_of(serves_responses, assistant_asked))
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
    """Return what each role declines with."""
    return {role: "".join(text for other, text in declined if other == role) for role, _ in declined}


def _written(call: ToolCall) -> str:
    """Return what the arguments say: a call without any may be sent with `{}`, and a custom one is RESPREQ-13's."""
    return "" if call.kind == "custom" else meant(call.arguments or "{}")


@must("RESPREQ-5", given=all_of(serves_responses, calls_asked, pairs_asked))
def test_neighbouring_calls_are_one_message(asked: Ask, forwarded: Ask) -> None:
    """Neighbouring `function_call`s become one assistant message with all calls, each once, with its id and arguments.

    A name is compared where it stands in no namespace, which Chat lacks.
    """
    custom = {call.id for call in calls(asked.history) if call.kind == "custom"}
    spaced = {call.id for call in calls(asked.history) if call.namespace}
    expected, received = (
        [
            {
                "id": call.id,
                "name": None if call.id in spaced else call.name,
                "kind": None if call.id in custom else call.kind,
                "arguments": None if call.id in custom else _written(call),
            }
            for call in calls(ask.history)
        ]
        for ask in (asked, forwarded)
    )
    kept("tool_calls", expected, received)
    rows = list(rows_of_calls(asked.history))
    sent = [[call.id for call in calls(group)] for group in forwarded.grouped]
    together = [[id_ for id_ in next((ids for ids in sent if row[0] in ids), []) if id_ in row] for row in rows]
    same_ids = Counter(call.id for call in calls(asked.history)) == Counter(
        call.id for call in calls(forwarded.history)
    )
    kept("tool_calls.rows", rows, together if same_ids else rows)


@must("RESPREQ-6", given=all_of(serves_responses, pairs_asked))
def test_outputs_follow_their_calls(asked: Ask, forwarded: Ask) -> None:
    """Each output is one `tool` message, directly behind its calls, also when items came in another order."""
    expected = [ids for ids, _ in answered_calls(forwarded)]
    kept("results.order", expected, [answered for _, answered in answered_calls(forwarded)])
    apart = {result.call_id for result in results(asked.history) if not _plain(result)}
    apart |= {call.id for call in calls(asked.history) if call.kind == "custom"}  # RESPREQ-7 and RESPREQ-13
    said, heard = (
        sorted([str(result.call_id), _words(result)] for result in results(ask.history) if result.call_id not in apart)
        for ask in (asked, forwarded)
    )
    kept("results", said, heard)


def _words(result: ToolResult) -> str:
    return "".join(texts(result.parts))


@must("RESPREQ-7", given=all_of(serves_responses, lists_asked))
def test_output_lists_arrive(asked: Ask, forwarded: Ask) -> None:
    """A list as output keeps its text in the tool message, its images and files in a user message, or is refused."""
    for result in results(asked.history):
        if not _plain(result):
            sent = [_words(other) for other in results(forwarded.history) if other.call_id == result.call_id]
            said = texts(result.parts)
            is_once = len(sent) == 1 and holds(said, sent[0])
            held(is_once, f"results.{result.call_id}", "".join(said), sent[0] if len(sent) == 1 else sent)
    for kind, fact, describe in (("image", "images", image_as), ("file", "files", file_as)):
        given, sent = shown_media(asked, asked, (kind,)), shown_media(forwarded, asked, (kind,))
        received = [describe(one, known) for one, known in zip_longest(sent, given) if one]
        kept(f"results.{fact}", [describe(one, one) for one in given], received)


@must("RESPREQ-8", given=all_of(serves_responses, reasoning_asked))
def test_reasoning_is_no_text(asked: Ask, forwarded: Ask) -> None:
    """Reasoning items in the input never become text, nor does what is encrypted in them; nor do they fail the ask."""
    hidden = [text for each in thoughts(asked.history) for text in (*each.texts, each.encrypted) if text]
    said, heard = ("\n".join(_all_words(ask)) for ask in (asked, forwarded))
    kept("history.reasoning", [], [thought for thought in hidden if heard.count(thought) > said.count(thought)])


def _all_words(ask: Ask) -> list[str]:
    spoken = (item for item in ask.history if isinstance(item, Message | ToolResult))
    return [text for item in spoken for text in texts(item.parts)]


@should("RESPREQ-9", given=all_of(serves_responses, open_reasoning_asked))
def test_reasoning_goes_back(asked: Ask, forwarded: Ask) -> None:
    """Reasoning served from `reasoning_content` goes back under that name, on the message that it belonged to.

    Hosts of models that think between calls refuse the request without it. What is encrypted is the vendor's own.
    """
    expected, received = [], []
    for thought, item in zip(asked.history, asked.history[1:], strict=False):
        if isinstance(thought, Reasoning) and thought.texts and not thought.encrypted and _spoken(item):
            expected.append("".join(thought.texts))
            group = next((each for each in forwarded.grouped if any(_alike(item, other) for other in each)), ())
            received.append("".join(text for each in thoughts(group) for text in each.texts))
    kept("reasoning", expected, received)


def _spoken(item: Item) -> bool:
    return isinstance(item, ToolCall) or (isinstance(item, Message) and item.role == "assistant")


def _alike(item: Item, other: Item) -> bool:
    if isinstance(item, ToolCall):
        return isinstance(other, ToolCall) and item.id == other.id
    return isinstance(item, Message) and isinstance(other, Message) and item.text == other.text


@must("RESPREQ-10", given=all_of(serves_responses, images_asked))
def test_images_arrive(asked: Ask, forwarded: Ask) -> None:
    """`input_image` becomes `image_url`, with its URL and detail; one given by `file_id` is fetched or refused."""
    sent, arrived = own_media(asked, asked, "image"), own_media(forwarded, asked, "image")
    received = [image_as(image, given) for image, given in zip_longest(arrived, sent) if image]
    kept("images", [image_as(image, image) for image in sent], received)


@must("RESPREQ-11", given=all_of(serves_responses, files_asked))
def test_files_arrive(asked: Ask, forwarded: Ask) -> None:
    """`input_file` becomes `file`, with its data, filename or id; one given by `file_url` is fetched or refused."""
    sent, arrived = own_media(asked, asked, "file"), own_media(forwarded, asked, "file")
    received = [file_as(file, given) for file, given in zip_longest(arrived, sent) if file]
    kept("files", [file_as(file, file) for file in sent], received)


@must("RESPREQ-44", given=all_of(serves_responses, sounds_asked))
def test_sounds_arrive(asked: Ask, forwarded: Ask) -> None:
    """A part that is a sound becomes `input_audio`, with its data and format, or is refused: it is never left out.

    Responses' description has no such part; clients send it.
    """
    kept("sounds", *([[part.source, part.detail, part.form] for part in _sounds(ask)] for ask in (asked, forwarded)))


def _sounds(ask: Ask) -> list[Media]:
    return media(messages(ask.history), "audio")


@must("RESPREQ-12", given=all_of(serves_responses, stand_ins_asked))
def test_what_stands_for_more_is_resolved(asked: Ask, forwarded: Ask, earlier: tuple[Turn, ...]) -> None:
    """`item_reference`, `prompt` and `compaction` are resolved or refused; never is an empty message sent for one."""
    said = "".join(told(forwarded.history))
    before = [turn.upstream.text for turn in earlier if isinstance(turn.upstream, Answer)]
    found = ["item_reference"] if before and all(text in said for text in before) else []
    expected = [item.kind for item in others(asked.history, *STANDING_IN)]
    expected += ["prompt"] if "prompt" in asked.settings else []
    kept("history", expected, [kind for kind in expected if kind in found])
    kept("history", [], [message.role for message in messages(forwarded.history) if not message.parts])


def _custom(call: ToolCall, kind: str) -> dict[str, str | None]:
    """Describe a custom call; one in the form of a function has its input as the one value of its arguments."""
    written: str | None = call.arguments
    if kind == "function":
        try:
            (written,) = json.loads(call.arguments).values()
        except (ValueError, AttributeError):
            written = None
    return {"id": call.id, "name": call.name, "input": written}


@must("RESPREQ-13", given=all_of(serves_responses, custom_calls_asked))
def test_custom_calls_arrive(asked: Ask, forwarded: Ask) -> None:
    """A `custom_tool_call` is kept, with its input as it was, and so is its output."""
    custom = {call.id for call in calls(asked.history) if call.kind == "custom"}
    expected, received = (
        [_custom(call, call.kind) for call in calls(ask.history) if call.id in custom] for ask in (asked, forwarded)
    )
    kept("tool_calls", expected, received)
    answered = [
        sorted([str(result.call_id), _words(result)] for result in results(ask.history) if result.call_id in custom)
        for ask in (asked, forwarded)
    ]
    kept("results", *answered)


@should("RESPREQ-14", given=all_of(serves_responses, records_asked), refusable=False)
def test_records_of_hosted_tools_are_taken(served: Answer | Failure) -> None:
    """Records of hosted tools, which ran upstream, do not fail the request."""
    kept("error", None, served.message if isinstance(served, Failure) else None)


@should("RESPREQ-36", given=all_of(serves_responses, halves_asked))
def test_no_half_of_a_pair_is_sent(forwarded: Ask) -> None:
    """A call without output, or the reverse, is refused or repaired as a pair, not sent by half: Chat refuses that."""
    called, answered = (sorted(str(each.id) for each in calls(forwarded.history)), _answered(forwarded))
    kept("results", called, answered)


def _answered(ask: Ask) -> list[str]:
    return sorted(str(result.call_id) for result in results(ask.history))


@must("RESPREQ-38", given=all_of(serves_responses, unknown_items_asked))
def test_unknown_items_are_carried(asked: Ask, forwarded: Ask) -> None:
    """An input item of unknown type is carried or refused with a 4xx, never dropped; nothing encrypted becomes text.

    Clients send items that the description lacks, as what another agent says. A message of any role may carry its
    words; it may tell whose they are.
    """
    own, heard = (_all_text(ask) for ask in (asked, forwarded))
    unknown = unknown_items(asked.history)
    words = [text for item in unknown for text in plain_words(item)]
    kept("history", words, [text for text in words if heard.count(text) > own.count(text)])
    encrypted = [text for item in unknown for text in encrypted_words(item)]
    kept("history", [], [text for text in encrypted if heard.count(text) > own.count(text)])


def _all_text(ask: Ask) -> str:
    """Return all that messages and results say."""
    spoken = (item for item in ask.history if isinstance(item, Message | ToolResult))
    return "\n".join(text for item in spoken for text in texts(item.parts))
