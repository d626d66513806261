"""The calls that the model makes reach the client, and their results the model, each under its own id.

Sources: the API description's `FunctionToolCall`, `CustomToolCall` and `ChatCompletionMessageToolCall`.
"""

from collections.abc import Sequence

from crosswire.comparing.echoes import has_own_tools
from crosswire.exchange import Case, Turn
from crosswire.facts import Answer, Ask, ToolCall
from crosswire.requirements import all_of, held, kept, must, of_answer, should

from .call_pairs import LONGEST_ID, holds_input, is_own, meant, offered_as, pairs, result_ids, results
from .conditions import answered, calls_said, finished_length, serves_chat, serves_responses

phases_said = of_answer(lambda answer: any(message.phase for message in answer.messages))
custom_calls_said = of_answer(lambda answer: any(call.kind == "custom" for call in answer.tool_calls))
text_and_calls_said = of_answer(lambda answer: answer.text and answer.tool_calls)
arguments_said = of_answer(lambda answer: any(call.arguments for call in answer.tool_calls))
no_arguments_said = of_answer(
    lambda answer: answer.finish == "tool_calls" and any(_is_empty(call) for call in answer.tool_calls)
)
ids_not_unique = of_answer(lambda answer: not all(is_own(call, answer.tool_calls) for call in answer.tool_calls))


def _is_empty(call: ToolCall) -> bool:
    return call.kind == "function" and not call.arguments


def not_cut(case: Case) -> bool:
    """The limit did not cut the answer."""
    return not finished_length(case)


def results_sent_back(case: Case) -> bool:
    """The client sends results of calls, whose ids any upstream takes."""
    ids = result_ids(case.asked)
    return bool(ids) and all(name and len(name) <= LONGEST_ID for name in ids)


def long_id_sent_back(case: Case) -> bool:
    """The client sends a call and its result under an id that is too long for a Responses upstream."""
    return any(len(name) > LONGEST_ID for name in result_ids(case.asked))


def namespaces_asked(case: Case) -> bool:
    """The client offers functions inside a namespace."""
    return any(tool.kind == "namespace" for tool in case.asked.tools)


@must("TOOLS-1", given=calls_said)
def test_ids_and_names_stay(asked: Ask, upstream: Answer, served: Answer) -> None:
    """Each call's id is the upstream's call id, never the item id, and its name is the same.

    An id that is empty, repeated or longer than 64 characters may be another: TOOLS-10 and TOOLS-11. A function that
    the client asked inside a namespace is called there as the client knows it: TOOLS-9.
    """
    found = pairs(upstream.tool_calls, served.tool_calls)
    expected = [
        [
            said.id if is_own(said, upstream.tool_calls) else call.id,
            call.name if offered_as(said.name, asked.tools) == (call.name, call.namespace) else said.name,
        ]
        for said, call in found
    ]
    kept("tool_calls", expected, [[call.id, call.name] for _, call in found])


@must("TOOLS-2", given=all_of(arguments_said, not_cut))
def test_arguments_stay(upstream: Answer, served: Answer) -> None:
    """Arguments that say something say the same: not repaired, cut, or doubled.

    Those of an answer that the limit cut are FINISH-8; the same JSON in other bytes is TOOLS-13.
    """
    said = [
        (call.arguments, other.arguments)
        for call, other in pairs(upstream.tool_calls, served.tool_calls)
        if call.arguments and call.kind == "function"
    ]
    kept("tool_calls", [meant(one) for one, _ in said], [meant(other) for _, other in said])


@must("TOOLS-3", given=calls_said)
def test_all_calls_arrive(upstream: Answer, served: Answer) -> None:
    """All calls arrive, in order, once each."""
    found = {id(other): call.name for call, other in pairs(upstream.tool_calls, served.tool_calls)}
    received = [found.get(id(call), "another call") for call in served.tool_calls]
    order = [call for call, _ in pairs(upstream.tool_calls, served.tool_calls)]
    in_order = len(received) == len(order) == len(upstream.tool_calls) and all(
        one is other for one, other in zip(order, upstream.tool_calls, strict=True)
    )
    held(in_order, "tool_calls", [call.name for call in upstream.tool_calls], received)


@must("TOOLS-4", given=custom_calls_said)
def test_custom_calls_keep_their_input(upstream: Answer, served: Answer) -> None:
    """Custom calls keep their raw input: as custom calls; over Chat, instead, in a function form that holds it whole.

    A chunk of a Chat stream has no type for them (CHUNKS-11).
    """
    custom = [(call, other) for call, other in pairs(upstream.tool_calls, served.tool_calls) if call.kind == "custom"]
    wrapped_is_allowed = served.status is None
    received = [
        call.arguments
        if other.kind == "function" and wrapped_is_allowed and holds_input(other.arguments, call.arguments)
        else other.arguments
        if other.kind == "custom"
        else {other.kind: other.arguments}
        for call, other in custom
    ]
    kept("tool_calls", [call.arguments for call in upstream.tool_calls if call.kind == "custom"], received)


@must("TOOLS-5", given=all_of(text_and_calls_said, lambda case: not phases_said(case)))
def test_text_and_calls_stand_beside_each_other(upstream: Answer, served: Answer) -> None:
    """Text beside calls and calls beside text are kept: neither ends the answer."""
    expected = {"text": upstream.text, "calls": len(upstream.tool_calls)}
    received = {"text": served.text, "calls": len(served.tool_calls)}
    held(bool(served.text and served.tool_calls), "tool_calls", expected, received)


@must("TOOLS-6", given=results_sent_back)
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
    kept("results", expected, {id_: swapped.get(id_, expected.get(id_)) for id_ in received})


@should("TOOLS-7", given=no_arguments_said)
def test_no_arguments_are_an_empty_object(upstream: Answer, served: Answer) -> None:
    """A finished call without arguments ("", null, absent, no delta) is served as `"{}"`, which a client can parse."""
    found = pairs(upstream.tool_calls, served.tool_calls)
    received = [other.arguments for call, other in found if _is_empty(call)]
    kept("tool_calls", ["{}"] * len(received), received)


@must("TOOLS-8", given=arguments_said)
def test_no_other_arguments_become_an_empty_object(upstream: Answer, served: Answer) -> None:
    """No other value than none is served as `"{}"`."""
    found = pairs(upstream.tool_calls, served.tool_calls)
    emptied = [call.arguments for call, other in found if other.arguments == "{}" and call.arguments not in ("", "{}")]
    held(not emptied, "tool_calls", emptied, ["{}"] * len(emptied))


@must("TOOLS-9", given=all_of(serves_responses, calls_said, namespaces_asked))
def test_namespaces_come_back(asked: Ask, forwarded: Ask, upstream: Answer, served: Answer) -> None:
    """A function asked inside a `namespace` answers with that `name` and `namespace`.

    Judged where the adapter offered it upstream under the name by which the recorded upstream calls it.
    """
    offered = {tool.name for tool in forwarded.tools}
    found = [
        (offered_as(call.name, asked.tools), (other.name, other.namespace))
        for call, other in pairs(upstream.tool_calls, served.tool_calls)
        if call.name in offered and offered_as(call.name, asked.tools)
    ]
    kept("tool_calls", [list(one or ()) for one, _ in found], [list(other) for _, other in found])


@should("TOOLS-10", given=ids_not_unique)
def test_ids_become_unique(served: Answer) -> None:
    """An empty or repeated upstream call id becomes a unique one, so that results can be told apart."""
    ids: Sequence[str | None] = [call.id for call in served.tool_calls]
    held(all(ids) and len(set(ids)) == len(ids), "tool_calls", ["an id of its own"] * len(ids), list(ids))


@should("TOOLS-11", given=all_of(serves_chat, long_id_sent_back))
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
    for call in served.tool_calls:
        # In genuine answers a function that was added later is in a namespace of its own name.
        known = [None, call.name, *(tool.name for tool in asked.tools if tool.kind == "namespace")]
        held(call.namespace in known or has_own_tools(asked), "tool_calls", None, call.namespace)


@should("TOOLS-13", given=all_of(arguments_said, not_cut))
def test_arguments_are_the_same_bytes(upstream: Answer, served: Answer) -> None:
    """Arguments that say the same are the same string, byte for byte: not formatted anew."""
    said = [
        (call.arguments, other.arguments)
        for call, other in pairs(upstream.tool_calls, served.tool_calls)
        if call.arguments and call.kind == other.kind == "function" and meant(call.arguments) == meant(other.arguments)
    ]
    kept("tool_calls", [one for one, _ in said], [other for _, other in said])
