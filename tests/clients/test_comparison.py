"""How a client's views of two answers are compared: what counts, what is free, and why."""

from dataclasses import replace

import pytest

from crosswire.clients.comparison import ALIKE, FORMS, QUIRK, UNLIKE, UNSAID, Seen, seen_otherwise, shown
from crosswire.clients.views import Call, Unread, View, Views
from crosswire.facts import Answer, Ask, Failure, Message, Text, ToolCall, ToolResult

CALL = ToolCall("call_1", "tide", '{"at": "Husum"}')
ANSWER = Answer(items=(Message("assistant", (Text("Let me look."),)), CALL), finish="tool_calls")
HISTORY = (*ANSWER.items, ToolResult("call_1", (Text("42"),)))
VIEW = View(
    "Let me look.",
    calls=[Call("call_1", "tide", '{"at":"Husum"}')],
    finish="tool-calls",
    order=["text", "call"],
    sends=Ask(history=HISTORY),
)
RATE_LIMIT = Failure(429, "Too many requests.", "requests", "rate_limit_exceeded")
RAISED = Unread("RateLimitError", "429: Too many requests.", 429, "rate_limit_exceeded", "requests", retryable=True)


def compared(direct: View | Unread, through: View | Unread, recorded: Answer | Failure = ANSWER) -> list[Seen]:
    return [*seen_otherwise({"way": direct}, {"way": through}, recorded, recorded, {})]


def test_equal_views_have_no_difference() -> None:
    """What is seen through the adapter is what is seen direct."""
    assert [] == compared(VIEW, VIEW)
    assert [] == compared(RAISED, RAISED, RATE_LIMIT)


def test_each_fact_has_its_own_path() -> None:
    """The difference names the fact and the way of reading, and is not free."""
    assert [Seen("finish.way", "tool-calls", "stop")] == compared(VIEW, replace(VIEW, finish="stop"))


@pytest.mark.parametrize("ids", [["call_1", "call_1"], []], ids=["two results", "no result"])
def test_a_call_goes_back_with_one_result(ids: list[str]) -> None:
    """Each call that is sent back has exactly one result of its id; the id itself is the adapter's."""
    history = (*ANSWER.items, *(ToolResult(identifier, (Text("42"),)) for identifier in ids))
    renamed = (ANSWER.items[0], replace(CALL, id="call_9"), ToolResult("call_9", (Text("42"),)))

    (seen,) = compared(VIEW, replace(VIEW, sends=Ask(history=history)))
    assert ("sends.tool_calls.way", None) == (seen.fact, seen.free)
    assert [] == compared(VIEW, replace(VIEW, sends=Ask(history=renamed)))


def test_what_a_client_does_not_see_direct_is_no_measure() -> None:
    """Its quirk is free; so are other blanks, and what the two recordings say differently."""
    other = replace(ANSWER, items=(Message("assistant", (Text("Wait."),)), CALL))
    of_two_parts = replace(ANSWER, items=(Message("assistant", (Text("Let me "), Text("look."))), CALL))
    wordless = replace(VIEW, text="")
    (unlike,) = seen_otherwise({"way": VIEW}, {"way": wordless}, ANSWER, other, {})

    assert [QUIRK] == [seen.free for seen in compared(wordless, VIEW)]
    assert [ALIKE] == [seen.free for seen in compared(VIEW, replace(VIEW, text="Let me  look."), of_two_parts)]
    assert UNLIKE == unlike.free


@pytest.mark.parametrize(
    ("changed", "fact"),
    [
        (replace(RAISED, status=500), "error.status.way"),
        (replace(RAISED, retryable=False), "error.retryable.way"),
        (replace(RAISED, words="500: Sorry."), "error.words.way"),
        (replace(RAISED, code=None), "error.code.way"),
        (replace(RAISED, name="APIError"), "error.name.way"),
        (View(finish="stop"), "error.way"),
        (View(), "error.way"),
    ],
)
def test_an_error_shows_what_it_shows_direct(changed: View | Unread, fact: str) -> None:
    """Status, words, code, and whether another attempt helps stay; an error that is swallowed is a loss."""
    assert [(fact, None)] == [(seen.fact, seen.free) for seen in compared(RAISED, changed, RATE_LIMIT)]


def test_a_failure_in_a_200_has_several_forms() -> None:
    """An error stands for an answer that failed, and the reverse; where nothing is said of it, nothing is lost."""
    failure = replace(RATE_LIMIT, status=200)

    assert [FORMS] == [seen.free for seen in compared(View(finish="failed"), RAISED, failure)]
    assert [FORMS] == [seen.free for seen in compared(RAISED, View(finish="failed"), failure)]
    assert [None] == [seen.free for seen in compared(RAISED, View(finish="completed"), failure)]
    assert [UNSAID] == [seen.free for seen in compared(RAISED, View(), Failure(200))]


def test_a_right_answer_that_is_not_read_is_a_loss() -> None:
    """An error through the adapter alone is a loss; an error direct is the client's quirk."""
    lost = Seen("error.way", "no error; it finished as tool-calls", "TypeError")

    assert [lost] == compared(VIEW, Unread("TypeError"))
    assert [QUIRK] == [seen.free for seen in compared(Unread("TypeError"), VIEW)]
    assert [] == compared(Unread("TypeError"), Unread("KeyError"))


def test_what_is_shown_direct() -> None:
    """A fact that the recording says is shown in any way of reading; what is asked next counts where it is asked."""
    views: Views = {"text": replace(VIEW, calls=(), sends=None), "nothing": Unread("TypeError")}

    assert {"text": True, "tool_calls": False, "order": True} == dict(shown(views, ANSWER))
    assert {"sends.tool_calls": True, "sends.text": True}.items() <= dict(shown({"way": VIEW}, ANSWER)).items()
