"""What stands beside the text of an answer: its citations, the words that they mark, and its logprobs."""

from crosswire.facts import Answer, Citation, Json, Text
from crosswire.wire.lenient_json import objects

DIGITS = 6
"""The decimal places of a logprob that are compared."""


def text_parts(answer: Answer) -> list[Text]:
    """Return the texts of all messages, in order."""
    return [part for message in answer.messages for part in message.parts if isinstance(part, Text)]


def citations_of_urls(answer: Answer) -> list[tuple[Text, Citation]]:
    """Return the citations of URLs with their parts."""
    return [(part, cited) for part in text_parts(answer) for cited in part.citations if cited.kind == "url_citation"]


def sources(answer: Answer) -> list[Json]:
    """Return the URL and the title of each citation."""
    return [{"url": cited.url, "title": cited.title} for _, cited in citations_of_urls(answer)]


def marked_words(answer: Answer) -> list[Json]:
    """Return the text that each citation marks, and the number of characters before it, without blanks; else `None`."""
    marks: list[Json] = []
    before = ""
    for part in text_parts(answer):
        for cited in part.citations:
            if cited.kind == "url_citation":
                is_placed = cited.start is not None and cited.end is not None
                before_it = len("".join(f"{before}{part.text[: cited.start]}".split()))
                marks.append([part.text[cited.start : cited.end], before_it] if is_placed else None)
        before += part.text
    return marks


def logprobs(answer: Answer, *, poor: bool) -> list[Json]:
    """Return the logprobs of all tokens, of their alternatives, too; poor ones are without bytes."""
    return [_logprob(token, poor) for part in text_parts(answer) for token in part.logprobs]


def _logprob(token: Json, poor: bool) -> Json:
    names = ("token", "logprob") if poor else ("token", "logprob", "bytes")
    fields = {name: token[name] for name in names if token.get(name) not in (None, [])}
    if isinstance(value := fields.get("logprob"), float):
        fields["logprob"] = round(value, DIGITS) + 0.0  # and no negative zero
    return fields | {"top_logprobs": [_logprob(other, poor) for other in objects(token.get("top_logprobs"))]}
