"""What a Chat client says reaches a Responses upstream: instructions, messages, images and files, calls and results.

Sources: the API description's `CreateChatCompletionRequest.messages` and `CreateResponse.input`.
"""

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from crosswire.comparing.asks import outline, renames, reordered, same_model
from crosswire.comparing.speeches import holds
from crosswire.facts import Ask, Item, Json, Media, Message, Reasoning, Refusal, Text, ToolCall, ToolResult
from crosswire.observed import Observed
from crosswire.requirements import Wire, all_of, held, kept, must, should
from crosswire.wire.lenient_json import objects

from .call_pairs import in_turn, meant
from .conditions import deprecated_functions, gives_model, of_ask, serves_chat
from .histories import calls, results, texts


def messages_of(ask: Ask, *roles: str) -> list[Message]:
    """Return the messages of some roles, without empty ones."""
    found = (item for item in ask.history if isinstance(item, Message) and item.role in roles)
    return [item for item in found if any(not isinstance(part, Text) or part.text for part in item.parts)]


def texts_of(ask: Ask, *roles: str) -> list[str]:
    """Return the texts of the messages of some roles, in order, without empty ones."""
    return [text for message in messages_of(ask, *roles) for text in texts(message.parts)]


def media_of(ask: Ask, kind: str) -> list[list[Json]]:
    """Return the media of a kind: the number of its message among those of the role, source, detail, form and name.

    In Chat only the user has media.
    """
    return [
        [number, part.source, part.detail, part.form, part.name]
        for role in ("user", "assistant", "instructions")
        for number, message in enumerate(messages_of(ask, role))
        for part in message.parts
        if isinstance(part, Media) and part.kind == kind
    ]


def part_types(wire: Wire, role: str) -> set[str]:
    """Return the types of the parts of a role's messages in the forwarded request; a string has none."""
    contents = [item.get("content") for item in objects(wire.request.get("input")) if item.get("role") == role]
    return {str(part.get("type")) for content in contents for part in objects(content)}


gives_instructions = of_ask(lambda ask: texts_of(ask, "instructions"))
gives_messages = of_ask(lambda ask: messages_of(ask, "user", "assistant"))
gives_assistant_messages = of_ask(lambda ask: messages_of(ask, "assistant"))
gives_images = of_ask(lambda ask: media_of(ask, "image"))
gives_files = of_ask(lambda ask: media_of(ask, "file"))
gives_sounds = of_ask(lambda ask: media_of(ask, "audio"))


@must("CHATREQ-39", given=all_of(serves_chat, gives_model), declarable=True)
def test_the_model_is_forwarded(asked: Ask, forwarded: Ask, observed: Observed) -> None:
    """The model that the client names is the one that the upstream is asked for.

    A description of a gateway may say by which name a client calls it.
    """
    held(same_model(asked, forwarded, observed.client_model), "model", asked.model, forwarded.model)


@must("CHATREQ-1", given=all_of(serves_chat, gives_instructions))
def test_instructions_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """All system and developer text reaches the upstream whole, once and in order, under either role.

    As `instructions` or as input items; texts may be joined. What stands before the conversation stays before it.
    """
    expected, received = texts_of(asked, "instructions"), texts_of(forwarded, "instructions")
    given, sent = (list(_everything(ask)) for ask in (asked, forwarded))
    once = all(_count(text, given) == _count(text, sent) for text in expected)
    held(once and _in_order(expected, "\n".join(received)), "instructions", expected, received)
    late, later = ("\n".join(text for _, text in late_instructions(ask)) for ask in (asked, forwarded))
    kept("instructions.order", [], [text for text in expected if later.count(text) > late.count(text)])


def _everything(ask: Ask) -> Iterator[str]:
    return (text for item in ask.history if isinstance(item, Message) for text in texts(item.parts))


def _count(text: str, spoken: list[str]) -> int:
    return sum(text_part.count(text) for text_part in spoken)


def _in_order(parts: list[str], text: str) -> bool:
    start = 0
    for part in parts:
        start = text.find(part, start)
        if start < 0:
            return False
        start += len(part)
    return True


def late_instructions(ask: Ask) -> list[tuple[int, str]]:
    """Return the instructions after the first turn: the number of items before each, and its text."""
    before, late = 0, []
    for item in ask.history:
        if not isinstance(item, Message) or item.role != "instructions":
            before += isinstance(item, ToolCall | ToolResult) or (isinstance(item, Message) and bool(item.parts))
        elif before:
            late.append((before, item.text))
    return late


@should("CHATREQ-2", given=all_of(serves_chat, of_ask(late_instructions)))
def test_late_instructions_stay_in_place(asked: Ask, forwarded: Ask) -> None:
    """A system or developer message after the first user turn stays in its place."""
    kept("instructions", late_instructions(asked), late_instructions(forwarded))


@must("CHATREQ-3", given=all_of(serves_chat, gives_messages))
def test_messages_stay_messages(asked: Ask, forwarded: Ask, wire: Wire) -> None:
    """Each user and assistant message with content becomes one message item, its role and their order kept.

    A user's text is `input_text` or a string. Parts that are joined may be set apart by blanks.
    """
    expected, received = (messages_of(ask, "user", "assistant") for ask in (asked, forwarded))
    heard = [[message.role, _text_as(one, message)] for one, message in zip_longest(expected, received) if message]
    kept("history", [[message.role, message.text] for message in expected], heard)
    foreign = sorted({"text", "output_text"} & part_types(wire, "user"))
    held(not foreign, "history.types", "input_text", foreign)


def _text_as(asked: Message | None, forwarded: Message) -> str:
    """Return the text of a forwarded message, as the client has it where only blanks differ between its parts."""
    is_same = asked is not None and holds(texts(asked.parts), forwarded.text)
    return asked.text if asked and is_same else forwarded.text


@must("CHATREQ-4", given=all_of(serves_chat, gives_images))
def test_images_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """Each `image_url` part becomes an `input_image` of the same message, with its URL and detail.

    A detail that is left out means `auto` in Chat; Responses requires one. `original` is CHATREQ-44's.
    """
    expected, received = _images(asked), _images(forwarded)
    kept("images", expected, [_as_asked(*images) for images in zip_longest(expected, received) if images[1]])


def _images(ask: Ask) -> list[list[Json]]:
    return [[number, source, detail or "auto", *rest] for number, source, detail, *rest in media_of(ask, "image")]


def _as_asked(asked: list[Json] | None, forwarded: list[Json]) -> list[Json]:
    """Return a forwarded image, with the detail of the client's where that is `original`."""
    number, source, detail, *rest = forwarded
    return [number, source, "original" if asked and asked[2] == "original" else detail, *rest]


@must("CHATREQ-5", given=all_of(serves_chat, gives_files))
def test_files_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """Each `file` part becomes an `input_file` of the same message: its data and filename, or its id."""
    kept("files", media_of(asked, "file"), media_of(forwarded, "file"))


@must("CHATREQ-6", given=all_of(serves_chat, gives_sounds), declarable=True)
def test_sound_is_not_dropped(asked: Ask, forwarded: Ask) -> None:
    """`input_audio` is refused, or carried as declared: Responses has no part for it."""
    kept("sounds", media_of(asked, "audio"), media_of(forwarded, "audio"))


@should("CHATREQ-41", given=all_of(serves_chat, of_ask(lambda ask: any(len(order) > 1 for order in _orders(ask)))))
def test_parts_stay_in_order(asked: Ask, forwarded: Ask) -> None:
    """The words of a message stay before or behind its images and files, as the client has them."""
    held(not reordered(_orders(asked), _orders(forwarded)), "history.order", _orders(asked), _orders(forwarded))


def _orders(ask: Ask) -> list[list[str]]:
    """Return the order of text and media in each message of the user that has several."""
    return [order for message in messages_of(ask, "user") if len(order := outline(message.parts)) > 1]


@must("CHATREQ-7", given=all_of(serves_chat, gives_assistant_messages))
def test_the_models_words_stay_its_own(asked: Ask, forwarded: Ask, wire: Wire) -> None:
    """An assistant's text becomes `output_text` or a string, never `input_text`, and its refusal stays a refusal."""
    kept("refusal", _refusals(asked), _refusals(forwarded))
    foreign = sorted({"input_text", "text"} & part_types(wire, "assistant"))
    held(not foreign, "history.types", "output_text", foreign)


def _refusals(ask: Ask) -> list[str]:
    spoken = messages_of(ask, "assistant")
    return [part.text for message in spoken for part in message.parts if isinstance(part, Refusal) and part.text]


gives_reasoning = of_ask(lambda ask: any(isinstance(item, Reasoning) and item.texts for item in ask.history))


@should("CHATREQ-42", given=all_of(serves_chat, gives_reasoning))
def test_reasoning_goes_back(asked: Ask, forwarded: Ask) -> None:
    """Reasoning that a client sends back arrives as a `reasoning` item, before what it led to.

    Hosts of models that think between calls go on from it. What is encrypted is opaque to the adapter.
    """
    kept("reasoning", *(list(_thoughts(ask)) for ask in (asked, forwarded)))


def _thoughts(ask: Ask) -> Iterator[list[str]]:
    """Yield each reasoning with what follows it: the name of a call, or the text of a message."""
    items = [item for item in ask.history if not isinstance(item, Message) or item.text]
    for thought, led_to in zip_longest(items, items[1:]):
        if isinstance(thought, Reasoning) and thought.texts:
            what = led_to.text if isinstance(led_to, Message) else getattr(led_to, "name", None)
            yield ["".join(thought.texts), str(what)]


# Calls and results.


def _calls_without_text(ask: Ask) -> bool:
    before: tuple[Item | None, ...] = (None, *ask.history)
    return any(
        isinstance(item, ToolCall)
        and not isinstance(last, ToolCall)
        and not (isinstance(last, Message) and last.role == "assistant")
        for last, item in zip(before, ask.history, strict=False)
    )


LONGEST_ID = 64
"""What Responses takes as a call id; a longer one becomes another, alike on call and result (TOOLS-11)."""

gives_calls = all_of(serves_chat, lambda case: not deprecated_functions(case), of_ask(lambda ask: calls(ask.history)))


@must("CHATREQ-8", given=gives_calls)
def test_calls_and_results_stay_pairs(asked: Ask, forwarded: Ask) -> None:
    """Calls and results go back under the same call ids, in order, and text beside a call is kept.

    No arguments may be sent as `{}` (TOOLS-7), and others as JSON that says the same: it is the client that has to get
    them byte for byte (TOOLS-2). A result in several parts is judged by CHATREQ-9.
    """
    several = {result.call_id for result in results(asked.history) if len(result.parts) > 1}
    ids = renames(asked.history, forwarded.history, LONGEST_ID)
    kept("history", list(_exchanged(asked, {}, several)), list(_exchanged(forwarded, ids, several)))
    in_turn(asked, forwarded)


def _exchanged(ask: Ask, ids: Mapping[str | None, str | None], several: set[str | None]) -> Iterator[list[Json]]:
    """Yield calls, results, and the model's messages among them; CHATREQ-3 compares the texts of these."""
    for item in ask.history:
        match item:
            case Message(role="assistant", parts=[_, *_]):
                yield ["assistant"]
            case ToolCall(kind="function"):
                yield ["call", ids.get(item.id, item.id), item.name, meant(item.arguments or "{}")]
            case ToolCall():
                yield ["custom call", ids.get(item.id, item.id), item.name, item.arguments]
            case ToolResult():
                call_id = ids.get(item.call_id, item.call_id)
                yield ["result", call_id, *([] if call_id in several else ["".join(texts(item.parts))])]
            case _:
                pass


gives_results_in_parts = of_ask(lambda ask: any(len(result.parts) > 1 for result in results(ask.history)))


@must("CHATREQ-9", given=all_of(serves_chat, gives_results_in_parts))
def test_results_in_parts_are_kept(asked: Ask, forwarded: Ask) -> None:
    """A tool message's content in parts is kept, all of them, as a string or as parts."""
    given = results(asked.history)
    indexes = [index for index, result in enumerate(given) if len(result.parts) > 1]
    sent = dict(enumerate(results(forwarded.history)))
    for index in indexes:
        expected, received = texts(given[index].parts), texts(sent[index].parts) if index in sent else []
        held(holds(expected, "".join(received)), f"results[{index}]", expected, received)


@must("CHATREQ-10", given=all_of(serves_chat, of_ask(_calls_without_text)))
def test_no_text_beside_calls_is_none(asked: Ask, forwarded: Ask) -> None:
    """Content that is null, "" or absent beside calls becomes no text item, nor the words `None` or `null`."""
    sent = [message.text for message in _assistants(forwarded) if message.text.strip().lower() in NO_WORDS]
    given = [message.text for message in _assistants(asked) if message.text.strip().lower() in NO_WORDS]
    kept("history", given, sent)


NO_WORDS = ("", "none", "null", "undefined")
"""What becomes of null in the languages that adapters are written in."""


def _assistants(ask: Ask) -> list[Message]:
    return [
        item
        for item in ask.history
        if isinstance(item, Message) and item.role == "assistant" and all(isinstance(part, Text) for part in item.parts)
    ]
