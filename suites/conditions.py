"""Where requirements apply: conditions on a turn of a scenario, told from its recordings alone."""

import json
from collections.abc import Callable
from http import HTTPStatus

from crosswire.exchange import Case
from crosswire.facts import Answer, Ask, Failure, Item
from crosswire.requirements import Condition, of_answer

BAD_REQUEST = HTTPStatus.BAD_REQUEST


def serves_chat(case: Case) -> bool:
    """The client speaks Chat Completions, the upstream Responses."""
    return case.serves == "chat"


def serves_responses(case: Case) -> bool:
    """The client speaks Responses, the upstream Chat Completions."""
    return case.serves == "responses"


def whole(case: Case) -> bool:
    """The client wants one whole answer."""
    return case.mode == "json"


def streamed(case: Case) -> bool:
    """The client wants a stream."""
    return case.mode == "stream"


def tagged(tag: str) -> Condition:
    """Make the condition that the scenario has a tag: variations are tried on few scenarios, not on all."""
    return lambda case: tag in case.tags


def usage_asked(case: Case) -> bool:
    """The client's Chat request asks for usage in the stream."""
    return case.asked.include_usage


def usage_not_asked(case: Case) -> bool:
    """The client's request does not ask for usage in the stream."""
    return not usage_asked(case)


def usage_can_be_said(case: Case) -> bool:
    """The served API has a place for usage: a Chat stream has none unless it is asked for."""
    return not (serves_chat(case) and streamed(case)) or usage_asked(case)


def of_ask(says: Callable[[Ask], object]) -> Condition:
    """Make the condition that the client's request says something."""
    return lambda case: bool(says(case.asked))


def deprecated_functions(case: Case) -> bool:
    """The client's Chat request offers its tools as the deprecated `functions`: facts do not tell them apart."""
    return serves_chat(case) and bool(case.client.asked_body.get("functions"))


def metadata_asked(case: Case) -> bool:
    """The client's request has metadata."""
    return bool(case.asked.metadata)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except ValueError:
        return False


def _zero_details(answer: Answer) -> bool:
    usage = answer.usage
    return usage is not None and 0 in (usage.cached, usage.cache_write, usage.reasoning)


def of_items(says: Callable[[Item], object]) -> Condition:
    """Make the condition that an item of the upstream's answer says something, or one that a failed stream began."""
    return lambda case: any(map(says, items_said(case.upstream)))


def items_said(upstream: Answer | Failure) -> tuple[Item, ...]:
    """Return the items of an answer, or those that a stream began before it failed."""
    return upstream.begun if isinstance(upstream, Failure) else upstream.items


def streams_something(case: Case) -> bool:
    """The client wants a stream, and the upstream answers or fails within its answer, so that there is a stream."""
    upstream = case.upstream
    return streamed(case) and (isinstance(upstream, Answer) or upstream.status < BAD_REQUEST)


answered = of_answer(lambda _: True)
text_said = of_answer(lambda answer: answer.text)
no_text_said = of_answer(lambda answer: not answer.text)
json_said = of_answer(lambda answer: _is_json(answer.text))
reasoning_said = of_answer(lambda answer: answer.reasoning)
calls_without_text = of_answer(lambda answer: answer.tool_calls and not answer.text)
finished_stop = of_answer(lambda answer: answer.finish == "stop" and not answer.client_run)
finished_tool_calls = of_answer(lambda answer: answer.finish == "tool_calls")
calls_said = of_answer(lambda answer: answer.tool_calls)
finished_length = of_answer(lambda answer: answer.finish == "length")
usage_said = of_answer(lambda answer: answer.usage)
reasoning_tokens_said = of_answer(lambda answer: answer.usage and answer.usage.reasoning)
cached_tokens_said = of_answer(lambda answer: answer.usage and answer.usage.cached)
cache_write_tokens_said = of_answer(lambda answer: answer.usage and answer.usage.cache_write)
zero_details_said = of_answer(_zero_details)
metadata_said = of_answer(lambda answer: answer.metadata)
service_tier_said = of_answer(lambda answer: answer.service_tier)
