"""What an answer can be about, with a sample of each. Answers have the fields that the writers give samples."""

from collections.abc import Callable, Mapping

from crosswire.facts import (
    Answer,
    Citation,
    Failure,
    Item,
    Json,
    Message,
    OutputItem,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    Usage,
)

WORDS = "Two lines of ±0,\nand a third."


LOGPROBS: tuple[Json, ...] = (
    {
        "token": WORDS[:3],
        "logprob": -0.5,
        "bytes": [*WORDS[:3].encode()],
        "top_logprobs": [{"token": "One", "logprob": -1.5, "bytes": [*b"One"]}],
    },
)


def _sample(*items: Item, finish: str = "stop") -> Answer:
    kinds = {Message: "message", Reasoning: "reasoning", ToolCall: "function_call"}
    labels = (
        OutputItem(
            "custom_tool_call" if isinstance(item, ToolCall) and item.kind == "custom" else kinds[type(item)],
            f"item_{number}",
            None if isinstance(item, Reasoning) else "completed",
        )
        for number, item in enumerate(items)
    )
    return Answer(
        id="answer_1",
        created=1_781_186_412,
        model="gpt-4.1-mini",
        items=items,
        finish="tool_calls" if finish == "tool_calls" else "stop",
        stated_finish=finish,
        usage=Usage(12, 24, 36, cached=4, reasoning=8, has_input_details=True, has_output_details=True),
        service_tier="default",
        status="completed",
        output=tuple(labels),
    )


SAMPLES: Mapping[str, Answer] = {
    "text": _sample(Message("assistant", (Text(WORDS),))),
    "refusal": _sample(Message("assistant", (Refusal(WORDS),))),
    "call": _sample(ToolCall("call_1", "get_time", '{"zone": "Australia/Hobart"}'), finish="tool_calls"),
    "call_pair": _sample(
        ToolCall("call_1", "get_time", '{"zone": "Australia/Hobart"}'),
        ToolCall("call_2", "get_tide", '{"harbour": "Hobart"}'),
        finish="tool_calls",
    ),
    "custom_call": _sample(ToolCall("call_1", "run_query", WORDS, kind="custom"), finish="tool_calls"),
    "reasoning": _sample(Reasoning((WORDS,), summaries=1), Message("assistant", (Text("No."),))),
    "citation": _sample(
        Message("assistant", (Text(WORDS, (Citation("url_citation", "https://a.invalid/", "A", 0, 3),)),))
    ),
    "logprobs": _sample(Message("assistant", (Text(WORDS, logprobs=LOGPROBS),))),
}
"""By subject. A form of a field is that of the first subject whose sample has it."""

_HAS: Mapping[str, Callable[[Answer], object]] = {
    "custom_call": lambda answer: any(call.kind == "custom" for call in answer.tool_calls),
    "call_pair": lambda answer: len(answer.tool_calls) > 1,
    "call": lambda answer: answer.tool_calls,
    "reasoning": lambda answer: answer.reasoning,
    "refusal": lambda answer: answer.refusal,
    "citation": lambda answer: any(text.citations for text in _texts(answer)),
    "logprobs": lambda answer: any(text.logprobs for text in _texts(answer)),
    "text": lambda answer: answer.text,
}


def subject_of(answer: Answer | Failure) -> str | None:
    """Return what an answer is about; `None` for one that says nothing, and for a failure."""
    if isinstance(answer, Failure):
        return None
    return next((name for name, has in _HAS.items() if has(answer)), None)


def words_of(answer: Answer) -> list[str]:
    """Return every text of an answer that is streamed in pieces."""
    spoken = [answer.text, answer.refusal, *answer.reasoning, *(call.arguments for call in answer.tool_calls)]
    return [words for words in spoken if words]


def _texts(answer: Answer) -> list[Text]:
    return [part for message in answer.messages for part in message.parts if isinstance(part, Text)]
