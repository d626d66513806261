"""Where requirements apply: conditions on a turn of a scenario, which its recordings alone decide.

A condition `has_…` is about the upstream's answer; `gives_…`, `offers_…` and `asks_for_…` are about the client's
request; `serves_…` and `can_carry_…` are about the served API.
"""

import json
from collections.abc import Callable
from http import HTTPStatus

from crosswire.comparing.failures import begun_items
from crosswire.exchange import Case
from crosswire.facts import Answer, Ask, Item, ToolCall
from crosswire.requirements import Condition, of_answer
from crosswire.shapes.stream_order import comes_in_order

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
    """Make the condition that the scenario has a tag. It keeps variations to few scenarios."""
    return lambda case: tag in case.tags


def asks_for_usage(case: Case) -> bool:
    """The client's Chat request asks for usage in the stream."""
    return case.asked.include_usage


def asks_for_no_usage(case: Case) -> bool:
    """The client's request does not ask for usage in the stream."""
    return not asks_for_usage(case)


def can_carry_usage(case: Case) -> bool:
    """The served API has a field for usage: a Chat stream has none unless it is asked for."""
    return not (serves_chat(case) and streamed(case)) or asks_for_usage(case)


def of_ask(meets: Callable[[Ask], object]) -> Condition:
    """Make a condition on the client's request."""
    return lambda case: bool(meets(case.asked))


def deprecated_functions(case: Case) -> bool:
    """The client's Chat request offers its tools as the deprecated `functions`, which facts do not show."""
    return serves_chat(case) and bool(case.client.asked_body.get("functions"))


gives_model = of_ask(lambda ask: ask.model)


def gives_metadata(case: Case) -> bool:
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


def of_items(meets: Callable[[Item], object]) -> Condition:
    """Make a condition on the items of the upstream's answer, or those that a failed stream began: one meets it."""
    return lambda case: any(map(meets, begun_items(case.upstream)))


def streams_something(case: Case) -> bool:
    """The client wants a stream, and the upstream answers or fails within its answer, so that there is a stream."""
    upstream = case.upstream
    return streamed(case) and (isinstance(upstream, Answer) or upstream.status < BAD_REQUEST)


def chat_stream(case: Case) -> bool:
    """The upstream's answer, or its failure within one, is served as a Chat stream."""
    return serves_chat(case) and streams_something(case)


def responses_stream(case: Case) -> bool:
    """The upstream's answer, or its failure within one, is served as a Responses stream."""
    return serves_responses(case) and streams_something(case)


def upstream_in_order(case: Case) -> bool:
    """The upstream's stream tells each part in one piece, before the next begins."""
    recorded = case.upstreams.get("stream")
    return recorded is not None and comes_in_order(recorded.answer_body or ())


answered = of_answer(lambda _: True)
has_text = of_answer(lambda answer: answer.text)
has_no_text = of_answer(lambda answer: not answer.text)
has_json_text = of_answer(lambda answer: _is_json(answer.text))
has_reasoning = of_answer(lambda answer: answer.reasoning)
has_calls_without_text = of_answer(lambda answer: answer.tool_calls and not answer.text)
finished_stop = of_answer(lambda answer: answer.finish == "stop" and not answer.client_run)
finished_tool_calls = of_answer(lambda answer: answer.finish == "tool_calls")
has_tool_calls = of_answer(lambda answer: answer.tool_calls)
finished_length = of_answer(lambda answer: answer.finish == "length")
has_begun_call = of_items(lambda item: isinstance(item, ToolCall))
has_custom_call = of_answer(lambda answer: any(call.kind == "custom" for call in answer.tool_calls))
has_finish = of_answer(lambda answer: answer.finish != "unfinished")
is_sayable = of_answer(lambda answer: not answer.unsayable)
has_usage = of_answer(lambda answer: answer.usage)
has_reasoning_tokens = of_answer(lambda answer: answer.usage and answer.usage.reasoning)
has_cached_tokens = of_answer(lambda answer: answer.usage and answer.usage.cached)
has_cache_write_tokens = of_answer(lambda answer: answer.usage and answer.usage.cache_write)
has_zero_details = of_answer(_zero_details)
has_metadata = of_answer(lambda answer: answer.metadata)
has_unknown_fields = of_answer(lambda answer: answer.unknown_fields)
has_service_tier = of_answer(lambda answer: answer.service_tier)
