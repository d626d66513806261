"""Why the answer ended reaches the client.

Sources: the API description's `Response.status` and `incomplete_details`, and `choices[].finish_reason`.
"""

from crosswire.facts import Answer
from crosswire.requirements import all_of, kept, must

from .conditions import answered, finished_length, finished_stop, finished_tool_calls, serves_responses


@must("FINISH-1", given=finished_stop)
def test_stop(upstream: Answer, served: Answer) -> None:
    """An answer completed without a client tool call finishes as `stop`."""
    kept("finish", upstream.finish, served.finish_said)


@must("FINISH-2", given=finished_tool_calls)
def test_a_wanted_tool_is_said(upstream: Answer, served: Answer) -> None:
    """A completed answer with a client tool call finishes as `tool_calls`, also beside text and when a tool was forced.

    An upstream that says `stop`, "" or nothing beside calls is read as `tool_calls`.
    """
    kept("finish", upstream.finish, served.finish_said)


@must("FINISH-3", given=finished_length)
def test_a_cut_is_said(upstream: Answer, served: Answer) -> None:
    """An answer cut by the token limit finishes as `length`, also when all of it went into reasoning, without text."""
    kept("finish", upstream.finish, served.finish_said)


@must("FINISH-7", given=all_of(serves_responses, answered))
def test_item_statuses_agree(upstream: Answer, served: Answer) -> None:
    """Each output item's `status`, where given, agrees with the response's: in a completed answer all are `completed`.

    None is left `in_progress`.
    """
    allowed = ["completed", "incomplete"] if upstream.finish in ("length", "content_filter", "other") else ["completed"]
    wrong = [f"{item.kind}: {item.status}" for item in served.output if item.status and item.status not in allowed]
    expected = [f"{item.kind}: {allowed[0]}" for item in served.output if item.status and item.status not in allowed]
    kept("output", expected, wrong)


@must("FINISH-9", given=all_of(serves_responses, answered))
def test_details_only_where_due(served: Answer) -> None:
    """`incomplete_details.reason` is set exactly when the answer is `incomplete`, `error` exactly when it `failed`."""
    kept("finish", served.status == "incomplete", served.incomplete_reason is not None)
    kept("error", served.status == "failed", served.has_error)
