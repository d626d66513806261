"""Whether the answers of a scenario say the same: streamed as whole, and over both APIs."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from crosswire.facts import Answer, Failure, Json, Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.scenarios import Scenario
from crosswire.shapes import SHAPES

APART: Mapping[ShapeName, Set[str]] = {
    "chat": {"message_keys", "usage_chunks", "metadata", "unknown_fields"},
    "responses": {"unknown_fields"},
}
"""Facts of how an answer is written down, or that have no place in a stream: a chunk is described without metadata."""

BEGUN: Mapping[str, Any] = {"begun": (), "model": None, "metadata": {}, "service_tier": None}
"""The facts about the answer that a failed stream had begun, with the values that they have in a whole failure."""


def _calls(answer: Any) -> Sequence[object]:
    """Return the calls of an answer with numbers for ids: recordings have different ids."""
    return [dataclasses.replace(call, id=str(number)) for number, call in enumerate(answer.tool_calls)]


ANSWERED: Mapping[str, Callable[[Any], Any]] = {
    "text": lambda answer: answer.text,
    "tool_calls": _calls,
    "finish": lambda answer: answer.finish,
    "usage": lambda answer: answer.usage and answer.usage.totals,
    "usage_details": lambda answer: (
        # Responses has to say them, and Chat may leave them out: no number is 0.
        answer.usage and (answer.usage.cached or 0, answer.usage.cache_write or 0, answer.usage.reasoning or 0)
    ),
    "service_tier": lambda answer: answer.service_tier,
}
"""The facts that are the same in the answers of both APIs, unless `[only]` names them."""


def answered(turns: Iterable[Interaction], name: str) -> Sequence[Json]:
    """Return a fact of `ANSWERED` of each answer; an error has none."""
    answers = [turn.answer for turn in turns if turn.response]
    return [ANSWERED[name](answer) for answer in answers if isinstance(answer, Answer)]


def faults_of_answers(scenario: Scenario) -> Iterator[str]:
    """Yield where the answers differ that have to say the same."""
    for shape in SHAPES:
        if f"{shape}.stream" not in scenario.partial:
            yield from _streamed(scenario, shape)
    apart = {name for names in scenario.only.values() for name in names}
    complete = {route: turns for route, turns in scenario.turns.items() if ".".join(route) not in scenario.partial}
    with_metadata = {route: turns for route, turns in scenario.turns.items() if route != ("chat", "stream")}
    yield from _over_both(complete, lambda answer: _says_in_either(answer, apart))
    yield from _over_both(with_metadata, lambda answer: {"metadata": getattr(answer, "metadata", None)})
    yield from _not_partial(scenario, complete)


def _streamed(scenario: Scenario, shape: ShapeName) -> Iterator[str]:
    """Yield where the frames of a stream do not add up to the whole answer."""
    pairs = zip(scenario.turns[shape, "json"], scenario.turns[shape, "stream"], strict=True)
    for number, (whole, streamed) in enumerate(pairs, start=1):
        if not whole.response:
            continue
        at = f"{shape}.json and {shape}.stream, turn {number}"
        if isinstance(whole.answer, Answer) and whole.answer.finish == "unfinished":
            if not _is_broken_off(streamed.answer):
                yield f"{at}: the whole answer is unfinished, and the stream does not break off"
            continue
        if found := _differing([_all_facts(turn.answer, shape) for turn in (whole, streamed)]):
            yield f"{at}: the answers differ in {', '.join(found)}"


def _over_both(
    recordings: Mapping[tuple[ShapeName, Mode], Sequence[Interaction]],
    facts_of: Callable[[Answer | Failure], Mapping[str, Json]],
) -> Iterator[str]:
    for number, turns in enumerate(zip(*recordings.values(), strict=True), start=1):
        facts = [facts_of(turn.answer) for turn in _ended(turns)]
        if found := _differing(facts):
            yield (
                f"turn {number}: the answers over the two APIs, or streamed and whole, differ in {', '.join(found)}; "
                "[only] may name what one API alone can say"
            )


def _differing(answers: Sequence[Mapping[str, Json]]) -> Sequence[str]:
    names = dict.fromkeys(name for facts in answers for name in facts)
    return [name for name in names if any(facts.get(name) != answers[0].get(name) for facts in answers)]


def _not_partial(scenario: Scenario, complete: Mapping[tuple[ShapeName, Mode], Sequence[Interaction]]) -> Iterator[str]:
    """Yield the recordings that are called partial, and end as a complete one does."""
    first = next(iter(complete.values()), ())
    for route, turns in scenario.turns.items():
        name = ".".join(route)
        if name in scenario.partial and [_finish(turn) for turn in first] == [_finish(turn) for turn in turns]:
            yield f"scenario.toml: [partial] names {name}, which ends as the complete ones do; take it out"


def _finish(turn: Interaction) -> Json:
    return getattr(turn.answer, "finish", None) if turn.response else None


def _says_in_either(answer: Answer | Failure, apart: Set[str]) -> Mapping[str, Json]:
    """Return the facts that are the same in the answers of both APIs, or those of an error."""
    if isinstance(answer, Failure):
        return _all_facts(answer, "chat")
    return {name: read(answer) for name, read in ANSWERED.items() if name not in apart}


def _all_facts(answer: Answer | Failure, shape: ShapeName) -> Mapping[str, Json]:
    """Return the facts of an answer or an error that are the same whole and streamed."""
    apart = BEGUN if isinstance(answer, Failure) else {}
    facts = {fact.name: getattr(answer, fact.name) for fact in dataclasses.fields(answer) if fact.name not in apart}
    if isinstance(answer, Failure):
        facts["headers"] = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return {name: value for name, value in facts.items() if name not in APART[shape]}


def _is_broken_off(answer: Answer | Failure) -> bool:
    """Return whether a stream ended without a terminal frame."""
    return isinstance(answer, Failure) and Failure(200) == dataclasses.replace(answer, **BEGUN)


def _ended(turns: Iterable[Interaction]) -> list[Interaction]:
    """Return the recordings of a turn that have an answer; those that broke off only where there are no others."""
    answered = [turn for turn in turns if turn.response]
    return [turn for turn in answered if not _is_broken_off(turn.answer)] or answered
