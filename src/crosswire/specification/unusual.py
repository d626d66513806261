"""The unusual things in a scenario, and the scenario without each of them.

Usual is a request with a model and one user's text, and an answer in text with its usage, finished as `stop`. A Chat
stream that asks for usage is usual, too: nearly every client does.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from crosswire.exchange import Case
from crosswire.facts import Answer, Ask, Failure, Item, Json, Message, Text, ToolCall, Usage
from crosswire.interactions import Interaction
from crosswire.specification.unusual_items import names_of, without

Cases = Sequence[Case]


def unusual(cases: Cases) -> Mapping[str, Cases]:
    """Return the unusual things of a scenario by name, and the turns without each of them."""
    found: dict[str, dict[int, Case]] = {}
    for turn, case in enumerate(cases):
        for name, changed in _plainer(case):
            found.setdefault(name, {})[turn] = changed
    less = {name: [changed.get(turn, case) for turn, case in enumerate(cases)] for name, changed in found.items()}
    alone = {"several turns": [replace(case, repeats=False) for case in cases]} if len(cases) > 1 else {}
    return less | alone


def _plainer(case: Case) -> Iterator[tuple[str, Case]]:
    """Yield the unusual things of a turn, and the turn without each of them."""
    for name, ask in _plainer_asks(case.asked):
        yield f"ask: {name}", replace(case, client=_with_facts(case.client, asked=ask))
    if body := _without_deprecated_functions(case.client.asked_body):
        yield "ask: deprecated functions", replace(case, client=_with_facts(case.client, asked_body=body))
    upstream = case.upstreams[case.mode]
    for name, answer in _plainer_answers(upstream.answer):
        yield f"answer: {name}", _with_upstream(case, _with_facts(upstream, answer=answer))
    for name in upstream.oddities:
        yield f"form: {name}", _with_upstream(case, _with_facts(upstream, oddities=upstream.oddities - {name}))
    if upstream.status < 400 and upstream.streams is not (case.mode == "stream"):
        yield (
            "form: swapped",
            replace(case, upstreams={"json": case.upstreams["stream"], "stream": case.upstreams["json"]}),
        )


def _with_upstream(case: Case, upstream: Interaction) -> Case:
    return replace(case, upstreams={**case.upstreams, case.mode: upstream})


def _with_facts(interaction: Interaction, **facts: object) -> Interaction:
    """Return an interaction whose facts are not those of its bytes."""
    changed = replace(interaction)
    # Cached properties look into `vars` first.
    vars(changed).update({"asked": interaction.asked, **facts})
    return changed


# Asks.


def _plainer_asks(ask: Ask) -> Iterator[tuple[str, Ask]]:
    for name in ask.settings:
        settings = {key: value for key, value in ask.settings.items() if key != name}
        yield name, replace(ask, settings=settings, updated=ask.updated - {name})
    if ask.unknown_settings:
        yield "unknown settings", replace(ask, unknown_settings={})
    if ask.metadata:
        yield "metadata", replace(ask, metadata={})
    for kind in {tool.kind for tool in ask.tools}:
        yield f"{kind} tool", replace(ask, tools=tuple(tool for tool in ask.tools if tool.kind != kind))
    for name in names_of(ask.history):
        instructions = "" if name == "instructions" else ask.instructions
        yield name, replace(ask, history=without(ask.history, name), instructions=instructions)


def _without_deprecated_functions(body: Mapping[str, Json]) -> Mapping[str, Json] | None:
    """Return a Chat request without its `functions`, which in facts are tools; None where it has none."""
    if "functions" not in body:
        return None
    return {key: value for key, value in body.items() if key not in ("functions", "function_call")}


# Answers.


def _plainer_answers(answer: Answer | Failure) -> Iterator[tuple[str, Answer]]:
    if isinstance(answer, Failure):
        yield "failure", Answer(items=(A_TEXT,), finish="stop", stated_finish="stop", usage=PLAIN_USAGE)
        return
    for name in names_of(answer.items) - {"assistant message"}:
        yield name, _finished(replace(answer, items=without(answer.items, name)))
    if answer.finish not in ("stop", "tool_calls"):
        yield f"finish {answer.finish}", replace(answer, finish="stop", stated_finish="stop")
    elif answer.stated_finish not in (answer.finish, "stop"):
        yield "word of its own for the finish", replace(answer, stated_finish=answer.finish)
    yield from ((name, change(answer)) for name, (is_unusual, change) in ANSWERS.items() if is_unusual(answer))
    if answer.usage:
        yield from ((name, replace(answer, usage=usage)) for name, usage in _plainer_usages(answer.usage))


def _finished(answer: Answer) -> Answer:
    """Return an answer without calls with a finish that needs none."""
    lacks_calls = answer.finish == "tool_calls" and not answer.tool_calls
    return replace(answer, finish="stop", stated_finish="stop") if lacks_calls else answer


def _plainer_usages(usage: Usage) -> Iterator[tuple[str, Usage]]:
    if usage.cached:
        yield "cached tokens", replace(usage, cached=0)
    if usage.cache_write:
        yield "cache write tokens", replace(usage, cache_write=0)
    if usage.reasoning:
        yield "reasoning tokens", replace(usage, reasoning=0)
    if any(usage.others.values()):
        yield "other counts", replace(usage, others={})


def _with_first_only(items: Sequence[Item], kind: type[Item]) -> tuple[Item, ...]:
    first = next(item for item in items if isinstance(item, kind))
    return tuple(item for item in items if item is first or not isinstance(item, kind))


A_TEXT = Message("assistant", (Text("Yes."),))
PLAIN_USAGE = Usage(1, 1, 2)

ANSWERS: Mapping[str, tuple[Callable[[Answer], object], Callable[[Answer], Answer]]] = {
    "no text": (lambda answer: not answer.text, lambda answer: replace(answer, items=(*answer.items, A_TEXT))),
    "several messages": (
        lambda answer: len(answer.messages) > 1,
        lambda answer: replace(answer, items=_with_first_only(answer.items, Message)),
    ),
    "several calls": (
        lambda answer: len(answer.tool_calls) > 1,
        lambda answer: replace(answer, items=_with_first_only(answer.items, ToolCall)),
    ),
    "several choices": (lambda answer: len(answer.choices) > 1, lambda answer: replace(answer, choices=(0,))),
    "service tier": (
        lambda answer: answer.service_tier not in (None, "default"),
        lambda answer: replace(answer, service_tier=None),
    ),
    "metadata": (lambda answer: answer.metadata, lambda answer: replace(answer, metadata={})),
    "moderation": (lambda answer: answer.moderation, lambda answer: replace(answer, moderation={})),
    "no usage": (lambda answer: answer.usage is None, lambda answer: replace(answer, usage=PLAIN_USAGE)),
}
"""The other unusual things of an answer: whether it has them, and the answer without them."""
