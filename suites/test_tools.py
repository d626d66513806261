"""The calls that the model makes reach the client, and their results the model, each under its own id.

Sources: the API description's `FunctionToolCall`, `CustomToolCall` and `ChatCompletionMessageToolCall`.
"""

from collections.abc import Sequence

from crosswire.comparing.echoes import has_own_tools
from crosswire.exchange import Case, Turn
from crosswire.facts import Answer, Ask, Json, ToolCall
from crosswire.requirements import all_of, held, kept, must, of_answer, should
from crosswire.shapes.offered_tools import called_tool, is_last_word, offered_tools, was_offered

from .call_pairs import (
    LONGEST_ID,
    as_asked,
    holds_input,
    is_own,
    meant,
    namespaces,
    pairs,
    result_ids,
    results,
)
from .conditions import answered, finished_length, has_tool_calls, serves_chat, serves_responses

SEARCH = "tool_search"
"""The name of the function that stands for a client's search for tools."""

has_phases = of_answer(lambda answer: any(message.phase for message in answer.messages))
has_text_and_calls = of_answer(lambda answer: answer.text and answer.tool_calls)
has_function_calls = of_answer(lambda answer: any(call.kind == "function" for call in answer.tool_calls))
has_arguments = of_answer(lambda answer: any(call.arguments for call in answer.tool_calls))
has_no_arguments = of_answer(
    lambda answer: answer.finish == "tool_calls" and any(_is_empty(call) for call in answer.tool_calls)
)
ids_not_unique = of_answer(lambda answer: not all(is_own(call, answer.tool_calls) for call in answer.tool_calls))


def _is_empty(call: ToolCall) -> bool:
    return call.kind == "function" and not call.arguments


def has_custom_calls(case: Case) -> bool:
    """The upstream calls a custom tool of the client, in whichever form."""
    calls = case.upstream.tool_calls if isinstance(case.upstream, Answer) else ()
    return any(call.kind == "custom" for call in as_asked(calls, case.asked))


def not_cut(case: Case) -> bool:
    """The limit did not cut the answer."""
    return not finished_length(case)


def gives_results(case: Case) -> bool:
    """The client sends results of calls, whose ids any upstream takes."""
    ids = result_ids(case.asked)
    return bool(ids) and all(name and len(name) <= LONGEST_ID for name in ids)


def gives_long_id(case: Case) -> bool:
    """The client sends a call and its result under an id that is too long for a Responses upstream."""
    return any(len(name) > LONGEST_ID for name in result_ids(case.asked))


def _offers_search(asked: Ask) -> bool:
    """Return whether the client offers a search for tools that it runs."""
    return any(tool.kind == SEARCH and tool.definition.get("execution") == "client" for tool in asked.tools)


def offers_namespaces(case: Case) -> bool:
    """The client offers tools in a namespace, at any position of the request."""
    return bool(namespaces(case.asked))


@must("TOOLS-1", given=has_tool_calls)
def test_ids_and_names_stay(asked: Ask, upstream: Answer, served: Answer) -> None:
    """Each call's id is the upstream's call id, never the item id, and its name is the same.

    An id that is empty, repeated or longer than 64 characters may be another: TOOLS-10 and TOOLS-11. A function that
    the client asked inside a namespace is called there as the client knows it: TOOLS-9.
    """
    called = as_asked(upstream.tool_calls, asked)
    upstreams_name = {
        id(call): upstream_call.name for call, upstream_call in zip(called, upstream.tool_calls, strict=True)
    }
    expected, received = [], []
    for call, other in pairs(called, served.tool_calls):
        id_ = call.id if is_own(call, upstream.tool_calls) else other.id
        name = call.name if not call.namespace else upstreams_name[id(call)]
        in_namespace = call.namespace and is_last_word(call.name or "", other.name or "")
        expected.append([id_, other.name if in_namespace else name])
        received.append([other.id, other.name])
    kept("tool_calls", expected, received)


@must("TOOLS-2", given=all_of(has_function_calls, not_cut))
def test_arguments_stay(asked: Ask, upstream: Answer, served: Answer) -> None:
    """Arguments that say something say the same: not repaired, cut, or doubled.

    A custom tool that the upstream calls in the form of a function is called with its text alone: TOOLS-4. Those of an
    answer that the limit cut are FINISH-8; the same JSON in other bytes is TOOLS-13.
    """
    found = [
        (call.arguments, _arguments(call, other))
        for call, other in pairs(as_asked(upstream.tool_calls, asked), served.tool_calls)
        if call.kind == "function"
    ]
    kept("tool_calls", [meant(one) for one, _ in found], [_meant(other) for _, other in found])


def _arguments(call: ToolCall, other: ToolCall) -> Json:
    """Return the arguments of a served call; TOOLS-7 judges absent ones."""
    if other.kind != "function":
        return {other.kind: other.arguments}
    return other.arguments if call.arguments else ""


def _meant(value: Json) -> Json:
    return meant(value) if isinstance(value, str) else value


@must("TOOLS-3", given=has_tool_calls)
def test_all_calls_arrive(upstream: Answer, served: Answer) -> None:
    """All calls arrive, in order, once each."""
    found = {id(other): call.name for call, other in pairs(upstream.tool_calls, served.tool_calls)}
    received = [found.get(id(call), "another call") for call in served.tool_calls]
    order = [call for call, _ in pairs(upstream.tool_calls, served.tool_calls)]
    in_order = len(received) == len(order) == len(upstream.tool_calls) and all(
        one is other for one, other in zip(order, upstream.tool_calls, strict=True)
    )
    held(in_order, "tool_calls", [call.name for call in upstream.tool_calls], received)


@must("TOOLS-4", given=has_custom_calls)
def test_custom_calls_keep_their_input(asked: Ask, forwarded: Ask, upstream: Answer, served: Answer) -> None:
    """Custom calls keep their raw input: as custom calls; over Chat, instead, in a function form that holds it whole.

    A chunk of a Chat stream has no type for them (CHUNKS-11). An upstream that was offered a custom tool as a function
    calls it so; the client asked for a custom one, and gets a custom call with the text.
    """
    called = as_asked(upstream.tool_calls, asked)
    unoffered = {
        id(call)
        for call, original in zip(called, upstream.tool_calls, strict=True)
        if not was_offered(original, asked, forwarded)
    }
    custom = [
        (call, other)
        for call, other in pairs(called, served.tool_calls)
        if call.kind == "custom" and id(call) not in unoffered
    ]
    wrapped_is_allowed = served.status is None
    received = [
        call.arguments
        if other.kind == "function" and wrapped_is_allowed and holds_input(other.arguments, call.arguments)
        else other.arguments
        if other.kind == "custom"
        else {other.kind: other.arguments}
        for call, other in custom
    ]
    expected = [call.arguments for call in called if call.kind == "custom" and id(call) not in unoffered]
    kept("tool_calls", expected, received)


@must("TOOLS-5", given=all_of(has_text_and_calls, lambda case: not has_phases(case)))
def test_text_and_calls_stand_beside_each_other(upstream: Answer, served: Answer) -> None:
    """Text beside calls and calls beside text are kept: neither ends the answer."""
    expected = {"text": upstream.text, "calls": len(upstream.tool_calls)}
    received = {"text": served.text, "calls": len(served.tool_calls)}
    held(bool(served.text and served.tool_calls), "tool_calls", expected, received)


@must("TOOLS-6", given=gives_results)
def test_results_go_back_under_the_upstreams_ids(asked: Ask, forwarded: Ask, earlier: tuple[Turn, ...]) -> None:
    """The id that goes back with a result is the upstream's own, whatever id the client was served.

    What a result says is kept by CHATREQ-9, RESPREQ-6 and RESPREQ-7; here, that it is no other call's.
    """
    own: dict[str | None, str | None] = {}
    for turn in earlier:
        if isinstance(turn.upstream, Answer) and isinstance(turn.served, Answer):
            own |= {other.id: call.id for call, other in pairs(turn.upstream.tool_calls, turn.served.tool_calls)}
    expected, received = results(asked, own), results(forwarded)
    swapped = {id_: text for id_, text in received.items() if text in expected.values()}
    sent = {id_: swapped.get(id_, expected.get(id_)) for id_ in received}
    held(sent == expected, "results", expected, sent)  # as a whole: a fact of each would have its id in its name


@should("TOOLS-7", given=has_no_arguments)
def test_no_arguments_are_an_empty_object(upstream: Answer, served: Answer) -> None:
    """A finished call without arguments ("", null, absent, no delta) is served as `"{}"`, which a client can parse."""
    found = pairs(upstream.tool_calls, served.tool_calls)
    received = [other.arguments for call, other in found if _is_empty(call)]
    kept("tool_calls", ["{}"] * len(received), received)


@must("TOOLS-8", given=has_arguments)
def test_no_other_arguments_become_an_empty_object(asked: Ask, upstream: Answer, served: Answer) -> None:
    """No other value than none is served as `"{}"`."""
    found = pairs(as_asked(upstream.tool_calls, asked), served.tool_calls)
    emptied = [call.arguments for call, other in found if other.arguments == "{}" and call.arguments not in ("", "{}")]
    held(not emptied, "tool_calls", emptied, ["{}"] * len(emptied))


@must("TOOLS-9", given=all_of(serves_responses, has_tool_calls, offers_namespaces))
def test_namespaces_come_back(asked: Ask, forwarded: Ask, upstream: Answer, served: Answer) -> None:
    """A function asked inside a `namespace` answers with that `name` and `namespace`.

    So does a custom tool, and what stands in a namespace of an `additional_tools` item. Judged where the adapter
    offered it upstream under the name by which the upstream calls it.
    """
    offered = {tool.name for tool in forwarded.tools}
    called = as_asked(upstream.tool_calls, asked)
    spaced = {
        id(call)
        for call, upstream_call in zip(called, upstream.tool_calls, strict=True)
        if call.namespace and upstream_call.name in offered
    }
    found = [(call, other) for call, other in pairs(called, served.tool_calls) if id(call) in spaced]
    expected = [[call.name, call.namespace] for call, _ in found]
    kept("tool_calls", expected, [[other.name, other.namespace] for _, other in found])


@should("TOOLS-10", given=ids_not_unique)
def test_ids_become_unique(served: Answer) -> None:
    """An empty or repeated upstream call id becomes a unique one, so that results can be told apart."""
    ids: Sequence[str | None] = [call.id for call in served.tool_calls]
    held(all(ids) and len(set(ids)) == len(ids), "tool_calls", ["an id of its own"] * len(ids), list(ids))


@should("TOOLS-11", given=all_of(serves_chat, gives_long_id))
def test_long_ids_are_shortened_alike(forwarded: Ask) -> None:
    """A call id over 64 characters, which Responses does not take, is shortened alike on call and output."""
    calls = [call.id or "" for call in forwarded.history if isinstance(call, ToolCall)]
    held(max(map(len, calls), default=0) <= LONGEST_ID, "results", f"at most {LONGEST_ID} characters", calls)
    kept("results", calls, list(result_ids(forwarded)))


@must("TOOLS-12", given=answered)
def test_no_call_is_invented(asked: Ask, upstream: Answer, served: Answer) -> None:
    """Where the upstream made no call, none is served; no call is in a namespace that the client did not offer.

    An item that waits for the client may become a call: FINISH-12. FINISH-5 is about what ran upstream, TOOLS-3 about
    calls beside calls.
    """
    if not (upstream.tool_calls or upstream.client_run or upstream.hosted):
        kept("tool_calls", [], [call.name for call in served.tool_calls])
    offered = {None, *namespaces(asked)}
    for call in served.tool_calls:
        # In genuine answers a function that was added later is in a namespace of its own name.
        is_of_a_host = has_own_tools(asked) and called_tool(call, offered_tools(asked)) is None
        held(call.namespace in offered | {call.name} or is_of_a_host, "tool_calls.namespace", None, call.namespace)


@should("TOOLS-13", given=all_of(has_arguments, not_cut))
def test_arguments_are_the_same_bytes(asked: Ask, upstream: Answer, served: Answer) -> None:
    """Arguments that say the same are the same string, byte for byte: not formatted anew."""
    found = [
        (call.arguments, other.arguments)
        for call, other in pairs(as_asked(upstream.tool_calls, asked), served.tool_calls)
        if call.arguments and call.kind == other.kind == "function" and not other.searches
        if meant(call.arguments) == meant(other.arguments)
    ]
    kept("tool_calls", [one for one, _ in found], [other for _, other in found])


@must("TOOLS-14", given=all_of(serves_responses, has_tool_calls))
def test_a_search_comes_back_as_one(asked: Ask, upstream: Answer, served: Answer) -> None:
    """A call of the function that stands for the client's `tool_search` is served as a `tool_search_call`, no other is.

    The client runs it, so that its `execution` is `client`. TOOLS-1 and TOOLS-2 compare its id and its arguments.
    """
    found = pairs(upstream.tool_calls, served.tool_calls)
    expected = [_offers_search(asked) and is_last_word(SEARCH, call.name or "") for call, _ in found]
    kept("tool_calls.searches", expected, [other.searches for _, other in found])
