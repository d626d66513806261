"""What the model said reaches the client: all of it, as it was, and nothing else.

Sources: the API description's `Response.output` and `CreateChatCompletionResponse.choices`.
"""

from itertools import pairwise

from crosswire.comparing.answers import is_same_media, is_silent, unsaid_content
from crosswire.comparing.words import (
    answer_proper,
    commentary,
    glued,
    same_thoughts,
    same_words,
    text_fault,
    thoughts,
)
from crosswire.exchange import Case
from crosswire.facts import Answer, Ask, Message, Reasoning, Refusal, ToolCall
from crosswire.requirements import Wire, all_of, held, kept, may, must, of_answer, should

from .beside_text import citations_of_urls, logprobs, marked_words, sources, text_parts
from .conditions import (
    answered,
    has_calls_without_text,
    has_json_text,
    has_no_text,
    has_reasoning,
    has_text,
    serves_chat,
    serves_responses,
    streamed,
    whole,
)

has_commentary = of_answer(commentary)
has_refusal = of_answer(lambda answer: answer.refusal)
has_citations = of_answer(citations_of_urls)
has_logprobs = of_answer(lambda answer: any(part.logprobs for part in text_parts(answer)))
has_moderation = of_answer(lambda answer: answer.moderation)
has_media = of_answer(lambda answer: answer.media)
has_media_alone = of_answer(lambda answer: answer.is_media)
has_several_thoughts = of_answer(lambda answer: len(answer.reasoning) > 1)


def has_answer_alone(case: Case) -> bool:
    """All of the text is the answer: none of it is commentary."""
    return has_text(case) and not has_commentary(case)


def asks_for_summary(case: Case) -> bool:
    """The client asks for a summary of the reasoning."""
    return bool(case.asked.settings.get("reasoning_summary"))


def can_carry_citations(case: Case) -> bool:
    """The served API has a field for citations: a chunk of a Chat stream has none."""
    return serves_responses(case) or whole(case)


def has_no_json_text(case: Case) -> bool:
    """The text is no JSON, which CONTENT-9 is about."""
    return not has_json_text(case)


@must("CONTENT-1", given=all_of(has_answer_alone, has_no_json_text))
def test_text_arrives(upstream: Answer, served: Answer) -> None:
    """The served text is every upstream text part, whole and in order, and nothing else but blanks between parts.

    Equal neighbouring deltas are two pieces of text, not a repetition. Where messages carry a phase, CONTENT-10 and
    CONTENT-16 say what arrives where; CONTENT-9 is about JSON, CONTENT-4, -8 and -12 about what leaks or is repeated.
    """
    held(text_fault(upstream, served) != "altered", "text", upstream.text, served.text)


@should("CONTENT-2", given=all_of(has_answer_alone, has_no_json_text))
def test_text_is_the_plain_concatenation(upstream: Answer, served: Answer) -> None:
    """The served text equals the upstream's text parts, joined, code point for code point.

    No trimming, no separator, no Unicode normalisation. A text that says something else fails CONTENT-1.
    """
    held(text_fault(upstream, served) != "separated", "text", upstream.text, served.text)


@must("CONTENT-3", given=has_no_text)
def test_no_text_is_invented(upstream: Answer, served: Answer) -> None:
    """Where the upstream said no text, the served content is null, absent or empty; "None" and "null" are text."""
    held(text_fault(upstream, served) != "altered", "text", "", served.text)


@must("CONTENT-4", given=has_refusal)
def test_a_refusal_arrives(upstream: Answer, served: Answer) -> None:
    """A refusal arrives in the refusal field, also beside text and in streams: not as content, not dropped."""
    kept("refusal", upstream.refusal, served.refusal)
    held(text_fault(upstream, served) != "refusal", "text", upstream.text, served.text)


@should("CONTENT-5", given=all_of(has_citations, can_carry_citations))
def test_citations_arrive(upstream: Answer, served: Answer) -> None:
    """Citations of URLs arrive in the served API's shape, each with its url and title.

    Citations of files, which Chat has no form for, are not asked after.
    """
    kept("citations", sources(upstream), sources(served))


@should("CONTENT-6", given=has_citations)
def test_citations_mark_the_same_words(upstream: Answer, served: Answer) -> None:
    """A citation's offsets mark the same words in the served text as upstream: several parts shift them.

    They count code points. Where the citations are others, or the text is, other requirements say so.
    """
    if sources(upstream) == sources(served) and text_fault(upstream, served) in (None, "separated"):
        kept("citations", marked_words(upstream), marked_words(served))


@should("CONTENT-7", given=has_logprobs)
def test_logprobs_arrive(upstream: Answer, served: Answer, wire: Wire) -> None:
    """Logprobs arrive: tokens, values and alternatives, in a whole answer their `bytes`, too.

    The text events of a Responses stream carry no bytes. The vendor's own streams say -1.9e-07 in a delta and -0.0 in
    the item, so that values count to six digits behind the point.
    """
    poor = wire.mode == "stream"
    kept("logprobs", logprobs(upstream, poor=poor), logprobs(served, poor=poor))


@must("CONTENT-8", given=has_reasoning)
def test_reasoning_is_not_text(upstream: Answer, served: Answer) -> None:
    """Reasoning never leaks into the text."""
    held(text_fault(upstream, served) != "reasoning", "text", upstream.text, served.text)


@must("CONTENT-9", given=has_json_text)
def test_json_text_is_not_reformatted(upstream: Answer, served: Answer) -> None:
    """Text that is JSON arrives byte for byte."""
    held(text_fault(upstream, served) not in ("altered", "separated"), "text", upstream.text, served.text)


@must("CONTENT-10", given=all_of(serves_chat, has_commentary))
def test_the_final_answer_is_the_content(upstream: Answer, served: Answer) -> None:
    """Where messages carry a phase, the `final_answer` is whole in the content, and commentary never replaces it."""
    held(text_fault(upstream, served) != "altered", "text", "".join(answer_proper(upstream)), served.text)


@should("CONTENT-11", given=all_of(serves_chat, whole, answered))
def test_message_has_its_required_keys(served: Answer, wire: Wire) -> None:
    """The message has `content`, null if there is no text, and `tool_calls` only with a call in it, or null.

    In objects null is absent. A key that only the description requires is CONTENT-25.
    """
    keys = {"content", "tool_calls"} & served.message_keys
    if not wire.exact and not served.text:
        keys.add("content")
    kept("message_keys", ["content", "tool_calls"] if served.tool_calls else ["content"], sorted(keys))


@must("CONTENT-12", given=has_text)
def test_nothing_is_served_twice(upstream: Answer, served: Answer) -> None:
    """Nothing is served twice: a snapshot of what the deltas said (`….done`, the terminal output) only fills gaps."""
    held(text_fault(upstream, served) != "repeated", "text", upstream.text, served.text)


@should("CONTENT-13", given=all_of(serves_chat, streamed, has_citations))
def test_citations_are_streamed(upstream: Answer, served: Answer) -> None:
    """Citations of URLs arrive in `delta.annotations` of a Chat stream, whose schema has no field for them."""
    kept("citations", sources(upstream), sources(served))


@should("CONTENT-14", given=all_of(serves_responses, has_reasoning))
def test_reasoning_becomes_an_item(upstream: Answer, served: Answer) -> None:
    """An upstream's `reasoning_content` or `reasoning` becomes `reasoning` items, whole, before any text and call.

    One item or several: genuine answers have both.
    """
    held(same_thoughts(upstream, served), "reasoning", "".join(upstream.reasoning), "".join(served.reasoning))
    order = [type(item).__name__ for item in served.items if isinstance(item, Reasoning | Message | ToolCall)]
    held(not served.reasoning or order[0] == "Reasoning", "output", "reasoning", order)


@should("CONTENT-15", given=all_of(serves_chat, has_reasoning))
def test_reasoning_is_carried(upstream: Answer, served: Answer) -> None:
    """Reasoning summary and reasoning text are carried in `reasoning_content`, all parts in order, and nothing else.

    Blanks may stand between parts, and commentary may stand beside them.
    """
    held(same_thoughts(upstream, served), "reasoning", "".join(upstream.reasoning), "".join(served.reasoning))


@should("CONTENT-16", given=all_of(serves_chat, has_commentary))
def test_commentary_is_kept(upstream: Answer, served: Answer) -> None:
    """The text of `commentary` is kept, in the content or in `reasoning_content`."""
    in_text = any(same_words(texts, [served.text]) for texts in (upstream.texts, commentary(upstream)))
    beside = [commentary(upstream), thoughts(upstream, aside=True)]
    in_reasoning = any(same_words(texts, served.reasoning) for texts in beside)
    held(in_text or in_reasoning, "text", commentary(upstream), served.reasoning)


@must("CONTENT-17", given=all_of(serves_chat, answered))
def test_one_answer_is_one_choice(served: Answer) -> None:
    """One upstream answer is one choice, index 0, however many items and parts it has."""
    kept("choices", [0], list(served.choices))


@should("CONTENT-18", given=all_of(serves_responses, has_calls_without_text))
def test_no_empty_message_beside_a_call(served: Answer) -> None:
    """Beside a call there is no message item without text or refusal."""
    empty = [message for message in served.messages if not message.text and not _declines(message)]
    kept("output", [], ["a message without text"] * len(empty))


def _declines(message: Message) -> bool:
    return any(isinstance(part, Refusal) and part.text for part in message.parts)


@should("CONTENT-19", given=has_moderation)
def test_moderation_arrives(upstream: Answer, served: Answer) -> None:
    """Moderation results of input and output arrive, in a Chat stream in a chunk of their own."""
    kept("moderation", upstream.moderation, served.moderation)


@must("CONTENT-20", given=answered)
def test_nothing_is_invented(asked: Ask, upstream: Answer, served: Answer) -> None:
    """Where the upstream said no refusal, citation, logprobs, reasoning, media, phase or other item, none is served."""
    for fact, invented in unsaid_content(asked, upstream, served).items():
        kept(fact, None, invented)


@must("CONTENT-21", given=has_media_alone)
def test_an_answer_is_not_served_as_nothing(upstream: Answer, served: Answer) -> None:
    """An answer that is an image, film or sound alone arrives, or is an error: it is never served as nothing."""
    held(not is_silent(served), "media", upstream.hosted or "media", None)


@must("CONTENT-22", given=answered)
def test_the_assistant_says_it(served: Answer) -> None:
    """What the model says is served as the assistant's message, in no other role."""
    kept("role", [], [message.role for message in served.messages if message.role not in ("assistant", "")])


@should("CONTENT-23", given=all_of(serves_responses, answered))
def test_a_message_is_not_split(upstream: Answer, served: Answer) -> None:
    """One Chat message is one message item, its text one part: only another item between them parts a streamed text."""
    split = [
        f"{one.text}|{other.text}"
        for one, other in pairwise(served.items)
        if isinstance(one, Message) and isinstance(other, Message)
    ]
    most = max(len(message.parts) for message in upstream.messages) if upstream.messages else 0
    split += [f"{len(message.parts)} parts" for message in served.messages if len(message.parts) > max(most, 1)]
    kept("output", [], split)


@should("CONTENT-24", given=all_of(serves_chat, has_several_thoughts))
def test_thoughts_are_set_apart(upstream: Answer, served: Answer) -> None:
    """Parts of the reasoning are set apart by a blank or a new line: `**Plan****Check**` reads as neither."""
    kept("reasoning", [], glued(thoughts(upstream, aside=False), "".join(served.reasoning)))


@may("CONTENT-25", given=all_of(serves_chat, whole, answered))
def test_message_has_a_refusal_key(served: Answer) -> None:
    """The message has the key `refusal`, null where there is none, as the description requires."""
    held("refusal" in served.message_keys, "message_keys", "refusal", sorted(served.message_keys))


@should("CONTENT-26", given=all_of(serves_responses, has_reasoning, asks_for_summary))
def test_an_asked_summary_is_served_as_one(served: Answer) -> None:
    """Where the client asks for a summary of the reasoning, reasoning is served as `summary`, where it looks for it.

    Where the client does not ask, as `summary` or as `content`.
    """
    thinking = [item for item in served.items if isinstance(item, Reasoning) and item.texts]
    kept("reasoning", [True] * len(thinking), [item.summaries > 0 for item in thinking])


@must("CONTENT-27", given=has_media)
def test_media_are_the_upstreams(upstream: Answer, served: Answer) -> None:
    """An image, film or sound that arrives is the upstream's own, once: Chat has no field for images, hosts have."""
    expected = list(upstream.media[: len(served.media)])
    same = len(expected) == len(served.media) and all(map(is_same_media, expected, served.media))
    held(same, "media", expected, list(served.media))
