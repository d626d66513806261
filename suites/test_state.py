"""What an adapter is asked to remember: it remembers, or says clearly that it does not.

Sources: the API description's `CreateResponse.previous_response_id`, `conversation` and `background`.
"""

from collections.abc import Callable, Mapping, Sequence

from crosswire.comparing.speeches import same_words
from crosswire.exchange import Turn
from crosswire.facts import Answer, Ask, Failure, Item, Json
from crosswire.requirements import Wire, all_of, held, kept, must

from .call_pairs import meant
from .conditions import of_ask, serves_responses
from .histories import calls, media, messages, refused, results, speech_lines, texts

WAITING = ("queued", "in_progress")

gives_previous_response_id = of_ask(lambda ask: "previous_response_id" in ask.settings)
gives_conversation = of_ask(lambda ask: "conversation" in ask.settings)
asks_for_background = of_ask(lambda ask: ask.settings.get("background") is True)


def _turns_before(asked: Ask, earlier: Sequence[Turn]) -> list[Turn]:
    """Return the turns that this one goes on from, the oldest first; empty where its id is unknown."""
    before: list[Turn] = []
    wanted = asked.settings.get("previous_response_id")
    for turn in reversed(earlier):
        if isinstance(turn.served, Answer) and wanted and turn.served.id == wanted:
            before.insert(0, turn)
            wanted = turn.asked.settings.get("previous_response_id")
    return before


def _whole_history(asked: Ask, before: Sequence[Turn]) -> list[Item]:
    """Return the whole history. Only the instructions of this turn count: those of earlier turns do not carry over."""
    history = list(asked.history)
    instructions = [history.pop(0)] if asked.instructions else []
    items: list[Item] = []
    for turn in before:
        items += turn.asked.history[bool(turn.asked.instructions) :]
        items += turn.upstream.items if isinstance(turn.upstream, Answer) else ()
    return [*instructions, *items, *history]


def _arrives(history: list[Item], forwarded: Ask) -> None:
    """Raise `Loss` unless every item of a history reaches the upstream once."""
    is_same = same_words(history, forwarded.history, lambda _: ())
    held(is_same, "history", speech_lines(history), speech_lines(forwarded.history))
    for fact, says in FACTS.items():
        kept(fact, says(history), says(forwarded.history))


FACTS: Mapping[str, Callable[[Sequence[Item]], Json]] = {
    "refusal": lambda history: [refused(message.parts) for message in messages(history) if refused(message.parts)],
    "images": lambda history: [[image.source, image.detail or "auto"] for image in media(messages(history), "image")],
    "files": lambda history: [[file.source, file.name] for file in media(messages(history), "file")],
    "tool_calls": lambda history: [[call.id, call.name, meant(call.arguments or "{}")] for call in calls(history)],
    "results": lambda history: [[result.call_id, "".join(texts(result.parts))] for result in results(history)],
}
"""The facts of an earlier turn beside its text that both APIs can say."""


@must("STATE-1", given=all_of(serves_responses, gives_previous_response_id))
def test_earlier_turns_arrive(asked: Ask, forwarded: Ask, earlier: tuple[Turn, ...]) -> None:
    """With `previous_response_id` the earlier turns reach the upstream, once, or the request is refused.

    Their `instructions` do not carry over: "The instructions from a previous response will not be carried over to the
    next response", as the API description says.
    """
    if before := _turns_before(asked, earlier):
        _arrives(_whole_history(asked, before), forwarded)


@must("STATE-2", given=all_of(serves_responses, gives_conversation))
def test_a_conversation_arrives(asked: Ask, forwarded: Ask, earlier: tuple[Turn, ...]) -> None:
    """With `conversation` its earlier turns reach the upstream, once, or the request is refused."""
    named = asked.settings["conversation"]
    before = [turn for turn in earlier if turn.asked.settings.get("conversation") == named]
    _arrives(_whole_history(asked, before), forwarded)


@must("STATE-3", given=all_of(serves_responses, gives_previous_response_id))
def test_an_unknown_id_is_refused(asked: Ask, served: Answer | Failure, earlier: tuple[Turn, ...]) -> None:
    """A `previous_response_id` that is not known gets a 4xx."""
    status = served.status if isinstance(served, Failure) else 200
    is_answered = bool(_turns_before(asked, earlier))
    held(is_answered or 400 <= status < 500, "previous_response_id", "a 4xx", status)


@must("STATE-4", given=all_of(serves_responses, asks_for_background))
def test_background_is_honoured(served: Answer, wire: Wire) -> None:
    """`background: true` is honoured or refused: the answer is there at once, `queued` or `in_progress`.

    A stream in the background runs to its end; it says that it is one.
    """
    says_so = wire.mode == "stream" and served.echoed.get("background") is True
    is_background = served.status in WAITING or says_so
    held(is_background, "status", "queued", served.status)
