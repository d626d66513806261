"""Whether the recordings of a scenario say the same: streamed as whole, and over both APIs."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from crosswire.facts import Answer, Failure, Json
from crosswire.losses import same
from crosswire.making.carrying_over import differing_answers, differing_asks
from crosswire.scenarios import Interaction, Scenario

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
"""What an answer says over both APIs alike, unless `[only]` names it."""

NOT_STREAMED = {"chat": {"metadata"}, "responses": set[str]()}
"""What an answer has no place for once it is streamed."""


def disagreements(scenario: Scenario) -> Iterator[str]:
    """Yield what the recordings of a scenario do not say alike, in words; what is `partial` is left aside."""
    apart = {name for names in scenario.only.values() for name in names}
    given = {".".join(route): turns for route, turns in scenario.turns.items() if turns[0].response}
    yield from differences({name: each for name, each in given.items() if name not in scenario.partial}, apart)


def differences(recordings: Mapping[str, Collection[Interaction]], apart: Collection[str] = ()) -> Iterator[str]:
    """Yield what recordings, by their names, do not say alike; facts named in `apart` may differ over two APIs."""
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
                told = [*differing_asks(first.asked, second.asked), *_streamed(first, second)]
            else:
                told = [name for name in not_alike(first.answer, second.answer) if name not in apart]
            if told:
                yield f"{one} and {other}, turn {number}, do not say the same of {', '.join(told)}"


def _streamed(whole: Interaction, streamed: Interaction) -> Iterator[str]:
    """Yield what a stream says otherwise than the whole answer; that of one which has not finished breaks off."""
    if isinstance(whole.answer, Answer) and whole.answer.finish == "unfinished":
        return
    names = differing_answers(_the_error(whole.answer), _the_error(streamed.answer))
    yield from (name for name in names if name not in NOT_STREAMED[whole.shape])


def _the_error(answer: Answer | Failure) -> Answer | Failure:
    """Leave of a failure what is said streamed and whole: the rest is of the transport, or of an answer once begun."""
    if isinstance(answer, Answer):
        return answer
    return replace(answer, headers={}, finish_said=None, model=None, metadata={}, service_tier=None)


def not_alike(one: Answer | Failure, other: Answer | Failure) -> Iterator[str]:
    """Yield the names of what answers over two APIs do not say alike."""
    if isinstance(one, Answer) and isinstance(other, Answer):
        yield from (name for name, told in OVER_BOTH.items() if not same(told(one), told(other)))
    elif isinstance(one, Answer) is not isinstance(other, Answer):
        yield "the error"
