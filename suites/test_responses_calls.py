"""The calls and results of a Responses client's history reach a Chat upstream.

Sources: the API description's `InputItem` and `ChatCompletionRequestMessage`. A call's result is to stand behind the
message that calls: "must be followed by tool messages", as Chat's own error says.
"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from crosswire.comparing.speeches import holds
from crosswire.facts import Answer, Ask, Failure, Json, ToolCall, ToolResult
from crosswire.requirements import all_of, held, kept, must, should

from .call_pairs import normal_arguments
from .conditions import of_ask, serves_responses
from .histories import (
    all_texts,
    answered_calls,
    calls,
    continues_conversation,
    is_plain,
    others,
    paired,
    ran_by_the_client,
    results,
    rows_of_calls,
    texts,
)
from .media import file_as, image_as, shown_media

# What is left of tools that ran upstream: the answer was made from it.
RECORDS = (
    "code_interpreter_call",
    "file_search_call",
    "image_generation_call",
    "mcp_call",
    "mcp_list_tools",
    "web_search_call",
)


gives_calls = of_ask(lambda ask: calls(ask.history))


gives_pairs = of_ask(lambda ask: results(ask.history) and paired(ask.history))


gives_halves = of_ask(lambda ask: not paired(ask.history) and not continues_conversation(ask))


gives_lists = of_ask(lambda ask: not all(map(is_plain, results(ask.history))))


gives_custom_calls = of_ask(lambda ask: any(call.kind == "custom" for call in calls(ask.history)))


gives_client_outputs = of_ask(lambda ask: ran_by_the_client(ask.history))


gives_records = of_ask(lambda ask: others(ask.history, *RECORDS))


@must("RESPREQ-5", given=all_of(serves_responses, gives_calls, gives_pairs))
def test_neighbouring_calls_are_one_message(asked: Ask, forwarded: Ask) -> None:
    """Neighbouring `function_call`s become one assistant message with all calls, each once, with its id and arguments.

    A name is compared where it stands in no namespace, which Chat lacks.
    """
    custom = {call.id for call in calls(asked.history) if call.kind == "custom"}
    spaced = {call.id for call in calls(asked.history) if call.namespace}
    expected, received = (
        [
            {
                "id": call.id,
                "name": None if call.id in spaced else call.name,
                "kind": None if call.id in custom else call.kind,
                "arguments": None if call.id in custom else normal_arguments(call),
            }
            for call in calls(ask.history)
        ]
        for ask in (asked, forwarded)
    )
    kept("tool_calls", expected, received)
    rows = list(rows_of_calls(asked.history))
    sent = [[call.id for call in calls(group)] for group in forwarded.grouped]
    together = [[id_ for id_ in next((ids for ids in sent if row[0] in ids), []) if id_ in row] for row in rows]
    same_ids = Counter(call.id for call in calls(asked.history)) == Counter(
        call.id for call in calls(forwarded.history)
    )
    kept("tool_calls.rows", rows, together if same_ids else rows)


@must("RESPREQ-6", given=all_of(serves_responses, gives_pairs))
def test_outputs_follow_their_calls(asked: Ask, forwarded: Ask) -> None:
    """Each output is one `tool` message, directly behind its calls, also when items came in another order."""
    expected = [ids for ids, _ in answered_calls(forwarded)]
    kept("results.order", expected, [answered for _, answered in answered_calls(forwarded)])
    apart = {result.call_id for result in results(asked.history) if not is_plain(result)}
    # RESPREQ-7, RESPREQ-13 and RESPREQ-46.
    apart |= {call.id for call in calls(asked.history) if call.kind == "custom" or call.searches}
    given, sent = (
        sorted([str(result.call_id), _words(result)] for result in results(ask.history) if result.call_id not in apart)
        for ask in (asked, forwarded)
    )
    kept("results", given, sent)


def _words(result: ToolResult) -> str:
    return "".join(texts(result.parts))


@must("RESPREQ-7", given=all_of(serves_responses, gives_lists))
def test_output_lists_arrive(asked: Ask, forwarded: Ask) -> None:
    """A list as output keeps its text in the tool message, its images and files in a user message, or is refused."""
    for number, result in enumerate(results(asked.history)):
        if not is_plain(result):
            sent = [_words(other) for other in results(forwarded.history) if other.call_id == result.call_id]
            given_texts = texts(result.parts)
            is_once = len(sent) == 1 and holds(given_texts, sent[0])
            held(is_once, f"results[{number}]", "".join(given_texts), sent[0] if len(sent) == 1 else sent)
    for kind, fact, describe in (("image", "images", image_as), ("file", "files", file_as)):
        shown, arrived = shown_media(asked, asked, (kind,)), shown_media(forwarded, asked, (kind,))
        received = [describe(one, original) for one, original in zip_longest(arrived, shown) if one]
        kept(f"results.{fact}", [describe(one, one) for one in shown], received)


@must("RESPREQ-47", given=all_of(serves_responses, gives_client_outputs))
def test_what_the_client_ran_is_carried(asked: Ask, forwarded: Ask) -> None:
    """What came of a tool that the client ran, such as a shell, is carried or refused with a 4xx, never dropped.

    Else the model runs it again. A result or a message may carry it, in words of its own around it.
    """
    heard = "\n".join(all_texts(forwarded.history))
    words = [text for item in ran_by_the_client(asked.history) for text in _printed(item.value)]
    kept("results", words, [text for text in words if text in heard])


def _printed(value: Json) -> Iterator[str]:
    """Yield what a tool wrote: an output that is a text, or the streams of one."""
    for name, entry in value.items() if isinstance(value, dict) else ():
        if name in ("output", "stdout", "stderr"):
            if entry and isinstance(entry, str):
                yield entry
            for inner in entry if isinstance(entry, list) else ():
                yield from _printed(inner)


def _custom(call: ToolCall, kind: str) -> dict[str, str | None]:
    """Describe a custom call; one in the form of a function has its input as the one value of its arguments."""
    written: str | None = call.arguments
    if kind == "function":
        try:
            (written,) = json.loads(call.arguments).values()
        except (ValueError, AttributeError):
            written = None
    return {"id": call.id, "name": call.name, "input": written}


@must("RESPREQ-13", given=all_of(serves_responses, gives_custom_calls))
def test_custom_calls_arrive(asked: Ask, forwarded: Ask) -> None:
    """A `custom_tool_call` is kept, with its input as it was, and so is its output."""
    custom = {call.id for call in calls(asked.history) if call.kind == "custom"}
    expected, received = (
        [_custom(call, call.kind) for call in calls(ask.history) if call.id in custom] for ask in (asked, forwarded)
    )
    kept("tool_calls", expected, received)
    lists = {result.call_id for result in results(asked.history) if not is_plain(result)}  # RESPREQ-7 judges these
    answered = [
        sorted(
            [str(result.call_id), _words(result)] for result in results(ask.history) if result.call_id in custom - lists
        )
        for ask in (asked, forwarded)
    ]
    kept("results", *answered)


@should("RESPREQ-14", given=all_of(serves_responses, gives_records), refusable=False)
def test_records_of_hosted_tools_are_taken(served: Answer | Failure) -> None:
    """Records of hosted tools, which ran upstream, do not fail the request."""
    kept("error", None, served.message if isinstance(served, Failure) else None)


@should("RESPREQ-36", given=all_of(serves_responses, gives_halves))
def test_no_half_of_a_pair_is_sent(forwarded: Ask) -> None:
    """A call without output, or the reverse, is refused or repaired as a pair, not sent by half: Chat refuses that."""
    called, answered = (sorted(str(call.id) for call in calls(forwarded.history)), _answered(forwarded))
    kept("results", called, answered)


def _answered(ask: Ask) -> list[str]:
    return sorted(str(result.call_id) for result in results(ask.history))
