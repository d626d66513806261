"""What the model said reaches the client: all of it, as it was, and nothing else.

Sources: the API description's `Response.output` and `CreateChatCompletionResponse.choices`.
"""

from collections.abc import Sequence

from crosswire.exchange import Case
from crosswire.facts import Answer, Citation, Json, Message, Reasoning, Refusal, Text
from crosswire.requirements import Wire, all_of, held, kept, may, must, of_answer, should
from crosswire.wire.lenient_json import objects

from .conditions import (
    answered,
    calls_without_text,
    json_said,
    no_text_said,
    reasoning_said,
    serves_chat,
    serves_responses,
    streamed,
    text_said,
    whole,
)

ANSWERING, ASIDE = "final_answer", "commentary"
"""The phases of a message."""


def _texts(answer: Answer, phase: str) -> list[str]:
    return [message.text for message in answer.messages if message.phase == phase and message.text]


def _parts(answer: Answer) -> list[Text]:
    return [part for message in answer.messages for part in message.parts if isinstance(part, Text)]


def _citations(answer: Answer) -> list[tuple[Text, Citation]]:
    """Return the citations of URLs, each with the part that it stands in."""
    return [(part, cited) for part in _parts(answer) for cited in part.citations if cited.kind == "url_citation"]


def _refusal(answer: Answer) -> str:
    parts = [part for message in answer.messages for part in message.parts]
    return "".join(part.text for part in parts if isinstance(part, Refusal))


final_answer_said = of_answer(lambda answer: _texts(answer, ANSWERING))
commentary_said = of_answer(lambda answer: _texts(answer, ASIDE))
refusal_said = of_answer(_refusal)
citations_said = of_answer(_citations)
logprobs_said = of_answer(lambda answer: any(part.logprobs for part in _parts(answer)))
moderation_said = of_answer(lambda answer: answer.moderation)


def only_answer_said(case: Case) -> bool:
    """All of the text is the answer: none of it is commentary."""
    return text_said(case) and not commentary_said(case)


def citations_have_a_place(case: Case) -> bool:
    """The served API has a field for citations: a chunk of a Chat stream has none."""
    return serves_responses(case) or whole(case)


def in_order(parts: Sequence[str], text: str) -> bool:
    """Tell whether a text holds all parts, each behind the one before."""
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


@must("CONTENT-1", given=only_answer_said)
def test_text_arrives(upstream: Answer, served: Answer) -> None:
    """The served text contains every upstream text part, whole and in order.

    Equal neighbouring deltas are two pieces of text, not a repetition. Where messages carry a phase, CONTENT-10 and
    CONTENT-16 say what arrives where.
    """
    held(in_order(upstream.texts, served.text), "text", expected=upstream.text, received=served.text)


@should("CONTENT-2", given=only_answer_said)
def test_text_is_the_plain_concatenation(upstream: Answer, served: Answer) -> None:
    """The served text equals the upstream's text parts, joined, code point for code point.

    No trimming, no separator, no Unicode normalisation.
    """
    kept("text", upstream.text, served.text)


@must("CONTENT-3", given=no_text_said)
def test_no_text_is_invented(served: Answer) -> None:
    """Where the upstream said no text, the served content is null, absent or empty; "None" and "null" are text."""
    kept("text", "", served.text)


@must("CONTENT-4", given=refusal_said)
def test_a_refusal_arrives(upstream: Answer, served: Answer) -> None:
    """A refusal arrives in the refusal field, also beside text and in streams: not as content, not dropped."""
    kept("refusal", _refusal(upstream), _refusal(served))
    held(_refusal(upstream) not in served.text, "text", upstream.text, served.text)


@should("CONTENT-5", given=all_of(citations_said, citations_have_a_place))
def test_citations_arrive(upstream: Answer, served: Answer) -> None:
    """Citations of URLs arrive in the served API's shape, each with its url and title.

    Citations of files, which Chat has no form for, are not asked after.
    """
    kept("citations", _sources(upstream), _sources(served))


def _sources(answer: Answer) -> list[Json]:
    return [{"url": cited.url, "title": cited.title} for _, cited in _citations(answer)]


@should("CONTENT-6", given=all_of(citations_said, citations_have_a_place))
def test_citations_mark_the_same_words(upstream: Answer, served: Answer) -> None:
    """A citation's offsets mark the same words in the served text as upstream: several parts shift them.

    They count code points.
    """
    arrived = [cited.url for _, cited in _citations(served)]
    expected = [words for url, words in _marked(upstream) if url in arrived]
    kept("citations", expected, [words for _, words in _marked(served)])


def _marked(answer: Answer) -> list[tuple[str | None, str]]:
    return [(cited.url, part.text[cited.start : cited.end]) for part, cited in _citations(answer)]


@should("CONTENT-7", given=logprobs_said)
def test_logprobs_arrive(upstream: Answer, served: Answer, wire: Wire) -> None:
    """Logprobs arrive: tokens, values and alternatives, in a whole answer their `bytes`, too.

    The text events of a Responses stream carry no bytes. The vendor's own streams say -1.9e-07 in a delta and -0.0 in
    the item, so that values count to six digits behind the point.
    """
    poor = wire.mode == "stream"
    kept("logprobs", _logprobs(upstream, poor=poor), _logprobs(served, poor=poor))


DIGITS = 6


def _logprobs(answer: Answer, *, poor: bool) -> list[Json]:
    return [_logprob(token, poor) for part in _parts(answer) for token in part.logprobs]


def _logprob(token: Json, poor: bool) -> Json:
    names = ("token", "logprob") if poor else ("token", "logprob", "bytes")
    told = {name: token[name] for name in names if token.get(name) not in (None, [])}
    if isinstance(value := told.get("logprob"), float):
        told["logprob"] = round(value, DIGITS) + 0.0  # and no negative zero
    return told | {"top_logprobs": [_logprob(other, poor) for other in objects(token.get("top_logprobs"))]}


@must("CONTENT-8", given=reasoning_said)
def test_reasoning_is_not_text(upstream: Answer, served: Answer) -> None:
    """Reasoning never leaks into the text."""
    leaked = [part for part in upstream.reasoning if part.strip() in served.text]
    held(not leaked, "text", expected=upstream.text, received=served.text)


@must("CONTENT-9", given=json_said)
def test_json_text_is_not_reformatted(upstream: Answer, served: Answer) -> None:
    """Text that is JSON arrives byte for byte."""
    kept("text", upstream.text, served.text)


@must("CONTENT-10", given=all_of(serves_chat, final_answer_said))
def test_the_final_answer_is_the_content(upstream: Answer, served: Answer) -> None:
    """Where messages carry a phase, the `final_answer` is whole in the content, and commentary never replaces it."""
    answer = _texts(upstream, ANSWERING)
    held(in_order(answer, served.text), "text", "".join(answer), served.text)


@should("CONTENT-11", given=all_of(serves_chat, whole, answered))
def test_message_has_its_required_keys(upstream: Answer, served: Answer) -> None:
    """The message has `content` (null if there is no text) and `refusal`, and `tool_calls` only with a call in it."""
    missing = {"content", "refusal"} - served.message_keys
    extra = {"tool_calls"} & served.message_keys if not (upstream.tool_calls or upstream.client_run) else set()
    held(not missing and not extra, "message_keys", ["content", "refusal"], sorted(served.message_keys))


@must("CONTENT-12", given=text_said)
def test_nothing_is_served_twice(upstream: Answer, served: Answer) -> None:
    """Nothing is served twice: a snapshot of what the deltas said (`….done`, the terminal output) only fills gaps."""
    repeated = [part for part in upstream.texts if served.text.count(part) > upstream.text.count(part)]
    held(not repeated, "text", expected=upstream.text, received=served.text)


@may("CONTENT-13", given=all_of(serves_chat, streamed, citations_said))
def test_citations_are_streamed(upstream: Answer, served: Answer) -> None:
    """Citations of URLs arrive in `delta.annotations` of a Chat stream, whose schema has no field for them."""
    kept("citations", _sources(upstream), _sources(served))


@should("CONTENT-14", given=all_of(serves_responses, reasoning_said))
def test_reasoning_becomes_an_item(upstream: Answer, served: Answer) -> None:
    """An upstream's `reasoning_content` or `reasoning` becomes one `reasoning` item, whole, before the message."""
    kept("reasoning", "".join(upstream.reasoning), "".join(served.reasoning))
    order = ["reasoning" if isinstance(item, Reasoning) else "message" for item in _shown(served)]
    held(order.count("reasoning") == 1 and order[0] == "reasoning", "output", ["reasoning", "message"], order)


def _shown(answer: Answer) -> list[Reasoning | Message]:
    return [item for item in answer.items if isinstance(item, Reasoning | Message)]


@may("CONTENT-15", given=all_of(serves_chat, reasoning_said))
def test_reasoning_is_carried(upstream: Answer, served: Answer) -> None:
    """Reasoning summary and reasoning text are carried in `reasoning_content`, all parts in order."""
    received = "".join(served.reasoning)
    held(in_order(upstream.reasoning, received), "reasoning", "".join(upstream.reasoning), received)


@should("CONTENT-16", given=all_of(serves_chat, commentary_said))
def test_commentary_is_kept(upstream: Answer, served: Answer) -> None:
    """The text of `commentary` is kept, in the content or in `reasoning_content`."""
    said = f"{served.text}\n{''.join(served.reasoning)}"
    lost = [text for text in _texts(upstream, ASIDE) if text not in said]
    held(not lost, "text", _texts(upstream, ASIDE), said.strip())


@must("CONTENT-17", given=all_of(serves_chat, answered))
def test_one_answer_is_one_choice(served: Answer) -> None:
    """One upstream answer is one choice, index 0, however many items and parts it has."""
    kept("choices", [0], list(served.choices))


@should("CONTENT-18", given=all_of(serves_responses, calls_without_text))
def test_no_empty_message_beside_a_call(served: Answer) -> None:
    """Beside a call there is no message item without text or refusal."""
    empty = [message for message in served.messages if not message.text and not _declines(message)]
    kept("output", [], ["a message without text"] * len(empty))


def _declines(message: Message) -> bool:
    return any(isinstance(part, Refusal) and part.text for part in message.parts)


@should("CONTENT-19", given=moderation_said)
def test_moderation_arrives(upstream: Answer, served: Answer) -> None:
    """Moderation results of input and output arrive, in a Chat stream in a chunk of their own."""
    kept("moderation", upstream.moderation, served.moderation)
