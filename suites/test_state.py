"""What an adapter is asked to remember: it remembers, or says clearly that it does not.

Sources: the API description's `CreateResponse.previous_response_id`, `conversation` and `background`.
"""

from collections.abc import Callable, Mapping, Sequence

from crosswire.comparing.speeches import same_words
from crosswire.exchange import Turn
from crosswire.facts import Answer, Ask, Failure, Item, Json
from crosswire.requirements import Wire, all_of, held, kept, must

from .call_pairs import meant
from .conditions import serves_responses
from .histories import calls, media, messages, of_ask, refused, results, texts, told

WAITING = ("queued", "in_progress")

previous_asked = of_ask(lambda ask: "previous_response_id" in ask.settings)
conversation_asked = of_ask(lambda ask: "conversation" in ask.settings)
background_asked = of_ask(lambda ask: ask.settings.get("background") is True)


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
    """Return all that was said, with this turn's instructions only: those of earlier turns do not carry over."""
    history = list(asked.history)
    instructions = [history.pop(0)] if asked.instructions else []
    said: list[Item] = []
    for turn in before:
        said += turn.asked.history[bool(turn.asked.instructions) :]
        said += turn.upstream.items if isinstance(turn.upstream, Answer) else ()
    return [*instructions, *said, *history]


def _arrives(history: list[Item], forwarded: Ask) -> None:
    """Raise `Loss` unless all of a history reaches the upstream, each item once."""
    is_same = same_words(history, forwarded.history, lambda _: ())
    held(is_same, "history", told(history), told(forwarded.history))
    for fact, says in SAID.items():
        kept(fact, says(history), says(forwarded.history))


SAID: Mapping[str, Callable[[Sequence[Item]], Json]] = {
    "refusal": lambda history: [refused(message.parts) for message in messages(history) if refused(message.parts)],
    "images": lambda history: [[image.source, image.detail or "auto"] for image in media(messages(history), "image")],
    "files": lambda history: [[file.source, file.name] for file in media(messages(history), "file")],
    "tool_calls": lambda history: [[call.id, call.name, meant(call.arguments or "{}")] for call in calls(history)],
    "results": lambda history: [[result.call_id, "".join(texts(result.parts))] for result in results(history)],
}
"""What an earlier turn says beside its words, as both APIs can say it."""


@must("STATE-1", given=all_of(serves_responses, previous_asked))
def test_earlier_turns_arrive(asked: Ask, forwarded: Ask, earlier: tuple[Turn, ...]) -> None:
    """With `previous_response_id` the earlier turns reach the upstream, once, or the request is refused.

    Their `instructions` do not carry over: "The instructions from a previous response will not be carried over to the
    next response", as the API description says.
    """
    if before := _turns_before(asked, earlier):
        _arrives(_whole_history(asked, before), forwarded)


@must("STATE-2", given=all_of(serves_responses, conversation_asked))
def test_a_conversation_arrives(asked: Ask, forwarded: Ask, earlier: tuple[Turn, ...]) -> None:
    """With `conversation` its earlier turns reach the upstream, once, or the request is refused."""
    named = asked.settings["conversation"]
    before = [turn for turn in earlier if turn.asked.settings.get("conversation") == named]
    _arrives(_whole_history(asked, before), forwarded)


@must("STATE-3", given=all_of(serves_responses, previous_asked))
def test_an_unknown_id_is_refused(asked: Ask, served: Answer | Failure, earlier: tuple[Turn, ...]) -> None:
    """A `previous_response_id` that is not known gets a 4xx."""
    status = served.status if isinstance(served, Failure) else 200
    known = bool(_turns_before(asked, earlier))
    held(known or 400 <= status < 500, "previous_response_id", "a 4xx", status)


@must("STATE-4", given=all_of(serves_responses, background_asked))
def test_background_is_honoured(served: Answer, wire: Wire) -> None:
    """`background: true` is honoured or refused: the answer is there at once, `queued` or `in_progress`.

    A stream in the background runs to its end; it says that it is one.
    """
    says_so = wire.mode == "stream" and served.echoed.get("background") is True
    is_background = served.status in WAITING or says_so
    held(is_background, "status", "queued", served.status)
