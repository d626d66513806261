"""What a Chat client says reaches a Responses upstream: instructions, messages, images and files, calls and results.

Sources: the API description's `CreateChatCompletionRequest.messages` and `CreateResponse.input`.
"""

from collections import Counter
from collections.abc import Iterator

from crosswire.facts import Ask, Item, Json, Media, Message, Refusal, Text, ToolCall, ToolResult
from crosswire.requirements import Wire, all_of, held, kept, must, should
from crosswire.wire.lenient_json import objects

from .call_pairs import meant
from .conditions import deprecated_functions, of_ask, serves_chat


def messages(ask: Ask, *roles: str) -> list[Message]:
    """Return the messages of some roles, those that say nothing apart."""
    said = (item for item in ask.history if isinstance(item, Message) and item.role in roles)
    return [item for item in said if any(not isinstance(part, Text) or part.text for part in item.parts)]


def texts(ask: Ask, *roles: str) -> list[str]:
    """Return the text parts of the messages of some roles, in order, empty ones apart."""
    return [part.text for message in messages(ask, *roles) for part in _texts(message)]


def _texts(item: Message | ToolResult) -> list[Text]:
    return [part for part in item.parts if isinstance(part, Text) and part.text]


def media(ask: Ask, kind: str) -> list[list[Json]]:
    """Return the media of a kind: the number of the user's message that it stands in, source, detail, form and name."""
    return [
        [place, part.source, part.detail, part.form, part.name]
        for place, message in enumerate(messages(ask, "user"))
        for part in message.parts
        if isinstance(part, Media) and part.kind == kind
    ]


def part_types(wire: Wire, role: str) -> set[str]:
    """Return the types of all parts that the forwarded request gives a role to say; a string has none."""
    said = [item.get("content") for item in objects(wire.request.get("input")) if item.get("role") == role]
    return {str(part.get("type")) for content in said for part in objects(content)}


instructed = of_ask(lambda ask: texts(ask, "instructions"))
spoken = of_ask(lambda ask: messages(ask, "user", "assistant"))
answered_before = of_ask(lambda ask: messages(ask, "assistant"))
images_shown = of_ask(lambda ask: media(ask, "image"))
files_given = of_ask(lambda ask: media(ask, "file"))
sounds_given = of_ask(lambda ask: media(ask, "audio"))


@must("CHATREQ-1", given=all_of(serves_chat, instructed))
def test_instructions_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """All system and developer text reaches the upstream whole, once and in order, under either role.

    As `instructions` or as input items; texts may be joined.
    """
    expected, received = texts(asked, "instructions"), texts(forwarded, "instructions")
    given, said = (list(_everything(ask)) for ask in (asked, forwarded))
    once = all(_count(text, given) == _count(text, said) for text in expected)
    held(once and _in_order(expected, "\n".join(received)), "instructions", expected, received)


def _everything(ask: Ask) -> Iterator[str]:
    return (part.text for item in ask.history if isinstance(item, Message) for part in _texts(item))


def _count(text: str, said: list[str]) -> int:
    return sum(each.count(text) for each in said)


def _in_order(parts: list[str], text: str) -> bool:
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


def late_instructions(ask: Ask) -> list[list[Json]]:
    """Return each instruction behind the first turn: how much of the conversation stands before it, and its text."""
    before, late = 0, []
    for item in ask.history:
        if not isinstance(item, Message) or item.role != "instructions":
            before += isinstance(item, ToolCall | ToolResult) or (isinstance(item, Message) and bool(item.parts))
        elif before:
            late.append([before, item.text])
    return late


@should("CHATREQ-2", given=all_of(serves_chat, of_ask(late_instructions)))
def test_late_instructions_stay_in_place(asked: Ask, forwarded: Ask) -> None:
    """A system or developer message after the first user turn stays in its place."""
    kept("instructions", late_instructions(asked), late_instructions(forwarded))


@must("CHATREQ-3", given=all_of(serves_chat, spoken))
def test_messages_stay_messages(asked: Ask, forwarded: Ask, wire: Wire) -> None:
    """Each user and assistant message with content becomes one message item, its role and their order kept.

    A user's text is `input_text` or a string.
    """
    expected, received = (
        [[message.role, message.text] for message in messages(ask, "user", "assistant")] for ask in (asked, forwarded)
    )
    kept("history", expected, received)
    foreign = sorted({"text", "output_text"} & part_types(wire, "user"))
    held(not foreign, "history", "input_text", foreign)


@must("CHATREQ-4", given=all_of(serves_chat, images_shown))
def test_images_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """Each `image_url` part becomes an `input_image` of the same message, with its URL and detail.

    A detail that is left out means `auto` in Chat; Responses requires one.
    """
    kept("images", *(_images(ask) for ask in (asked, forwarded)))


def _images(ask: Ask) -> list[list[Json]]:
    return [[place, source, detail or "auto"] for place, source, detail, _, _ in media(ask, "image")]


@must("CHATREQ-5", given=all_of(serves_chat, files_given))
def test_files_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """Each `file` part becomes an `input_file` of the same message: its data and filename, or its id."""
    kept("files", media(asked, "file"), media(forwarded, "file"))


@must("CHATREQ-6", given=all_of(serves_chat, sounds_given), declarable=True)
def test_sound_is_not_dropped(asked: Ask, forwarded: Ask) -> None:
    """`input_audio` is refused, or carried as declared: Responses has no part for it."""
    kept("sounds", media(asked, "audio"), media(forwarded, "audio"))


@must("CHATREQ-7", given=all_of(serves_chat, answered_before))
def test_the_models_words_stay_its_own(asked: Ask, forwarded: Ask, wire: Wire) -> None:
    """An assistant's text becomes `output_text` or a string, never `input_text`, and its refusal stays a refusal."""
    kept("refusal", _refusals(asked), _refusals(forwarded))
    foreign = sorted({"input_text", "text"} & part_types(wire, "assistant"))
    held(not foreign, "history", "output_text", foreign)


def _refusals(ask: Ask) -> list[str]:
    said = messages(ask, "assistant")
    return [part.text for message in said for part in message.parts if isinstance(part, Refusal) and part.text]


# Calls and results.


def calls(ask: Ask) -> list[ToolCall]:
    """Return the calls of the history."""
    return [item for item in ask.history if isinstance(item, ToolCall)]


def results(ask: Ask) -> list[ToolResult]:
    """Return the results of the history."""
    return [item for item in ask.history if isinstance(item, ToolResult)]


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

with_calls = all_of(serves_chat, lambda case: not deprecated_functions(case), of_ask(lambda ask: calls(ask)))


@must("CHATREQ-8", given=with_calls)
def test_calls_and_results_stay_pairs(asked: Ask, forwarded: Ask) -> None:
    """Calls and results go back under the same call ids, in order, and text beside a call is kept.

    No arguments may be sent as `{}` (TOOLS-7), and others as JSON that says the same: it is the client that has to get
    them byte for byte (TOOLS-2). A result in several parts is judged by CHATREQ-9.
    """
    several = {result.call_id for result in results(asked) if len(result.parts) > 1}
    named = [*dict.fromkeys(call.id for call in calls(asked))]
    renamed = [*dict.fromkeys(call.id for call in calls(forwarded))]
    same_ids = {new: old for old, new in zip(named, renamed, strict=False) if old is None or len(old) > LONGEST_ID}
    kept("history", *(list(_exchanged(ask, ids, several)) for ask, ids in ((asked, {}), (forwarded, same_ids))))


def _exchanged(ask: Ask, ids: dict[str | None, str | None], several: set[str | None]) -> Iterator[list[Json]]:
    for item in ask.history:
        match item:
            case Message(role="assistant", parts=[_, *_]):
                yield ["assistant", item.text]
            case ToolCall(kind="function"):
                yield ["call", ids.get(item.id, item.id), item.name, meant(item.arguments or "{}")]
            case ToolCall():
                yield ["custom call", ids.get(item.id, item.id), item.name, item.arguments]
            case ToolResult():
                call_id = ids.get(item.call_id, item.call_id)
                yield ["result", call_id, *([] if call_id in several else ["".join(_said(item))])]
            case _:
                pass


def _said(result: ToolResult) -> list[str]:
    return [part.text for part in _texts(result)]


@must("CHATREQ-9", given=all_of(serves_chat, of_ask(lambda ask: any(len(each.parts) > 1 for each in results(ask)))))
def test_results_in_parts_are_kept(asked: Ask, forwarded: Ask) -> None:
    """A tool message's content in parts is kept, all of them, as a string or as parts."""
    said = {place: _said(result) for place, result in enumerate(results(asked)) if len(result.parts) > 1}
    sent = dict(enumerate(map(_said, results(forwarded))))
    expected, received = list(said.values()), [sent.get(place, []) for place in said]
    # As parts or joined; not as the JSON of the list.
    whole = all(_in_order(parts, "".join(got)) for parts, got in zip(expected, received, strict=True))
    dumped = any("".join(got).lstrip().startswith("[{") for got in received)
    held(whole and not dumped, "results", expected, received)


@must("CHATREQ-10", given=all_of(serves_chat, of_ask(_calls_without_text)))
def test_no_text_beside_calls_is_none(asked: Ask, forwarded: Ask) -> None:
    """Content that is null, "" or absent beside calls becomes no text item, nor the words `None` or `null`."""
    said, sent = (
        Counter(item.text for item in ask.history if isinstance(item, Message) and item.role == "assistant")
        for ask in (asked, forwarded)
    )
    kept("history", [], sorted((sent - said).elements()))
