"""Why the answer ended reaches the client.

Sources: the API description's `Response.status` and `incomplete_details`, and `choices[].finish_reason`.
"""

from crosswire.facts import Answer
from crosswire.requirements import all_of, held, kept, must, of_answer, should

from .call_pairs import pairs
from .conditions import (
    answered,
    finished_length,
    finished_stop,
    finished_tool_calls,
    has_tool_calls,
    serves_chat,
    serves_responses,
    whole,
)

FINISHED = ("stop", "tool_calls", "function_call")
"""The words under which a client takes an answer for whole."""
CALLS = ("function_call", "custom_tool_call", "tool_search_call")
"""The items that are calls of a client's tools."""
CHAT_FINISHES = (*FINISHED, "length", "content_filter")
"""Every finish reason of Chat."""

finished_content_filter = of_answer(lambda answer: answer.finish == "content_filter")
cut_otherwise = of_answer(lambda answer: answer.finish == "other")
not_finished = of_answer(lambda answer: answer.finish == "unfinished")
has_hosted_items_alone = of_answer(lambda answer: answer.hosted and not answer.tool_calls and not answer.client_run)
has_client_run_items = of_answer(lambda answer: answer.client_run)
call_cut = of_answer(lambda answer: answer.finish == "length" and answer.tool_calls)
item_cut = of_answer(
    lambda answer: answer.finish in ("length", "content_filter") and (answer.text or answer.tool_calls)
)
word_unknown = of_answer(
    lambda answer: (
        answer.finish == "stop" and answer.stated_finish not in CHAT_FINISHES and (answer.text or answer.tool_calls)
    )
)


@must("FINISH-1", given=finished_stop)
def test_stop(upstream: Answer, served: Answer) -> None:
    """An answer completed without a client tool call finishes as `stop`."""
    kept("finish", upstream.finish, served.stated_finish)


@must("FINISH-2", given=finished_tool_calls)
def test_a_wanted_tool_is_said(upstream: Answer, served: Answer) -> None:
    """A completed answer with a client tool call finishes as `tool_calls`, also beside text and when a tool was forced.

    An upstream that says `stop`, "" or nothing beside calls is read as `tool_calls`.
    """
    kept("finish", upstream.finish, served.stated_finish)


@must("FINISH-3", given=finished_length)
def test_a_cut_is_said(upstream: Answer, served: Answer) -> None:
    """An answer cut by the token limit finishes as `length`, also when all of it went into reasoning, without text."""
    kept("finish", upstream.finish, served.stated_finish)


@must("FINISH-4", given=finished_content_filter)
def test_a_filter_is_said(upstream: Answer, served: Answer) -> None:
    """An answer cut by the filter finishes as `content_filter`, also without text: not `length`, `stop` or an error."""
    kept("finish", upstream.finish, served.stated_finish)


@must("FINISH-5", given=all_of(serves_chat, has_hosted_items_alone))
def test_what_ran_upstream_is_not_wanted(served: Answer) -> None:
    """Hosted items alone, which ran upstream, never become `tool_calls`."""
    kept("tool_calls", [], [call.name for call in served.tool_calls])
    held(served.stated_finish != "tool_calls", "finish", "stop", served.stated_finish)


@must("FINISH-6", given=all_of(serves_chat, whole, not_finished))
def test_an_unfinished_answer_is_not_finished(served: Answer) -> None:
    """An answer that is `queued`, `in_progress` or `cancelled` is never finished: an error is right.

    A stream that ends so has broken off: ERROR-10.
    """
    held(served.stated_finish not in FINISHED, "finish", "an error", served.stated_finish)


@must("FINISH-7", given=all_of(serves_responses, answered))
def test_item_statuses_agree(upstream: Answer, served: Answer) -> None:
    """Each output item's `status`, where given, agrees with the response's: in a completed answer all are `completed`.

    None is left `in_progress`. What the upstream ran itself may have failed.
    """
    # Where the upstream says no finish, the answer may be served as one that was cut: ERROR-13.
    finish = served.finish if upstream.finish == "unfinished" else upstream.finish
    allowed = ["completed", "incomplete"] if finish in ("length", "content_filter", "other") else ["completed"]
    failed = {(kind, "failed") for kind in served.hosted}
    labels = [(item.kind, item.status) for item in served.output if item.status and item.status not in allowed]
    wrong = [f"{kind}: {status}" for kind, status in labels if (kind, status) not in failed]
    expected = [f"{kind}: {allowed[0]}" for kind, status in labels if (kind, status) not in failed]
    kept("item_status", expected, wrong)


@must("FINISH-8", given=call_cut)
def test_a_cut_call_is_not_repaired(upstream: Answer, served: Answer) -> None:
    """A call cut by the limit is served as cut by it, its arguments not repaired.

    That the answer finishes as `length` is FINISH-3, that each call arrives TOOLS-3.
    """
    found = pairs(upstream.tool_calls, served.tool_calls)
    received = [other.arguments if other.kind == call.kind else {other.kind: other.arguments} for call, other in found]
    kept("tool_calls", [call.arguments for call, _ in found], received)


@must("FINISH-9", given=all_of(serves_responses, answered))
def test_details_only_where_due(served: Answer) -> None:
    """`incomplete_details.reason` is set only when the answer is `incomplete`.

    That it is set there, to the right word, is FINISH-3 and FINISH-4.
    """
    held(served.status == "incomplete" or not served.incomplete_reason, "finish", None, served.incomplete_reason)


@should("FINISH-10", given=all_of(serves_chat, cut_otherwise))
def test_another_cut_is_not_finished(served: Answer) -> None:
    """An answer that is incomplete for another or no reason is neither `stop` nor `tool_calls`."""
    held(served.stated_finish not in FINISHED, "finish", "length", served.stated_finish)


@should("FINISH-11", given=all_of(serves_responses, word_unknown))
def test_an_unknown_word_is_completed(served: Answer) -> None:
    """Content under an unknown, empty or absent `finish_reason` is served as completed."""
    kept("finish", "completed", served.status)


@should("FINISH-12", given=all_of(serves_chat, has_client_run_items))
def test_what_the_client_has_to_run_is_said(served: Answer) -> None:
    """An item that waits for the client is served in a function form or as an error, never as a bare `stop`."""
    held(bool(served.tool_calls) and served.stated_finish == "tool_calls", "finish", "tool_calls", served.stated_finish)


@should("FINISH-13", given=all_of(serves_responses, item_cut))
def test_the_cut_item_is_incomplete(served: Answer) -> None:
    """The item that the limit or the filter cut is `incomplete`."""
    statuses = [item.status for item in served.output]
    held("incomplete" in statuses, "item_status", "incomplete", statuses)


@must("FINISH-14", given=all_of(serves_responses, answered))
def test_an_answer_has_no_error(served: Answer) -> None:
    """`error` is set only when the answer `failed`."""
    kept("error", served.status == "failed", served.has_error)


@must("FINISH-15", given=all_of(serves_responses, has_tool_calls))
def test_a_call_has_a_status(served: Answer) -> None:
    """A served call has a `status`: genuine answers always give it, and clients skip or refuse a call without it."""
    statuses = [item.status for item in served.output if item.kind in CALLS]
    kept("item_status", [], ["a call without status"] * statuses.count(None))
