"""Whether the recordings of a scenario have the same facts: streamed and whole, and over both APIs."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from crosswire.facts import Answer, Failure, Json
from crosswire.interactions import Interaction
from crosswire.losses import same
from crosswire.making.carrying_over import differing_answers, differing_asks
from crosswire.scenarios import Scenario

OVER_BOTH: Mapping[str, Callable[[Answer], Json]] = {
    "text": lambda answer: answer.text,
    "tool_calls": lambda answer: [(call.name, call.arguments) for call in answer.tool_calls],
    "finish": lambda answer: answer.finish,
    "usage": lambda answer: answer.usage and answer.usage.totals,
    "usage_details": lambda answer: (
        answer.usage and (answer.usage.cached, answer.usage.cache_write, answer.usage.reasoning)
    ),
    "service_tier": lambda answer: answer.service_tier,
}
"""The facts of an answer that are the same over both APIs, unless `[only]` names them."""

NOT_STREAMED = {"chat": {"metadata"}, "responses": set[str]()}
"""By shape: the facts that a streamed answer cannot have."""


def disagreements(scenario: Scenario) -> Iterator[str]:
    """Yield, in words, how the recordings of a scenario differ, without those that are `partial`."""
    apart = {name for names in scenario.only.values() for name in names}
    answered = {".".join(route): turns for route, turns in scenario.turns.items() if turns[0].response}
    yield from differences({name: turns for name, turns in answered.items() if name not in scenario.partial}, apart)


def differences(recordings: Mapping[str, Collection[Interaction]], apart: Collection[str] = ()) -> Iterator[str]:
    """Yield, in words, how recordings differ, by name. The facts in `apart` may differ over the two APIs."""
    for one, other in (
        ("responses.json", "responses.stream"),
        ("chat.json", "chat.stream"),
        ("responses.json", "chat.json"),
        ("responses.stream", "chat.stream"),
    ):
        if one not in recordings or other not in recordings:
            continue
        for number, (first, second) in enumerate(zip(recordings[one], recordings[other], strict=True), start=1):
            if first.shape == second.shape:
                facts = [*differing_asks(first.asked, second.asked), *_streamed(first, second)]
            else:
                facts = [name for name in not_alike(first.answer, second.answer) if name not in apart]
            if facts:
                yield f"{one} and {other}, turn {number}, do not say the same of {', '.join(facts)}"


def _streamed(whole: Interaction, streamed: Interaction) -> Iterator[str]:
    """Yield the facts in which a stream differs from the whole answer; none for an unfinished answer."""
    if isinstance(whole.answer, Answer) and whole.answer.finish == "unfinished":
        return
    names = differing_answers(_the_error(whole.answer), _the_error(streamed.answer))
    yield from (name for name in names if name not in NOT_STREAMED[whole.shape])


def _the_error(answer: Answer | Failure) -> Answer | Failure:
    """Return a failure with the facts alone that it has both streamed and whole."""
    if isinstance(answer, Answer):
        return answer
    return replace(answer, headers={}, stated_finish=None, model=None, metadata={}, service_tier=None)


def not_alike(one: Answer | Failure, other: Answer | Failure) -> Iterator[str]:
    """Yield the names of the facts in which answers over the two APIs differ."""
    if isinstance(one, Answer) and isinstance(other, Answer):
        yield from (name for name, fact_of in OVER_BOTH.items() if not same(fact_of(one), fact_of(other)))
    elif isinstance(one, Answer) is not isinstance(other, Answer):
        yield "the error"
